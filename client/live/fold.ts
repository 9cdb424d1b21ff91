/**
 * What a conversation looks like after an event: pure, (state, event) → state. Text frames are not here: while an answer
 * runs its text lives beside the state (conversation.ts), and enters it when the answer is closed.
 */
import type { ServerEvent } from "../../src/protocol/frames.ts";
import type { AnswerProblem, Message, MessageCost } from "../../src/protocol/message.ts";
import type { Step } from "../../src/protocol/tools.ts";
import type { Problem } from "../../src/protocol/problem.ts";
import type { ConversationState, LiveText } from "./state.ts";

export const EMPTY: ConversationState = {
  connection: { status: "connecting" },
  chat: null,
  messages: new Map(),
  children: new Map(),
  path: [],
  head: null,
  hasEarlier: false,
  loadingEarlier: false,
  runningId: null,
  runningSpent: null,
  compactingId: null,
  pending: [],
  unanswered: 0,
  draft: { text: "", version: 0, isOwn: false },
  attached: { files: [], version: 0 },
  tabs: 1,
  notice: null,
};

/** What the log says, and what stands beside it. */
export type Folded = {
  state: ConversationState;
  live: LiveText | null;
  /** True when what the server said cannot be fitted to what is known: open anew, without a cursor. */
  isTorn: boolean;
};

/** Tells the children of each message, oldest first: from the messages themselves and from the siblings they name. */
function childrenOf(messages: ReadonlyMap<string, Message>): Map<string | null, string[]> {
  const children = new Map<string | null, string[]>();
  for (const message of messages.values()) {
    const known = children.get(message.parentId) ?? [];
    const named = message.siblings ?? [message.id];
    children.set(message.parentId, named.length >= known.length ? [...new Set([...named, ...known])] : [...new Set([...known, ...named])]);
  }
  return children;
}

/** The branch that ends in `head`, oldest first, as far as it is loaded. */
export function pathTo(messages: ReadonlyMap<string, Message>, head: string | null): Message[] {
  const path: Message[] = [];
  for (let id = head; id !== null;) {
    const message = messages.get(id);
    if (message === undefined) break;
    path.push(message);
    id = message.parentId;
  }
  return path.toReversed();
}

/** State with these messages in it (new or changed) and this head. */
export function withMessages(state: ConversationState, changed: readonly Message[], head: string | null): ConversationState {
  const messages = new Map(state.messages);
  for (const message of changed) messages.set(message.id, message);
  const path = pathTo(messages, head);
  const accepted = new Set(changed.map((message) => message.id));
  const pending = state.pending.some(({ id }) => accepted.has(id)) ? state.pending.filter(({ id }) => !accepted.has(id)) : state.pending;
  const first = path[0];
  return {
    ...state,
    messages,
    children: childrenOf(messages),
    path,
    head,
    pending,
    hasEarlier: first !== undefined && first.parentId !== null,
    chat: state.chat === null ? null : { ...state.chat, messageCount: Math.max(state.chat.messageCount, messages.size) },
  };
}

/** The live text that belongs to the running answer, if these messages hold it. */
function liveOf(messages: readonly Message[], runningId: string | null, before: LiveText | null): LiveText | null {
  if (runningId === null) return null;
  const running = messages.find(({ id }) => id === runningId);
  if (running !== undefined) return { answerId: runningId, text: running.text, reasoning: running.reasoning ?? "" };
  return before?.answerId === runningId ? before : { answerId: runningId, text: "", reasoning: "" };
}

export function fold(before: { state: ConversationState; live: LiveText | null }, event: ServerEvent): Folded {
  const { state, live } = before;
  switch (event.type) {
    case "snapshot": {
      const base: ConversationState = {
        ...state,
        messages: new Map(),
        chat: event.chat,
        runningId: event.running,
        runningSpent: null,
        compactingId: event.compacting,
        tabs: event.tabs,
        draft: { text: event.draft, version: event.draftVersion, isOwn: false },
        attached: { files: event.attached, version: event.attachedVersion },
      };
      const next = withMessages(base, event.messages, event.head);
      return { state: { ...next, chat: event.chat }, live: liveOf(event.messages, event.running, null), isTorn: false };
    }
    case "resumed":
      return { state: { ...state, tabs: event.tabs, compactingId: event.compacting }, live, isTorn: false };
    case "messages": {
      const runningId = event.running === undefined ? state.runningId : event.running;
      const next = withMessages(
        { ...state, runningId, runningSpent: runningId === state.runningId ? state.runningSpent : null },
        event.messages,
        event.head === undefined ? state.head : event.head,
      );
      return { state: next, live: liveOf(event.messages, runningId, live), isTorn: false };
    }
    case "closed": {
      const message = state.messages.get(event.id);
      const isLive = live?.answerId === event.id;
      const text = isLive ? live.text : (message?.text ?? "");
      const reasoning = isLive ? live.reasoning : (message?.reasoning ?? "");
      if (message === undefined || text.length < event.length || reasoning.length < event.reasoningLength)
        return { state, live, isTorn: true };
      const { problem: _problem, shortened: _shortened, ...rest } = message;
      const closed: Message = {
        ...rest,
        text: text.slice(0, event.length),
        ...(event.reasoningLength === 0 ? {} : { reasoning: reasoning.slice(0, event.reasoningLength) }),
        status: event.status,
        ...(event.firstTokenAt === undefined ? {} : { firstTokenAt: event.firstTokenAt }),
        ...(event.reasoningEndedAt === undefined ? {} : { reasoningEndedAt: event.reasoningEndedAt }),
        finishedAt: event.finishedAt,
        ...(event.problem === undefined ? {} : { problem: event.problem }),
        ...(event.shortened === undefined ? {} : { shortened: event.shortened }),
        ...(event.receipt === undefined ? {} : { receipt: event.receipt }),
      };
      const wasRunning = state.runningId === event.id;
      const next = withMessages({ ...state, ...(wasRunning ? { runningId: null, runningSpent: null } : {}) }, [closed], state.head);
      return { state: withCost(next, event.costNanoUsd, event.receipt), live: isLive ? null : live, isTorn: false };
    }
    case "cost": {
      const message = event.id === null ? undefined : state.messages.get(event.id);
      const next =
        message === undefined || event.receipt === null ? state : withMessages(state, [{ ...message, receipt: event.receipt }], state.head);
      return { state: withCost(next, event.costNanoUsd, undefined), live, isTorn: false };
    }
    case "chat": {
      if (state.chat === null) return { state, live, isTorn: false };
      const chat = {
        ...state.chat,
        ...(event.title === undefined ? {} : { title: event.title }),
        ...(event.model === undefined ? {} : { model: event.model }),
        ...(event.system === undefined ? {} : { system: event.system }),
        ...(event.effort === undefined ? {} : { effort: event.effort }),
        ...(event.maxCostNanoUsd === undefined ? {} : { maxCostNanoUsd: event.maxCostNanoUsd }),
        ...(event.tools === undefined ? {} : { tools: event.tools }),
      };
      return { state: { ...state, chat }, live, isTorn: false };
    }
    case "steps": {
      const message = state.messages.get(event.id);
      // An answer this tab has not loaded brings its steps with it.
      const next =
        message === undefined
          ? state
          : withMessages(state, [{ ...message, steps: withSteps(message.steps ?? [], event.steps) }], state.head);
      return { state: withCost(next, event.costNanoUsd, undefined), live, isTorn: false };
    }
    case "compacting": {
      const notice = event.problem === undefined ? state.notice : { problem: summaryProblem(event.problem) };
      return { state: { ...state, compactingId: event.id, notice }, live, isTorn: false };
    }
    case "draft":
      return {
        state:
          event.version > state.draft.version ? { ...state, draft: { text: event.text, version: event.version, isOwn: false } } : state,
        live,
        isTorn: false,
      };
    case "attached": {
      const { files, version } = event;
      // Two connections may cross: an older list is none.
      return { state: version < state.attached.version ? state : { ...state, attached: { files, version } }, live, isTorn: false };
    }
    case "tabs":
      return { state: { ...state, tabs: event.count }, live, isTorn: false };
    case "deleted":
      return { state: { ...state, connection: { status: "ended", reason: "deleted" } }, live: null, isTorn: false };
    case "ack":
    case "refused":
      return { state, live, isTorn: false };
  }
}

/** Steps with those that are new or changed among them, in their order. */
function withSteps(known: readonly Step[], changed: readonly Step[]): Step[] {
  const steps = new Map(known.map((step) => [step.id, step]));
  for (const step of changed) steps.set(step.id, step);
  return [...steps.values()];
}

/** Why no summary was made, as a refusal would say it. */
function summaryProblem({ reason, detail }: AnswerProblem): Problem {
  return { type: `urn:tally:problem:${reason}`, title: "No summary was made", status: 0, detail };
}

/** @param cost of the message the change is about; a free one says nothing about whether the sum is simulated */
function withCost(state: ConversationState, costNanoUsd: number, cost: MessageCost | null | undefined): ConversationState {
  if (state.chat === null) return state;
  const simulated = cost == null || cost.costNanoUsd === 0 ? undefined : cost.simulated;
  return {
    ...state,
    chat: {
      ...state.chat,
      costNanoUsd,
      ...(simulated === undefined ? {} : { simulated: state.chat.costNanoUsd === 0 ? simulated : state.chat.simulated && simulated }),
    },
  };
}
