/** The price before sending, in a conversation that exists (estimate.ts). Writes nothing. */
import { availableModels } from "../../models/allowance.ts";
import type { Estimate } from "../../protocol/http.ts";
import type { Result } from "../../protocol/problem.ts";
import type { Lesson } from "../../protocol/wallet.ts";
import { askedFiles } from "../files/attached.ts";
import { toolsIn } from "../log/stored.ts";
import type { Room } from "../room.ts";
import { offering } from "../tools/offer.ts";
import { estimate, likelyOutputTokens, parentOf, RECENT_TURNS } from "./estimate.ts";

/** `allow`: the person's list of models. `lessons`: what was learned from their calls. */
export type EstimateAsked = {
  parentId?: string | null;
  text: string;
  files: string[];
  model: string;
  allow: string;
  lessons: Lesson[];
  tools?: string[];
};

export async function estimateIn(room: Room, asked: EstimateAsked): Promise<Result<Estimate>> {
  const offered = await offering(room.ports, asked.tools, toolsIn(room.chat.tools), asked.model);
  if (!offered.ok) return offered;
  const { ports, sql, chat, transcript, learned } = room;
  const parent = parentOf(transcript, asked.parentId);
  if (!parent.ok) return parent;
  const files = askedFiles(sql, asked.files);
  if (!files.ok) return files;
  const lessonOf = (model: string): Lesson | null => asked.lessons.find((lesson) => lesson.model === model) ?? null;
  return estimate({
    source: { ports, chat, sql, learned: { tokenCorrection: learned.tokenCorrection, lessonOf } },
    parent: parent.value,
    text: asked.text,
    files: files.value,
    model: asked.model,
    models: availableModels(ports.catalogue, asked.allow),
    outputTokens: likelyOutputTokens(sql.receiptsChangedAfter(sql.recentFrom(RECENT_TURNS), 0)),
    offer: offered.value.offer,
  });
}
