/** Whether this browser keeps the last conversations for reading without a network. It applies at once, and to this browser alone. */
import { useState } from "react";
import { useAccount } from "../account/account.tsx";
import { Toggle } from "../ui/fields.tsx";
import { words } from "../words/words.ts";
import { keepFor, keepNothing, keptFor } from "./kept.ts";

export function ReadingField() {
  const { me } = useAccount();
  const [isKept, setKept] = useState(() => keptFor() !== null);
  const change = (wanted: boolean) => {
    setKept(wanted);
    if (wanted && me !== null) keepFor(me.email);
    else void keepNothing();
  };
  return (
    <Toggle
      label={words.preferences.reading}
      help={words.preferences.readingHelp}
      checked={isKept}
      onChange={change}
      testId="reading-toggle"
    />
  );
}
