/** The frame: a sidebar that is a rail or open (a drawer on a phone), and the page beside it. */
import { createContext, use, useCallback, useEffect, useMemo, useRef, useState, type ReactNode } from "react";
import { useLocation } from "wouter";
import { IconButton } from "../ui/icon-button.tsx";
import { belongsToInputMethod } from "../ui/input-method.ts";
import { useMedia } from "../ui/use-media.ts";
import { Sidebar } from "./sidebar.tsx";
import { words } from "../words/words.ts";

/** From this width on the sidebar stands beside the page (Tailwind's `md`). */
const WIDE = "(min-width: 48rem)";
const OPEN_KEY = "tally-sidebar";

interface ShellState {
  /** Open beside the page (desktop). */
  open: boolean;
  setOpen: (open: boolean) => void;
  /** Open above the page (phone). */
  drawer: boolean;
  setDrawer: (open: boolean) => void;
}

const ShellContext = createContext<ShellState | null>(null);

function useShell(): ShellState {
  const shell = use(ShellContext);
  if (shell === null) throw new Error("useShell stands outside of Shell");
  return shell;
}

function storedOpen(): boolean {
  try {
    return localStorage.getItem(OPEN_KEY) !== "rail";
  } catch {
    return true;
  }
}

/** Opens or closes the sidebar beside the page, on a phone the drawer. */
export function useToggleSidebar(): () => void {
  const { open, setOpen, drawer, setDrawer } = useShell();
  const wide = useMedia(WIDE);
  return useCallback(() => (wide ? setOpen(!open) : setDrawer(!drawer)), [wide, open, setOpen, drawer, setDrawer]);
}

/** Opens the drawer; there on a phone only. */
export function MenuButton() {
  const { setDrawer } = useShell();
  return <IconButton icon="menu" label={words.sidebar.openMenu} className="md:hidden" onClick={() => setDrawer(true)} />;
}

/** @param beside what is no part of the page, and stays alive while the drawer lies over it */
export function Shell({ children, beside }: { children: ReactNode; beside: ReactNode }) {
  const [location] = useLocation();
  const [open, setOpenState] = useState(storedOpen);
  // The drawer belongs to the page it was opened on: going elsewhere closes it.
  const [drawerAt, setDrawerAt] = useState<string | null>(null);
  const wide = useMedia(WIDE);
  const drawer = !wide && drawerAt === location;
  const setDrawer = useCallback((open: boolean) => setDrawerAt(open ? location : null), [location]);
  useEffect(() => {
    if (!drawer) return;
    const close = (event: KeyboardEvent) => {
      if (event.key === "Escape" && !belongsToInputMethod(event)) setDrawer(false);
    };
    window.addEventListener("keydown", close);
    return () => window.removeEventListener("keydown", close);
  }, [drawer, setDrawer]);
  const shell = useMemo<ShellState>(
    () => ({
      open,
      drawer,
      setDrawer,
      setOpen: (next) => {
        setOpenState(next);
        try {
          localStorage.setItem(OPEN_KEY, next ? "open" : "rail");
        } catch {
          // Storage may be forbidden: the choice then lasts as long as the page.
        }
      },
    }),
    [open, drawer, setDrawer],
  );
  return (
    <ShellContext value={shell}>
      <a
        href="#main"
        className="fixed top-2 left-2 z-50 -translate-y-20 rounded-xl bg-accent px-4 py-2 text-sm font-medium text-on-accent focus-visible:translate-y-0"
      >
        {words.sidebar.skip}
      </a>
      <div className="flex h-full overflow-clip">
        {wide ? (
          <div className={`not-printed shrink-0 overflow-hidden bg-side transition-[width] duration-150 ${open ? "w-65" : "w-12"}`}>
            <Sidebar expanded={open} onToggle={() => shell.setOpen(!open)} />
          </div>
        ) : null}
        {drawer ? <Drawer onClose={() => setDrawer(false)} /> : null}
        <main id="main" tabIndex={-1} className="relative min-w-0 flex-1 overflow-clip outline-none" inert={drawer}>
          {children}
        </main>
        {beside}
      </div>
    </ShellContext>
  );
}

/** Modal like a dialog: the focus comes in, the page behind is inert, and the focus goes back to where it was. */
function Drawer({ onClose }: { onClose: () => void }) {
  const panel = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    panel.current?.focus();
    return () => {
      // The page is inert until this has gone: the focus goes back right after.
      setTimeout(() => {
        const lost = document.activeElement === null || document.activeElement === document.body;
        if (lost && before instanceof HTMLElement && before.isConnected) before.focus();
      });
    };
  }, []);
  return (
    <div className="fixed inset-0 z-40">
      <button type="button" aria-label={words.sidebar.closeMenu} className="absolute inset-0 bg-black/45" onClick={onClose} />
      <div
        ref={panel}
        tabIndex={-1}
        className="absolute inset-y-0 start-0 w-[min(300px,85vw)] animate-[rise_0.18s_ease-out] bg-side shadow-float outline-none"
      >
        <Sidebar expanded onToggle={onClose} onSearch={onClose} />
      </div>
    </div>
  );
}
