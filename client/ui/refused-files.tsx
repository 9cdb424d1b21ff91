/**
 * Pictures and files that are pasted or dropped: they cannot be sent yet, which is said instead of swallowing them. A drop
 * never makes the browser leave the page, wherever it lands; text goes where it is dropped or pasted, as always.
 */
import { useEffect, useState } from "react";
import { Notice } from "./notice.tsx";

function holdsFiles(data: DataTransfer | null): boolean {
  return data !== null && (data.files.length > 0 || data.types.includes("Files"));
}

function isField(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches("input, textarea"));
}

/** A drop that the browser would open as a page: anything but text into a field. */
function opensPage(event: DragEvent): boolean {
  return holdsFiles(event.dataTransfer) || !isField(event.target);
}

export function RefusedFiles() {
  const [isShown, setShown] = useState(false);
  useEffect(() => {
    const onDragOver = (event: DragEvent) => {
      if (opensPage(event)) event.preventDefault();
    };
    const onDrop = (event: DragEvent) => {
      if (opensPage(event)) event.preventDefault();
      if (holdsFiles(event.dataTransfer)) setShown(true);
    };
    const onPaste = (event: ClipboardEvent) => {
      if (holdsFiles(event.clipboardData)) setShown(true);
    };
    // The next words are a way on.
    const onInput = (event: Event) => {
      if (!(event instanceof InputEvent && event.inputType.startsWith("insertFromPaste"))) setShown(false);
    };
    const listening = new AbortController();
    const { signal } = listening;
    window.addEventListener("dragover", onDragOver, { signal });
    window.addEventListener("drop", onDrop, { signal });
    window.addEventListener("paste", onPaste, { signal });
    window.addEventListener("input", onInput, { signal });
    return () => listening.abort();
  }, []);
  if (!isShown) return null;
  return (
    <Notice
      tone="warning"
      icon="warning"
      className="absolute inset-x-4 top-16 z-30 mx-auto max-w-xl shadow-float"
      onDismiss={() => setShown(false)}
      testId="refused-files"
    >
      Pictures and files can’t be sent yet. Text can: paste or write what it says.
    </Notice>
  );
}
