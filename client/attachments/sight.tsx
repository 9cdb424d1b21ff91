/** Pictures stand beside the text, and the model cannot see: one that can is offered before anything is sent. */
import type { ModelInfo } from "../../src/protocol/http.ts";
import { useAccount, useModel } from "../account/account.tsx";
import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";
import type { Attachment } from "./attachments.ts";
import { words } from "../words/words.ts";

const price = (model: ModelInfo): number => model.priceUsdPerMTok?.input ?? Number.POSITIVE_INFINITY;

/** The cheapest model that sees and can be asked; null: none. */
export function cheapestThatSees(models: readonly ModelInfo[]): ModelInfo | null {
  const seeing = models.filter((model) => model.available && model.capabilities.includes("vision"));
  return seeing.toSorted((one, other) => price(one) - price(other))[0] ?? null;
}

/** The model's name, where it is to be shown a picture and cannot see it; null: nothing is in the way. */
export function useBlindModel(attachments: readonly Attachment[], modelId: string | null): string | null {
  const model = useModel(modelId);
  const hasPicture = attachments.some(({ preview }) => preview !== null);
  return hasPicture && model !== null && !model.capabilities.includes("vision") ? model.name : null;
}

export function OfferSight({ blindName, onChoose }: { blindName: string; onChoose: (id: string) => void }) {
  const seeing = cheapestThatSees(useAccount().models);
  return (
    <Notice
      tone="warning"
      icon="warning"
      className="mb-2"
      testId="offer-sight"
      actions={
        seeing === null ? undefined : (
          <Button small look="tonal" onClick={() => onChoose(seeing.id)}>
            {words.attachments.use(seeing.name)}
          </Button>
        )
      }
    >
      {words.attachments.blind(blindName)}
      {seeing === null ? words.attachments.blindAll : ""}
    </Notice>
  );
}
