/**
 * A panel that floats beside its button, in the browser's top layer (`popover`): Escape and a click elsewhere close it,
 * nothing clips it. It is placed when it opens, above or below, wherever there is room.
 */
import { useCallback, useId, useLayoutEffect, useRef, useState, type ComponentProps, type ReactNode, type RefObject } from "react";

const GAP_PX = 8;
const EDGE_PX = 8;
/** Where a panel stands beside its button. Narrower it may be a sheet. */
const WIDE = "(min-width: 40rem)";
const SHEET =
  "max-sm:inset-x-0 max-sm:top-auto max-sm:bottom-0 max-sm:max-h-[85dvh] max-sm:w-full max-sm:max-w-none max-sm:rounded-b-none max-sm:pb-[env(safe-area-inset-bottom)] max-sm:backdrop:bg-[#0000005c]";

export interface PopoverControl {
  isOpen: boolean;
  close: () => void;
  setOpen: (open: boolean) => void;
  trigger: { popoverTarget: string; "aria-expanded": boolean; "aria-haspopup": "menu" | "listbox" | "dialog" };
  triggerRef: RefObject<HTMLButtonElement | null>;
  panelRef: RefObject<HTMLDivElement | null>;
  panelId: string;
}

export function usePopover(kind: "menu" | "listbox" | "dialog"): PopoverControl {
  const id = useId();
  const triggerRef = useRef<HTMLButtonElement>(null);
  const panelRef = useRef<HTMLDivElement>(null);
  const [isOpen, setOpen] = useState(false);
  const close = useCallback(() => {
    panelRef.current?.hidePopover();
    triggerRef.current?.focus();
  }, []);
  return {
    isOpen,
    close,
    setOpen,
    trigger: { popoverTarget: id, "aria-expanded": isOpen, "aria-haspopup": kind },
    triggerRef,
    panelRef,
    panelId: id,
  };
}

/** The button that opens the panel. */
export function PopoverButton({
  control,
  children,
  ...rest
}: Omit<ComponentProps<"button">, "ref" | "type"> & { control: PopoverControl }) {
  const { trigger, triggerRef } = control;
  return (
    <button type="button" ref={triggerRef} {...trigger} {...rest}>
      {children}
    </button>
  );
}

/** Puts the panel where it fits: below or above its button, kept inside the window. */
function place(panel: HTMLElement, button: HTMLElement, align: "start" | "end"): void {
  const anchor = button.getBoundingClientRect();
  const below = window.innerHeight - anchor.bottom - GAP_PX - EDGE_PX;
  const above = anchor.top - GAP_PX - EDGE_PX;
  panel.style.maxHeight = "";
  const wanted = panel.scrollHeight;
  const under = below >= Math.min(wanted, 320) || below >= above;
  panel.style.maxHeight = `${Math.max(120, Math.min(under ? below : above, 560))}px`;
  const size = panel.getBoundingClientRect();
  const left = align === "start" ? anchor.left : anchor.right - size.width;
  panel.style.left = `${Math.max(EDGE_PX, Math.min(left, window.innerWidth - size.width - EDGE_PX))}px`;
  // The button itself may have been scrolled out of the window meanwhile.
  const most = Math.max(EDGE_PX, window.innerHeight - size.height - EDGE_PX);
  const inWindow = (distance: number): string => `${Math.max(EDGE_PX, Math.min(distance, most))}px`;
  panel.style.top = under ? inWindow(anchor.bottom + GAP_PX) : "auto";
  panel.style.bottom = under ? "auto" : inWindow(window.innerHeight - anchor.top + GAP_PX);
}

interface PopoverPanelProps extends Omit<ComponentProps<"div">, "id" | "ref" | "onToggle" | "popover"> {
  control: PopoverControl;
  align?: "start" | "end";
  /** On a narrow screen it is a sheet at the lower edge, and the page behind it is dimmed. */
  isSheet?: boolean;
  children: ReactNode;
}

/** Its children exist only while it is open. */
export function PopoverPanel({ control, align = "start", isSheet = false, className = "", children, ...rest }: PopoverPanelProps) {
  const { isOpen, setOpen, panelId, panelRef, triggerRef } = control;
  useLayoutEffect(() => {
    const element = panelRef.current;
    const button = triggerRef.current;
    if (!isOpen || element === null || button === null) return;
    const update = () => {
      if (isSheet && !matchMedia(WIDE).matches) element.removeAttribute("style");
      else place(element, button, align);
    };
    update();
    // What is loaded when the panel opens makes it higher a moment later.
    const growth = new ResizeObserver(update);
    if (isSheet) growth.observe(element);
    element.querySelector<HTMLElement>("[data-autofocus], [role^=menuitem], [role=option]")?.focus();
    window.addEventListener("resize", update);
    return () => {
      growth.disconnect();
      window.removeEventListener("resize", update);
    };
  }, [isOpen, panelRef, triggerRef, align, isSheet]);
  return (
    <div
      popover="auto"
      id={panelId}
      ref={panelRef}
      onToggle={(event) => setOpen(event.newState === "open")}
      className={`fixed overflow-y-auto overscroll-contain rounded-2xl bg-raised text-text shadow-high outline-1 outline-line ${isSheet ? SHEET : ""} ${className}`}
      {...rest}
    >
      {isOpen ? children : null}
    </div>
  );
}
