/** The person: does what the plan says, through tabs and over HTTP, and remembers what was promised. */
import type { Command, CommandResult } from "../../src/protocol/commands.ts";
import type { Result } from "../../src/protocol/problem.ts";
import type { Deed, Plan } from "./deeds.ts";
import { IMPORTED_QUESTIONS, Importing } from "./importing.ts";
import type { Caller } from "./network.ts";
import type { Asking, Platform } from "./platform.ts";
import { Tab } from "./tab.ts";
import { noFiles, Uploading, type KnownFiles } from "./uploading.ts";
import { NOTE, SEARCH } from "./web.ts";

/** Tries of a command that is sent until it is answered. */
const TRIES = 8;

/** What the person knows of one conversation. */
export type Known = {
  id: string;
  temporary: boolean;
  /** Somebody asked for its deletion. */
  isDeleted: boolean;
  /** Ids of messages that were promised to be kept. */
  accepted: Set<string>;
  /** Commands that may lead to a model call, whatever became of them. */
  asks: number;
  hasTools: boolean;
  /** The deletion was answered: from then on no word of it is found anywhere. */
  isGone: boolean;
  /** Links to it; `isTakenBack`: that was answered. */
  shares: { id: string; isTakenBack: boolean }[];
  /** It comes from a document; whether it is there at all nobody knows before that is answered. */
  isImported: boolean;
  files: KnownFiles;
};

/** The project that conversations may be in. */
export const PROJECT = "p1";

const TOOLS = [SEARCH, NOTE];
const DECISIONS = ["once", "once", "always", "deny"] as const;
const POLICIES = ["ask", "always", "never"] as const;
/** What an answer may cost, in nano-dollars: of the dearest model here, one search and little more, or a few. */
const CAPS = [300_000, 600_000, 2_000_000];

export class Person implements Caller {
  readonly name = "person";
  isAlive = true;
  readonly known: Known[] = [];
  readonly tabs: Tab[] = [];
  readonly importing: Importing;
  readonly uploading: Uploading;
  readonly #platform: Platform;
  /** What the project may cost; null: there is none. */
  budget: Plan["project"] = null;
  #questions = 0;
  #waiting = 0;
  #tabs = 0;

  constructor(platform: Platform) {
    this.#platform = platform;
    this.uploading = new Uploading(platform, this);
    this.importing = new Importing(platform, this, (id) => void this.#meets(id));
  }

  out(effect: () => void): void {
    effect();
  }

  /** Something the person asked for is not answered yet. */
  get isBusy(): boolean {
    return this.#waiting > 0;
  }

  /** Everything is put on the clock. */
  begin(plan: Plan): void {
    const { scheduler } = this.#platform.world;
    this.budget = plan.project;
    plan.conversations.forEach((wanted, index) => {
      const chat: Known = {
        id: `c${index}`,
        temporary: wanted.temporary,
        isDeleted: false,
        accepted: new Set(),
        asks: 0,
        hasTools: wanted.hasTools,
        isGone: false,
        shares: [],
        isImported: false,
        files: noFiles(),
      };
      this.known.push(chat);
      scheduler.in(this, 0, `begins ${chat.id}`, () => void this.#make(chat, wanted, plan.project));
    });
    const asking = this.#platform.asking(this, "");
    if (plan.conversations.some(({ hasTools }) => hasTools))
      scheduler.in(this, 0, "connects a server of tools", () => void this.#connect());
    if (plan.suggestions)
      scheduler.in(
        this,
        0,
        "wants suggestions",
        () => void asking.account("preferences", (a) => a.setPreferences({ suggestions: true })).catch(() => undefined),
      );
    for (const deed of plan.deeds) scheduler.in(this, 500 + deed.atMs, `deed ${deed.number} ${deed.kind}`, () => this.do(deed));
  }

  async #make(
    chat: Known,
    { begins, model, temporary, tabs, limitNanoUsd }: Plan["conversations"][number],
    project: Plan["project"],
  ): Promise<void> {
    const projectId = project === null ? null : await this.#projectWith(project);
    if (begins === "asked") {
      const wanted = {
        id: chat.id,
        title: "",
        model,
        system: null,
        temporary,
        effort: null,
        maxCostNanoUsd: limitNanoUsd,
        tools: chat.hasTools ? TOOLS : [],
        projectId,
      };
      await this.#untilAnswered(() => this.#asking(chat).account("createChat", (account) => account.createChat(wanted)));
    }
    for (let count = 0; count < tabs; count += 1) this.#open(chat, begins === "by-message", projectId);
  }

  /** The project's id, once it is there; null: it could not be made. */
  async #projectWith(budget: NonNullable<Plan["project"]>): Promise<string | null> {
    const made = await this.#untilAnswered(() =>
      this.#platform.asking(this, "").account("createProject", (account) => account.createProject(PROJECT, { name: "Project", budget })),
    );
    return made?.ok === true ? PROJECT : null;
  }

  #asking(chat: Known): Asking {
    return this.#platform.asking(this, chat.id);
  }

  #open(chat: Known, begins: boolean, projectId: string | null = null): void {
    this.#tabs += 1;
    const beginning = { ...(chat.hasTools ? { tools: TOOLS } : {}), ...(projectId === null ? {} : { projectId }) };
    this.tabs.push(new Tab(this.#platform, `tab${this.#tabs}`, chat.id, begins ? beginning : null));
  }

  /** Closes a tab and opens it again, without what it knew. */
  #reload(tab: Tab): void {
    const chat = this.known.find(({ id }) => id === tab.chatId);
    this.tabs.splice(this.tabs.indexOf(tab), 1);
    tab.close();
    if (chat !== undefined) this.#open(chat, false);
  }

  /** Does it now. */
  do(deed: Deed): void {
    const tab = this.tabs[deed.tab % Math.max(1, this.tabs.length)];
    const chat = this.known.find(({ id }) => id === tab?.chatId) ?? this.known[0];
    if (chat === undefined) return;
    this.#platform.world.scheduler.current = tab ?? this;
    switch (deed.kind) {
      case "send":
        if (tab === undefined) return;
        chat.asks += 1;
        return void tab.live.send(this.#question());
      case "send-until-answered":
        return void this.#sendUntilAnswered(chat);
      case "send-and-give-up":
        return void this.#sendAndGiveUp(chat);
      case "send-with-cap":
        return void this.#sendUntilAnswered(chat, CAPS[deed.which % CAPS.length]);
      case "share":
        return void this.#share(chat, deed.which);
      case "unshare":
        return void this.#unshare(chat, deed.which);
      case "read-share":
        return void this.#readShare(chat, deed.which);
      case "search":
        return void this.#search(deed.which);
      case "set-policy":
        return void this.#setPolicy(deed.which);
      case "look-at-wallet":
        return void this.#asking(chat)
          .account("currentWallet", (account) => account.currentWallet())
          .catch(() => undefined);
      case "delete":
        return void this.#delete(chat);
      case "import":
        return void this.#import(deed.which);
      case "import-and-stop":
        return void this.importing.send(deed.which, true);
      case "attach":
        return void this.#attach(chat, deed.which);
      case "attach-to-two": {
        const another = this.known.find((one) => one !== chat && !one.isDeleted);
        for (const one of another === undefined ? [chat] : [chat, another]) void this.#attach(one, deed.which);
        return;
      }
      case "upload":
        return void this.#upload(chat, deed.which, false);
      case "take-file-away":
        return void this.uploading.takeAway(chat, deed.which).catch(() => undefined);
      case "upload-and-delete":
        void this.#upload(chat, deed.which, false);
        return void this.#delete(chat);
      default:
        if (tab !== undefined) this.#inTab(tab, chat, deed);
    }
  }

  #inTab(tab: Tab, chat: Known, { kind, which, number }: Deed): void {
    const { live } = tab;
    const messages = [...live.getState().messages.values()];
    const of = (role: "user" | "assistant"): string | null => {
      const ids = messages.filter((message) => message.role === role).map(({ id }) => id);
      return ids[which % Math.max(1, ids.length)] ?? null;
    };
    const question = of("user");
    const answer = of("assistant");
    switch (kind) {
      case "edit":
        if (question === null) return;
        chat.asks += 1;
        return void live.edit(question, this.#question());
      case "regenerate":
        if (answer === null) return;
        chat.asks += 1;
        return live.regenerate(answer);
      case "continue":
        if (answer === null) return;
        chat.asks += 1;
        return live.continueAnswer(answer);
      case "stop":
        return live.stop();
      case "stop-queue":
        return live.stop({ queue: true });
      case "cancel":
        return question === null ? undefined : live.cancel(question);
      case "select":
        return question === null ? undefined : live.select(question);
      case "draft":
        return live.setDraft(`draft ${number}`);
      case "rename":
        return live.set({ title: `Title ${number}` });
      case "compact":
        return live.compact();
      case "expand":
        return answer === null ? undefined : live.expand(answer);
      case "reload":
        return this.#reload(tab);
      case "decide": {
        const waiting = messages.flatMap(({ id, steps }) =>
          (steps ?? []).filter(({ status }) => status === "waiting").map((step) => ({ id, step })),
        );
        const one = waiting[which % Math.max(1, waiting.length)];
        return one === undefined ? undefined : live.decide(one.id, one.step.id, DECISIONS[number % DECISIONS.length] ?? "once");
      }
      default:
        return undefined;
    }
  }

  #question(): string {
    this.#questions += 1;
    return `q${this.#questions} what now?`;
  }

  /** A conversation that a document may bring. */
  #meets(id: string): Known {
    let chat = this.known.find((one) => one.id === id);
    if (chat !== undefined) return chat;
    chat = {
      id,
      temporary: false,
      isDeleted: false,
      accepted: new Set(),
      asks: 0,
      hasTools: false,
      isGone: false,
      shares: [],
      isImported: true,
      files: noFiles(),
    };
    this.known.push(chat);
    return chat;
  }

  /** The same document until it is answered; what came in is opened. */
  async #import(which: number): Promise<void> {
    this.#waiting += 1;
    try {
      for (let tries = 1; tries <= TRIES; tries += 1) {
        const result = await this.importing.send(which, false);
        for (const { chatId } of result?.imported ?? []) {
          const chat = this.#meets(chatId);
          for (const id of IMPORTED_QUESTIONS) chat.accepted.add(id);
          if (!chat.isDeleted) this.#open(chat, false);
        }
        if (result !== null) return;
        await this.#wait(500 * tries);
      }
    } finally {
      this.#waiting -= 1;
    }
  }

  /** Again until it is taken in. @returns the file's id; null: it was not taken in */
  async #upload(chat: Known, which: number, isText: boolean): Promise<string | null> {
    const how = { isText, isForComposer: which % 2 === 0 };
    const added = await this.#untilAnswered(() => this.uploading.send(chat, which, how));
    return added?.ok === true ? added.value.file.id : null;
  }

  /** A file, and a message with it. */
  async #attach(chat: Known, which: number): Promise<void> {
    const file = await this.#upload(chat, which, true);
    if (file === null) return;
    const command = await this.#sendUntilAnswered(chat, undefined, [file]);
    if (command !== null) chat.files.named.set(command, [file]);
  }

  async #delete(chat: Known): Promise<void> {
    chat.isDeleted = true;
    // Whoever is not told that it is gone asks again: half of it may be done.
    const result = await this.#untilAnswered(
      () => this.#asking(chat).account("deleteChat", (account) => account.deleteChat(chat.id)),
      Infinity,
    );
    chat.isGone = result?.ok === true;
  }

  async #share(chat: Known, which: number): Promise<void> {
    const options = { withCosts: which % 2 === 0, untilMs: which % 3 === 0 ? this.#platform.world.nowMs + 60_000 : null };
    const made = await this.#asking(chat)
      .chat("share", (object) => object.share(options))
      .catch(() => null);
    if (made?.ok === true) chat.shares.push({ id: made.value.id, isTakenBack: false });
  }

  async #unshare(chat: Known, which: number): Promise<void> {
    const share = chat.shares[which % Math.max(1, chat.shares.length)];
    if (share === undefined) return;
    const done = await this.#untilAnswered(() => this.#asking(chat).chat("unshare", (object) => object.unshare(share.id)));
    if (done?.ok === true) share.isTakenBack = true;
  }

  /** [I9, I10] A link that was taken back, or whose conversation is gone, leads nowhere. */
  async #readShare(chat: Known, which: number): Promise<void> {
    const share = chat.shares[which % Math.max(1, chat.shares.length)];
    if (share === undefined) return;
    const isOver = share.isTakenBack || chat.isGone;
    const page = await this.#asking(chat)
      .chat("sharedPage", (object) => object.sharedPage(share.id, null))
      .catch(() => null);
    if (isOver && page?.ok === true) this.#platform.world.fail(`[I9] the link ${share.id} was taken back, and leads on`);
  }

  /** [I10] Nothing is found of what is gone. */
  async #search(which: number): Promise<void> {
    const gone = this.known.filter(({ isGone }) => isGone).map(({ id }) => id);
    const found = await this.#platform
      .asking(this, "")
      .search("search", (index) => index.search(`q${1 + (which % 5)}`, { chatId: null, cursor: null, limit: 20 }))
      .catch(() => null);
    for (const { chatId } of found?.hits ?? [])
      if (gone.includes(chatId)) this.#platform.world.fail(`[I10] a search finds ${chatId}, which is gone`);
  }

  async #connect(): Promise<void> {
    const asking = this.#platform.asking(this, "");
    const list = await this.#tried(() => asking.account("mcpServers", (account) => account.mcpServers()));
    const [server] = list?.servers ?? [];
    if (server === undefined) return;
    await this.#untilAnswered(() =>
      asking.account("connectMcpServer", (account) => account.connectMcpServer(server.id, "http://tally/back")),
    );
  }

  async #setPolicy(which: number): Promise<void> {
    const tool = TOOLS[which % TOOLS.length] ?? SEARCH;
    const policy = POLICIES[which % POLICIES.length] ?? "ask";
    await this.#tried(() => this.#platform.asking(this, "").account("setToolPolicy", (account) => account.setToolPolicy(tool, policy)));
  }

  /** Decides on every step that waits, as long as it takes. */
  decideAll(): void {
    for (const chat of this.known) {
      const host = this.#platform.chatHost(chat.id);
      if (!host.hasTable("step")) continue;
      const rows = host.storage.exec<{ id: string; ordinal: number }>(
        "SELECT turn.id, ordinal FROM step JOIN turn ON turn.seq = step.turn WHERE step.status = 'waiting' AND turn.status = 'running'",
        [],
      );
      for (const { id, ordinal } of rows) {
        const command: Command = {
          type: "decide",
          id: this.#platform.world.newId(),
          messageId: `${id}.a`,
          stepId: `s${ordinal}`,
          decision: ordinal % 2 === 0 ? "deny" : "once",
        };
        void this.#untilAnswered(() => this.#command(chat, command));
      }
    }
  }

  /** Asked a few times; null: it was never answered. */
  async #tried<T>(ask: () => Promise<T>): Promise<T | null> {
    for (let tries = 1; tries <= TRIES; tries += 1) {
      const result = await ask().then(
        (value) => ({ value }),
        () => null,
      );
      if (result !== null) return result.value;
      await this.#wait(500 * tries);
    }
    return null;
  }

  /** Jepsen's idempotence: the same command until it is answered; it takes effect once. @returns its id; null: it was not accepted */
  async #sendUntilAnswered(chat: Known, maxCostNanoUsd?: number, files: string[] = []): Promise<string | null> {
    const id = this.#platform.world.newId();
    const command: Command = {
      type: "send",
      id,
      text: this.#question(),
      ...(maxCostNanoUsd === undefined ? {} : { maxCostNanoUsd }),
      ...(files.length === 0 ? {} : { files }),
    };
    chat.asks += 1;
    const result = await this.#untilAnswered(() => this.#command(chat, command));
    if (result?.ok !== true) return null;
    chat.accepted.add(command.id);
    return command.id;
  }

  /** Jepsen's indefinite: nobody knows whether it happened; asked later with the same id it has, once, or does now. */
  async #sendAndGiveUp(chat: Known): Promise<void> {
    const command: Command = { type: "send", id: this.#platform.world.newId(), text: this.#question() };
    chat.asks += 1;
    const first = await this.#command(chat, command).catch(() => null);
    if (first?.ok === true) chat.accepted.add(command.id);
    if (first !== null) return;
    await this.#wait(20_000);
    const again = await this.#untilAnswered(() => this.#command(chat, command));
    if (again?.ok === true) chat.accepted.add(command.id);
  }

  #command(chat: Known, command: Command): Promise<Result<CommandResult>> {
    return this.#asking(chat).chat(`command ${command.type}`, (object) => object.command(command));
  }

  /** Null: it was never answered. */
  async #untilAnswered<T>(ask: () => Promise<Result<T>>, most = TRIES): Promise<Result<T> | null> {
    this.#waiting += 1;
    try {
      for (let tries = 1; tries <= most; tries += 1) {
        const result = await ask().catch(() => null);
        if (result !== null && (result.ok || result.failure.reason !== "overloaded")) return result;
        await this.#wait(500 * Math.min(tries, TRIES));
      }
      return null;
    } finally {
      this.#waiting -= 1;
    }
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => void this.#platform.world.scheduler.in(this, ms, "waits", resolve));
  }
}
