/** What a push shows, and where pressing it leads. Pure: the words come from the page, which knows the language. */

/** Sentences in the language of whoever is here; `{cost}` stands for the amount. */
export type PushWords = { locale: string; simulated: string; done: string; stopped: string; failed: string };

/** What the page tells the worker; `words` null: nothing is shown in anybody's language any more. */
export type PushWordsMessage = { type: "push-words"; words: PushWords | null };

export type Notice = { title: string; body: string; chatId: string };

const ENDS = ["done", "stopped", "failed"] as const;
const NANO_PER_USD = 1e9;

const field = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null && name in value ? Reflect.get(value, name) : undefined;

const isText = (value: unknown): value is string => typeof value === "string";

function amountOf(nanoUsd: number, locale: string): string {
  return new Intl.NumberFormat(locale, {
    style: "currency",
    currency: "USD",
    currencyDisplay: "narrowSymbol",
    maximumSignificantDigits: 2,
  }).format(nanoUsd / NANO_PER_USD);
}

/** Without words the amount alone is said: it needs none. Null: it is no push of Tally's. */
export function noticeOf(payload: unknown, words: PushWords | null): Notice | null {
  const [chatId, title, cost, end] = ["chatId", "title", "costNanoUsd", "end"].map((name) => field(payload, name));
  if (!isText(chatId) || !isText(title) || typeof cost !== "number") return null;
  const amount = amountOf(cost, words?.locale ?? "en-US");
  const marked = words !== null && field(payload, "simulated") === true ? `${amount} (${words.simulated})` : amount;
  const how = ENDS.find((each) => each === end) ?? "done";
  return { chatId, title: title === "" ? "Tally" : title, body: words === null ? marked : words[how].replace("{cost}", () => marked) };
}

export function wordsIn(value: unknown): PushWords | null {
  const [locale, simulated, done, stopped, failed] = ["locale", "simulated", "done", "stopped", "failed"].map((name) => field(value, name));
  if (!isText(locale) || !isText(simulated) || !isText(done) || !isText(stopped) || !isText(failed)) return null;
  return { locale, simulated, done, stopped, failed };
}

/** What the page said; null: something else. */
export function wordsMessageIn(data: unknown): PushWordsMessage | null {
  if (field(data, "type") !== "push-words") return null;
  return { type: "push-words", words: wordsIn(field(data, "words")) };
}

/** The address of a conversation. */
export const pathOf = (chatId: string): string => `/c/${encodeURIComponent(chatId)}`;

/** Whether a window stands at that conversation. */
export const isAt = (url: string, chatId: string): boolean => new URL(url).pathname === pathOf(chatId);
