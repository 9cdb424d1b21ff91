/** Who is here, and what belongs to the person: preferences, theme, shortcuts, who they are (local mode), signing out. */
import { useState, type FormEvent } from "react";
import { useLocation } from "wouter";
import { useAccount } from "../account/account.tsx";
import { useSetPreferences } from "../account/actions.ts";
import { applyTheme, storedTheme, type Theme } from "../account/theme.ts";
import { Icon } from "../icons.tsx";
import { openPanel } from "../commands/opened.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { keepNothing } from "../offline/kept.ts";
import { switchPushesOff } from "../pushes/pushes.ts";
import { Menu, type MenuItem } from "../ui/menu.tsx";
import { words } from "../words/words.ts";

const THEMES = [
  { theme: "system", icon: "system" },
  { theme: "light", icon: "sun" },
  { theme: "dark", icon: "moon" },
] as const;

const DEV_PEOPLE = ["you@localhost", "alice@example.com", "bob@example.com", "admin@localhost"];

/** Local mode only: becomes somebody else by a cookie and begins anew. */
function becomeDevUser(email: string): void {
  document.cookie = `tally_dev_user=${encodeURIComponent(email)}; path=/; max-age=31536000; samesite=lax`;
  location.assign("/");
}

function DevSwitcher({ onClose }: { onClose: () => void }) {
  const { me } = useAccount();
  const [email, setEmail] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (email.includes("@")) becomeDevUser(email.trim());
  };
  return (
    <Dialog title={words.sidebar.whoAreYou} onClose={onClose}>
      <p className="mt-1 text-sm text-muted">{words.sidebar.localModeHelp}</p>
      <div className="mt-4 grid gap-1">
        {DEV_PEOPLE.map((person) => (
          <button
            key={person}
            type="button"
            onClick={() => becomeDevUser(person)}
            aria-current={person === me?.email}
            className="flex h-11 items-center justify-between rounded-xl px-3 text-sm hover:bg-hover aria-[current=true]:bg-send aria-[current=true]:text-on-send"
          >
            {person}
            {person === me?.email ? <Icon name="check" size={18} /> : null}
          </button>
        ))}
      </div>
      <form onSubmit={submit} className="mt-3 flex gap-2">
        <input
          type="email"
          value={email}
          onChange={(event) => setEmail(event.target.value)}
          aria-label={words.sidebar.anotherAddress}
          placeholder={words.sidebar.somebody}
          className="h-10 min-w-0 flex-1 rounded-xl border border-line bg-transparent px-4 text-sm"
        />
        <Button
          type="submit"
          look="tonal"
          disabled={!email.includes("@")}
          title={email.includes("@") ? undefined : words.sidebar.addressFirst}
        >
          {words.sidebar.switch}
        </Button>
      </form>
      <div className="mt-5 flex justify-end">
        <Button look="plain" onClick={onClose}>
          {words.ui.close}
        </Button>
      </div>
    </Dialog>
  );
}

/** Nothing of the person stays in this browser. */
function signOut(): void {
  void Promise.allSettled([keepNothing(), switchPushesOff()]).then(() => location.assign("/cdn-cgi/access/logout"));
}

export function PersonMenu({ expanded }: { expanded: boolean }) {
  const { me } = useAccount();
  const setPreferences = useSetPreferences();
  const [switching, setSwitching] = useState(false);
  const [, navigate] = useLocation();
  const [localTheme, setLocalTheme] = useState<Theme>(storedTheme);
  const theme = me?.preferences.theme ?? localTheme;
  const choose = (next: Theme) => {
    applyTheme(next);
    setLocalTheme(next);
    void setPreferences({ theme: next });
  };
  const items: MenuItem[] = [
    { key: "preferences", label: words.sidebar.preferences, icon: "preferences", onSelect: () => openPanel("preferences") },
    { key: "tools", label: words.sidebar.tools, icon: "tool", onSelect: () => navigate("/tools") },
    { key: "presets", label: words.presetMenu.title, icon: "preset", onSelect: () => openPanel("presets") },
    { key: "data", label: words.sidebar.data, icon: "download", onSelect: () => openPanel("data") },
    { key: "speed", label: words.sidebar.speed, icon: "timer", onSelect: () => navigate("/perf") },
    ...THEMES.map((each, index) => ({
      key: each.theme,
      label: words.sidebar[each.theme],
      icon: each.icon,
      beginsGroup: index === 0,
      checked: theme === each.theme,
      onSelect: () => choose(each.theme),
    })),
    { key: "shortcuts", label: words.sidebar.shortcuts, icon: "key", beginsGroup: true, onSelect: () => openPanel("shortcuts") },
    ...(me?.identity === "dev"
      ? [
          {
            key: "switch",
            label: words.sidebar.switchPerson,
            icon: "people" as const,
            detail: words.sidebar.localMode,
            onSelect: () => setSwitching(true),
          },
        ]
      : []),
    ...(me?.identity === "access" ? [{ key: "logout", label: words.sidebar.signOut, icon: "logout" as const, onSelect: signOut }] : []),
  ];
  const name = me?.email ?? "";
  return (
    <>
      <Menu
        label={name === "" ? words.sidebar.account : words.sidebar.accountOf(name)}
        items={items}
        testId="person-menu"
        className={`flex h-10 items-center gap-3 rounded-xl text-sm text-muted hover:bg-hover hover:text-text ${expanded ? "w-full px-2" : "w-10 justify-center"}`}
      >
        <span
          className="grid size-7 shrink-0 place-items-center rounded-full bg-send text-xs font-medium text-on-send uppercase before:content-[attr(data-letter)]"
          aria-hidden="true"
          data-letter={name.charAt(0)}
        />
        {expanded ? <span className="min-w-0 flex-1 truncate text-start">{name}</span> : null}
      </Menu>
      {switching ? <DevSwitcher onClose={() => setSwitching(false)} /> : null}
    </>
  );
}
