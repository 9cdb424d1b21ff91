/**
 * A conversation that begins with its first message, on its own socket: its money is held before anything of it is
 * stored, so that a refusal leaves nothing, and then the conversation and the turn are stored in one transaction. Of a
 * crash in between a hold is left, which the wallet releases when nobody here knows it.
 */
import type { Command } from "../../protocol/commands.ts";
import { failed, invalid, type Failure, type Result } from "../../protocol/problem.ts";
import { failureOfHold } from "../calls/hold.ts";
import { Learned } from "../calls/learned.ts";
import { effortFor, newTurn, type Placement } from "./new-turn.ts";
import type { PersonRules } from "../../protocol/wallet.ts";
import type { Ports } from "../ports.ts";
import { availableModel, maxOutputFor, NOTHING_ABOVE, prepareCall, type Prepared } from "../calls/prompt.ts";
import { offering } from "../tools/offer.ts";
import { toolsColumn } from "../log/stored.ts";
import type { NewChatRow } from "../log/tables-sql.ts";
import type { NewTurn } from "../log/transcript.ts";
import { titleOf } from "../../protocol/question-title.ts";

export type First = Extract<Command, { type: "send" }>;
export type Beginning = {
  chat: NewChatRow;
  turn: NewTurn;
  prepared: Prepared;
  callId: string;
  maxOutputTokens: number;
  rules: PersonRules;
};

/** The same failure as that of `POST /api/chats`. */
const ID_GIVEN: Failure = { reason: "conflict", detail: "A conversation with this id was deleted. Use another id." };

/** Prices the first message and holds its money; stores nothing. @param callId the model call that it will be */
export async function prepareBeginning(
  ports: Ports,
  chat: { id: string; owner: string },
  first: First,
  callId: string,
): Promise<Result<Beginning>> {
  if (typeof first.parentId === "string") return failed(invalid("parentId", "no message of this conversation has this id"));
  if (first.files !== undefined && first.files.length > 0)
    return failed(invalid("files", "make the conversation first: its files are in it"));
  const asked = first.conversation ?? {};
  const saysAll = asked.model !== undefined && asked.system !== undefined && asked.effort !== undefined;
  const usual = saysAll ? null : await ports.wallet.startingWith(asked.projectId ?? null);
  const chatModel = asked.model ?? usual?.model ?? ports.catalogue.default?.id ?? "";
  const available = availableModel(ports.catalogue, chatModel);
  if (!available.ok) return available;
  const model = first.model ?? chatModel;
  const system = asked.system ?? usual?.system ?? "";
  const chatEffort = asked.effort === undefined ? (usual?.effort ?? null) : asked.effort;
  const effort = effortFor(first.effort ?? null, chatEffort, model, ports.catalogue);
  const caps = { message: first.maxCostNanoUsd ?? null, conversation: asked.maxCostNanoUsd ?? null };
  const offered = await offering(ports, first.tools, asked.tools ?? [], model);
  if (!offered.ok) return offered;
  // Lessons of earlier calls arrive with the wallet's answer to the hold, so the first request is estimated without them.
  const source = { ports, chat: { system }, learned: new Learned(), sql: NOTHING_ABOVE };
  const prepared = prepareCall(source, 0, first.text, model, caps, { effort, offer: offered.value.offer });
  if (!prepared.ok) return prepared;
  const atMs = ports.now();
  const answer = await ports.wallet.hold({
    runId: callId,
    chatId: chat.id,
    worstNanoUsd: prepared.value.worstNanoUsd,
    leastNanoUsd: prepared.value.leastNanoUsd,
    title: titleOf(first.text) ?? "",
    model: prepared.value.model.id,
    createdAt: atMs,
    nowMs: atMs,
    ...(asked.projectId === undefined ? {} : { projectId: asked.projectId }),
  });
  if (!answer.granted && answer.why === "gone") return failed(ID_GIVEN);
  if (!answer.granted) return failed(failureOfHold(answer, prepared.value.model));
  const placement: Placement = { parent: 0, question: null, text: first.text, files: null };
  const start = { status: "running" as const, callId, heldNanoUsd: answer.nanoUsd };
  return {
    ok: true,
    value: {
      chat: {
        ...chat,
        title: "",
        titled_by: "default",
        model: chatModel,
        system,
        temporary: asked.temporary === true ? 1 : 0,
        created_at: atMs,
        cap: asked.maxCostNanoUsd ?? null,
        effort: chatEffort,
        tools: toolsColumn(asked.tools ?? []),
        // Counts as a change that the list has not received yet, so that the alarm reports it until it has.
        seq: 1,
      },
      turn: newTurn(
        { id: first.id, cap: first.maxCostNanoUsd, tools: offered.value.names, atMs: ports.now() },
        placement,
        prepared.value,
        start,
      ),
      prepared: prepared.value,
      callId,
      maxOutputTokens: maxOutputFor(prepared.value, answer.nanoUsd),
      rules: answer.rules,
    },
  };
}
