/** Where the notes of toasts.ts are shown. The region is there from the beginning, so that what comes into it is said. */
import { useSyncExternalStore } from "react";
import { Icon } from "../icons.tsx";
import { dismissToast, shownToasts, type Toast } from "./toasts.ts";
import { words } from "../words/words.ts";

function ToastRow({ toast }: { toast: Toast }) {
  const { action } = toast;
  return (
    <div
      data-testid="toast"
      className={`pointer-events-auto flex min-h-11 max-w-full animate-[rise_0.14s_ease-out] items-center gap-1 rounded-2xl py-1 ps-4 pe-1.5 text-sm shadow-high ${
        toast.tone === "danger" ? "bg-danger-soft text-danger" : "bg-text text-page"
      }`}
    >
      <span className="min-w-0 py-1.5 [overflow-wrap:anywhere]">{toast.text}</span>
      {action === null ? null : (
        <button
          type="button"
          onClick={() => {
            dismissToast(toast.id);
            action.run();
          }}
          className="ms-2 h-8 shrink-0 rounded-lg px-2.5 font-semibold hover:bg-current/15 pointer-coarse:h-10"
        >
          {action.label}
        </button>
      )}
      <button
        type="button"
        aria-label={words.ui.dismiss}
        onClick={() => dismissToast(toast.id)}
        className="grid size-8 shrink-0 place-items-center rounded-lg hover:bg-current/15 pointer-coarse:size-10"
      >
        <Icon name="close" size={16} />
      </button>
    </div>
  );
}

export function ToastRegion() {
  const toasts = useSyncExternalStore(shownToasts.subscribe, shownToasts.get);
  return (
    <output
      aria-label={words.ui.notes}
      className="not-printed pointer-events-none fixed inset-x-3 top-3 z-50 flex flex-col items-center gap-2"
    >
      {toasts.map((toast) => (
        <ToastRow key={toast.id} toast={toast} />
      ))}
    </output>
  );
}
