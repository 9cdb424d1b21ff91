/** The button behind which models are chosen, the same everywhere; the list is loaded when somebody comes near. */
import type { ReactNode } from "react";
import type { Estimate } from "../../src/protocol/http.ts";
import { late } from "../ui/late.tsx";
import { Loading } from "../ui/loading.tsx";
import { PopoverButton, PopoverPanel, usePopover } from "../ui/popover.tsx";
import type { ModelListProps } from "./model-list.tsx";
import { words } from "../words/words.ts";

const load = () => import("./model-list.tsx");
const ModelList = late(load, Coming);

function Coming() {
  return <Loading className="m-3 h-72" label={words.models.coming} />;
}
/** Its failure is said when the list is opened. */
const comeNear = () => void load().catch(() => undefined);

export interface ModelPickerProps {
  /** What the button is called; left out: as what it shows. */
  label?: string;
  title?: string;
  id?: string;
  describedBy?: string | undefined;
  testId?: string;
  className?: string;
  align?: "start" | "end";
  chosenId: string | null;
  estimate?: Estimate | null;
  usual?: string | null;
  onChoose: (id: string) => void;
  effort?: ModelListProps["effort"];
  children: ReactNode;
}

export function ModelPicker({
  label,
  title,
  id,
  describedBy,
  testId,
  className,
  align = "end",
  chosenId,
  estimate = null,
  usual = null,
  onChoose,
  effort = null,
  children,
}: ModelPickerProps) {
  const control = usePopover("dialog");
  const { choose } = words.models;
  return (
    <>
      <PopoverButton
        control={control}
        id={id}
        aria-label={label}
        // Where a field's label belongs to it, too, what it shows is its name all the same.
        aria-labelledby={label === undefined ? id : undefined}
        aria-describedby={describedBy}
        title={title}
        data-testid={testId}
        data-model-id={chosenId ?? ""}
        onPointerEnter={comeNear}
        onFocus={comeNear}
        className={className}
      >
        {children}
      </PopoverButton>
      {/* What floats beside its button is placed by `popover`, which a <dialog> would do without its own ways. */}
      {/* oxlint-disable-next-line jsx-a11y/prefer-tag-over-role */}
      <PopoverPanel control={control} align={align} isSheet role="dialog" aria-label={choose} className="!overflow-hidden sm:w-96">
        <ModelList
          chosenId={chosenId}
          estimate={estimate}
          usual={usual}
          effort={effort}
          onFailed={control.close}
          onChoose={(chosen) => {
            control.close();
            onChoose(chosen);
          }}
        />
      </PopoverPanel>
    </>
  );
}
