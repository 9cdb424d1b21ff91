/**
 * Makes, changes and deletes a person's conversations: first in the conversation's own object, then in the list. Operations
 * on the same conversation run one after the other.
 */
import type { z } from "zod";
import { refusalOfModel } from "../models/allowance.ts";
import type { Catalogue } from "../models/catalogue.ts";
import type { Effort } from "../protocol/commands.ts";
import type { ChatSummary, Preferences } from "../protocol/http.ts";
import { failed, invalid, type Result } from "../protocol/problem.ts";
import type { StartPreset } from "../protocol/presets.ts";
import type { projectDeleted } from "../protocol/projects.ts";
import type { ChatChange, ChatView, NewChat } from "../protocol/rooms.ts";
import type { chatOf } from "../rooms.ts";
import type { DeletionReason } from "../protocol/stored.ts";
import type { Deletions } from "./deletions.ts";
import { handedOn } from "./handed-on.ts";
import type { ChatList } from "./list.ts";
import type { LiveList } from "./live-list.ts";
import { OneByOne } from "./one-by-one.ts";
import type { Projects } from "./projects/projects.ts";
import type { AccountSql } from "./sql.ts";
import type { AllowanceRow } from "./tables.ts";

/** `own`: settings of the conversation's object. `listed`: those that only the list has. */
export type ChatPatch = { own: ChatChange; listed: { pinned?: boolean; archived?: boolean; projectId?: string | null } };
/** `system` and `model` null: the default of the project or the person. */
export type ChatToCreate = Omit<NewChat, "owner" | "system" | "effort"> & {
  system: string | null;
  /** Left out: the person's default; null: the model's own choice. */
  effort?: Effort | null;
  projectId: string | null;
};

/** The settings of a new conversation that names none itself. `model` null: no model may be used. */
export type Usual = { model: string | null; system: string; effort: Effort | null };

const NO_PROJECT = invalid("projectId", "there is no such project");
/** Conversations deleted in one request, with their project or with everything. */
export const CHATS_PER_DELETION = 200;
/** More are not counted. */
const MAX_LEFT = 20_000;

/** What this file needs of the person and of other objects. */
export interface Owner {
  /** Milliseconds since the epoch. */
  now(): number;
  email(): string;
  catalogue(): Catalogue;
  allowance(): AllowanceRow;
  preferences(): Preferences;
  /** The person's default preset; null: none. */
  defaultPreset(): StartPreset | null;
  /** One conversation's object. */
  chat(id: string): ReturnType<typeof chatOf>;
  /** Removes a conversation's words from the search index. */
  forgetWords(chatId: string): Promise<void>;
  /** Drops the waiting pushes of a conversation. */
  forgetPushes(chatId: string): void;
}

export class Conversations {
  readonly #tables: AccountSql;
  readonly #list: ChatList;
  readonly #projects: Projects;
  readonly #live: LiveList;
  readonly #deletions: Deletions;
  readonly #person: Owner;
  readonly #changes = new OneByOne();

  constructor(parts: { tables: AccountSql; list: ChatList; projects: Projects; live: LiveList; deletions: Deletions }, person: Owner) {
    this.#tables = parts.tables;
    this.#list = parts.list;
    this.#projects = parts.projects;
    this.#live = parts.live;
    this.#deletions = parts.deletions;
    this.#person = person;
  }

  create(chat: ChatToCreate): Promise<Result<{ created: boolean; chat: ChatSummary }>> {
    return this.#changes.run(chat.id, () => this.#create(chat));
  }

  async #create({ projectId, ...chat }: ChatToCreate): Promise<Result<{ created: boolean; chat: ChatSummary }>> {
    const known = this.#tables.conversation(chat.id);
    if (known?.deleted === 1)
      return { ok: false, failure: { reason: "conflict", detail: "A conversation with this id was deleted. Use another id." } };
    if (projectId !== null && !this.#projects.has(projectId)) return failed(NO_PROJECT);
    const usual = this.startingWith(projectId);
    const startingModel = chat.model ?? usual.model;
    const refused = startingModel === null ? null : refusalOfModel(this.#person.catalogue(), startingModel, this.#person.allowance().allow);
    if (refused !== null) return failed(refused);
    const made = await this.#person.chat(chat.id).create({
      ...chat,
      owner: this.#person.email(),
      model: startingModel,
      system: chat.system ?? usual.system,
      effort: chat.effort === undefined ? usual.effort : chat.effort,
    });
    if (!made.ok) return handedOn(made);
    const view = made.value.chat;
    if (known === null) this.#enter(view, projectId);
    const listed = this.#list.summary(chat.id) ?? { ...view, pinned: false, archived: false, projectId };
    return { ok: true, value: { created: made.value.created, chat: listed } };
  }

  /** Adds a conversation to the list. w 2 */
  #enter(view: ChatView, project: string | null): void {
    this.#tables.insertConversation({
      id: view.id,
      title: view.title,
      model: view.model,
      created_at: Date.parse(view.createdAt),
      updated_at: Date.parse(view.updatedAt),
      pinned: 0,
      archived: 0,
      temporary: view.temporary ? 1 : 0,
      messages: view.messageCount,
      cost: view.costNanoUsd,
      seq: 0,
      deleted: 0,
      simulated: view.simulated ? 1 : 0,
      lesson: null,
      project,
      shelved_at: Date.parse(view.updatedAt),
    });
    this.#live.chat(view.id);
  }

  /**
   * The model of new conversations: the first that may be used of the project's, the preset's, the person's and the
   * administrator's, else the server's default; null: no model may be used.
   */
  #startingModel(ofProject: string, ofPreset: string): string | null {
    const catalogue = this.#person.catalogue();
    const { allow, default_model: byAdministrator } = this.#person.allowance();
    const wished = [ofProject, ofPreset, this.#person.preferences().model, byAdministrator].filter((model) => model !== "");
    return catalogue.startingModel(allow, wished)?.id ?? null;
  }

  /** Has the conversations that have just begun report now, so that a list that is asked for has them. One that cannot be reached reports later. */
  async hearOfBegun(): Promise<void> {
    await Promise.allSettled(this.#list.unheard().map(async (id) => this.#person.chat(id).reportPlanned()));
  }

  /** The settings that new conversations begin with, in a project or (null) outside of one. */
  startingWith(projectId: string | null): Usual {
    const project = projectId === null ? null : this.#projects.beginning(projectId);
    const preset = this.#person.defaultPreset();
    return {
      model: this.#startingModel(project?.model ?? "", preset?.model ?? ""),
      system: project?.instructions || preset?.system || this.#person.preferences().system,
      effort: preset?.effort ?? null,
    };
  }

  /**
   * Changes the conversation's own settings and those of the list, all or nothing: the parts that can fail come first, the
   * list's row, which cannot, comes last.
   */
  patch(id: string, { own, listed }: ChatPatch): Promise<Result<void>> {
    return this.#changes.run(id, async () => {
      const chat = this.#person.chat(id);
      if (this.#tables.conversation(id) === null) {
        // Either a crash kept it off the list, or it does not exist.
        const viewed = await chat.view();
        if (!viewed.ok) return handedOn(viewed);
        this.#enter(viewed.value, null);
      }
      if (listed.projectId != null && !this.#projects.has(listed.projectId)) return failed(NO_PROJECT);
      const changed = await chat.change(own);
      if (!changed.ok) return handedOn(changed);
      this.#tables.updateConversation(id, {
        ...(listed.pinned === undefined ? {} : { pinned: listed.pinned ? 1 : 0 }),
        ...(listed.archived === undefined ? {} : { archived: listed.archived ? 1 : 0 }),
        ...(listed.projectId === undefined ? {} : { project: listed.projectId }),
      });
      if (listed.projectId !== undefined) this.#projects.changed();
      this.#live.chat(id);
      return { ok: true, value: undefined };
    });
  }

  /** Deletes a conversation everywhere. Its numbers and a receipt of the deletion stay. */
  remove(id: string, reason: DeletionReason): Promise<Result<{ messages: number }>> {
    return this.#changes.run(id, () => this.#remove(id, reason));
  }

  async #remove(id: string, reason: DeletionReason): Promise<Result<{ messages: number }>> {
    const isListed = this.#tables.conversation(id) !== null;
    // The words are deleted first: if the list's entry went first and this failed, nobody could delete them any more.
    const removed: Result<{ messages: number }> = handedOn(await this.#person.chat(id).remove());
    if (!removed.ok && removed.failure.reason !== "not-found") return removed;
    // It was not in the list when the request came, so there was nothing to delete; leave one that was made since alone.
    if (!removed.ok && !isListed) return removed;
    // A conversation that was not in the list can be deleted as well: its last report has left a tombstone.
    const row = this.#tables.conversation(id);
    if (row !== null || removed.ok) await this.#person.forgetWords(id);
    if (row === null) return removed;
    if (row.deleted === 0) {
      this.#tables.updateConversation(id, { deleted: 1, title: "" });
      this.#person.forgetPushes(id);
      this.#deletions.note({ at: this.#person.now(), chat: id, messages: removed.ok ? removed.value.messages : row.messages, reason });
      this.#live.send({ type: "removed", id });
    }
    // A repeated request finishes a deletion that a crash interrupted; one that was complete is `not-found`.
    if (row.deleted === 1 && !removed.ok) return removed;
    // If the object is gone, release its holds here; if it exists, its own report says which of them still await a log.
    if (!removed.ok) for (const hold of this.#tables.holds()) if (hold.chat === id) this.#tables.deleteHold(hold.run);
    this.#live.wallet();
    return removed.ok ? removed : { ok: true, value: { messages: 0 } };
  }

  /**
   * Deletes a project, with its conversations or without. At most `CHATS_PER_DELETION` are deleted in one call; while some are
   * left, the project stays: call it again.
   */
  async removeProject(id: string, withChats: boolean): Promise<Result<z.infer<typeof projectDeleted>>> {
    if (!this.#projects.has(id)) return failed({ reason: "not-found" });
    let chats = 0;
    if (withChats) {
      await this.hearOfBegun();
      for (const chat of this.#projects.chatsIn(id, CHATS_PER_DELETION)) {
        const removed = await this.remove(chat, "project");
        if (!removed.ok && removed.failure.reason !== "not-found") return removed;
        chats += 1;
      }
    }
    const left = withChats ? this.#projects.chatsIn(id, MAX_LEFT).length : 0;
    const notified = left > 0 || withChats ? [] : this.#projects.chatsIn(id, MAX_LEFT);
    if (left === 0) this.#projects.remove(id);
    for (const chat of notified) this.#live.chat(chat);
    return { ok: true, value: { deleted: { chats, project: left === 0 }, left } };
  }
}
