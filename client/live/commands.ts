/** What a person does in a conversation, each as a command with an id, so that it takes effect once (invariant 3). */
import type { Command } from "../../src/protocol/commands.ts";
import type { Rating } from "../../src/protocol/rating.ts";
import type { Outbox } from "./outbox.ts";
import type { ChatChange, ConversationState, Decision, LiveOptions, SendOptions } from "./state.ts";

export abstract class Commands {
  /** Where commands wait for their answer. */
  protected abstract readonly outbox: Outbox;
  protected abstract get state(): ConversationState;
  /** What the first message says of the conversation that it makes; undefined: there is one. */
  protected abstract get beginning(): LiveOptions["begin"];
  protected abstract newId(): string;

  send(text: string, options: SendOptions = {}): string {
    const { files = [] } = options;
    const begin = this.beginning;
    const id = options.id ?? this.newId();
    const parentId = options.parentId === undefined ? this.#tip : options.parentId;
    const command: Extract<Command, { type: "send" }> = {
      type: "send",
      id,
      text,
      ...(parentId === undefined ? {} : { parentId }),
      ...(options.model === undefined ? {} : { model: options.model }),
      ...(options.maxCostNanoUsd === undefined ? {} : { maxCostNanoUsd: options.maxCostNanoUsd }),
      ...(options.tools === undefined ? {} : { tools: options.tools }),
      ...(files.length === 0 ? {} : { files: files.map((file) => file.id) }),
      ...(begin === undefined ? {} : { conversation: begin }),
    };
    const message = { parentId, text, kind: "send" as const, ...(files.length === 0 ? {} : { files }) };
    if (options.refused === undefined) this.outbox.ask(command, message);
    else this.outbox.stand(command, message, options.refused);
    return id;
  }

  /**
   * What a message typed here answers to: the last thing this tab shows, so that a tab that slept makes a branch instead
   * of answering to words it never saw. Undefined before the first snapshot: after whatever stands last.
   */
  get #tip(): string | null | undefined {
    const sent = this.state.pending.findLast(({ kind, state }) => kind === "send" && typeof state === "string");
    if (sent !== undefined) return `${sent.id}.a`;
    return this.state.chat === null ? undefined : this.state.head;
  }

  edit(messageId: string, text: string, options: { model?: string; tools?: string[] } = {}): string {
    const id = this.newId();
    const parentId = this.state.messages.get(messageId)?.parentId ?? null;
    this.outbox.ask({ type: "edit", id, messageId, text, ...options }, { parentId, text, kind: "edit" });
    return id;
  }

  regenerate(messageId: string, options: { model?: string; tools?: string[] } = {}): void {
    this.outbox.command({ type: "regenerate", id: this.newId(), messageId, ...options });
  }

  continueAnswer(messageId: string): void {
    this.outbox.command({ type: "continue", id: this.newId(), messageId });
  }

  stop(options: { queue?: boolean } = {}): void {
    // Names the answer it means: sent again after a reconnect it must not stop the next one.
    const { runningId } = this.state;
    this.outbox.command({
      type: "stop",
      id: this.newId(),
      ...(runningId === null ? {} : { messageId: runningId }),
      ...(options.queue === true ? { queue: true } : {}),
    });
  }

  cancel(messageId: string): void {
    this.outbox.command({ type: "cancel", id: this.newId(), messageId });
  }

  select(messageId: string): void {
    this.outbox.command({ type: "select", id: this.newId(), messageId });
  }

  decide(messageId: string, stepId: string, decision: Decision): void {
    this.outbox.command({ type: "decide", id: this.newId(), messageId, stepId, decision });
  }

  compact(options: { messageId?: string; model?: string } = {}): void {
    this.outbox.command({ type: "compact", id: this.newId(), ...options });
  }

  expand(messageId: string): void {
    this.outbox.command({ type: "expand", id: this.newId(), messageId });
  }

  rate(messageId: string, rating: Rating | null): void {
    this.outbox.command({ type: "rate", id: this.newId(), messageId, rating });
  }

  set(change: ChatChange): void {
    this.outbox.command({ type: "set", id: this.newId(), ...change });
  }
}
