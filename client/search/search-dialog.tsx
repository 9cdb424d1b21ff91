/** The search, and the commands: words above, what they mean below; the focus stays in the field while the arrow keys walk. */
/* The rows of a listbox are links in groups: `<select>`, `<option>` and `<optgroup>` hold plain text only. */
/* oxlint-disable jsx-a11y/prefer-tag-over-role */
import { useId, useRef, useState, type KeyboardEvent } from "react";
import { navigate } from "wouter/use-browser-location";
import { isTooShort, type SearchHit } from "../../src/protocol/search.ts";
import { asProblem } from "../http/request.ts";
import { Icon } from "../icons.tsx";
import { Button } from "../ui/button.tsx";
import { IconButton } from "../ui/icon-button.tsx";
import { belongsToInputMethod } from "../ui/input-method.ts";
import { useModal } from "../ui/use-modal.ts";
import { useOnline } from "../ui/use-online.ts";
import { useSettled } from "../ui/use-settled.ts";
import { CommandRow, type FoundCommand, useFoundCommands } from "./command-row.tsx";
import { addressOf, HitRow } from "./hit-row.tsx";
import type { SearchScope } from "./open-search.ts";
import { foundWords } from "./pieces.ts";
import { useRecent } from "./recent.ts";
import { hitsOf, useSearch } from "./use-search.ts";
import { words } from "../words/words.ts";

/** How long somebody has stopped typing before the server is asked. */
const ASK_AFTER_MS = 150;
/** The server looks at no more of what is typed. */
const MAX_CHARACTERS = 500;

function State({ children }: { children: React.ReactNode }) {
  return <div className="px-4 py-8 text-center text-sm text-pretty text-muted">{children}</div>;
}

export default function SearchDialog({ scope, onClose }: { scope: SearchScope | null; onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useModal(dialog);
  const id = useId();
  const [typed, setTyped] = useState("");
  const [pointed, setPointed] = useState<{ q: string; index: number }>({ q: "", index: 0 });
  const q = useSettled(typed.trim(), ASK_AFTER_MS);
  const online = useOnline();
  const search = useSearch(q, scope?.chatId ?? null);
  const tooShort = isTooShort(q);
  const hits = tooShort ? [] : hitsOf(search.data?.pages);
  const titles = hits.filter((hit) => hit.messageId === null);
  const said = hits.filter((hit) => hit.messageId !== null);
  const ordered = [...titles, ...said];
  const recent = useRecent(scope === null && typed.trim() === "");
  const found = useFoundCommands(typed, scope === null);
  const commands = [...recent, ...found];
  const before = commands.length;
  const last = before + (search.hasNextPage ? ordered.length : ordered.length - 1);
  // Another question begins at its first hit.
  const active = Math.min(pointed.q === q ? pointed.index : 0, Math.max(0, last));
  const optionId = (index: number) => `${id}-${index}`;

  const point = (index: number) => {
    setPointed({ q, index });
    document.getElementById(optionId(index))?.scrollIntoView({ block: "nearest" });
  };
  const open = (hit: SearchHit) => {
    onClose();
    navigate(addressOf(hit), {
      state: { words: hit.messageId === null ? [] : foundWords(hit.snippet, hit.matches) },
    });
  };
  const showMore = () => {
    if (!search.isFetchingNextPage) void search.fetchNextPage();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (belongsToInputMethod(event)) return;
    const command = commands[active];
    const hit = ordered[active - before];
    switch (event.key) {
      case "ArrowDown":
        event.preventDefault();
        return point(active >= last ? 0 : active + 1);
      case "ArrowUp":
        event.preventDefault();
        return point(active <= 0 ? Math.max(last, 0) : active - 1);
      case "Escape":
        // A browser would clear the field first.
        event.preventDefault();
        return onClose();
      case "Enter":
        event.preventDefault();
        if (command !== undefined) {
          onClose();
          return command.run();
        }
        // What stands there may still be what an earlier question found.
        if (typed.trim() !== q || search.isPlaceholderData) return;
        if (hit !== undefined) open(hit);
        else if (active === before + ordered.length && search.hasNextPage) showMore();
        return;
      default:
    }
  };

  const row = (hit: SearchHit, index: number) => (
    <HitRow
      key={`${hit.chatId} ${hit.messageId ?? ""}`}
      id={optionId(index)}
      hit={hit}
      isActive={index === active}
      isInside={scope !== null}
      onPoint={() => (index === active ? undefined : setPointed({ q, index }))}
      onOpen={() => open(hit)}
    />
  );
  const commandRow = (command: FoundCommand, index: number) => (
    <CommandRow
      key={command.id}
      id={optionId(index)}
      command={command}
      isActive={index === active}
      onPoint={() => (index === active ? undefined : setPointed({ q, index }))}
      onRun={() => {
        onClose();
        command.run();
      }}
    />
  );
  const where = scope === null ? words.search.everywhere : words.search.onBranches(scope.title);
  const problem = search.error === null ? null : asProblem(search.error);
  const isWaiting = !tooShort && ordered.length === 0 && problem === null && online && (search.isFetching || typed.trim() !== q);
  const isNothing = !tooShort && before === 0 && ordered.length === 0 && problem === null && !isWaiting && online;
  const count = words.search.count(ordered.length, search.hasNextPage);
  return (
    // The click on the backdrop is a shortcut; Escape and the button do the same for the keyboard.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions
    <dialog
      ref={dialog}
      aria-label={scope === null ? words.search.title : words.search.in(scope.title)}
      onClose={onClose}
      onClick={(event) => {
        if (event.target === event.currentTarget) onClose();
      }}
      data-testid="search-dialog"
      className="m-0 h-dvh max-h-none w-full max-w-none flex-col overflow-hidden bg-raised p-0 text-text shadow-float outline-none open:flex md:mx-auto md:mt-[10dvh] md:h-fit md:max-h-[75dvh] md:max-w-2xl md:rounded-3xl"
    >
      <div className="flex shrink-0 items-center gap-3 border-b border-line py-2 ps-4 pe-2">
        <Icon name="search" className="text-faint" />
        <input
          // The field is what the dialog is for.
          // oxlint-disable-next-line jsx-a11y/no-autofocus
          autoFocus
          type="search"
          role="combobox"
          aria-label={scope === null ? words.search.everything : words.search.here}
          aria-expanded={before + ordered.length > 0}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={before + ordered.length === 0 ? undefined : optionId(active)}
          aria-describedby={`${id}-state`}
          placeholder={scope === null ? words.search.everythingOrCommand : words.search.inTitle(scope.title)}
          value={typed}
          maxLength={MAX_CHARACTERS}
          enterKeyHint="go"
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => setTyped(event.target.value)}
          onKeyDown={onKeyDown}
          data-testid="search-input"
          className="h-10 min-w-0 flex-1 bg-transparent text-base outline-none placeholder:text-faint [&::-webkit-search-cancel-button]:hidden"
        />
        <IconButton icon="close" label={words.search.close} onClick={onClose} />
      </div>
      <output id={`${id}-state`} className="sr-only">
        {ordered.length > 0 ? count : ""}
      </output>
      <div className="min-h-0 flex-1 overflow-y-auto overscroll-contain p-2" aria-busy={search.isFetching}>
        {online ? null : <State>{words.search.offline}</State>}
        {online && problem !== null ? (
          <State>
            <p role="alert" className="mb-3 text-danger">
              {problem.detail}
            </p>
            <Button small onClick={() => void search.refetch()}>
              {words.ui.again}
            </Button>
          </State>
        ) : null}
        {online && tooShort && (before === 0 || typed.trim() !== "") ? (
          <State>{typed.trim() === "" ? (scope === null ? words.search.hint : words.search.hintHere) : words.search.twoLetters}</State>
        ) : null}
        {isWaiting ? (
          <State>
            <output>{words.search.searching}</output>
          </State>
        ) : null}
        {isNothing ? (
          <State>
            <output data-testid="nothing-found" className="block [overflow-wrap:anywhere]">
              {words.search.nothing(q, where)}
            </output>
            <p className="mt-2 text-xs text-faint">{words.search.nothingHelp}</p>
          </State>
        ) : null}
        <div id={`${id}-list`} role="listbox" aria-label={words.search.found} className={search.isPlaceholderData ? "opacity-60" : ""}>
          {recent.length === 0 ? null : (
            <div role="group" aria-labelledby={`${id}-recent`}>
              <div id={`${id}-recent`} className="px-3 pt-1 pb-1 text-xs font-medium text-faint">
                {words.search.recent}
              </div>
              {recent.map(commandRow)}
            </div>
          )}
          {found.length === 0 ? null : (
            <div role="group" aria-labelledby={`${id}-commands`}>
              <div id={`${id}-commands`} className="px-3 pt-1 pb-1 text-xs font-medium text-faint">
                {words.search.commands}
              </div>
              {found.map((command, index) => commandRow(command, recent.length + index))}
            </div>
          )}
          {titles.length === 0 ? null : (
            <div role="group" aria-labelledby={`${id}-titles`}>
              <div id={`${id}-titles`} className="px-3 pt-1 pb-1 text-xs font-medium text-faint">
                {words.search.titles}
              </div>
              {titles.map((hit, index) => row(hit, before + index))}
            </div>
          )}
          {said.length === 0 ? null : (
            <div role="group" aria-labelledby={`${id}-said`}>
              <div id={`${id}-said`} className="px-3 pt-2 pb-1 text-xs font-medium text-faint">
                {words.search.messages}
              </div>
              {said.map((hit, index) => row(hit, before + titles.length + index))}
            </div>
          )}
          {ordered.length > 0 && search.hasNextPage ? (
            // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
            <div
              id={optionId(before + ordered.length)}
              role="option"
              tabIndex={-1}
              aria-selected={active === before + ordered.length}
              onPointerMove={() => (active === before + ordered.length ? undefined : setPointed({ q, index: before + ordered.length }))}
              onClick={showMore}
              className={`mt-1 flex h-10 cursor-pointer items-center justify-center rounded-2xl text-sm font-medium text-accent ${active === before + ordered.length ? "bg-hover" : ""}`}
            >
              {search.isFetchingNextPage ? words.ui.loadingMore : words.search.showMore}
            </div>
          ) : null}
        </div>
      </div>
    </dialog>
  );
}
