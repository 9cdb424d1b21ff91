/**
 * Files that are dropped or pasted, wherever on the page: they go to the composer. A drop never makes the browser leave
 * the page; text goes where it is dropped or pasted, as always.
 */
import { useEffect, useState } from "react";
import { Icon } from "../icons.tsx";
import { showToast } from "../ui/toasts.ts";
import { isSomebodyThere, offerFiles } from "./incoming.ts";
import { words } from "../words/words.ts";

function holdsFiles(data: DataTransfer | null): data is DataTransfer {
  return data !== null && (data.files.length > 0 || data.types.includes("Files"));
}

function isField(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches("input, textarea"));
}

/** A drop that the browser would open as a page: anything but text into a field. */
function opensPage(event: DragEvent): boolean {
  return holdsFiles(event.dataTransfer) || !isField(event.target);
}

function give(data: DataTransfer): void {
  if (data.files.length > 0 && !offerFiles([...data.files])) showToast(words.attachments.openFirst);
}

export function DropAnywhere() {
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    const listening = new AbortController();
    const { signal } = listening;
    window.addEventListener(
      "dragover",
      (event) => {
        if (opensPage(event)) event.preventDefault();
        setOver(holdsFiles(event.dataTransfer) && isSomebodyThere());
      },
      { signal },
    );
    // Out of the window: nothing comes into view in its place.
    window.addEventListener("dragleave", (event) => event.relatedTarget === null && setOver(false), { signal });
    window.addEventListener(
      "drop",
      (event) => {
        setOver(false);
        if (opensPage(event)) event.preventDefault();
        if (holdsFiles(event.dataTransfer)) give(event.dataTransfer);
      },
      { signal },
    );
    window.addEventListener(
      "paste",
      (event) => {
        // Words from an office program come with a picture of themselves: the words are meant.
        if (!holdsFiles(event.clipboardData) || event.clipboardData.types.includes("text/plain")) return;
        event.preventDefault();
        give(event.clipboardData);
      },
      { signal },
    );
    return () => listening.abort();
  }, []);
  if (!isOver) return null;
  return (
    <div className="pointer-events-none fixed inset-3 z-40 grid place-content-center rounded-3xl border-2 border-dashed border-accent bg-page/85">
      <p className="flex items-center gap-3 text-lg">
        <Icon name="file" size={24} className="text-accent" /> {words.attachments.drop}
      </p>
    </div>
  );
}
