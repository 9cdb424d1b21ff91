/**
 * RPC methods of a person's object for what they have set up: projects, presets, tools, preferences. Each calls the part
 * that does it, and trusts its arguments, which the API has parsed. The others are in rpc.ts.
 */
import { DurableObject } from "cloudflare:workers";
import type { z } from "zod";
import type { Preferences } from "../protocol/http.ts";
import type { CreatePreset, PatchPreset, Preset, PresetDocument, PresetEntry, PresetsImported, StartPreset } from "../protocol/presets.ts";
import type { Result } from "../protocol/problem.ts";
import type { createProjectBody, patchProjectBody, Project, projectDeleted } from "../protocol/projects.ts";
import type { addMcpBody, McpServer, ToolInfo, ToolPolicy } from "../protocol/tools.ts";
import type { OfferedTool, ToolOutcome } from "../tools/tool.ts";
import { Person } from "./person.ts";
import type { NewBrowser } from "./pushes/pushes.ts";
import type { AllowanceRow } from "./tables.ts";
import type { Connected } from "./tools/servers.ts";
import { infoOf } from "./tools/tools.ts";

export abstract class SetupRpc extends DurableObject<Env> {
  protected readonly person: Person;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.person = new Person(ctx, env);
  }

  // Projects.

  projects(): Project[] {
    return this.person.projects.list();
  }

  project(id: string): Project | null {
    return this.person.projects.find(id);
  }

  createProject(id: string, body: z.infer<typeof createProjectBody>): Result<{ created: boolean; project: Project }> {
    return this.person.projects.create(id, body);
  }

  changeProject(id: string, body: z.infer<typeof patchProjectBody>): Result<Project> {
    return this.person.projects.change(id, body);
  }

  projectsOf(chats: readonly string[]): Record<string, string> {
    return this.person.projects.projectsOf(chats);
  }

  deleteProject(id: string, withChats: boolean): Promise<Result<z.infer<typeof projectDeleted>>> {
    return this.person.conversations.removeProject(id, withChats);
  }

  // Presets and prompts.

  presets(): Preset[] {
    return this.person.presets.list();
  }

  preset(id: string): Preset | null {
    return this.person.presets.find(id);
  }

  /** The preset that new conversations begin with; null: none is the default. */
  defaultPreset(): StartPreset | null {
    return this.person.presets.defaultPreset();
  }

  createPreset(id: string, body: CreatePreset): Result<{ created: boolean; preset: Preset }> {
    return this.#notified(this.person.presets.create(id, body));
  }

  changePreset(id: string, body: PatchPreset): Result<Preset> {
    return this.#notified(this.person.presets.change(id, body));
  }

  deletePreset(id: string): Result<{ name: string }> {
    return this.#notified(this.person.presets.remove(id));
  }

  /** After a successful change, notifies the person's open pages, with the default preset. */
  #notified<T>(changed: Result<T>): Result<T> {
    if (changed.ok) this.notifyPresets();
    return changed;
  }

  protected notifyPresets(): void {
    this.person.live.send({ type: "presets", preset: this.person.presets.defaultPreset() });
  }

  importPresets(document: PresetDocument): Result<PresetsImported> {
    return this.#takePresets(document.presets, false);
  }

  /** Imports presets of an export of everything, with their times, and with its default where there is none here. */
  restorePresets(entries: readonly PresetEntry[]): Result<PresetsImported> {
    return this.#takePresets(entries, true);
  }

  #takePresets(entries: readonly PresetEntry[], asTheyWere: boolean): Result<PresetsImported> {
    const { catalogue } = this.person.server;
    const world = { isKnownModel: (model: string) => catalogue.find(model) !== null, mintId: () => crypto.randomUUID() };
    return this.#notified(this.person.presets.import(entries, world, asTheyWere));
  }

  // Tools.

  toolList(): ToolInfo[] {
    return this.person.tools.all().map(infoOf);
  }

  /** Those of the named tools that may be used. */
  offeredTools(names: readonly string[]): OfferedTool[] {
    return this.person.tools.offered(names);
  }

  /** Runs a tool of one of this person's servers. @param id by which it can be stopped */
  runTool(id: string, name: string, argumentsJson: string): Promise<ToolOutcome> {
    return this.person.tools.servers.call(id, name, argumentsJson);
  }

  /** Cancels a running call of a tool. */
  stopTool(id: string): void {
    this.person.tools.servers.stop(id);
  }

  mcpServers(): { servers: McpServer[]; mayAdd: boolean } {
    return this.person.tools.servers.list();
  }

  addMcpServer(body: z.infer<typeof addMcpBody>): Promise<Result<McpServer>> {
    return this.person.tools.servers.add(body);
  }

  removeMcpServer(id: string): Result<{ tools: string[] }> {
    return this.person.tools.servers.remove(id);
  }

  /** @param redirectUrl the redirect URI of an OAuth sign-in */
  connectMcpServer(id: string, redirectUrl: string): Promise<Result<Connected>> {
    return this.person.tools.servers.connect(id, redirectUrl);
  }

  mcpSignedIn(state: string, code: string, issuer: string | null, redirectUrl: string): Promise<Connected | null> {
    return this.person.tools.servers.signedIn(state, code, issuer, redirectUrl);
  }

  setToolPolicy(name: string, policy: ToolPolicy): Result<ToolInfo> {
    return this.person.tools.setPolicy(name, policy);
  }

  // Browsers for Web Push.

  pushBrowsers(): number {
    return this.person.pushes.count();
  }

  registerPush(browser: NewBrowser): { created: boolean } {
    return this.person.pushes.register(browser);
  }

  unregisterPush(id: string): Result<{ id: string }> {
    return this.person.pushes.unregister(id);
  }

  // Preferences, and what an administrator has set.

  preferences(): Preferences {
    return this.person.settings.preferences();
  }

  /** w 1 */
  setPreferences(change: Partial<Preferences>): Result<Preferences> {
    return this.person.settings.setPreferences(change);
  }

  /** Which models an administrator lets this person ask. */
  allowance(): AllowanceRow {
    return this.person.settings.allowance();
  }

  setAllowance(allowance: AllowanceRow): void {
    this.person.settings.setAllowance(allowance);
  }
}
