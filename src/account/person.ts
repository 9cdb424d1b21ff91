/** The parts of one person's object, put together. Nothing is read before `migrate`. */
import { serversWorld } from "../mcp-settings.ts";
import { pushWorld } from "../push-settings.ts";
import { chatOf, searchOf } from "../rooms.ts";
import { Alarm } from "../storage/alarm.ts";
import { GroupCommit } from "../storage/group-commit.ts";
import { accountSettings, isSearchSimulated, type AccountSettings } from "../wiring.ts";
import { Budget } from "./budget.ts";
import { Conversations } from "./conversations.ts";
import { Deletions } from "./deletions.ts";
import type { Stores } from "./everything.ts";
import { Lessons } from "./lessons.ts";
import { ChatList } from "./list.ts";
import { LiveList } from "./live-list.ts";
import { PersonSettings } from "./person-settings.ts";
import { Presets } from "./presets/presets.ts";
import { Projects } from "./projects/projects.ts";
import { Pushes } from "./pushes/pushes.ts";
import { ListSockets } from "./sockets.ts";
import { AccountSql } from "./sql.ts";
import { PersonTools } from "./tools/tools.ts";
import { AGENT_KEYS } from "./unversioned.ts";

export class Person implements Stores {
  readonly #storage: DurableObjectStorage;
  readonly tables: AccountSql;
  readonly alarm: Alarm;
  /** The server's settings, the same for everybody. */
  readonly server: AccountSettings;
  readonly settings: PersonSettings;
  readonly list: ChatList;
  readonly sockets: ListSockets;
  readonly live: LiveList;
  readonly lessons: Lessons;
  readonly deletions: Deletions;
  readonly projects: Projects;
  readonly presets: Presets;
  readonly tools: PersonTools;
  readonly pushes: Pushes;
  readonly conversations: Conversations;
  readonly budget: Budget;

  constructor(ctx: DurableObjectState, env: Env) {
    const { sql } = ctx.storage;
    const email = ctx.id.name ?? "";
    const server = accountSettings(env);
    const { now } = server;
    this.#storage = ctx.storage;
    this.tables = new AccountSql(sql);
    this.alarm = new Alarm(ctx.storage);
    this.server = server;
    this.settings = new PersonSettings(this.tables, this.alarm, server);
    this.list = new ChatList(this.tables, now);
    this.lessons = new Lessons(this.tables);
    this.deletions = new Deletions(sql);
    this.projects = new Projects(sql, now);
    this.presets = new Presets(sql, now);
    this.tools = new PersonTools(sql, () => isSearchSimulated(env), serversWorld(env));
    this.pushes = new Pushes(sql, this.alarm, {
      now,
      push: () => pushWorld(env),
      conversation: (id) => this.tables.conversation(id),
    });
    this.sockets = new ListSockets({
      now,
      sockets: () => ctx.getWebSockets(),
      accept: (socket) => ctx.acceptWebSocket(socket),
    });
    this.live = new LiveList(this.sockets, this.list, () => this.budget.wallet());
    this.conversations = new Conversations(this, {
      now,
      email: () => email,
      catalogue: () => server.catalogue,
      allowance: () => this.settings.allowance(),
      preferences: () => this.settings.preferences(),
      defaultPreset: () => this.presets.defaultPreset(),
      chat: (id) => chatOf(env, email, id),
      forgetPushes: (chatId) => this.pushes.forgetChat(chatId),
      forgetWords: async (chatId) => searchOf(env, email).remove(chatId),
    });
    const { tables, list, lessons, projects, live } = this;
    this.budget = new Budget(
      { tables, list, lessons, projects, live, commits: new GroupCommit(ctx.storage) },
      {
        now,
        defaultLimitNanoUsd: server.defaultLimitNanoUsd,
        rules: () => ({ allow: this.settings.allowance().allow, suggestions: this.settings.preferences().suggestions }),
        openRunsOf: (chat) => chatOf(env, email, chat).openRuns(),
        answerEnded: (chat, ended) => this.pushes.answerEnded(chat, ended),
      },
    );
  }

  /** Brings the tables up to date. */
  migrate(): void {
    const { isAdopted } = this.#storage.transactionSync(() => this.tables.migrate());
    if (isAdopted) for (const [key] of this.#storage.kv.list({ prefix: AGENT_KEYS })) this.#storage.kv.delete(key);
  }
}
