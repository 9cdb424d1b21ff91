/**
 * One person: the list of their conversations, live in every tab's sidebar, their preferences and their wallet. A plain
 * Durable Object, named by the person's address; hibernates whenever nothing is asked of it.
 *
 * Conversations are made and deleted through this object, so that the list and the objects cannot disagree for long:
 * whatever is left half-way by a crash is finished by asking again. Accepted race: between a conversation's settlement
 * and its report a list may show it running for some milliseconds more.
 */
import { DurableObject } from "cloudflare:workers";
import type { z } from "zod";
import { LOST } from "../access/socket-close.ts";
import { PING, PONG } from "../protocol/frames.ts";
import type { ChatSummary, Preferences, Wallet } from "../protocol/http.ts";
import type { Result } from "../protocol/problem.ts";
import type { AccountAudit, IdRange } from "../protocol/rooms.ts";
import type { ImportProgress } from "../protocol/transfer.ts";
import type { ChatReport, HoldAnswer, HoldRequest, Lesson } from "../protocol/wallet.ts";
import { chatOf, searchOf } from "../rooms.ts";
import { accountSettings, isSearchSimulated, type AccountSettings } from "../wiring.ts";
import { GroupCommit } from "../storage/group-commit.ts";
import { Alarm } from "../storage/alarm.ts";
import { Budget } from "./budget.ts";
import { Conversations, type ChatPatch, type ChatToCreate, type Usual } from "./conversations.ts";
import { ChatList, type ChatPage, type ListQuery } from "./list.ts";
import { Lessons } from "./lessons.ts";
import { LiveList } from "./live-list.ts";
import { ListSockets } from "./sockets.ts";
import { AccountSql } from "./sql.ts";
import type { AllowanceRow } from "./tables.ts";
import { addImported, exportPage, importPlace, type ImportedEntry, type ListPage, type ListPlace } from "./transfer.ts";
import { infoOf, PersonTools } from "./tools/tools.ts";
import { serversWorld } from "../mcp-settings.ts";
import type { OfferedTool, ToolOutcome } from "../tools/tool.ts";
import type { addMcpBody, McpServer, ToolInfo, ToolPolicy } from "../protocol/tools.ts";
import type { Connected } from "./tools/servers.ts";
import { preferencesIn, withPreferences } from "./stored-preferences.ts";
import { nextSweep, sweep } from "./retention.ts";
import { Projects } from "./projects/projects.ts";
import type { createProjectBody, patchProjectBody, Project, projectDeleted } from "../protocol/projects.ts";
import { Presets } from "./presets/presets.ts";
import type { CreatePreset, PatchPreset, Preset, PresetDocument, PresetsImported, StartPreset } from "../protocol/presets.ts";
import { Deletions } from "./deletions.ts";
import { countsOf, deleteEverything, type Counts, type Stores } from "./everything.ts";
import type { DeletionReason, DeletionReceipt } from "../protocol/stored.ts";
import { AGENT_KEYS } from "./unversioned.ts";
import { periodOf } from "./wallet.ts";

export class Account extends DurableObject<Env> {
  readonly #tables: AccountSql;
  readonly #settings: AccountSettings;
  readonly #list: ChatList;
  readonly #sockets: ListSockets;
  readonly #live: LiveList;
  readonly #budget: Budget;
  readonly #alarm: Alarm;
  readonly #conversations: Conversations;
  #allowance: AllowanceRow | null = null;
  /** Every hold asks for them. */
  #preferences: Preferences | null = null;
  readonly #lessons: Lessons;
  readonly #projects: Projects;
  readonly #presets: Presets;
  readonly #deletions: Deletions;
  readonly #tools: PersonTools;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#tables = new AccountSql(ctx.storage.sql);
    this.#list = new ChatList(this.#tables);
    this.#settings = accountSettings(env);
    this.#lessons = new Lessons(this.#tables);
    this.#deletions = new Deletions(ctx.storage.sql);
    this.#projects = new Projects(ctx.storage.sql, () => this.#settings.now());
    this.#presets = new Presets(ctx.storage.sql, () => this.#settings.now());
    this.#tools = new PersonTools(ctx.storage.sql, () => isSearchSimulated(env), serversWorld(env));
    this.#alarm = new Alarm(ctx.storage);
    this.#sockets = new ListSockets({
      now: () => this.#settings.now(),
      sockets: () => ctx.getWebSockets(),
      accept: (socket) => ctx.acceptWebSocket(socket),
    });
    this.#live = new LiveList(this.#sockets, this.#list, () => this.wallet());
    this.#conversations = new Conversations(
      { tables: this.#tables, list: this.#list, projects: this.#projects, live: this.#live, deletions: this.#deletions },
      {
        now: () => this.#settings.now(),
        email: () => this.#email,
        catalogue: () => this.#settings.catalogue,
        allowance: () => this.allowance(),
        preferences: () => this.preferences(),
        defaultPreset: () => this.#presets.defaultPreset(),
        chat: (id) => chatOf(env, this.#email, id),
        forgetWords: async (chatId) => searchOf(env, this.#email).remove(chatId),
      },
    );
    this.#budget = new Budget(
      {
        tables: this.#tables,
        list: this.#list,
        lessons: this.#lessons,
        projects: this.#projects,
        live: this.#live,
        commits: new GroupCommit(ctx.storage),
      },
      {
        now: () => this.#settings.now(),
        defaultLimitNanoUsd: this.#settings.defaultLimitNanoUsd,
        rules: () => ({ allow: this.allowance().allow, suggestions: this.preferences().suggestions }),
        openRunsOf: (chat) => chatOf(env, this.#email, chat).openRuns(),
      },
    );
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair(PING, PONG));
    const { isAdopted } = ctx.storage.transactionSync(() => this.#tables.migrate());
    if (isAdopted) for (const [key] of ctx.storage.kv.list({ prefix: AGENT_KEYS })) ctx.storage.kv.delete(key);
    this.#planSweep();
  }

  get #stores(): Stores {
    return {
      tables: this.#tables,
      projects: this.#projects,
      presets: this.#presets,
      deletions: this.#deletions,
      tools: this.#tools,
    };
  }

  get #email(): string {
    return this.ctx.id.name ?? "";
  }

  // Conversations.

  createChat(chat: ChatToCreate): Promise<Result<{ created: boolean; chat: ChatSummary }>> {
    return this.#conversations.create(chat);
  }

  /** What this person's conversations begin with, in a project or (null) in none. */
  startingWith(projectId: string | null): Usual {
    return this.#conversations.startingWith(projectId);
  }

  /** Null: not a cursor of this list. */
  async listChats(query: ListQuery): Promise<ChatPage | null> {
    await this.#budget.releaseOrphans();
    return this.#list.page(query);
  }

  /** Titles by id, of those conversations that are this person's. r 1 for each */
  titlesOf(ids: readonly string[]): Record<string, string> {
    const titles = ids.map((id) => [id, this.#list.summary(id)?.title] as const);
    return Object.fromEntries(titles.flatMap(([id, title]) => (title === undefined ? [] : [[id, title]])));
  }

  /** What the list knows of a conversation; null: it is not this person's, or was deleted. */
  findChat(id: string): ChatSummary | null {
    return this.#list.summary(id);
  }

  patchChat(id: string, patch: ChatPatch): Promise<Result<void>> {
    return this.#conversations.patch(id, patch);
  }

  deleteChat(id: string, reason: DeletionReason = "asked"): Promise<Result<{ messages: number }>> {
    return this.#conversations.remove(id, reason);
  }

  // Projects.

  projects(): Project[] {
    return this.#projects.list();
  }

  project(id: string): Project | null {
    return this.#projects.find(id);
  }

  createProject(id: string, body: z.infer<typeof createProjectBody>): Result<{ created: boolean; project: Project }> {
    return this.#projects.create(id, body);
  }

  changeProject(id: string, body: z.infer<typeof patchProjectBody>): Result<Project> {
    return this.#projects.change(id, body);
  }

  projectsOf(chats: readonly string[]): Record<string, string> {
    return this.#projects.projectsOf(chats);
  }

  deleteProject(id: string, withChats: boolean): Promise<Result<z.infer<typeof projectDeleted>>> {
    return this.#conversations.removeProject(id, withChats);
  }

  // Presets and prompts.

  presets(): Preset[] {
    return this.#presets.list();
  }

  preset(id: string): Preset | null {
    return this.#presets.find(id);
  }

  /** What this person's conversations begin with, where they say nothing themselves; null: no preset. */
  defaultPreset(): StartPreset | null {
    return this.#presets.defaultPreset();
  }

  createPreset(id: string, body: CreatePreset): Result<{ created: boolean; preset: Preset }> {
    return this.#presets.create(id, body);
  }

  changePreset(id: string, body: PatchPreset): Result<Preset> {
    return this.#presets.change(id, body);
  }

  deletePreset(id: string): Result<{ name: string }> {
    return this.#presets.remove(id);
  }

  importPresets(document: PresetDocument): Result<PresetsImported> {
    const { catalogue } = this.#settings;
    return this.#presets.import(
      document,
      (model) => catalogue.find(model) !== null,
      () => crypto.randomUUID(),
    );
  }

  // What is stored, and what is left of what was deleted.

  deletions(after: string): { deletions: DeletionReceipt[]; next: string | null } {
    return this.#deletions.page(after);
  }

  /** Entries in this person's own stores, and after how many days conversations go: theirs, and what holds for who chose none. */
  stored(): Counts & { retention: { days: number | null; defaultDays: number | null } } {
    const { retentionDays: days } = this.preferences();
    return { ...countsOf(this.#stores), retention: { days, defaultDays: this.#settings.retentionDays } };
  }

  /** Ids of conversations, for an index that is made anew. */
  chatsAfter(id: string, limit: number): string[] {
    return this.#tables.chatsAfter(id, limit);
  }

  /** Deletes every word of this person; the books keep numbers. Of many conversations some are left: ask again. */
  async deleteEverything(): Promise<Result<{ deleted: { chats: number }; left: number }>> {
    const deleted = await deleteEverything(this.#stores, (chat) => this.deleteChat(chat, "everything"));
    this.#preferences = null;
    this.#planSweep();
    return deleted;
  }

  // Export and import.

  exportList(after: ListPlace | null): ListPage {
    return exportPage(this.#tables, after);
  }

  importPlace(id: string): "free" | "taken" | "deleted" {
    return importPlace(this.#tables, id);
  }

  addImported(chats: readonly ImportedEntry[]): void {
    addImported(this.#tables, chats);
    for (const { id } of chats) this.#live.chat(id);
  }

  /** Tells this person's tabs how an import goes on. */
  tellImport(progress: ImportProgress): void {
    this.#live.send({ type: "import", ...progress });
  }

  // The wallet.

  /** The wallet after holds that nobody needs any more are given back. */
  async currentWallet(): Promise<Wallet> {
    await this.#budget.releaseOrphans();
    return this.wallet();
  }

  wallet(): Wallet {
    return this.#budget.wallet();
  }

  /** w 1. Called by this person's conversations before a model call. */
  hold(request: HoldRequest): Promise<HoldAnswer> {
    return this.#budget.hold(request);
  }

  /** w 3 after an answer. */
  report(report: ChatReport): Promise<void> {
    return this.#budget.report(report);
  }

  /** What an estimate needs of the person. */
  estimateBasis(): { allow: string; lessons: Lesson[] } {
    return { allow: this.allowance().allow, lessons: this.#lessons.all() };
  }

  setLimit(nanoUsd: number | null): Wallet {
    return this.#budget.setLimit(nanoUsd);
  }

  // Tools.

  toolList(): ToolInfo[] {
    return this.#tools.all().map(infoOf);
  }

  /** The named ones, as far as they may be used. */
  offeredTools(names: readonly string[]): OfferedTool[] {
    return this.#tools.offered(names);
  }

  /** Runs a tool of one of this person's servers. */
  runTool(name: string, argumentsJson: string): Promise<ToolOutcome> {
    return this.#tools.servers.call(name, argumentsJson);
  }

  mcpServers(): { servers: McpServer[]; mayAdd: boolean } {
    return this.#tools.servers.list();
  }

  addMcpServer(body: z.infer<typeof addMcpBody>): Promise<Result<McpServer>> {
    return this.#tools.servers.add(body);
  }

  removeMcpServer(id: string): Result<{ tools: string[] }> {
    return this.#tools.servers.remove(id);
  }

  /** @param redirectUrl where a sign-in leads back to */
  connectMcpServer(id: string, redirectUrl: string): Promise<Result<Connected>> {
    return this.#tools.servers.connect(id, redirectUrl);
  }

  mcpSignedIn(state: string, code: string, issuer: string | null, redirectUrl: string): Promise<Connected | null> {
    return this.#tools.servers.signedIn(state, code, issuer, redirectUrl);
  }

  setToolPolicy(name: string, policy: ToolPolicy): Result<ToolInfo> {
    return this.#tools.setPolicy(name, policy);
  }

  /** Which models an administrator lets this person ask. */
  allowance(): AllowanceRow {
    return (this.#allowance ??= this.#tables.allowance());
  }

  setAllowance(allowance: AllowanceRow): void {
    this.#tables.setAllowance(allowance);
    this.#allowance = allowance;
  }

  /** What administrators see of a person. */
  async standing(): Promise<{ wallet: Wallet; allowance: AllowanceRow }> {
    return { wallet: await this.currentWallet(), allowance: this.allowance() };
  }

  // Preferences.

  preferences(): Preferences {
    return (this.#preferences ??= preferencesIn(this.#tables.person().preferences, this.#settings.retentionDays));
  }

  /** w 1 */
  setPreferences(change: Partial<Preferences>): Preferences {
    const stored = withPreferences(this.#tables.person().preferences, change);
    const preferences = preferencesIn(stored, this.#settings.retentionDays);
    this.#tables.setPreferences(stored, preferences.retentionDays === null ? null : nextSweep(this.#settings.now()));
    this.#preferences = preferences;
    this.#planSweep();
    return preferences;
  }

  /** The alarm that deletes what is older than the person's period. Asked for on every wake too: a crash may have kept it off. */
  #planSweep(): void {
    let { sweep_at: atMs } = this.#tables.person();
    // The administrators' period holds for whoever has chosen none.
    if (atMs === null && this.preferences().retentionDays !== null) this.#tables.setSweep((atMs = nextSweep(this.#settings.now())));
    if (atMs !== null) void this.#alarm.wakeNoLaterThan(atMs);
  }

  override alarm(): Promise<void> {
    return this.#alarm.goOff(async () => {
      const { sweep_at: atMs } = this.#tables.person();
      if (atMs !== null && atMs <= this.#settings.now()) {
        await this.sweep();
        this.#tables.setSweep(nextSweep(this.#settings.now()));
      }
      this.#planSweep();
    });
  }

  /** Deletes conversations older than the person's period; returns how many went. */
  async sweep(): Promise<number> {
    const days = this.preferences().retentionDays;
    if (days === null) return 0;
    const running = this.#list.running();
    return sweep({
      nowMs: this.#settings.now(),
      days,
      unchangedSince: (ms, limit) => this.#tables.unchangedSince(ms, limit).filter(({ id }) => !running.has(id)),
      remove: async (id) => (await this.deleteChat(id, "age")).ok,
    });
  }

  /** For the audit: ids that anything is known of, in their order, after the given one. */
  knownChats(after: string, limit: number): string[] {
    return this.#tables.knownChats(after, limit);
  }

  /** For the audit: numbers and ids only. */
  audit(range: IdRange): AccountAudit {
    return {
      spent: this.#tables.spentOn(range),
      conversations: this.#tables.conversationsIn(range),
      holds: this.#tables.holds().filter(({ chat }) => chat > range.after && chat <= range.upTo),
      monthNanoUsd: this.#tables.spentIn(periodOf(this.#settings.now())),
      wallet: this.wallet(),
    };
  }

  /** Rows this room's statements wrote since the object woke (invariant 12). */
  rowsWritten(): number {
    return this.#tables.rows.written;
  }

  // The person's socket: it only listens.

  override fetch(request: Request): Response {
    if (request.headers.get("upgrade") !== "websocket") return new Response(null, { status: 404 });
    return this.#sockets.open(request, () => {
      const page = this.#list.page({ archived: false, cursor: null, filter: "", project: null }) ?? { chats: [], next: null };
      return { type: "account", wallet: this.wallet(), ...page };
    });
  }

  /** Nothing a client says here means anything. */
  override webSocketMessage(): void {}

  override webSocketClose(socket: WebSocket, code: number): void {
    this.#sockets.closed(socket, code);
  }

  override webSocketError(socket: WebSocket): void {
    this.#sockets.closed(socket, LOST);
  }
}
