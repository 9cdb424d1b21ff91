/**
 * Words that were typed and that the server does not have (yet): they outlive a reload. Those of a conversation live as
 * long as the tab and go when it is deleted (invariant 10); what stands on the start page belongs to no conversation and
 * lives as long as the browser keeps it. Storage may be forbidden: then they live as long as the page.
 */

const PREFIX = "tally-words:";
/** The start page's text; the key is as old as the app. */
const START_PAGE = "tally-new-chat-draft";

/** What an `Storage` is used for here. */
type Store = Pick<Storage, "getItem" | "setItem" | "removeItem">;

function attempt<Value>(action: () => Value, otherwise: Value): Value {
  try {
    return action();
  } catch {
    return otherwise;
  }
}

function read(store: () => Store, key: string): string | null {
  return attempt(() => store().getItem(key), null);
}

function write(store: () => Store, key: string, text: string | null): void {
  attempt(() => (text === null ? store().removeItem(key) : store().setItem(key, text)), undefined);
}

const ofTab = () => sessionStorage;
const ofBrowser = () => localStorage;

export function startPageWords(): string {
  return read(ofBrowser, START_PAGE) ?? "";
}

export function keepStartPageWords(text: string): void {
  write(ofBrowser, START_PAGE, text === "" ? null : text);
}

/** A composer's text that is on its way, and the text it was typed over. */
export interface UnsentDraft {
  text: string;
  base: string;
}

const draftKey = (chatId: string) => `${PREFIX}${chatId}:draft`;

export function unsentDraft(chatId: string): UnsentDraft | null {
  const stored = read(ofTab, draftKey(chatId));
  if (stored === null) return null;
  // Two texts in one value: the length of the first stands before them.
  const colon = stored.indexOf(":");
  const length = Number(stored.slice(0, colon));
  const texts = stored.slice(colon + 1);
  return colon > 0 && Number.isInteger(length) ? { text: texts.slice(0, length), base: texts.slice(length) } : null;
}

export function keepUnsentDraft(chatId: string, draft: UnsentDraft | null): void {
  write(ofTab, draftKey(chatId), draft === null ? null : `${draft.text.length}:${draft.text}${draft.base}`);
}

const editKey = (chatId: string, messageId: string) => `${PREFIX}${chatId}:edit:${messageId}`;

/** A changed question that was not sent; null: there is none. */
export function keptEdit(chatId: string, messageId: string): string | null {
  return read(ofTab, editKey(chatId, messageId));
}

export function keepEdit(chatId: string, messageId: string, text: string | null): void {
  write(ofTab, editKey(chatId, messageId), text);
}

/** A conversation is gone: so is everything that was typed in it. */
export function forgetWordsOf(chatId: string): void {
  attempt(() => {
    for (const key of Object.keys(sessionStorage)) if (key.startsWith(`${PREFIX}${chatId}:`)) sessionStorage.removeItem(key);
  }, undefined);
}

const ownKeys = (): string[] => Object.keys(sessionStorage).filter((key) => key.startsWith(PREFIX));

/** Texts and lists of files that stand in this tab and browser alone. */
export function countKeptWords(): number {
  return attempt(() => ownKeys().length, 0) + (startPageWords() === "" ? 0 : 1);
}

/** Everything that was typed here and not sent. */
export function forgetAllWords(): void {
  keepStartPageWords("");
  attempt(() => {
    for (const key of ownKeys()) sessionStorage.removeItem(key);
  }, undefined);
}
