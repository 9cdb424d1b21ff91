/** Which tools a model is offered for an answer: those the message names, else the conversation's, as far as they may be used. */
import type { Catalogue, CatalogueModel } from "../../models/catalogue.ts";
import { failed, invalid, type Result } from "../../protocol/problem.ts";
import type { OfferedTool, ToolPort } from "../../tools/tool.ts";

/** `isLast`: the model sees earlier results, and may request no more tools. */
export type ChatOffer = { tools: readonly OfferedTool[]; isLast: boolean };
export const NOTHING_OFFERED: ChatOffer = { tools: [], isLast: false };

/** `names`: stored in the turn's row. `offer`: sent to the model. */
export type Offering = { names: string[]; offer: ChatOffer };

const canCall = (model: CatalogueModel | null): boolean => model?.capabilities.includes("tools") === true;

/**
 * @param asked the message's tools; fails where one cannot be used. @param usual the conversation's; those that cannot be used
 * are left out, so that a setting made for another model makes no message fail
 */
export async function offering(
  ports: { catalogue: Pick<Catalogue, "find">; tools: Pick<ToolPort, "offered"> },
  asked: readonly string[] | undefined,
  usual: readonly string[],
  modelId: string,
): Promise<Result<Offering>> {
  const names = asked ?? usual;
  if (names.length === 0) return { ok: true, value: { names: [], offer: NOTHING_OFFERED } };
  const model = ports.catalogue.find(modelId);
  if (!canCall(model)) {
    if (asked === undefined) return { ok: true, value: { names: [], offer: NOTHING_OFFERED } };
    return failed({
      reason: "model-unable",
      detail: `${model?.name ?? "This model"} cannot use tools. Choose another model, or send the message without them.`,
    });
  }
  const tools = await ports.tools.offered(names);
  const known = new Set(tools.map(({ name }) => name));
  const missing = names.find((name) => !known.has(name));
  if (asked !== undefined && missing !== undefined)
    return failed(
      invalid("tools", `${missing} is no tool you may use. GET /api/tools lists them; one that is set to never is not offered.`),
    );
  return { ok: true, value: { names: tools.map(({ name }) => name), offer: { tools, isLast: false } } };
}
