/** The dialogs that belong to no page, opened by a command or a menu. */
import { useEffect, useState } from "react";
import { useAccount } from "../account/account.tsx";
import { onOpenPanel, type Panel } from "./opened.ts";
import { ShortcutsDialog } from "./shortcuts-dialog.tsx";
import { useCommandContext, useCommandKeys } from "./use-commands.ts";
import { late } from "../ui/late.tsx";
import { withWords } from "../words/words.ts";

const PreferencesDialog = late(() => withWords("dialogs", import("../account/preferences-dialog.tsx")));
const PresetsDialog = late(() => withWords("dialogs", import("../presets/presets-dialog.tsx")));
const DataDialog = late(() => withWords("dialogs", import("../data/data-dialog.tsx")));

export function Panels() {
  const { me } = useAccount();
  const [opened, setOpened] = useState<Panel | null>(null);
  useEffect(() => onOpenPanel(setOpened), []);
  useCommandKeys(useCommandContext());
  const close = () => setOpened(null);
  return (
    <>
      {opened === "preferences" && me !== null ? <PreferencesDialog preferences={me.preferences} onClose={close} onFailed={close} /> : null}
      {opened === "data" ? <DataDialog onClose={close} onFailed={close} /> : null}
      {opened === "presets" ? <PresetsDialog onClose={close} onFailed={close} /> : null}
      {opened === "shortcuts" ? <ShortcutsDialog sendWith={me?.preferences.sendWith ?? "enter"} onClose={close} /> : null}
    </>
  );
}
