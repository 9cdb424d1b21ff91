/**
 * Everything the app can be told, in one table: what the palette offers, what `?` lists, and which keys do it. Keys are in
 * the notation of tinykeys; `$mod` is Ctrl, on a Mac Command.
 */
import { openSearch } from "../search/open-search.ts";
import type { IconName } from "../icons.tsx";
import { applyTheme, type Theme } from "../account/theme.ts";
import { openPanel } from "./opened.ts";
import { isMeant } from "./word-match.ts";
import type { Words } from "../words/languages.ts";
import { words } from "../words/words.ts";

export interface CommandContext {
  navigate: (path: string) => void;
  isAdmin: boolean;
  setTheme: (theme: Theme) => void;
  toggleSidebar: () => void;
}

/** The words of a command stand in the catalogue, under its id. */
type CommandId = keyof Words["commands"]["of"];

export interface Command {
  id: CommandId;
  icon: IconName;
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
  { id: "new", icon: "compose", keys: "$mod+Shift+KeyO", run: ({ navigate }) => navigate("/") },
  { id: "search", icon: "search", keys: "$mod+KeyK", isOffered: false, run: () => openSearch(null) },
  {
    id: "write",

    icon: "edit",

    keys: "/",
    isLetter: true,
    run: () => document.querySelector<HTMLElement>("[data-composer]")?.focus(),
  },
  { id: "stop", icon: "stop", keys: "Escape", isOffered: false, run: () => press("[data-testid=stop]") },
  { id: "model", icon: "think", run: () => press("[data-testid=model-picker]") },
  {
    id: "sidebar",

    icon: "sidebar",
    keys: "$mod+Shift+KeyS",
    run: ({ toggleSidebar }) => toggleSidebar(),
  },
  { id: "usage", icon: "usage", run: ({ navigate }) => navigate("/usage") },
  {
    id: "admin",

    icon: "people",

    onlyAdmin: true,
    run: ({ navigate }) => navigate("/admin"),
  },
  { id: "tools", icon: "tool", run: ({ navigate }) => navigate("/tools") },
  { id: "preferences", icon: "preferences", run: () => openPanel("preferences") },
  { id: "presets", icon: "preset", run: () => openPanel("presets") },
  { id: "data", icon: "download", run: () => openPanel("data") },
  {
    id: "privacy",

    icon: "lock",

    run: ({ navigate }) => navigate("/privacy"),
  },
  { id: "perf", icon: "timer", run: ({ navigate }) => navigate("/perf") },
  { id: "light", icon: "sun", run: theme("light") },
  { id: "dark", icon: "moon", run: theme("dark") },
  { id: "system", icon: "system", run: theme("system") },
  {
    id: "shortcuts",

    icon: "key",
    keys: "?",
    isLetter: true,

    run: () => openPanel("shortcuts"),
  },
];

/** The commands of whoever is here that begin a word with each of the typed ones. */
export function matchingCommands(typed: string, isAdmin: boolean): Command[] {
  return COMMANDS.filter(
    ({ id, isOffered = true, onlyAdmin = false }) =>
      isOffered && (isAdmin || !onlyAdmin) && isMeant(typed, `${words.commands.of[id].label} ${words.commands.of[id].also}`),
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
