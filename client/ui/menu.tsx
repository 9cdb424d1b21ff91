/** A menu of commands behind one button: arrow keys, Home, End and letters move; Escape goes back to the button. */
import { useRef, type KeyboardEvent, type ReactNode } from "react";
import { Icon, type IconName } from "../icons.tsx";
import { belongsToInputMethod } from "./input-method.ts";
import { PopoverButton, PopoverPanel, usePopover } from "./popover.tsx";
import { matchOf, NOTHING_TYPED, withKey } from "./typeahead.ts";

export interface MenuItem {
  key: string;
  label: string;
  icon?: IconName;
  /** A second, smaller line. */
  detail?: string;
  danger?: boolean;
  /** Why it cannot be chosen now. */
  disabledReason?: string | undefined;
  checked?: boolean;
  /** A line stands above it. */
  beginsGroup?: boolean;
  /** The address of a file: the item is a link that downloads it. */
  download?: string;
  onSelect?: () => void;
}

/** Moves the focus among the items of the element. */
function moveFocus(event: KeyboardEvent<HTMLElement>, selector: string): void {
  const items = [...event.currentTarget.querySelectorAll<HTMLElement>(selector)];
  if (items.length === 0) return;
  const at = items.findIndex((item) => item === document.activeElement);
  const to = (index: number) => {
    event.preventDefault();
    items[(index + items.length) % items.length]?.focus();
  };
  switch (event.key) {
    case "ArrowDown":
      return to(at + 1);
    case "ArrowUp":
      return to(at === -1 ? items.length - 1 : at - 1);
    case "Home":
      return to(0);
    case "End":
      return to(items.length - 1);
    case "Tab":
      // A menu is one stop of the Tab key: it closes (the popover loses focus) instead of walking its items.
      return;
    default:
  }
}

const ITEM = "[role^=menuitem]";

interface MenuProps {
  label: string;
  items: readonly MenuItem[];
  align?: "start" | "end";
  /** What the button shows. */
  children: ReactNode;
  className?: string;
  testId?: string;
}

export function Menu({ label, items, align = "start", children, className = "", testId }: MenuProps) {
  const control = usePopover("menu");
  const typed = useRef(NOTHING_TYPED);
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (belongsToInputMethod(event)) return;
    if (event.key === "Tab") control.close();
    typed.current = withKey(typed.current, event);
    if (typed.current.text === "") return moveFocus(event, ITEM);
    const rows = [...event.currentTarget.querySelectorAll<HTMLElement>(ITEM)];
    const at = rows.findIndex((row) => row === document.activeElement);
    // A space within what is typed is a letter of it, and presses nothing.
    event.preventDefault();
    rows[
      matchOf(
        items.map((item) => item.label),
        at,
        typed.current.text,
      ) ?? at
    ]?.focus();
  };
  return (
    <>
      <PopoverButton control={control} aria-label={label} title={label} className={className} data-testid={testId}>
        {children}
      </PopoverButton>
      <PopoverPanel
        control={control}
        align={align}
        role="menu"
        aria-label={label}
        className="min-w-52 max-w-80 p-1.5"
        onKeyDown={onKeyDown}
      >
        {items.map((item) => (
          <MenuRow key={item.key} item={item} close={control.close} />
        ))}
      </PopoverPanel>
    </>
  );
}

/** Room for a line between two groups, drawn in the middle of it. */
const GROUP =
  "relative mt-[9px] before:pointer-events-none before:absolute before:inset-x-1 before:-top-[5px] before:h-px before:bg-line before:content-['']";

function MenuRow({ item, close }: { item: MenuItem; close: () => void }) {
  const disabled = item.disabledReason !== undefined;
  const detail = item.disabledReason ?? item.detail;
  const choose = () => {
    if (disabled) return;
    close();
    item.onSelect?.();
  };
  const look = `${item.beginsGroup === true ? GROUP : ""} flex min-h-10 w-full items-center gap-3 rounded-lg px-2.5 py-1.5 text-start text-sm -outline-offset-2 hover:bg-hover focus-visible:bg-hover ${
    item.danger === true ? "text-danger" : "text-text"
  } ${disabled ? "cursor-not-allowed" : ""}`;
  const content = (
    <>
      {item.icon === undefined ? null : <Icon name={item.icon} size={18} className={item.danger === true ? "" : "text-muted"} />}
      <span className="min-w-0 flex-1">
        <span className={`block truncate ${disabled ? "text-faint" : ""}`}>{item.label}</span>
        {detail === undefined ? null : <span className="block text-xs text-faint">{detail}</span>}
      </span>
      {item.checked === true ? <Icon name="check" size={18} className="text-accent" /> : null}
    </>
  );
  if (item.download !== undefined)
    return (
      <a href={item.download} download role="menuitem" tabIndex={-1} onClick={choose} className={look}>
        {content}
      </a>
    );
  return (
    <button
      type="button"
      role={item.checked === undefined ? "menuitem" : "menuitemradio"}
      aria-checked={item.checked}
      aria-disabled={disabled}
      tabIndex={-1}
      onClick={choose}
      className={look}
    >
      {content}
    </button>
  );
}
