/**
 * The loop of an answer with tools (model call → steps → model call) as a pure state machine: events go in, actions come
 * out. rounds.ts stores each change before it acts, so that a crash at any instant leaves each step done, waiting or
 * failed, and nothing with an effect is repeated without the person.
 */
import { MAX_ROUNDS } from "../../protocol/tools.ts";

/**
 * PERSISTED CONTRACT (the column `status`). `ready`: allowed, and runs once the steps before it have ended. The other states
 * are those of the protocol.
 */
export type StepState = "waiting" | "ready" | "running" | "done" | "denied" | "failed";

export type LoopStep = { ordinal: number; state: StepState; hasEffect: boolean };

export type LoopState = {
  /** Rounds of tools so far. */
  rounds: number;
  /** Calls of unknown tools, or with arguments that are not JSON. */
  mistakes: number;
  /** A step was refused for a limit of money. */
  isMoneyShort: boolean;
  steps: readonly LoopStep[];
};

/** What happens to a call that the model requests. `mistake`: the model gets an error as its result, and may try once more. */
export type Verdict = "run" | "ask" | "refuse" | "mistake";

export type LoopEvent =
  /** A model call ended by requesting these tools. */
  | { type: "asked"; calls: readonly { ordinal: number; verdict: Verdict; hasEffect: boolean }[] }
  | { type: "decided"; ordinal: number; isAllowed: boolean }
  | { type: "finished"; ordinal: number; isOk: boolean; isMoneyShort?: boolean }
  /** A person ended the answer. */
  | { type: "stopped" }
  /** The object woke: what ran is lost. */
  | { type: "woke" };

export type LoopEffect =
  | { do: "run"; ordinal: number }
  /** `isLast`: it may request no more tools. */
  | { do: "ask-model"; isLast: boolean }
  /** Nothing runs and the person has to decide: the object may hibernate. */
  | { do: "wait" }
  | { do: "end"; how: "stopped" | "interrupted" };

export type Transition = { state: LoopState; effects: LoopEffect[] };

/** After so many mistakes the model gets no more tools. */
const MAX_MISTAKES = 2;

const isOpen = ({ state }: LoopStep): boolean => state === "waiting" || state === "ready" || state === "running";

/** Whether the next model call must be the last one, by what the loop itself knows (rounds, mistakes, money). */
export const isLastRound = ({ rounds, mistakes, isMoneyShort }: LoopState): boolean =>
  rounds >= MAX_ROUNDS || mistakes >= MAX_MISTAKES || isMoneyShort;

const withState = (steps: readonly LoopStep[], ordinal: number, from: StepState, to: StepState): LoopStep[] =>
  steps.map((step) => (step.ordinal === ordinal && step.state === from ? { ...step, state: to } : step));

/** Steps that only read run in parallel; steps with an effect run one after the other, in the model's order. */
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
