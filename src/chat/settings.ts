/** The settings that a conversation owns: title, model, system prompt, effort, limit, tools. */
import type { Result } from "../protocol/problem.ts";
import type { ChatChange } from "../protocol/rooms.ts";
import { availableModel } from "./calls/prompt.ts";
import { toolsColumn } from "./log/stored.ts";
import type { Room } from "./room.ts";

/** Changes settings, all or nothing, and notifies every tab. w 1. @returns whether `wanted` named any */
export function changeSettings(room: Room, wanted: ChatChange): Result<boolean> {
  const { ports, transcript, audience } = room;
  const { title, model, system, effort, maxCostNanoUsd, tools } = wanted;
  if (Object.values(wanted).every((value) => value === undefined)) return { ok: true, value: false };
  if (model !== undefined) {
    const available = availableModel(ports.catalogue, model);
    if (!available.ok) return available;
  }
  const change = {
    ...(title === undefined ? {} : { title }),
    ...(model === undefined ? {} : { model }),
    ...(system === undefined ? {} : { system }),
    ...(effort === undefined ? {} : { effort }),
  };
  const seq = transcript.next();
  room.updateChat({
    ...change,
    ...(title === undefined ? {} : { titled_by: "person" as const }),
    ...(maxCostNanoUsd === undefined ? {} : { cap: maxCostNanoUsd }),
    ...(tools === undefined ? {} : { tools: toolsColumn(tools) }),
    seq,
  });
  audience.event({
    type: "chat",
    seq,
    ...change,
    ...(maxCostNanoUsd === undefined ? {} : { maxCostNanoUsd }),
    ...(tools === undefined ? {} : { tools }),
  });
  return { ok: true, value: true };
}
