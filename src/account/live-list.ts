/** Sends changes to the person's open sockets: those of one turn of the event loop once, at its end. */
import type { AccountEvent, Wallet } from "../protocol/http.ts";
import type { ChatList } from "./list.ts";

/** The person's sockets. */
export interface Listeners {
  readonly hasListeners: boolean;
  send(event: AccountEvent): void;
}

export class LiveList {
  readonly #sockets: Listeners;
  readonly #list: ChatList;
  readonly #wallet: () => Wallet;
  readonly #chats = new Set<string>();
  #isWalletChanged = false;
  #isPlanned = false;

  constructor(sockets: Listeners, list: ChatList, wallet: () => Wallet) {
    this.#sockets = sockets;
    this.#list = list;
    this.#wallet = wallet;
  }

  /** A conversation's entry has changed. */
  chat(id: string): void {
    this.#chats.add(id);
    this.#plan();
  }

  wallet(): void {
    this.#isWalletChanged = true;
    this.#plan();
  }

  /** Sends an event at once. */
  send(event: AccountEvent): void {
    this.#sockets.send(event);
  }

  #plan(): void {
    if (this.#isPlanned) return;
    this.#isPlanned = true;
    queueMicrotask(() => this.#flush());
  }

  #flush(): void {
    this.#isPlanned = false;
    const chats = this.#sockets.hasListeners ? this.#list.summaries([...this.#chats]) : [];
    this.#chats.clear();
    for (const chat of chats) this.#sockets.send({ type: "chat", chat });
    if (this.#isWalletChanged && this.#sockets.hasListeners) this.#sockets.send({ type: "wallet", wallet: this.#wallet() });
    this.#isWalletChanged = false;
  }
}
