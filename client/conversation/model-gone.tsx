/** The conversation's model cannot be asked any more: it says so before anybody writes for nothing, and offers another. */
import { useQuery } from "@tanstack/react-query";
import { useAccount, useModel } from "../account/account.tsx";
import { modelsQuery } from "../account/queries.ts";
import type { ModelInfo } from "../../src/protocol/http.ts";
import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";
import { words } from "../words/words.ts";

/** The model to go on with: the one new conversations begin with, else the first that can be asked; null: none. */
export function instead(models: readonly ModelInfo[], modelId: string, defaultId: string | null): ModelInfo | null {
  const usable = models.filter((model) => model.available && model.id !== modelId);
  return usable.find((model) => model.id === defaultId) ?? usable[0] ?? null;
}

export function ModelGone({ modelId, onChoose }: { modelId: string; onChoose: (id: string) => void }) {
  const { models, defaultModel } = useAccount();
  const model = useModel(modelId);
  const { data } = useQuery(modelsQuery);
  // A server on one's own machine may be slow to say what it has.
  const isUnsure = data === undefined || (data.isAsking && modelId.startsWith("local/"));
  if (modelId === "" || isUnsure || model?.available === true) return null;
  const other = instead(models, modelId, defaultModel);
  return (
    <Notice
      tone="warning"
      icon="warning"
      className="mx-auto mb-2 w-[calc(100%-2rem)] max-w-3xl shrink-0"
      testId="model-gone"
      actions={
        other === null ? undefined : (
          <Button small look="tonal" onClick={() => onChoose(other.id)}>
            {words.conversation.gone.goOn(other.name)}
          </Button>
        )
      }
    >
      {model === null ? (
        <>
          <span className="[overflow-wrap:anywhere]">{modelId}</span> {words.conversation.gone.notOffered}
        </>
      ) : (
        words.conversation.gone.notNow(model.name, words.http.server(model.reason ?? ""))
      )}
      {other === null ? words.conversation.gone.noOther : words.conversation.gone.chooseOther}
    </Notice>
  );
}
