/** Every key there is, from the table of commands. */
import type { Preferences } from "../../src/protocol/http.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { COMMANDS, keyNames } from "./commands.ts";
import { words } from "../words/words.ts";

/** Keys that belong to one place, and are handled there. What sends is a preference. */
function ownKeys(sendWith: Preferences["sendWith"]): { before: { keys: string; does: string }[]; after: { keys: string; does: string }[] } {
  const { send, newLine, findInChat, moveInList } = words.commands;
  return {
    before: [
      { keys: sendWith === "enter" ? "Enter" : "$mod+Enter", does: send },
      { keys: sendWith === "enter" ? "Shift+Enter" : "Enter", does: newLine },
    ],
    after: [
      { keys: "$mod+F", does: findInChat },
      { keys: "↑+↓", does: moveInList },
    ],
  };
}

export function Keys({ keys }: { keys: string }) {
  const isMac = navigator.userAgent.includes("Mac");
  return (
    <span className="flex gap-1">
      {keyNames(keys, isMac).map((key) => (
        <kbd key={key} className="min-w-6 rounded-md border border-line px-1.5 text-center font-sans text-xs leading-5 text-muted">
          {key}
        </kbd>
      ))}
    </span>
  );
}

export function ShortcutsDialog({ sendWith, onClose }: { sendWith: Preferences["sendWith"]; onClose: () => void }) {
  const own = ownKeys(sendWith);
  const commands = COMMANDS.flatMap(({ id, keys }) => (keys === undefined ? [] : [{ keys, does: words.commands.of[id].label }]));
  return (
    <Dialog title={words.commands.of.shortcuts.label} onClose={onClose}>
      <dl className="mt-4 grid gap-2.5 text-sm">
        {[...own.before, ...commands, ...own.after].map(({ keys, does }) => (
          <div key={does} className="flex items-center justify-between">
            <dt className="text-muted">{does}</dt>
            <dd>
              <Keys keys={keys} />
            </dd>
          </div>
        ))}
      </dl>
      <div className="mt-6 flex justify-end">
        <Button look="tonal" onClick={onClose}>
          {words.ui.close}
        </Button>
      </div>
    </Dialog>
  );
}
