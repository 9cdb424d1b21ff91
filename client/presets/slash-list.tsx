/**
 * What `/` offers in the composer: the person's prompts, then commands. The focus stays in the composer, whose field names
 * the row one stands on (aria-activedescendant), as the ARIA guide has it for a text field with a list.
 */
/* A native <option> holds plain text only. */
/* oxlint-disable jsx-a11y/prefer-tag-over-role */
import { useQuery } from "@tanstack/react-query";
import {
  useEffect,
  useId,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
  type KeyboardEvent,
  type Ref,
  type RefObject,
} from "react";
import type { SlashPrompt } from "../../src/protocol/presets.ts";
import { useCommandContext } from "../commands/use-commands.ts";
import { Icon } from "../icons.tsx";
import { words } from "../words/words.ts";
import { lineOf } from "./preset-words.ts";
import { presetsQuery } from "./queries.ts";
import { slashEntries, type SlashEntry } from "./slash.ts";

/** The list is no higher, and stays so far from the window's edge. CSS pixels. */
const MOST_PX = 320;
const EDGE_PX = 16;

export interface SlashHandle {
  /** True when the key was meant for the list. */
  onKey: (event: KeyboardEvent) => boolean;
}

export interface SlashListProps {
  ref: Ref<SlashHandle>;
  /** What stands behind the slash. */
  typed: string;
  input: RefObject<HTMLTextAreaElement | null>;
  onPrompt: (prompt: SlashPrompt) => void;
  /** A command is about to run: what was typed for it goes. */
  onCommand: () => void;
  onDismiss: () => void;
}

function wordsOf(entry: SlashEntry): { title: string; detail: string | null } {
  switch (entry.kind) {
    case "prompt":
      return { title: entry.prompt.name, detail: lineOf(entry.prompt, (id) => id) };
    case "command":
      return { title: words.commands.of[entry.command.id].label, detail: null };
  }
}

export default function SlashList({ ref, typed, input, onPrompt, onCommand, onDismiss }: SlashListProps) {
  const id = useId();
  const context = useCommandContext();
  const { data = [], isPending } = useQuery(presetsQuery);
  const entries = slashEntries(
    typed,
    data.filter((one) => one.kind === "prompt"),
    context.isAdmin,
  );
  const [pointed, setPointed] = useState({ typed, index: 0 });
  // Other letters begin at the first row.
  const active = Math.min(pointed.typed === typed ? pointed.index : 0, Math.max(0, entries.length - 1));
  const isEmpty = entries.length === 0;
  const optionId = (index: number) => `${id}-${index}`;

  useEffect(() => {
    const field = input.current;
    if (field === null || isEmpty) return;
    const said = {
      "aria-autocomplete": "list",
      "aria-haspopup": "listbox",
      "aria-controls": `${id}-list`,
      "aria-activedescendant": `${id}-${active}`,
    };
    for (const [name, value] of Object.entries(said)) field.setAttribute(name, value);
    return () => {
      for (const name of Object.keys(said)) field.removeAttribute(name);
    };
  }, [input, id, active, isEmpty]);

  // Above the field, as long as there is more room than below: on a phone's empty page it stands high.
  const list = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = list.current;
    const box = element?.parentElement?.getBoundingClientRect();
    if (element === null || box === undefined) return;
    const above = box.top - EDGE_PX;
    const below = (visualViewport?.height ?? innerHeight) - box.bottom - EDGE_PX;
    const isBelow = above < MOST_PX && below > above;
    element.dataset["below"] = String(isBelow);
    element.style.maxHeight = `${Math.max(120, Math.min(MOST_PX, isBelow ? below : above))}px`;
  });

  const take = (entry: SlashEntry) => {
    if (entry.kind === "prompt") return onPrompt(entry.prompt);
    onCommand();
    entry.command.run(context);
  };
  const point = (index: number) => {
    setPointed({ typed, index });
    document.getElementById(optionId(index))?.scrollIntoView({ block: "nearest" });
  };
  useImperativeHandle(ref, () => ({
    onKey: (event) => {
      const entry = entries[active];
      if (entry === undefined || event.ctrlKey || event.metaKey || event.altKey) return false;
      switch (event.key) {
        case "ArrowDown":
          point((active + 1) % entries.length);
          return true;
        case "ArrowUp":
          point((active - 1 + entries.length) % entries.length);
          return true;
        case "Enter":
        case "Tab":
          if (event.shiftKey) return false;
          take(entry);
          return true;
        case "Escape":
          onDismiss();
          return true;
        default:
          return false;
      }
    },
  }));
  const counted = words.presets.found(entries.length);
  return (
    <>
      <output className="sr-only">{isPending ? "" : isEmpty ? words.presets.nothingFound : counted}</output>
      {isEmpty ? null : (
        <div
          ref={list}
          id={`${id}-list`}
          role="listbox"
          aria-label={words.presets.slashList}
          data-testid="slash-list"
          className="absolute inset-x-4 bottom-full z-20 my-2 overflow-y-auto data-[below=true]:top-full data-[below=true]:bottom-auto overscroll-contain rounded-2xl bg-raised p-1.5 shadow-high outline-1 outline-line"
        >
          {entries.map((entry, index) => {
            const { title, detail } = wordsOf(entry);
            return (
              // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
              <div
                key={entry.key}
                id={optionId(index)}
                role="option"
                tabIndex={-1}
                aria-selected={index === active}
                onPointerMove={() => (index === active ? undefined : setPointed({ typed, index }))}
                // The field keeps the focus.
                onPointerDown={(event) => event.preventDefault()}
                onClick={() => take(entry)}
                className={`flex min-h-10 cursor-pointer items-center gap-3 rounded-xl px-3 py-1.5 text-sm pointer-coarse:min-h-11 ${index === active ? "bg-hover" : ""}`}
              >
                <Icon name={entry.kind === "prompt" ? "preset" : entry.command.icon} size={16} className="text-faint" />
                <span className="shrink-0 truncate max-w-[60%]">{title}</span>
                {detail === null ? null : <span className="min-w-0 flex-1 truncate text-xs text-faint">{detail}</span>}
              </div>
            );
          })}
        </div>
      )}
    </>
  );
}
