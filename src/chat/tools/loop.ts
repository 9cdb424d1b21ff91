/**
 * The loop of an answer with tools: model call → steps → model call, as a pure machine. What happened goes in, what is to
 * be done comes out; who does it (rounds.ts) stores first and acts after, so that a crash at any instant leaves each step
 * done, waiting or failed, and nothing with an effect is done twice unasked.
 */
import { MAX_ROUNDS } from "../../protocol/tools.ts";

/**
 * PERSISTED CONTRACT (the column `status`). `ready`: allowed, and about to run when what stands before it has ended.
 * The other words are those of the protocol.
 */
export type StepState = "waiting" | "ready" | "running" | "done" | "denied" | "failed";

export type LoopStep = { ordinal: number; state: StepState; hasEffect: boolean };

export type LoopState = {
  /** Rounds of tools so far. */
  rounds: number;
  /** Calls of unknown tools, or with arguments that are no JSON. */
  mistakes: number;
  /** A limit has refused a step. */
  isMoneyShort: boolean;
  steps: readonly LoopStep[];
};

/** What is to become of a call that the model asks for. `mistake`: the model is told, and may try once more. */
export type Verdict = "run" | "ask" | "refuse" | "mistake";

export type LoopEvent =
  /** A model call ended in these calls of tools. */
  | { type: "asked"; calls: readonly { ordinal: number; verdict: Verdict; hasEffect: boolean }[] }
  | { type: "decided"; ordinal: number; isAllowed: boolean }
  | { type: "finished"; ordinal: number; isOk: boolean; isMoneyShort?: boolean }
  /** A person ended the answer. */
  | { type: "stopped" }
  /** The object woke: what ran is lost. */
  | { type: "woke" };

export type LoopEffect =
  | { do: "run"; ordinal: number }
  /** `isLast`: it may ask for no more tools. */
  | { do: "ask-model"; isLast: boolean }
  /** Nothing runs and somebody has to decide: the object may sleep. */
  | { do: "wait" }
  | { do: "end"; how: "stopped" | "interrupted" };

export type Transition = { state: LoopState; effects: LoopEffect[] };

/** After so many mistakes of a model it is not asked to try again. */
const MAX_MISTAKES = 2;

const isOpen = ({ state }: LoopStep): boolean => state === "waiting" || state === "ready" || state === "running";

/** Whether the next model call is the last one, for reasons that lie in the loop itself. */
export const isLastRound = ({ rounds, mistakes, isMoneyShort }: LoopState): boolean =>
  rounds >= MAX_ROUNDS || mistakes >= MAX_MISTAKES || isMoneyShort;

const withState = (steps: readonly LoopStep[], ordinal: number, from: StepState, to: StepState): LoopStep[] =>
  steps.map((step) => (step.ordinal === ordinal && step.state === from ? { ...step, state: to } : step));

/** What only reads runs at once and beside others; what has an effect one after the other, in the model's order. */
function proceed(state: LoopState): Transition {
  let isBusy = state.steps.some((step) => step.state === "running" && step.hasEffect);
  const effects: LoopEffect[] = [];
  const steps = state.steps.map((step): LoopStep => {
    if (step.state !== "ready" || (step.hasEffect && isBusy)) return step;
    if (step.hasEffect) isBusy = true;
    effects.push({ do: "run", ordinal: step.ordinal });
    return { ...step, state: "running" };
  });
  if (!steps.some((step) => step.state === "running" || step.state === "ready"))
    effects.push(steps.some(({ state: is }) => is === "waiting") ? { do: "wait" } : { do: "ask-model", isLast: isLastRound(state) });
  return { state: { ...state, steps }, effects };
}

const STATE_OF: { readonly [verdict in Verdict]: StepState } = { run: "ready", ask: "waiting", refuse: "failed", mistake: "failed" };

export function next(state: LoopState, event: LoopEvent): Transition {
  switch (event.type) {
    case "asked": {
      const asked = event.calls.map(({ ordinal, verdict, hasEffect }) => ({ ordinal, hasEffect, state: STATE_OF[verdict] }));
      const mistakes = state.mistakes + event.calls.filter(({ verdict }) => verdict === "mistake").length;
      return proceed({ ...state, rounds: state.rounds + 1, mistakes, steps: [...state.steps, ...asked] });
    }
    case "decided":
      return proceed({ ...state, steps: withState(state.steps, event.ordinal, "waiting", event.isAllowed ? "ready" : "denied") });
    case "finished":
      return proceed({
        ...state,
        isMoneyShort: state.isMoneyShort || event.isMoneyShort === true,
        steps: withState(state.steps, event.ordinal, "running", event.isOk ? "done" : "failed"),
      });
    case "stopped":
      return {
        state: {
          ...state,
          steps: state.steps.map((step) => (isOpen(step) ? { ...step, state: step.state === "waiting" ? "denied" : "failed" } : step)),
        },
        effects: [{ do: "end", how: "stopped" }],
      };
    case "woke": {
      const steps = state.steps.map((step): LoopStep =>
        step.state === "running" || step.state === "ready" ? { ...step, state: "failed" } : step,
      );
      const isWaiting = steps.some((step) => step.state === "waiting");
      return { state: { ...state, steps }, effects: [isWaiting ? { do: "wait" } : { do: "end", how: "interrupted" }] };
    }
  }
}
