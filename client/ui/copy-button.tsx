/** Copies a text and says so for two seconds. */
import { useEffect, useState } from "react";
import { IconButton } from "./icon-button.tsx";

const SAID_FOR_MS = 2000;

export function CopyButton({ text, label, small = false }: { text: () => string; label: string; small?: boolean }) {
  const [outcome, setOutcome] = useState<"none" | "copied" | "refused">("none");
  useEffect(() => {
    if (outcome === "none") return;
    const timer = setTimeout(() => setOutcome("none"), SAID_FOR_MS);
    return () => clearTimeout(timer);
  }, [outcome]);
  const copy = () => {
    navigator.clipboard.writeText(text()).then(
      () => setOutcome("copied"),
      () => setOutcome("refused"),
    );
  };
  const said = outcome === "none" ? label : outcome === "copied" ? "Copied" : "The browser did not allow copying";
  return (
    <IconButton
      icon={outcome === "copied" ? "check" : outcome === "refused" ? "warning" : "copy"}
      label={said}
      small={small}
      onClick={copy}
    />
  );
}
