/** The theme in this browser. `public/theme.js` applies it before the first paint; this keeps it while the page lives. */
import type { Preferences } from "../../src/protocol/http.ts";

export type Theme = Preferences["theme"];
const KEY = "tally-theme";
const systemIsDark = () => matchMedia("(prefers-color-scheme: dark)").matches;

function show(theme: Theme): void {
  document.documentElement.classList.toggle("dark", theme === "dark" || (theme === "system" && systemIsDark()));
}

/** What this browser remembers; the server's preference follows when it is known. */
export function storedTheme(): Theme {
  try {
    const theme = localStorage.getItem(KEY);
    return theme === "light" || theme === "dark" ? theme : "system";
  } catch {
    return "system";
  }
}

export function applyTheme(theme: Theme): void {
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // Storage may be forbidden: the theme then lasts as long as the page.
  }
  show(theme);
}

function showStored(): void {
  show(storedTheme());
}

/** Follows the system while the theme is `system`. Returns what ends it. */
export function followSystemTheme(): () => void {
  const query = matchMedia("(prefers-color-scheme: dark)");
  query.addEventListener("change", showStored);
  return () => query.removeEventListener("change", showStored);
}
