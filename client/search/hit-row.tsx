/** One hit: a link to the place, with what was found in it marked. */
/* `<option>` holds plain text only. */
/* oxlint-disable jsx-a11y/prefer-tag-over-role */
import { useNow } from "../ui/use-now.ts";
import type { SearchHit } from "../../src/protocol/search.ts";
import { formatAgo, formatMoment } from "../format/time.ts";
import { messageAddress } from "../conversation/message-address.ts";
import { Icon } from "../icons.tsx";
import { piecesOf, plainPiece } from "./pieces.ts";
import { words } from "../words/words.ts";

export const addressOf = (hit: SearchHit): string => messageAddress(hit.chatId, hit.messageId);

function Marked({ text, matches }: Pick<SearchHit, "matches"> & { text: string }) {
  let at = 0;
  return piecesOf(text, matches).map((piece) => {
    const key = at;
    at += piece.text.length;
    return piece.isMatch ? (
      <mark key={key} className="rounded-sm bg-found text-text">
        {piece.text}
      </mark>
    ) : (
      <span key={key}>{plainPiece(piece.text, text)}</span>
    );
  });
}

interface HitRowProps {
  id: string;
  hit: SearchHit;
  isActive: boolean;
  /** The title is the same for all: it is left out. */
  isInside: boolean;
  onPoint: () => void;
  onOpen: () => void;
}

export function HitRow({ id, hit, isActive, isInside, onPoint, onOpen }: HitRowProps) {
  const now = useNow(60_000);
  const title = hit.title === "" ? words.app.newChat : hit.title;
  const isTitle = hit.messageId === null;
  return (
    <a
      id={id}
      role="option"
      aria-selected={isActive}
      tabIndex={-1}
      href={addressOf(hit)}
      data-testid="search-hit"
      data-role={hit.role ?? "title"}
      onPointerMove={onPoint}
      onClick={(event) => {
        // Another tab or window is the browser's to open.
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        onOpen();
      }}
      className={`block scroll-my-10 rounded-2xl px-3 py-2 ${isActive ? "bg-hover" : ""}`}
    >
      <span className="flex items-baseline gap-2 text-sm">
        {isTitle ? <Icon name="chat" size={14} className="translate-y-0.5 text-faint" /> : null}
        {isInside ? (
          <span className="min-w-0 flex-1 font-medium">{hit.role === "user" ? words.search.you : words.search.answer}</span>
        ) : (
          <span className="min-w-0 flex-1 truncate font-medium" dir="auto">
            {isTitle ? <Marked text={hit.snippet} matches={hit.matches} /> : title}
          </span>
        )}
        <time dateTime={hit.at} title={formatMoment(hit.at)} className="shrink-0 text-xs text-faint tabular-nums">
          {formatAgo(hit.at, now)}
        </time>
      </span>
      {isTitle ? null : (
        <span className="mt-0.5 line-clamp-2 text-sm [overflow-wrap:anywhere] text-muted" dir="auto">
          {isInside ? null : <span className="text-faint">{hit.role === "user" ? words.search.youSaid : words.search.answerSaid}</span>}
          <Marked text={hit.snippet} matches={hit.matches} />
        </span>
      )}
    </a>
  );
}
