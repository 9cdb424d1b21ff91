/** One conversation under load: several tabs, each doing what people do, in an order that a seed decides. */
import type { Message } from "../../src/protocol/message.ts";
import type { Random } from "../fuzz/random.ts";
import { SoakTab } from "./tabs.ts";
import { wrongIn } from "./words.ts";

export interface Setting {
  /** Straight to the server. */
  direct: string;
  /** Through the bad network. */
  rough: string;
  tabs: number;
  /** The model refuses, stalls and cuts too. */
  hasModelFaults: boolean;
  onLag: (ms: number) => void;
  /** Something was done or injected. */
  count: (what: string) => void;
}

/** At most so many of a conversation's questions wait or run. */
const MOST_UNDER_WAY = 3;
const MODEL_FAULTS = ["fail=3040", "fail=429", "cut=20", "cut=0", "stall=15", "headers=2000"] as const;

export class Conversation {
  readonly id: string;
  readonly person: string;
  /** Every question a tab was given: its words, by id. Some were refused, and some went with their tab. */
  readonly #asked = new Map<string, string>();
  readonly #setting: Setting;
  readonly #random: Random;
  readonly #isDirect: boolean;
  #tabs: SoakTab[] = [];
  #uncertain = new Set<string>();
  #shareId: string | null = null;
  #fileId: string | null = null;

  constructor(index: number, random: Random, setting: Setting) {
    this.id = `soak-${index}`;
    this.person = `soak-${Math.floor(index / 5)}@example.com`;
    this.#random = random;
    this.#setting = setting;
    // Each tenth has its tabs straight at the server and stamped tokens: what the server itself adds is seen there.
    this.#isDirect = index % 10 === 0;
  }

  async call<T>(path: string, options: { method?: string; body?: unknown; raw?: BodyInit } = {}): Promise<{ status: number; body: T }> {
    const body = options.raw ?? (options.body === undefined ? undefined : JSON.stringify(options.body));
    const response = await fetch(`${this.#setting.direct}${path}`, {
      method: options.method ?? (body === undefined ? "GET" : "POST"),
      headers: { "content-type": "application/json", "x-tally-dev-user": this.person },
      ...(body === undefined ? {} : { body }),
      signal: AbortSignal.timeout(30_000),
    });
    const text = await response.text();
    return { status: response.status, body: (text.startsWith("{") ? JSON.parse(text) : text) as T };
  }

  async open(): Promise<void> {
    await this.call("/api/chats", { body: { id: this.id, title: `Soak ${this.id}`, tools: [] } });
    this.#tabs = Array.from({ length: this.#setting.tabs }, () => this.#tab());
  }

  #tab(shareId: string | null = null): SoakTab {
    const { direct, rough, onLag } = this.#setting;
    return new SoakTab(this.#isDirect ? direct : rough, this.person, shareId ?? this.id, shareId !== null, this.#isDirect ? onLag : null);
  }

  /** Does one thing. What the server cannot answer just now is tried another time. */
  async step(): Promise<void> {
    const random = this.#random;
    const at = random.below(this.#setting.tabs);
    const tab = this.#tabs[at];
    if (tab === undefined || tab.live.getState().chat === null) return;
    const deed = random.of(DEEDS);
    this.#setting.count(deed);
    const { live } = tab;
    const answers = live.getState().path.filter(({ role }) => role === "assistant");
    const last = answers.at(-1);
    switch (deed) {
      case "send":
        return this.#send(tab, this.#question());
      case "edit": {
        const question = live.getState().path.findLast(({ role }) => role === "user");
        if (question === undefined || this.#isBusy(tab)) return;
        const text = this.#question();
        this.#asked.set(live.edit(question.id, text), text);
        return;
      }
      case "regenerate":
        if (last !== undefined && !this.#isBusy(tab)) live.regenerate(last.id);
        return;
      case "continue":
        if (last !== undefined && ["interrupted", "stopped"].includes(last.status)) live.continueAnswer(last.id);
        return;
      case "stop":
        return live.stop({ queue: random.isOneIn(4) });
      case "select":
        return live.select(random.of([...live.getState().messages.keys(), last?.id ?? ""].filter((id) => id !== "")));
      case "reload":
        return this.#reload(at, tab);
      case "draft":
        return live.setDraft(`half a thought ${random.below(1000)}`);
      case "rename":
        return live.set({ title: `Soak ${random.below(1000)}` });
      case "search":
        await this.call(`/api/search?q=soaked`);
        return;
      case "file":
        return this.#withFile(tab);
      case "tool":
        if (!this.#isBusy(tab))
          this.#asked.set(live.send(`soaked /gen tool=web_search tokens=20 rate=100`, { tools: ["web_search"] }), "soaked /gen tokens=20");
        return;
      case "import":
        await this.call("/api/import", { raw: importOf(`${this.id}-${random.below(20)}`) });
        return;
      case "share":
        return this.#share();
    }
  }

  #isBusy(tab: SoakTab): boolean {
    const { messages, pending } = tab.live.getState();
    return (
      pending.length +
        [...messages.values()].filter(({ role, status }) => role === "assistant" && (status === "queued" || status === "running")).length >=
      MOST_UNDER_WAY
    );
  }

  #question(): string {
    const random = this.#random;
    const more = [
      ...(random.isOneIn(4) ? ["reasoning=20"] : []),
      ...(random.isOneIn(4) ? [`shape=${random.of(["response", "both", "reasoning-field", "think"])}`] : []),
      ...(random.isOneIn(6) ? ["usage=none"] : []),
      ...(this.#isDirect ? ["stamp=1"] : []),
      ...(this.#setting.hasModelFaults && random.isOneIn(8) ? [this.#fault()] : []),
    ];
    return `soaked /gen tokens=${10 + random.below(300)} rate=${random.of([20, 60, 120, 400, 0])} log=${random.of([0, 300, 2000])} ${more.join(" ")}`;
  }

  #fault(): string {
    // Where the lag is measured, tokens that wait for their response's headers would be the server's.
    const fault = this.#random.of(MODEL_FAULTS.filter((each) => !this.#isDirect || !each.startsWith("headers")));
    this.#setting.count(`model: ${fault.replace(/=.*/, "")}`);
    return fault;
  }

  #send(tab: SoakTab, text: string): void {
    if (this.#isBusy(tab)) return;
    const model = this.#random.isOneIn(4) ? { model: "embedded/costly" } : {};
    this.#asked.set(tab.live.send(text, model), text);
  }

  async #withFile(tab: SoakTab): Promise<void> {
    if (this.#isBusy(tab)) return;
    if (this.#fileId === null) {
      const { status, body } = await this.call<{ id: string }>(`/api/chats/${this.id}/files?name=soaked.txt`, {
        raw: `soaked words of ${this.id}`,
      });
      if (status >= 300) return;
      this.#fileId = body.id;
    }
    const text = this.#question();
    const file = { id: this.#fileId, name: "soaked.txt", type: "text/plain", bytes: 1, kind: "text" } as const;
    this.#asked.set(tab.live.send(text, { files: [file] }), text);
  }

  async #share(): Promise<void> {
    if (this.#shareId !== null) return;
    const { status, body } = await this.call<{ id: string }>(`/api/chats/${this.id}/shares`, { body: {} });
    if (status !== 201) return;
    this.#shareId = body.id;
    this.#tabs.push(this.#tab(body.id));
  }

  #reload(at: number, tab: SoakTab): void {
    for (const { id } of tab.live.getState().pending) this.#uncertain.add(id);
    tab.close();
    this.#tabs[at] = this.#tab();
  }

  get isAtRest(): boolean {
    return this.#tabs.every((tab) => tab.isAtRest);
  }

  /** Where a tab that is not at rest stands, for whoever waits in vain. */
  describe(): string {
    return this.#tabs
      .filter((tab) => !tab.isAtRest)
      .map((tab) => {
        const { connection, runningId, pending, unanswered } = tab.live.getState();
        return `${this.id}: ${connection.status}, runs ${runningId}, ${pending.length} pending, ${unanswered} unanswered`;
      })
      .join("; ");
  }

  /** All messages as storage has them. */
  async stored(): Promise<Message[]> {
    const all: Message[] = [];
    for (let before: string | null = null; ;) {
      const query: string = before === null ? "" : `&before=${before}`;
      const { status, body }: { status: number; body: { messages: Message[]; next: string | null } } = await this.call(
        `/api/chats/${this.id}/messages?limit=200${query}`,
      );
      if (status !== 200) throw new Error(`messages of ${this.id}: ${status}`);
      all.unshift(...body.messages);
      if (body.next === null) return all;
      before = body.next;
    }
  }

  /** What was lost, doubled or forged: sentences. */
  async verify(): Promise<{ answers: number; characters: number; wrong: string[] }> {
    const wrong: string[] = [];
    const messages = await this.stored();
    const byId = new Map(messages.map((message) => [message.id, message]));
    if (byId.size !== messages.length) wrong.push(`${this.id}: a message stands twice on its pages`);
    const refused = new Set(this.#tabs.flatMap(({ live }) => live.getState().pending.map(({ id }) => id)));
    for (const [id, text] of this.#asked) {
      const there = byId.get(id);
      if (there === undefined && !refused.has(id) && !this.#uncertain.has(id)) wrong.push(`${this.id}: the question ${id} is lost`);
      if (there !== undefined && refused.has(id)) wrong.push(`${this.id}: the refused question ${id} is stored`);
      if (there !== undefined && !there.text.startsWith(text.slice(0, 6))) wrong.push(`${this.id}: the question ${id} has other words`);
    }
    let characters = 0;
    const answers = messages.filter(({ role }) => role === "assistant");
    for (const answer of answers) {
      characters += answer.text.length;
      const tokens = Number(/tokens=(\d+)/.exec(byId.get(answer.parentId ?? "")?.text ?? "")?.[1] ?? Number.NaN);
      if (["queued", "running"].includes(answer.status)) wrong.push(`${this.id}: ${answer.id} is ${answer.status} for ever`);
      if (answer.imported === true || Number.isNaN(tokens)) continue;
      const fault = wrongIn(answer.text, tokens, answer.status === "done" && answer.shortened !== true);
      if (fault !== null) wrong.push(`${this.id}: ${answer.id} (${answer.status}): ${fault}`);
    }
    for (const tab of this.#tabs)
      for (const shown of tab.shown) {
        const there = byId.get(shown.id);
        if (
          there === undefined ||
          there.text !== shown.text ||
          (there.reasoning ?? "") !== (shown.reasoning ?? "") ||
          there.status !== shown.status
        )
          wrong.push(
            `${this.id}: a ${tab.isShared ? "reader" : "tab"} shows ${shown.id} (${shown.status}, ${shown.text.length}) as storage has it not (${there?.status}, ${there?.text.length})`,
          );
      }
    const { body } = await this.call<{ receipts: { callId: string; costNanoUsd: number }[]; totalNanoUsd: number }>(
      `/api/chats/${this.id}/receipts`,
    );
    if (new Set(body.receipts.map(({ callId }) => callId)).size !== body.receipts.length) wrong.push(`${this.id}: a call has two receipts`);
    if (body.receipts.reduce((sum, { costNanoUsd }) => sum + costNanoUsd, 0) !== body.totalNanoUsd)
      wrong.push(`${this.id}: receipts do not add up`);
    return { answers: answers.length, characters, wrong };
  }

  close(): void {
    for (const tab of this.#tabs) tab.close();
  }

  /** Has the object read its messages, as a visit does. */
  async wake(): Promise<void> {
    await this.stored();
  }
}

const DEEDS = [
  "send",
  "send",
  "send",
  "send",
  "edit",
  "regenerate",
  "continue",
  "stop",
  "select",
  "reload",
  "reload",
  "draft",
  "rename",
  "search",
  "file",
  "tool",
  "import",
  "share",
] as const;

function importOf(name: string): string {
  const at = "2026-01-01T00:00:00.000Z";
  const messages = [
    { id: "a", parentId: null, role: "user", text: "soaked before", status: "done", createdAt: at },
    { id: "b", parentId: "a", role: "assistant", text: " w0", status: "done", createdAt: at },
  ];
  return JSON.stringify({
    format: "tally",
    version: 1,
    exportedAt: at,
    chats: [
      { id: name, title: name, model: "embedded/tally", system: "", createdAt: at, pinned: false, archived: false, head: "b", messages },
    ],
  });
}
