/** A modal question or page, with the browser's own `<dialog>`: focus is held inside, Escape closes, focus returns. */
import { useRef, useState, type ReactNode } from "react";
import { Button } from "./button.tsx";
import { belongsToInputMethod } from "./input-method.ts";
import { Notice } from "./notice.tsx";
import { useModal } from "./use-modal.ts";
import { words } from "../words/words.ts";

interface DialogProps {
  title: string;
  onClose: () => void;
  children: ReactNode;
  wide?: boolean;
  /** Something was typed that closing would lose: Escape and a click beside it ask first. */
  isChanged?: boolean;
}

export function Dialog({ title, onClose, children, wide = false, isChanged = false }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [isAsking, setAsking] = useState(false);
  const leave = () => (isChanged ? setAsking(true) : onClose());
  useModal(dialog);
  return (
    // The click on the backdrop is a shortcut; Escape and the buttons do the same for the keyboard.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions
    <dialog
      ref={dialog}
      aria-label={title}
      onClose={onClose}
      onCancel={(event) => {
        if (event.target !== event.currentTarget || !isChanged) return;
        event.preventDefault();
        leave();
      }}
      onKeyDown={(event) => {
        // A browser closes at the second Escape without asking, unless the key itself is taken.
        if (event.key !== "Escape") return;
        const isComposing = belongsToInputMethod(event);
        if (isComposing || isChanged) event.preventDefault();
        if (!isComposing && isChanged) leave();
      }}
      onClick={(event) => {
        if (event.target === event.currentTarget) leave();
      }}
      className={`max-h-[85dvh] w-[calc(100%-2rem)] overflow-y-auto rounded-3xl bg-raised p-0 text-text shadow-high outline-none ${wide ? "max-w-2xl" : "max-w-md"}`}
    >
      <div className="p-6">
        <h2 className="text-lg font-semibold [overflow-wrap:anywhere]">{title}</h2>
        {children}
        {isAsking && isChanged ? (
          <div className="sticky bottom-0 z-20 -mx-6 -mb-6 bg-raised p-4">
            <Notice
              tone="warning"
              icon="warning"
              testId="discard-changes"
              actions={
                <>
                  <Button small look="plain" className="text-current" onClick={onClose}>
                    {words.ui.discard}
                  </Button>
                  <Button small look="tonal" onClick={() => setAsking(false)}>
                    {words.ui.goOn}
                  </Button>
                </>
              }
            >
              {words.ui.notSaved}
            </Notice>
          </div>
        ) : null}
      </div>
    </dialog>
  );
}

/** The buttons at a dialog's foot: in sight however long the dialog is. */
export function DialogActions({ children }: { children: ReactNode }) {
  return <div className="sticky bottom-0 z-10 -mx-6 -mb-6 flex flex-wrap justify-end gap-2 bg-raised px-6 pt-3 pb-6">{children}</div>;
}

interface DialogDeedProps {
  label: string;
  /** What the button says meanwhile. */
  busyLabel: string;
  busy: boolean;
  /** False: something is missing or wrong. */
  isReady?: boolean;
  isDanger?: boolean;
  /** Why it came to nothing last. */
  failure: string | null;
  onCancel: () => void;
  /** Left out: the button submits the form around it. */
  onDo?: () => void;
}

/** The foot of a dialog that does one thing. */
export function DialogDeed({ label, busyLabel, busy, isReady = true, isDanger = false, failure, onCancel, onDo }: DialogDeedProps) {
  return (
    <>
      {failure === null ? null : (
        <Notice tone="danger" icon="warning" className="mt-3">
          {failure}
        </Notice>
      )}
      <DialogActions>
        <Button look="plain" onClick={onCancel}>
          {words.ui.cancel}
        </Button>
        <Button
          look={isDanger ? "danger" : "filled"}
          type={onDo === undefined ? "submit" : "button"}
          disabled={busy || !isReady}
          onClick={onDo}
        >
          {busy ? busyLabel : label}
        </Button>
      </DialogActions>
    </>
  );
}
