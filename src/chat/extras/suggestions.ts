/**
 * What one might ask next, for people who want that (off unless chosen, because it costs): one small call to the cheapest
 * model after an answer that is whole, in the alarm that follows it, like a title. An answer is asked about once; a crash
 * in between leaves it without.
 */
import { cheapestBeside, hasNoSubject, smallBackgroundCall } from "./small-model.ts";
import type { BackgroundCalls } from "./background-calls.ts";
import type { Room } from "../room.ts";
import type { Runner } from "../answers/runner.ts";
import { suggestionsIn, suggestionsRequest } from "./suggestions-text.ts";
import type { TurnRow } from "../log/tables.ts";

/** Three questions have some forty. */
const OUTPUT_TOKENS = 128;
/** An answer that ended longer ago was followed up already, or is not looked at any more. Milliseconds. */
const FRESH_MS = 60_000;

export class Suggester {
  readonly #room: Room;
  readonly #runner: Runner;
  readonly #backgroundCalls: BackgroundCalls;
  /** Seq of the turn that was asked about last. */
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
        // The wallet was away: the next alarm tries again.
        this.#askedAbout = 0;
        throw error;
      });
    if (!reserved.ok) return;
    if (this.#turnToFollow()?.seq !== turn.seq) return this.#backgroundCalls.giveUp(reserved.value);
    await this.#backgroundCalls.ask(reserved.value, ({ end, text }) => {
      if (end === "done") this.#keep(turn.seq, suggestionsIn(text));
    });
  }

  /** The answer everybody sees last, when it is whole, fresh and nobody has asked on. */
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
