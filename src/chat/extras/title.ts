/**
 * A title for a conversation that nobody has named: one small call to the cheapest model, in the alarm after the first
 * answer, so that it adds neither rows nor time to that answer. Once a title call has a receipt, none is made again. Where
 * the call fails, the title made of the first question stays (`Room.title`).
 */
import type { BackgroundCalls } from "./background-calls.ts";
import type { Room } from "../room.ts";
import type { Runner } from "../answers/runner.ts";
import { cheapestBeside, hasNoSubject, smallBackgroundCall } from "./small-model.ts";
import { titleIn, titleRequest } from "./title-text.ts";

/** A title has some ten tokens. */
const OUTPUT_TOKENS = 64;

export class Titler {
  readonly #room: Room;
  readonly #runner: Runner;
  readonly #backgroundCalls: BackgroundCalls;
  /** True once nothing is left to do while this object is awake. */
  #isOver = false;

  constructor(room: Room, runner: Runner, backgroundCalls: BackgroundCalls) {
    this.#room = room;
    this.#runner = runner;
    this.#backgroundCalls = backgroundCalls;
  }

  /** Makes the title if it is time. By alarm; while an answer runs nothing is done, its end asks for another alarm. */
  async work(): Promise<void> {
    const { sql } = this.#room;
    if (this.#isOver || this.#runner.isBusy || this.#room.isGone) return;
    if (this.#isNamed || sql.receiptsOf(0).some(({ purpose }) => purpose === "title")) {
      this.#isOver = true;
      return;
    }
    const turn = sql.firstAnswered();
    if (turn === null || turn.status === "running" || turn.status === "queued") return;
    const model = cheapestBeside(this.#room.ports.catalogue, turn.model, this.#room.budget.rules.allow);
    const question = sql.questionOf(turn);
    this.#isOver = true;
    if (model === null || question === null || hasNoSubject(model, question)) return;
    const wanted = smallBackgroundCall("title", model, titleRequest(question, turn.answer), OUTPUT_TOKENS);
    const reserved = await this.#backgroundCalls.reserve(wanted).catch((error: unknown) => {
      // The wallet could not be reached: the next alarm tries again.
      this.#isOver = false;
      throw error;
    });
    if (!reserved.ok) return;
    if (this.#isNamed) return this.#backgroundCalls.giveUp(reserved.value);
    await this.#backgroundCalls.ask(reserved.value, ({ end, text }) => {
      if (end === "done") this.#name(titleIn(text));
    });
  }

  /** Stores the title, if there is one and no person has named the conversation meanwhile. w 1 */
  #name(title: string | null): void {
    const { transcript, audience } = this.#room;
    if (title === null || this.#isNamed) return;
    const changed = transcript.next();
    this.#room.updateChat({ title, titled_by: "model", seq: changed });
    audience.event({ type: "chat", seq: changed, title });
  }

  /** A person has named it, perhaps during the call. */
  get #isNamed(): boolean {
    return this.#room.chat.titled_by !== "default";
  }
}
