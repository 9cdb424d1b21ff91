/**
 * The tokens of a picture, by the rule that its provider publishes; holds count `most` (invariant 8). Where models of one
 * maker count differently, `likely` is the newest rule and `most` the dearest. Where none is published, both follow from how
 * the model is known to cut pictures into patches.
 *
 * Sources, read 2026-11:
 * - Anthropic: platform.claude.com/docs/en/build-with-claude/vision: ⌈w/28⌉ × ⌈h/28⌉, scaled down to 1,568 px and 1,568
 *   tokens, from Opus 4.7 on to 2,576 px and 4,784 tokens.
 * - OpenAI: platform.openai.com/docs/guides/images-vision, "Calculating costs": 85 + 170 for each tile of 512 px after
 *   scaling to 2,048 px and the shorter side to 768 px (GPT-5: 70 + 140; 4o mini: 2,833 + 5,667); GPT-4.1 mini and nano, o4-mini and GPT-5
 *   mini and nano: ⌈w/32⌉ × ⌈h/32⌉, at most 1,536, times up to 2.46.
 * - Google: ai.google.dev/gemini-api/docs/tokens: 258, or 258 for each tile of 768 px; Gemini 3 takes up to 2,240 a picture.
 * - Workers AI publishes none: Llama 3.2 Vision has 1,601 for each of at most four tiles, Llama 4 some 145 for each of at most 16
 *   tiles, Gemma 256 for each crop, Mistral Small ⌈w/28⌉ × ⌈h/28⌉ of at most 1,540 px, Qwen and Kimi ⌈w/28⌉ × ⌈h/28⌉ up to 16,384.
 */
import type { CatalogueModel } from "./model.ts";

export type PictureTokens = { likely: number; most: number };
type Size = { width: number; height: number };

const patches = ({ width, height }: Size, side: number): number => Math.ceil(width / side) * Math.ceil(height / side);

/** Scales a picture down so that its longer side is at most `longest` pixels. */
function within({ width, height }: Size, longest: number): Size {
  const factor = Math.min(1, longest / Math.max(width, height));
  return { width: width * factor, height: height * factor };
}

function anthropic(size: Size): PictureTokens {
  return { likely: Math.min(1_568, patches(within(size, 1_568), 28)), most: Math.min(4_784, patches(within(size, 2_576), 28)) };
}

/** Tiles of 512 px after the picture was scaled into 2,048 px and its shorter side to 768 px. */
function openAiTiles(size: Size): number {
  const { width, height } = within(size, 2_048);
  const factor = Math.min(1, 768 / Math.min(width, height));
  return patches({ width: width * factor, height: height * factor }, 512);
}

function openAi(id: string, size: Size): PictureTokens {
  const tiles = openAiTiles(size);
  if (id.includes("4o-mini")) return { likely: 2_833 + 5_667 * tiles, most: 2_833 + 5_667 * tiles };
  const byPatches = Math.ceil(Math.min(1_536, patches(size, 32)) * 2.46);
  const isByPatches = /mini|nano/.test(id);
  const byTiles = id.includes("gpt-5") ? 70 + 140 * tiles : 85 + 170 * tiles;
  return { likely: isByPatches ? byPatches : byTiles, most: Math.max(byPatches, 85 + 170 * tiles) };
}

function google(size: Size): PictureTokens {
  const isSmall = size.width <= 384 && size.height <= 384;
  const tiles = isSmall ? 1 : patches(size, 768);
  return { likely: Math.min(258 * tiles, 2_240), most: Math.max(258 * tiles, 2_240) };
}

/** Models that run on Workers AI or on one's own machine, by their families. */
function open(id: string, size: Size): PictureTokens {
  if (id.includes("llama-3.2")) return { likely: 1_601 * Math.min(4, patches(size, 560)), most: 1_601 * 4 };
  if (id.includes("llama-4")) return { likely: 145 * Math.min(17, patches(size, 336) + 1), most: 145 * 17 };
  if (id.includes("gemma")) return { likely: 256, most: 1_280 };
  if (id.includes("mistral") || id.includes("pixtral")) {
    const tokens = patches(within(size, 1_540), 28) + Math.ceil(within(size, 1_540).height / 28);
    return { likely: tokens, most: tokens };
  }
  const tokens = Math.max(4, Math.min(16_384, patches(size, 28)));
  return { likely: Math.min(4_096, tokens), most: Math.max(1_280, tokens) };
}

/** @param size pixels */
export function pictureTokens(model: Pick<CatalogueModel, "id" | "wire">, size: Size): PictureTokens {
  const id = model.id.toLowerCase();
  if (model.wire === "anthropic") return anthropic(size);
  if (id.startsWith("openai/") || id.startsWith("xai/")) return openAi(id, size);
  if (id.startsWith("google/")) return google(size);
  // The embedded AI looks at no picture: it counts by the rule of most open models.
  return open(id, size);
}
