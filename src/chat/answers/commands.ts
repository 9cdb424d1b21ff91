/**
 * Every command, whether it came over the socket or over HTTP: one handler. Commands that lead to a model call pass a
 * mutex one by one, so that "the same id again" and "is something running?" have one answer (invariant 3).
 */
import type { Catalogue } from "../../models/catalogue.ts";
import type { Command, CommandResult, Effort } from "../../protocol/commands.ts";
import { MAX_MESSAGES, MAX_QUEUED } from "../../protocol/limits.ts";
import { failed, type Failure, type Result } from "../../protocol/problem.ts";
import type { ChatChange } from "../../protocol/rooms.ts";
import type { Compactor } from "../extras/compaction.ts";
import { NOTHING_YET } from "../calls/generation-types.ts";
import { accept, apply, type Applied } from "./apply.ts";
import { askedFiles } from "../files/attached.ts";
import type { ComposerFiles } from "../files/composer-files.ts";
import { filesIn } from "../files/sql.ts";
import { effortFor, newTurn, type Placement, type TurnStart } from "./new-turn.ts";
import { availableModel, prepareCall, type Caps } from "../calls/prompt.ts";
import type { Repeats } from "../log/repeats.ts";
import type { TurnRow } from "../log/tables.ts";
import type { Room } from "../room.ts";
import { Paces, TOGETHER } from "../tabs/pace.ts";
import type { Runner } from "./runner.ts";
import { toolsIn } from "../log/stored.ts";
import { changeSettings } from "../settings.ts";
import { placementOf, unknownMessage } from "./placement.ts";
import { rate } from "./rating.ts";
import { offering } from "../tools/offer.ts";
import { mostOfContinued, prepareContinuation } from "../tools/continuation.ts";
import { answerIdOf, type Found } from "../log/transcript.ts";

const ANOTHER_RUNS: Failure = { reason: "conflict", detail: "Another answer is being written. Continue this one afterwards." };

type Asking = { id: string; model: string | undefined; cap: number | undefined; effort: Effort | null; tools: string[] | undefined };

export class Commands {
  readonly #room: Room;
  readonly #runner: Runner;
  readonly #compactor: Compactor;
  readonly #repeats: Repeats;
  readonly #composerFiles: ComposerFiles;
  readonly #paces = new Paces(TOGETHER);
  #mutex: Promise<unknown> = Promise.resolve();

  constructor(room: Room, runner: Runner, compactor: Compactor, repeats: Repeats, composerFiles: ComposerFiles) {
    this.#room = room;
    this.#repeats = repeats;
    this.#runner = runner;
    this.#compactor = compactor;
    this.#composerFiles = composerFiles;
  }

  /** Counts one free or malformed command, and says whether all of them together come too fast (pace.ts). */
  get isTooFast(): boolean {
    return this.#paces.count(this, this.#room.ports.now()) !== "fine";
  }

  async handle(command: Command): Promise<Result<CommandResult>> {
    switch (command.type) {
      case "send":
      case "edit":
      case "regenerate":
      case "continue":
        return this.alone(() => this.#ask(command));
      case "stop":
        return this.#repeats.stopOnce(command, () => this.#stop(command));
      case "cancel":
        return this.#cancel(command);
      case "select":
        return this.#repeats.once(command, () => this.#select(command.messageId));
      case "decide":
        return this.#runner.decide(command);
      case "compact":
        return this.alone(() => this.#compact(command));
      case "expand":
        return this.#repeats.once(command, () => this.#compactor.expand(command.messageId));
      case "rate":
        return this.#repeats.once(command, () => rate(this.#room, command));
      case "set":
        return this.#repeats.once(command, () => {
          const { type: _type, id: _id, ...change } = command;
          return this.set(change);
        });
    }
  }

  /** Runs `run` while no command that leads to a model call is under way: one after the other, in the order of the calls. */
  alone<T>(run: () => Result<T> | Promise<Result<T>>): Promise<Result<T>> {
    const passed = this.#mutex.then(() => (this.#room.isGone ? failed({ reason: "not-found" }) : run()));
    this.#mutex = passed.catch(() => undefined);
    return passed;
  }

  async #ask(command: Extract<Command, { type: "send" | "edit" | "regenerate" | "continue" }>): Promise<Result<CommandResult>> {
    if (command.type === "continue") return this.#continue(command);
    const repeated = this.#repeats.turnOf(command);
    if (repeated !== null) return repeated;
    const asking: Asking = {
      id: command.id,
      model: command.model,
      cap: command.maxCostNanoUsd,
      effort: command.effort ?? null,
      tools: command.tools,
    };
    const placement = placementOf(this.#room, command);
    return placement.ok ? this.#begin(asking, placement.value, command.type !== "regenerate") : placement;
  }

  async #begin(asking: Asking, placement: Placement, isQuestion: boolean): Promise<Result<CommandResult>> {
    const { transcript, chat, ports } = this.#room;
    if (transcript.count + 2 > MAX_MESSAGES) {
      return failed({ reason: "conflict", detail: `A conversation holds at most ${MAX_MESSAGES} messages. Begin a new one.` });
    }
    const model = asking.model ?? modelBefore(placement.question, ports.catalogue) ?? chat.model;
    const offered = await offering(ports, asking.tools, toolsIn(placement.question?.tools ?? chat.tools), model);
    if (!offered.ok) return offered;
    const { names: tools, offer } = offered.value;
    const effort = effortFor(asking.effort, chat.effort, model, ports.catalogue);
    const files = askedFiles(this.#room.sql, filesIn(placement.files));
    if (!files.ok) return files;
    const prepared = prepareCall(this.#room, placement.parent, placement.text, model, this.#caps(asking.cap), {
      effort,
      files: files.value,
      offer,
    });
    if (!prepared.ok) return prepared;
    const mustWait = this.#runner.isTaken || transcript.open().length > 0;
    if (mustWait && transcript.open().filter((turn) => turn.status === "queued").length >= MAX_QUEUED) {
      return failed({
        reason: "overloaded",
        detail: `${MAX_QUEUED} messages wait already. Wait for one to be answered, or cancel one.`,
        retryAfterSeconds: 5,
      });
    }
    let hasTaken = false;
    const store = (start: TurnStart): Applied => {
      if (isQuestion) hasTaken = this.#composerFiles.take(filesIn(placement.files));
      const parent = placement.below === undefined ? placement.parent : transcript.bareOf(placement.below, asking.id, ports.now());
      const at = { id: asking.id, cap: asking.cap, tools, atMs: ports.now() };
      return accept(this.#room, newTurn(at, { ...placement, parent }, prepared.value, start));
    };
    const result = { ...(isQuestion ? { messageId: asking.id } : {}), answerId: answerIdOf(asking.id) };
    if (mustWait) {
      this.#room.atomically(() => store({ status: "queued" })).notify();
      if (hasTaken) this.#composerFiles.notify();
      void this.#runner.advance();
      return { ok: true, value: result };
    }
    const reserved = await this.#runner.reservations.reserve(prepared.value);
    if (!reserved.ok) return reserved;
    const { callId, heldNanoUsd } = reserved.value;
    const before = transcript.seq;
    const wasUntitled = this.#room.title === "";
    this.#runner.begin(reserved.value, () => {
      const accepted = store({ status: "running", callId, heldNanoUsd });
      // A title derived from the first question takes no place in the log. Its event is sent first and carries the place that
      // tabs already have: a tab that disconnects between the two events still asks for both when it comes back.
      const notifyTitle = (): void => this.#room.audience.event({ type: "chat", seq: before, title: this.#room.title });
      const notifyBoth = (): void => {
        notifyTitle();
        accepted.notify();
      };
      return wasUntitled ? { ...accepted, notify: notifyBoth } : accepted;
    });
    if (hasTaken) this.#composerFiles.notify();
    return { ok: true, value: result };
  }

  #caps(message: number | undefined): Caps {
    return { message: message ?? null, conversation: this.#room.budget.leftOfCap() };
  }

  async #compact(command: Extract<Command, { type: "compact" }>): Promise<Result<CommandResult>> {
    const before = this.#repeats.resultOf(command);
    if (before === null) return this.#compactor.begin(command);
    return before.ok ? { ok: true, value: { messageId: before.value, repeated: true } } : before;
  }

  async #continue(command: Extract<Command, { type: "continue" }>): Promise<Result<CommandResult>> {
    const { transcript } = this.#room;
    const before = this.#repeats.resultOf(command);
    if (before !== null) return before.ok ? { ok: true, value: { answerId: before.value, repeated: true } } : before;
    const found = transcript.find(command.messageId);
    if (found === null) return failed(unknownMessage("messageId"));
    const unable = this.#whyNotContinue(found);
    if (unable !== null) return failed(unable);
    const { turn } = found;
    const prepared = await prepareContinuation(this.#room, turn, this.#caps(command.maxCostNanoUsd));
    if (!prepared.ok) return prepared;
    const meanwhile = this.#whyNotContinue(found);
    if (meanwhile !== null) return failed(meanwhile);
    const reserved = await this.#runner.reservations.reserve(prepared.value);
    if (!reserved.ok) return reserved;
    const answerId = answerIdOf(turn.id);
    const mostNanoUsd = mostOfContinued(this.#room, turn, command.maxCostNanoUsd);
    const write = (): Applied | null => {
      const applied = apply(this.#room, turn, { type: "continued", ...reserved.value, mostNanoUsd });
      if (applied !== null) this.#repeats.remember(command, answerId);
      return applied;
    };
    const begun = { ...NOTHING_YET, text: turn.answer, reasoning: turn.reasoning };
    return this.#runner.begin(reserved.value, write, begun) === null ? failed(ANOTHER_RUNS) : { ok: true, value: { answerId } };
  }

  #whyNotContinue(found: Found): Failure | null {
    if (found.role === "user") return { reason: "conflict", detail: "Only an answer can be continued." };
    if (this.#runner.isTaken) return ANOTHER_RUNS;
    const { status, shortened, answer, rounds } = found.turn;
    if (answer.trim() === "" && rounds === 0) return { reason: "conflict", detail: "There is nothing to continue. Ask again instead." };
    if (status === "interrupted" || status === "stopped" || (status === "done" && shortened === 1)) return null;
    return { reason: "conflict", detail: "This answer is whole." };
  }

  #stop(command: Extract<Command, { type: "stop" }>): Result<CommandResult> {
    if (command.queue === true) {
      for (const turn of this.#room.transcript.open()) if (turn.status === "queued") this.#runner.cancel(turn);
    }
    return { ok: true, value: { stopped: this.#runner.stop(command.messageId ?? null) } };
  }

  #cancel(command: Extract<Command, { type: "cancel" }>): Result<CommandResult> {
    const found = this.#room.transcript.find(command.messageId);
    if (found === null) return failed(unknownMessage("messageId"));
    this.#runner.cancel(found.turn);
    return { ok: true, value: {} };
  }

  #select(messageId: string): Result<CommandResult> {
    const { transcript, audience } = this.#room;
    const found = transcript.find(messageId);
    if (found === null) return failed(unknownMessage("messageId"));
    const selection = transcript.select(found.turn.seq);
    this.#room.updateChat(selection);
    const { turns, earlier } = transcript.window();
    audience.event({
      type: "messages",
      seq: selection.seq,
      messages: this.#room.withLive(transcript.messages(turns)),
      head: transcript.headId(),
      earlier,
    });
    return { ok: true, value: {} };
  }

  /** Changes settings of the conversation. w 1; 0 where `wanted` is empty */
  set(wanted: ChatChange): Result<CommandResult> {
    const changed = changeSettings(this.#room, wanted);
    if (!changed.ok) return changed;
    if (changed.value) this.#room.budget.notifyWallet();
    return { ok: true, value: {} };
  }
}

/** The model that answered this question before, if this server has it: an imported turn's model is only a label. */
function modelBefore(question: TurnRow | null, catalogue: Catalogue): string | null {
  if (question === null) return null;
  return question.imported === null || availableModel(catalogue, question.model).ok ? question.model : null;
}
