/**
 * The rows of the list, as many as are in sight: of ten thousand conversations some forty are elements. The row that has
 * the focus stays one wherever it is; arrow keys, Home and End move between rows; more are asked for near the end.
 */
import { defaultRangeExtractor, useVirtualizer, type Range } from "@tanstack/react-virtual";
import { useCallback, useEffect, useRef, useState, type KeyboardEvent, type RefObject } from "react";
import { belongsToInputMethod } from "../ui/input-method.ts";
import { useMedia } from "../ui/use-media.ts";
import { ChatItem, type ItemActions } from "./chat-item.tsx";
import type { ListRow } from "./groups.ts";

/** Heights in CSS pixels: a row under a mouse and under a finger, and a heading. */
const ROW_PX = 34;
const TOUCH_ROW_PX = 42;
const HEADING_PX = 32;
/** So many rows before the end more are asked for. */
const AHEAD = 25;

interface ChatRowsProps {
  rows: readonly ListRow[];
  scroller: RefObject<HTMLElement | null>;
  list: RefObject<HTMLUListElement | null>;
  labelledBy: string;
  hereId: string | null;
  withPrice: boolean;
  unread: ReadonlySet<string>;
  /** Null: several are not being chosen. */
  chosen: ReadonlySet<string> | null;
  actions: ItemActions;
  onNearEnd: () => void;
}

export function ChatRows({ rows, scroller, list, labelledBy, hereId, withPrice, unread, chosen, actions, onNearEnd }: ChatRowsProps) {
  const isCoarse = useMedia("(pointer: coarse)");
  const [focusedKey, setFocusedKey] = useState<string | null>(null);
  const focusedAt = focusedKey === null ? -1 : rows.findIndex(({ key }) => key === focusedKey);
  const rangeExtractor = useCallback(
    (range: Range) => {
      const shown = defaultRangeExtractor(range);
      return focusedAt === -1 || shown.includes(focusedAt) ? shown : [...shown, focusedAt].toSorted((a, b) => a - b);
    },
    [focusedAt],
  );
  // Its functions are called here and handed to nobody.
  // oxlint-disable-next-line react/incompatible-library
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (rows[index]?.kind === "heading" ? HEADING_PX : isCoarse ? TOUCH_ROW_PX : ROW_PX),
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: 12,
    rangeExtractor,
  });
  // Heights depend on the pointer and on what is a heading.
  useEffect(() => virtualizer.measure(), [virtualizer, isCoarse, rows]);
  const items = virtualizer.getVirtualItems();
  const lastShown = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (lastShown >= rows.length - AHEAD) onNearEnd();
  }, [lastShown, rows.length, onNearEnd]);

  const pending = useRef<string | null>(null);
  useEffect(() => {
    if (pending.current === null) return;
    const row = list.current?.querySelector<HTMLElement>(`[data-chat-id="${CSS.escape(pending.current)}"]`);
    if (row === undefined || row === null) return;
    pending.current = null;
    row.focus({ preventScroll: true });
  });
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (belongsToInputMethod(event) || !(event.target instanceof HTMLElement) || event.target.dataset["chatId"] === undefined) return;
    const step = { ArrowDown: 1, ArrowUp: -1, Home: -rows.length, End: rows.length }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const chats = rows.flatMap((row, index) => (row.kind === "chat" ? [index] : []));
    const at = chats.findIndex((index) => rows[index]?.key === focusedKey);
    const to = chats[Math.max(0, Math.min(chats.length - 1, at + step))];
    const row = to === undefined ? undefined : rows[to];
    if (to === undefined || row === undefined) return;
    pending.current = row.key;
    setFocusedKey(row.key);
    virtualizer.scrollToIndex(to);
  };
  return (
    // The keys move between the links in it, which are what has the focus.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <ul
      ref={list}
      aria-labelledby={labelledBy}
      className="relative"
      style={{ height: virtualizer.getTotalSize() }}
      onKeyDown={onKeyDown}
      onFocus={(event) => setFocusedKey(event.target.closest("li")?.dataset["key"] ?? event.target.dataset["chatId"] ?? null)}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) setFocusedKey(null);
      }}
    >
      {items.map((item) => {
        const row = rows[item.index];
        const style = { top: item.start, height: item.size };
        if (row === undefined) return null;
        return row.kind === "heading" ? (
          <li key={row.key} style={style} className="absolute inset-x-0 flex items-end px-2.5 pb-1.5">
            <h3 className="text-xs font-medium text-faint">{row.label}</h3>
          </li>
        ) : (
          <ChatItem
            key={row.key}
            chat={row.chat}
            here={row.chat.id === hereId}
            withPrice={withPrice}
            isUnread={unread.has(row.chat.id)}
            isChosen={chosen === null ? null : chosen.has(row.chat.id)}
            actions={actions}
            style={style}
          />
        );
      })}
    </ul>
  );
}
