/**
 * Follow-up questions, for people who switched them on (off by default, because they cost): one small call to the cheapest
 * model after a complete answer, in the alarm that follows it, like a title. It is tried once for each answer; after a
 * crash in between the answer stays without suggestions.
 */
import { cheapestBeside, hasNoSubject, smallBackgroundCall } from "./small-model.ts";
import type { BackgroundCalls } from "./background-calls.ts";
import type { Room } from "../room.ts";
import type { Runner } from "../answers/runner.ts";
import { suggestionsIn, suggestionsRequest } from "./suggestions-text.ts";
import type { TurnRow } from "../log/tables.ts";

/** Three questions have some forty tokens. */
const OUTPUT_TOKENS = 128;
/** Answers that ended longer ago get no suggestions. Milliseconds. */
const FRESH_MS = 60_000;

export class Suggester {
  readonly #room: Room;
  readonly #runner: Runner;
  readonly #backgroundCalls: BackgroundCalls;
  /** `seq` of the turn for which suggestions were tried last. */
  #askedAbout = 0;

  constructor(room: Room, runner: Runner, backgroundCalls: BackgroundCalls) {
    this.#room = room;
    this.#runner = runner;
    this.#backgroundCalls = backgroundCalls;
  }

  /** Makes them if it is time. By alarm. w: those of the call (background-calls.ts), and 1 */
  async work(): Promise<void> {
    const { sql, ports, budget } = this.#room;
    const { rules } = budget;
    if (!rules.suggestions || this.#room.isGone) return;
    const turn = this.#turnToFollow();
    if (turn === null || turn.seq === this.#askedAbout) return;
    const model = cheapestBeside(ports.catalogue, turn.model, rules.allow);
    const question = sql.questionOf(turn);
    this.#askedAbout = turn.seq;
    if (model === null || question === null || hasNoSubject(model, question)) return;
    const request = suggestionsRequest(question, turn.answer);
    const reserved = await this.#backgroundCalls
      .reserve(smallBackgroundCall("suggestions", model, request, OUTPUT_TOKENS))
      .catch((error: unknown) => {
        // The wallet could not be reached: the next alarm tries again.
        this.#askedAbout = 0;
        throw error;
      });
    if (!reserved.ok) return;
    if (this.#turnToFollow()?.seq !== turn.seq) return this.#backgroundCalls.giveUp(reserved.value);
    await this.#backgroundCalls.ask(reserved.value, ({ end, text }) => {
      if (end === "done") this.#keep(turn.seq, suggestionsIn(text));
    });
  }

  /** The last answer of the selected branch, where it is complete and recent and no question follows it. */
  #turnToFollow(): TurnRow | null {
    const { sql, transcript, ports } = this.#room;
    if (this.#runner.isBusy || transcript.open().length > 0) return null;
    const turn = sql.turn(transcript.head);
    const isFresh = turn?.status === "done" && (turn.finished_at ?? 0) > ports.now() - FRESH_MS;
    return isFresh && turn.suggestions === null && turn.problem === null ? turn : null;
  }

  #keep(seq: number, suggestions: readonly string[]): void {
    if (suggestions.length > 0) this.#room.amend(seq, { suggestions: JSON.stringify(suggestions) });
  }
}
