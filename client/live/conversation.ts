/**
 * A conversation, live: one socket, the folded state, the running answer's text, and the commands (commands.ts) that wait
 * for their answer. A command is kept until it is acknowledged and sent again after a reconnect: it takes effect once, because it
 * carries its id (invariant 3).
 */
import { MARK_TAG, REASONING_TAG, SPENT_TAG, TEXT_TAG, type ServerEvent } from "../../src/protocol/frames.ts";
import { addressOf } from "./address.ts";
import { Commands } from "./commands.ts";
import { pageOrigin } from "./environment.ts";
import { DraftSender } from "./draft.ts";
import { EMPTY, fold } from "./fold.ts";
import { Notifier } from "./notifier.ts";
import { OlderMessages } from "./older.ts";
import { Outbox } from "./outbox.ts";
import { leftOutProblem } from "./problems.ts";
import { readableEvent } from "./readable.ts";
import { ReconnectingSocket } from "./socket.ts";
import type { Connection, ConversationState, FindOutcome, LiveConversation, LiveOptions, LiveText } from "./state.ts";

export function createLiveConversation(options: LiveOptions): LiveConversation {
  return new Conversation(options);
}

class Conversation extends Commands implements LiveConversation {
  readonly #options: LiveOptions;
  readonly #base: string;
  readonly #socket: ReconnectingSocket;
  readonly #stateChanged = new Notifier();
  readonly #textChanged = new Notifier();
  #state: ConversationState = EMPTY;
  #live: LiveText | null = null;
  /** The page is on screen. */
  #isShown = true;
  #seq: number | null = null;
  protected readonly outbox = new Outbox({
    get: () => this.#state,
    update: (change) => this.#update(change),
    isLive: () => this.#isLive,
    isToBegin: () => this.#isToBegin,
    send: (frame) => this.#socket.send(frame),
    sendEarly: (frame) => this.#socket.sendEarly(frame),
  });
  readonly #older = new OlderMessages({
    get: () => this.#state,
    update: (change) => this.#update(change),
    replace: (state) => this.#replace(state),
    ask: (query) => this.#fetch(`${this.#path}${this.#options.isShared === true ? "" : "/messages"}?${query.toString()}`),
  });
  readonly #draft = new DraftSender((text) => this.#sendDraft(text));

  constructor(options: LiveOptions) {
    super();
    this.#options = options;
    this.#base = (options.baseUrl ?? pageOrigin() ?? "").replace(/\/+$/, "");
    this.#socket = new ReconnectingSocket({
      url: () => this.#url(),
      createSocket: options.createSocket ?? ((url) => new WebSocket(url)),
      onHandshake: () => this.outbox.beginEarly(),
      onFrame: (frame) => this.#receive(frame),
      onConnection: (connection) => this.#connectionChanged(connection),
      isSignedOut: () => this.#isSignedOut(),
      now: options.now ?? Date.now,
      random: options.random ?? Math.random,
    });
  }

  getState(): ConversationState {
    return this.#state;
  }

  protected get state(): ConversationState {
    return this.#state;
  }

  protected get beginning(): LiveOptions["begin"] {
    return this.#isToBegin ? this.#options.begin : undefined;
  }

  subscribe(listener: () => void): () => void {
    return this.#stateChanged.subscribe(listener);
  }

  getLiveText(): LiveText | null {
    return this.#live;
  }

  subscribeLiveText(listener: () => void): () => void {
    return this.#textChanged.subscribe(listener);
  }

  setDraft(text: string): void {
    if (text !== this.#state.draft.text || this.#draft.isWaiting) this.#draft.write(text);
  }

  flushDraft(): void {
    this.#draft.flush();
  }

  #sendDraft(text: string): boolean {
    const isSent = this.#isLive && this.#socket.send(JSON.stringify({ type: "draft", text }));
    if (isSent) this.#update({ draft: { text, version: this.#state.draft.version + 1, isOwn: true } });
    return isSent;
  }

  retryPending(id: string): void {
    this.outbox.retry(id);
  }

  discardPending(id: string): string | null {
    return this.outbox.discard(id);
  }

  showKept(frame: string): void {
    // The server has spoken, or something was written here: that counts, not what was once kept.
    if (this.#state.chat !== null || this.#state.pending.length > 0) return;
    const read = readableEvent(frame);
    if (read.read === "event" && read.event.type === "snapshot") this.#replace(fold({ state: this.#state, live: null }, read.event).state);
  }

  dismissNotice(): void {
    this.#update({ notice: null });
  }

  loadEarlier(messageId?: string): Promise<void> {
    return this.#older.loadEarlier(messageId ?? this.#state.path[0]?.id);
  }

  find(messageId: string): Promise<FindOutcome> {
    return this.#older.find(messageId);
  }

  reconnectNow(): void {
    this.#socket.reconnectNow();
  }

  setShown(shown: boolean): void {
    if (shown === this.#isShown) return;
    this.#isShown = shown;
    this.#sayShown();
  }

  /** A new socket counts as shown until it says otherwise. */
  #sayShown(): void {
    if (this.#isLive) this.#socket.send(JSON.stringify({ type: "shown", shown: this.#isShown }));
  }

  close(): void {
    this.#draft.flush();
    this.#socket.end("closed");
  }

  // The socket.

  get #path(): string {
    return `/api/${this.#options.isShared === true ? "shared" : "chats"}/${encodeURIComponent(this.#options.chatId)}`;
  }

  #url(): string {
    return addressOf(`${this.#base}${this.#path}/live`, {
      isToBegin: this.#isToBegin,
      seq: this.#seq,
      draft: this.#state.draft.version,
      attached: this.#state.attached.version,
      live: this.#live,
    });
  }

  /** There is no conversation yet: the first message makes it (P45). */
  get #isToBegin(): boolean {
    return this.#options.begin !== undefined && this.#state.chat === null;
  }

  #receive(frame: string): void {
    const tag = frame[0];
    if (tag === TEXT_TAG || tag === REASONING_TAG) return this.#append(tag, frame.slice(1));
    if (tag === SPENT_TAG) return this.#spent(frame.slice(1));
    if (tag === MARK_TAG) return void this.#socket.send(JSON.stringify({ type: "received", mark: frame.slice(1) }));
    // Of a kind this page does not know (P14).
    if (tag !== "{") return undefined;
    const read = readableEvent(frame);
    switch (read.read) {
      case "unknown":
        return;
      case "odd":
        // Without a cursor everything known is asked for anew; where even that cannot be read, this page is of another age.
        return this.#seq === null ? this.#socket.end("too-old") : this.#openAnew();
      case "event":
        this.#fold(read.event);
        if (read.leftOut > 0) this.#update({ notice: { problem: leftOutProblem(read.leftOut) } });
    }
  }

  /** What is known here does not fit to what the server says: it is told everything again. */
  #openAnew(): void {
    this.#seq = null;
    this.#live = null;
    this.#socket.reopen();
  }

  #spent(figures: string): void {
    const [outputTokens, costNanoUsd] = figures.split(" ").map(Number);
    if (outputTokens !== undefined && costNanoUsd !== undefined) this.#update({ runningSpent: { outputTokens, costNanoUsd } });
  }

  #append(tag: string, text: string): void {
    if (this.#live === null) return;
    const { answerId, text: before, reasoning } = this.#live;
    this.#live = tag === TEXT_TAG ? { answerId, text: before + text, reasoning } : { answerId, text: before, reasoning: reasoning + text };
    this.#textChanged.notify();
  }

  #fold(event: ServerEvent): void {
    // An older draft than the one this tab has sent: that one was lost with its socket, or with the server.
    const lostDraft = event.type === "draft" && event.version < this.#state.draft.version ? this.#state.draft.text : null;
    const { state, live, isTorn } = fold({ state: this.#state, live: this.#live }, event);
    if (isTorn) return this.#openAnew();
    if ("seq" in event) this.#seq = event.seq;
    const textChanged = live !== this.#live;
    this.#live = live;
    this.#replace(state);
    if (textChanged) this.#textChanged.notify();
    switch (event.type) {
      case "snapshot":
      case "resumed":
        if (!this.#isShown) this.#sayShown();
        this.outbox.sendUnanswered();
        return this.#draft.flush();
      case "ack":
        // Its messages came before its acknowledgement, or stood there already when the command was repeated.
        return this.outbox.acknowledged(event.id);
      case "refused":
        return this.outbox.refused(event.id, event.problem);
      case "draft":
        if (lostDraft !== null) this.#draft.write(lostDraft);
        return undefined;
      case "deleted":
        return this.#socket.end("deleted");
      default:
        return undefined;
    }
  }

  #connectionChanged(connection: Connection): void {
    this.#update({ connection });
    if (connection.status !== "live") this.outbox.waitForNetwork();
  }

  async #isSignedOut(): Promise<boolean> {
    try {
      // With this header Access answers 401 instead of a redirect to its sign-in page.
      const response = await this.#fetch("/api/me", { "x-requested-with": "XMLHttpRequest" });
      return response.status === 401;
    } catch {
      return false;
    }
  }

  #fetch(path: string, headers: Record<string, string> = {}): Promise<Response> {
    return (this.#options.fetch ?? fetch)(`${this.#base}${path}`, { headers: { ...this.#options.headers, ...headers } });
  }

  // Bookkeeping.

  get #isLive(): boolean {
    return this.#state.connection.status === "live";
  }

  protected newId(): string {
    if (this.#options.random === undefined) return crypto.randomUUID();
    const random = this.#options.random;
    return Array.from({ length: 4 }, () => Math.floor(random() * 2 ** 32).toString(36)).join("-");
  }

  #update(change: Partial<ConversationState>): void {
    this.#replace({ ...this.#state, ...change });
  }

  #replace(state: ConversationState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#stateChanged.notify();
  }
}
