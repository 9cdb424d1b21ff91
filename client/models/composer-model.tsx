/** The composer's one control for who answers and how hard it thinks. */
import type { Estimate } from "../../src/protocol/http.ts";
import { useModel } from "../account/account.tsx";
import { Icon } from "../icons.tsx";
import type { Effort } from "../live/index.ts";
import { effortChoice } from "./effort.ts";
import { ModelPicker } from "./model-picker.tsx";
import { words } from "../words/words.ts";

interface ComposerModelProps {
  modelId: string | null;
  onChooseModel: (id: string) => void;
  effort: Effort | null;
  onChooseEffort: (effort: Effort | null) => void;
  /** The price of what stands in the composer, on every model. */
  estimate: Estimate | null;
}

export function ComposerModel({ modelId, onChooseModel, effort, onChooseEffort, estimate }: ComposerModelProps) {
  const model = useModel(modelId);
  const name = model?.name ?? modelId;
  const thinks = model?.capabilities.includes("reasoning") === true;
  const isSet = thinks && effort !== null;
  const { label: thinking } = effortChoice(effort);
  // Begins with what can be seen, word for word: whoever speaks to the page says what they see.
  const label = name === null ? words.models.choose : words.models.another(name, isSet ? thinking : null);
  return (
    <ModelPicker
      label={label}
      title={label}
      testId="model-picker"
      className="flex h-10 min-w-0 items-center gap-1 rounded-full ps-3.5 pe-2.5 text-sm text-muted transition-colors hover:bg-hover"
      chosenId={modelId}
      estimate={estimate}
      onChoose={(id) => {
        if (id !== modelId) onChooseModel(id);
      }}
      effort={{ value: effort, onChoose: onChooseEffort }}
    >
      {name === null ? <span className="skeleton h-4 w-24" /> : <span className="truncate">{name}</span>}
      {isSet ? <span className="shrink-0 text-faint">· {thinking}</span> : null}
      <Icon name="chevronDown" size={18} />
    </ModelPicker>
  );
}
