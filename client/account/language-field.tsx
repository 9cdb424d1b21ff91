/** The language of the interface: the browser's, or one of those there are, each by its own name. */
import { LANGUAGE_CHOICES, type LanguageChoice } from "../../src/protocol/languages.ts";
import { Choice } from "../ui/fields.tsx";
import { LANGUAGE_INFO } from "../words/languages.ts";
import { words } from "../words/words.ts";

interface LanguageFieldProps {
  value: LanguageChoice;
  onChange: (choice: LanguageChoice) => void;
}

export function LanguageField({ value, onChange }: LanguageFieldProps) {
  const options = LANGUAGE_CHOICES.map((choice) => ({
    value: choice,
    label: choice === "browser" ? words.preferences.asBrowser : LANGUAGE_INFO[choice].name,
  }));
  return <Choice label={words.preferences.language} value={value} options={options} onChange={onChange} />;
}
