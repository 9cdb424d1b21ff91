/** The commands tied to this page: what they need, and their keys. */
import { useEffect, useMemo } from "react";
import { tinykeys } from "tinykeys";
import { useLocation } from "wouter";
import { useAccount } from "../account/account.tsx";
import { useSetPreferences } from "../account/actions.ts";
import { useToggleSidebar } from "../sidebar/shell.tsx";
import { belongsToInputMethod } from "../ui/input-method.ts";
import { COMMANDS, type Command, type CommandContext } from "./commands.ts";

export function useCommandContext(): CommandContext {
  const [, navigate] = useLocation();
  const { me } = useAccount();
  const setPreferences = useSetPreferences();
  const toggleSidebar = useToggleSidebar();
  const isAdmin = me?.admin === true;
  return useMemo(
    () => ({ navigate, isAdmin, toggleSidebar, setTheme: (theme) => void setPreferences({ theme }) }),
    [navigate, isAdmin, toggleSidebar, setPreferences],
  );
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName));
}

/** Something floats above the page: Escape and letters belong to it. */
function somethingIsOpen(): boolean {
  return document.querySelector("dialog[open], [popover]:popover-open, main[inert]") !== null;
}

/** Whether the command's keys mean it here. */
function isMeant({ id, isLetter = false }: Command, { target }: KeyboardEvent): boolean {
  if (isLetter) return !isTyping(target) && !somethingIsOpen();
  // Another dialog comes first: what was typed there must not be left behind.
  if (id === "search") return document.querySelector("dialog[open]") === null;
  if (id !== "stop") return true;
  // In a field other than the composer Escape means that field.
  const isElsewhere = isTyping(target) && !(target instanceof HTMLElement && "composer" in target.dataset);
  return !isElsewhere && !somethingIsOpen();
}

export function useCommandKeys(context: CommandContext): void {
  useEffect(() => {
    const bindings = COMMANDS.flatMap((command) => {
      const { keys } = command;
      if (keys === undefined) return [];
      const run = (event: KeyboardEvent) => {
        if (event.defaultPrevented || belongsToInputMethod(event) || !isMeant(command, event)) return;
        if (command.id !== "stop") event.preventDefault();
        command.run(context);
      };
      // "?" needs Shift on most keyboards and not on all.
      return [keys, ...(keys === "?" || keys === "/" ? [`Shift+${keys}`] : [])].map((binding) => [binding, run] as const);
    });
    return tinykeys(window, Object.fromEntries(bindings));
  }, [context]);
}
