/** Copies a text and says so for two seconds. */
import { useEffect, useState } from "react";
import { copyText } from "./copy.ts";
import type { IconName } from "../icons.tsx";
import { IconButton } from "./icon-button.tsx";
import { words } from "../words/words.ts";

const SAID_FOR_MS = 2000;

interface CopyButtonProps {
  text: () => string;
  label: string;
  icon?: IconName;
  small?: boolean;
}

export function CopyButton({ text, label, icon = "copy", small = false }: CopyButtonProps) {
  const [outcome, setOutcome] = useState<"none" | "copied" | "refused">("none");
  useEffect(() => {
    if (outcome === "none") return;
    const timer = setTimeout(() => setOutcome("none"), SAID_FOR_MS);
    return () => clearTimeout(timer);
  }, [outcome]);
  const copy = async () => setOutcome((await copyText(text())) ? "copied" : "refused");
  const said = outcome === "none" ? label : outcome === "copied" ? words.ui.copied : words.ui.copyRefused;
  return (
    <>
      <IconButton
        icon={outcome === "copied" ? "check" : outcome === "refused" ? "warning" : icon}
        label={label}
        title={said}
        small={small}
        onClick={() => void copy()}
      />
      {outcome === "none" ? null : <output className="sr-only">{said}</output>}
    </>
  );
}
