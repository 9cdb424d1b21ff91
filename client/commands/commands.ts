/**
 * Everything the app can be told, in one table: what the palette offers, what `?` lists, and which keys do it. Keys are in
 * the notation of tinykeys; `$mod` is Ctrl, on a Mac Command.
 */
import { openSearch } from "../search/open-search.ts";
import type { IconName } from "../icons.tsx";
import { applyTheme, type Theme } from "../account/theme.ts";
import { openPanel } from "./opened.ts";
import { isMeant } from "./word-match.ts";

export interface CommandContext {
  navigate: (path: string) => void;
  isAdmin: boolean;
  setTheme: (theme: Theme) => void;
  toggleSidebar: () => void;
}

export interface Command {
  id: string;
  label: string;
  icon: IconName;
  /** Other words somebody may look for. */
  also?: string;
  keys?: string;
  /** True: the keys are letters, which mean themselves where somebody types. */
  isLetter?: boolean;
  /** False: a key does it, and the palette does not offer it. */
  isOffered?: boolean;
  onlyAdmin?: boolean;
  run: (context: CommandContext) => void;
}

const press = (selector: string): void => document.querySelector<HTMLElement>(selector)?.click();
const theme =
  (theme: Theme) =>
  ({ setTheme }: CommandContext): void => {
    applyTheme(theme);
    setTheme(theme);
  };

export const COMMANDS: readonly Command[] = [
  { id: "new", label: "New chat", icon: "compose", keys: "$mod+Shift+KeyO", run: ({ navigate }) => navigate("/") },
  { id: "search", label: "Search and commands", icon: "search", keys: "$mod+KeyK", isOffered: false, run: () => openSearch(null) },
  {
    id: "write",
    label: "Write a message",
    icon: "edit",
    also: "composer",
    keys: "/",
    isLetter: true,
    run: () => document.querySelector<HTMLElement>("[data-composer]")?.focus(),
  },
  { id: "stop", label: "Stop the answer", icon: "stop", keys: "Escape", isOffered: false, run: () => press("[data-testid=stop]") },
  { id: "model", label: "Switch model", icon: "think", also: "choose effort thinking", run: () => press("[data-testid=model-picker]") },
  {
    id: "sidebar",
    label: "Open or close the sidebar",
    icon: "sidebar",
    keys: "$mod+Shift+KeyS",
    run: ({ toggleSidebar }) => toggleSidebar(),
  },
  { id: "usage", label: "Usage", icon: "usage", also: "costs spend money budget", run: ({ navigate }) => navigate("/usage") },
  {
    id: "admin",
    label: "Administration",
    icon: "people",
    also: "people budgets",
    onlyAdmin: true,
    run: ({ navigate }) => navigate("/admin"),
  },
  { id: "tools", label: "Tools and servers", icon: "command", also: "mcp web search policy", run: ({ navigate }) => navigate("/tools") },
  { id: "preferences", label: "Preferences", icon: "settings", also: "settings system prompt", run: () => openPanel("preferences") },
  { id: "presets", label: "Presets and prompts", icon: "preset", also: "system templates", run: () => openPanel("presets") },
  { id: "data", label: "Your data", icon: "download", also: "export import", run: () => openPanel("data") },
  {
    id: "privacy",
    label: "What is stored about you",
    icon: "lock",
    also: "privacy my data retention delete deletions",
    run: ({ navigate }) => navigate("/privacy"),
  },
  { id: "light", label: "Light theme", icon: "sun", run: theme("light") },
  { id: "dark", label: "Dark theme", icon: "moon", run: theme("dark") },
  { id: "system", label: "Theme as the system", icon: "system", run: theme("system") },
  {
    id: "shortcuts",
    label: "Keyboard shortcuts",
    icon: "key",
    keys: "?",
    isLetter: true,
    also: "help keys",
    run: () => openPanel("shortcuts"),
  },
];

/** The commands of whoever is here that begin a word with each of the typed ones. */
export function matchingCommands(typed: string, isAdmin: boolean): Command[] {
  return COMMANDS.filter(
    ({ label, also = "", isOffered = true, onlyAdmin = false }) =>
      isOffered && (isAdmin || !onlyAdmin) && isMeant(typed, `${label} ${also}`),
  );
}

/** `$mod+Shift+KeyO` → `Ctrl`, `Shift`, `O`. */
export function keyNames(keys: string, isMac: boolean): string[] {
  return keys.split("+").map((key) => {
    if (key === "$mod") return isMac ? "⌘" : "Ctrl";
    if (key === "Escape") return "Esc";
    return key.replace(/^Key/, "");
  });
}
