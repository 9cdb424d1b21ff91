/** Who is here, their wallet, their conversations and the models: TanStack Query, kept live by the person's socket. */
import { useInfiniteQuery, useQuery, useQueryClient, type QueryClient } from "@tanstack/react-query";
import { createContext, use, useEffect, useMemo, useState, type ReactNode } from "react";
import type { AccountEvent, Me, ModelInfo, Wallet } from "../../src/protocol/http.ts";
import { forgetWordsOf } from "../drafts/kept-words.ts";
import { keepListSoon } from "../offline/keep-list.ts";
import { forgetConversation, personIsHere } from "../offline/kept.ts";
import { tookKept } from "../offline/request-or-kept.ts";
import { forgetNotices, pushPersonIsHere } from "../pushes/pushes.ts";
import { importProgressed } from "../data/import-progress.ts";
import { openAccountSocket } from "./account-socket.ts";
import { withChat, withFirstPage, withoutChat, type ChatPages, type ListKind } from "./chat-list.ts";
import { chatsQuery, listKindOf, meQuery, modelsQuery } from "./queries.ts";
import { endedBy, isLookedAt } from "./ended-answers.ts";
import { applyLanguage } from "./language.ts";
import { applyTheme } from "./theme.ts";
import { notifyEnded } from "./notifications.ts";
import { markUnread } from "./unread.ts";
import { socketOpened } from "../version/newer.ts";
import { useLanguage } from "../words/words.ts";

const ACTIVE = { archived: false, filter: "" };

export interface Account {
  /** Null until the server has answered. */
  me: Me | null;
  wallet: Wallet | null;
  models: readonly ModelInfo[];
  modelsAsOf: string | null;
  /** Who hears what is spoken, and for how much; null: nobody. */
  transcription: { usdPerMinute: number; simulated: boolean } | null;
  /** The model that reads aloud, and for how much; null: none does. */
  voice: { usdPerMillionCharacters: number; simulated: boolean } | null;
  /** The model a new conversation begins with. */
  defaultModel: string | null;
  /** True when the server no longer knows who this is. */
  signedOut: boolean;
  /** Why nothing is known of the person, if so. */
  failure: Error | null;
}

/** So many pages of the list are asked for again after a reconnect. */
const MOST_PAGES_AGAIN = 6;

const AccountContext = createContext<Account | null>(null);

/** Applies one event of the person's socket to what is cached. */
export function applyAccountEvent(client: QueryClient, event: AccountEvent): void {
  const update = (change: (pages: ChatPages, kind: ListKind) => ChatPages) => {
    for (const [key] of client.getQueriesData({ queryKey: ["chats"] }))
      client.setQueryData<ChatPages>(key, (pages) => (pages === undefined ? undefined : change(pages, listKindOf(key))));
  };
  const setWallet = (wallet: Wallet) => client.setQueryData(meQuery.queryKey, (me) => (me === undefined ? undefined : { ...me, wallet }));
  switch (event.type) {
    case "account": {
      setWallet(event.wallet);
      if (tookKept()) for (const { queryKey } of [meQuery, modelsQuery]) void client.invalidateQueries({ queryKey });
      const key = chatsQuery(ACTIVE).queryKey;
      const pages = client.getQueryData(key)?.pages.length ?? 0;
      // More pages than the first are asked for again: the socket knows the first only. Of very many the first alone stays,
      // and the others come when somebody scrolls to them.
      if (pages > 1 && pages <= MOST_PAGES_AGAIN) void client.invalidateQueries({ queryKey: key });
      else client.setQueryData(key, withFirstPage(event, ACTIVE));
      return;
    }
    case "chat":
      return update((pages, kind) => withChat(pages, event.chat, kind));
    case "removed":
      forgetWordsOf(event.id);
      void forgetConversation(event.id);
      void forgetNotices(event.id);
      return update((pages) => withoutChat(pages, event.id));
    case "wallet":
      setWallet(event.wallet);
      return;
    case "presets":
      client.setQueryData(meQuery.queryKey, (me) => (me === undefined ? undefined : { ...me, preset: event.preset }));
      void client.invalidateQueries({ queryKey: ["presets"] });
      return;
    case "import":
      importProgressed.publish(event);
      return;
  }
}

export function AccountProvider({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const [ended, setEnded] = useState(false);
  useEffect(
    () =>
      openAccountSocket({
        onEvent: (event) => {
          if (event.type === "account") socketOpened();
          const ended = endedBy(client, event);
          applyAccountEvent(client, event);
          keepListSoon(() => client.getQueryData(chatsQuery(ACTIVE).queryKey)?.pages[0]);
          if (ended === null || isLookedAt(ended.id)) return;
          markUnread(ended.id);
          notifyEnded(ended);
        },
        onEnd: (reason) => setEnded(reason === "unauthenticated"),
      }),
    [client],
  );
  const me = useQuery(meQuery);
  const models = useQuery(modelsQuery);
  const email = me.data?.email;
  useEffect(() => {
    if (email !== undefined) void personIsHere(email);
  }, [email]);
  const spoken = useLanguage();
  useEffect(() => {
    // In another language the words of what is pushed are others. Without a network it is said the next time.
    if (email !== undefined && spoken !== null) pushPersonIsHere(email).catch(() => undefined);
  }, [email, spoken]);
  const theme = me.data?.preferences.theme;
  useEffect(() => {
    if (theme !== undefined) applyTheme(theme);
  }, [theme]);
  const language = me.data?.preferences.language;
  useEffect(() => {
    if (language !== undefined) void applyLanguage(language);
  }, [language]);
  const account = useMemo<Account>(
    () => ({
      me: me.data ?? null,
      wallet: me.data?.wallet ?? null,
      models: models.data?.models ?? [],
      modelsAsOf: models.data?.asOf ?? null,
      transcription: models.data?.transcription ?? null,
      voice: models.data?.voice ?? null,
      defaultModel: startingModel(me.data, models.data),
      signedOut: ended,
      failure: me.error,
    }),
    [me.data, me.error, models.data, ended],
  );
  return <AccountContext value={account}>{children}</AccountContext>;
}

/** The preferred model while it can be used, else the server's default. */
function startingModel(me: Me | undefined, list: { default: string; models: ModelInfo[] } | undefined): string | null {
  if (list === undefined) return null;
  const preferred = me?.preferences.model;
  const usable = list.models.some((model) => model.id === preferred && model.available);
  return usable && preferred !== undefined ? preferred : list.default;
}

export function useAccount(): Account {
  const account = use(AccountContext);
  if (account === null) throw new Error("useAccount stands outside of AccountProvider");
  return account;
}

/** The conversations of one list, page by page. */
export function useChats({ archived, filter = "" }: { archived: boolean; filter?: string }, enabled = true) {
  return useInfiniteQuery({
    ...chatsQuery({ archived, filter }),
    enabled,
    // While another filter is asked for, what the last one found in the same list stands there.
    placeholderData: (before, query) =>
      filter !== "" && query !== undefined && listKindOf(query.queryKey).archived === archived ? before : undefined,
  });
}

/** Everything known about a model; null while the catalogue is loading, or when it is gone from it. */
export function useModel(id: string | null | undefined): ModelInfo | null {
  const { models } = useAccount();
  return models.find((model) => model.id === id) ?? null;
}
