/** The person: does what the plan says, through tabs and over HTTP, and remembers what was promised. */
import type { Command, CommandResult } from "../../src/protocol/commands.ts";
import type { Result } from "../../src/protocol/problem.ts";
import type { Deed, Plan } from "./deeds.ts";
import type { Caller } from "./network.ts";
import type { Asking, Platform } from "./platform.ts";
import { Tab } from "./tab.ts";
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
};

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
  readonly #platform: Platform;
  #questions = 0;
  #waiting = 0;
  #tabs = 0;

  constructor(platform: Platform) {
    this.#platform = platform;
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
    plan.conversations.forEach((wanted, index) => {
      const chat: Known = {
        id: `c${index}`,
        temporary: wanted.temporary,
        isDeleted: false,
        accepted: new Set(),
        asks: 0,
        hasTools: wanted.hasTools,
      };
      this.known.push(chat);
      scheduler.in(this, 0, `begins ${chat.id}`, () => void this.#make(chat, wanted));
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

  async #make(chat: Known, { begins, model, temporary, tabs }: Plan["conversations"][number]): Promise<void> {
    if (begins === "asked") {
      const wanted = {
        id: chat.id,
        title: "",
        model,
        system: null,
        temporary,
        effort: null,
        maxCostNanoUsd: null,
        tools: chat.hasTools ? TOOLS : [],
        projectId: null,
      };
      await this.#untilAnswered(() => this.#asking(chat).account("createChat", (account) => account.createChat(wanted)));
    }
    for (let count = 0; count < tabs; count += 1) this.#open(chat, begins === "by-message");
  }

  #asking(chat: Known): Asking {
    return this.#platform.asking(this, chat.id);
  }

  #open(chat: Known, begins: boolean): void {
    this.#tabs += 1;
    const tools = chat.hasTools ? { tools: TOOLS } : {};
    this.tabs.push(new Tab(this.#platform, `tab${this.#tabs}`, chat.id, begins ? tools : null));
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
      case "set-policy":
        return void this.#setPolicy(deed.which);
      case "look-at-wallet":
        return void this.#asking(chat)
          .account("currentWallet", (account) => account.currentWallet())
          .catch(() => undefined);
      case "delete":
        chat.isDeleted = true;
        // Whoever is not told that it is gone asks again: half of it may be done.
        return void this.#untilAnswered(() => this.#asking(chat).account("deleteChat", (account) => account.deleteChat(chat.id)), Infinity);
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

  /** Jepsen's idempotence: the same command until it is answered; it takes effect once. */
  async #sendUntilAnswered(chat: Known, maxCostNanoUsd?: number): Promise<void> {
    const id = this.#platform.world.newId();
    const command: Command = { type: "send", id, text: this.#question(), ...(maxCostNanoUsd === undefined ? {} : { maxCostNanoUsd }) };
    chat.asks += 1;
    const result = await this.#untilAnswered(() => this.#command(chat, command));
    if (result?.ok === true) chat.accepted.add(command.id);
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
