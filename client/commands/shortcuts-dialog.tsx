/** Every key there is, from the table of commands. */
import type { Preferences } from "../../src/protocol/http.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { COMMANDS, keyNames } from "./commands.ts";

/** Keys that belong to one place, and are handled there. What sends is a preference. */
const SENDING: Record<Preferences["sendWith"], readonly { keys: string; does: string }[]> = {
  enter: [
    { keys: "Enter", does: "Send" },
    { keys: "Shift+Enter", does: "New line" },
  ],
  "mod-enter": [
    { keys: "$mod+Enter", does: "Send" },
    { keys: "Enter", does: "New line" },
  ],
};
const PLACES = [
  { keys: "$mod+F", does: "Search in a long conversation" },
  { keys: "↑+↓", does: "Move in the list of conversations" },
];

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
  const commands = COMMANDS.flatMap(({ keys, label }) => (keys === undefined ? [] : [{ keys, does: label }]));
  return (
    <Dialog title="Keyboard shortcuts" onClose={onClose}>
      <dl className="mt-4 grid gap-2.5 text-sm">
        {[...SENDING[sendWith], ...commands, ...PLACES].map(({ keys, does }) => (
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
          Close
        </Button>
      </div>
    </Dialog>
  );
}
