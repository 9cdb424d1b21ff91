/** Keys that work everywhere, and the page that lists them. */
import { useEffect, useState } from "react";
import { useLocation } from "wouter";
import { useAccount } from "./account/account.tsx";
import { Button } from "./ui/button.tsx";
import { Dialog } from "./ui/dialog.tsx";
import { belongsToInputMethod } from "./ui/input-method.ts";

const SHOW = "tally:shortcuts";

/** What sends is a preference. */
const SENDING = {
  enter: [
    { keys: ["Enter"], does: "Send" },
    { keys: ["Shift", "Enter"], does: "New line" },
  ],
  "mod-enter": [
    { keys: ["Ctrl", "Enter"], does: "Send" },
    { keys: ["Enter"], does: "New line" },
  ],
};
const SHORTCUTS = [
  { keys: ["Ctrl", "Shift", "O"], does: "New chat" },
  { keys: ["Ctrl", "K"], does: "Search in everything" },
  { keys: ["Ctrl", "F"], does: "Search in a long conversation" },
  { keys: ["/"], does: "Write a message" },
  { keys: ["Esc"], does: "Stop the answer" },
  { keys: ["?"], does: "Show this list" },
];

/** Opens the list from anywhere. */
export function showShortcuts(): void {
  window.dispatchEvent(new Event(SHOW));
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName));
}

/** Something floats above the page: Escape belongs to it. */
function somethingIsOpen(): boolean {
  return document.querySelector("dialog[open], [popover]:popover-open, main[inert]") !== null;
}

export function Shortcuts() {
  const [, navigate] = useLocation();
  const [shown, setShown] = useState(false);
  const { me } = useAccount();
  useEffect(() => {
    const show = () => setShown(true);
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || belongsToInputMethod(event)) return;
      if ((event.ctrlKey || event.metaKey) && event.shiftKey && event.key.toLowerCase() === "o") {
        event.preventDefault();
        navigate("/");
        return;
      }
      if (event.key === "Escape") {
        // In a field other than the composer it means that field.
        const isElsewhere = isTyping(event.target) && !(event.target instanceof HTMLElement && "composer" in event.target.dataset);
        if (isElsewhere || somethingIsOpen()) return;
        document.querySelector<HTMLButtonElement>("[data-testid=stop]")?.click();
        return;
      }
      if (isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey || somethingIsOpen()) return;
      if (event.key === "/") {
        event.preventDefault();
        document.querySelector<HTMLTextAreaElement>("[data-composer]")?.focus();
      } else if (event.key === "?") {
        event.preventDefault();
        show();
      }
    };
    window.addEventListener("keydown", onKey);
    window.addEventListener(SHOW, show);
    return () => {
      window.removeEventListener("keydown", onKey);
      window.removeEventListener(SHOW, show);
    };
  }, [navigate]);
  if (!shown) return null;
  return (
    <Dialog title="Keyboard shortcuts" onClose={() => setShown(false)}>
      <dl className="mt-4 grid gap-2.5 text-sm">
        {[...SENDING[me?.preferences.sendWith ?? "enter"], ...SHORTCUTS].map(({ keys, does }) => (
          <div key={does} className="flex items-center justify-between">
            <dt className="text-muted">{does}</dt>
            <dd className="flex gap-1">
              {keys.map((key) => (
                <kbd key={key} className="rounded-md border border-line px-2 py-0.5 font-sans text-xs">
                  {key}
                </kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
      <div className="mt-6 flex justify-end">
        <Button look="tonal" onClick={() => setShown(false)}>
          Close
        </Button>
      </div>
    </Dialog>
  );
}
