/** `/` and `/c/:id`: one page, so that the first message turns an empty page into a conversation without a flicker. */
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useAccount, useModel } from "../account/account.tsx";
import type { MessageFile } from "../../src/protocol/files.ts";
import { attachmentsOf } from "../attachments/attachments.ts";
import { Composer, type ComposerHandle } from "../composer/composer.tsx";
import { useToolItems } from "../composer/tool-items.ts";
import { useSetPreferences } from "../account/actions.ts";
import { useMarkRead } from "../account/use-unread.ts";
import { useDocumentTitle } from "../ui/use-document-title.ts";
import { beginningOf, USUAL_SETUP } from "../presets/beginning.ts";
import { chosenPreset } from "../presets/chosen.ts";
import { usePresetItems } from "../presets/preset-items.ts";
import type { Effort, LiveConversation, Message } from "../live/index.ts";
import { Announcer } from "./announcer.tsx";
import { ConnectionBar } from "./connection-bar.tsx";
import { CostBanner } from "./cost-banner.tsx";
import { Ended, EndedBar } from "./ended.tsx";
import { FoundNotice, LookingBar } from "./looking-bar.tsx";
import { ModelGone } from "./model-gone.tsx";
import { NewChatBar, newChatItems } from "./new-chat-bar.tsx";
import { useOpenConversation } from "./open-conversations.ts";
import { ReturnTextContext } from "./return-text.ts";
import { threadView, type ThreadView } from "./rows.ts";
import { Thread } from "./lazy-thread.tsx";
import { ThreadSkeleton } from "./thread-skeleton.tsx";
import { useMaybeConversation } from "./use-conversation.ts";
import { useFindKey } from "./use-find-key.ts";
import { useFound } from "./use-found.ts";
import { useShowFound } from "./use-show-found.ts";
import { offerModelChoice } from "../commands/model-choice.ts";
import { useMakeChat, useNewChat } from "./use-new-chat.ts";
import { AT_END, type ThreadWindow } from "./thread-window.ts";
import { useThreadWindow } from "./use-thread-window.ts";
import { useStickToBottom } from "./stick-to-bottom.ts";
import { Greeting, Suggestions } from "./welcome.tsx";

const NOTHING: ThreadView = { rows: [], queue: [], hidden: 0, below: 0 };

/** @param looked the messages to show in place of the branch everybody sees */
function useThreadView(live: LiveConversation | null, { size, bottomId }: ThreadWindow, looked: readonly Message[] | null): ThreadView {
  const path = useMaybeConversation(live, (state) => state.path);
  const pending = useMaybeConversation(live, (state) => state.pending);
  const runningId = useMaybeConversation(live, (state) => state.runningId);
  return useMemo(
    () =>
      path === null || pending === null
        ? NOTHING
        : looked === null
          ? threadView({ path, pending, runningId }, size, bottomId)
          : threadView({ path: looked, pending: [], runningId }, size, bottomId),
    [path, pending, runningId, size, bottomId, looked],
  );
}

export function ChatPage({ chatId }: { chatId: string | null }) {
  const live = useOpenConversation(chatId);
  useMarkRead(chatId);
  const account = useAccount();
  const setPreferences = useSetPreferences();
  const startChat = useNewChat();
  const makeChat = useMakeChat();
  const [setup, setSetup] = useState(USUAL_SETUP);
  // One page serves them all: leaving the empty one forgets what was chosen for it.
  if (chatId !== null && setup !== USUAL_SETUP) setSetup(USUAL_SETUP);
  const scroll = useStickToBottom();
  const composer = useRef<ComposerHandle>(null);
  const found = useFound(live, chatId);
  const { visit, looking } = found;
  const [window, setWindow] = useThreadWindow(live, chatId, found);
  const view = useThreadView(live, window, looking?.path ?? null);
  const isFoundThere = visit !== null && view.rows.some((row) => row.id === visit.messageId);
  useShowFound(scroll, visit, found.outcome === null && isFoundThere);
  useFindKey(live, view.hidden + view.below);
  const chat = useMaybeConversation(live, (state) => state.chat);
  const connection = useMaybeConversation(live, (state) => state.connection);
  useDocumentTitle(chat?.title ?? null);

  const known = chat !== null || view.rows.length > 0;
  const ended = connection?.status === "ended" ? connection.reason : null;
  const empty = live === null || (known && view.rows.length === 0 && view.queue.length === 0);
  const begins = beginningOf(setup, {
    preset: account.me?.preset ?? null,
    system: account.me?.preferences.system ?? null,
    model: account.defaultModel,
    isUsable: (id) => account.models.some((model) => model.id === id && model.available),
  });
  const { temporary, tools: toolsOfNew } = setup;
  const { model: modelOfNew, system, effort: effortOfNew } = begins;
  const newChat = useMemo(
    () => ({ temporary, tools: toolsOfNew, model: modelOfNew, system, effort: effortOfNew }),
    [temporary, toolsOfNew, modelOfNew, system, effortOfNew],
  );
  const model = chat?.model ?? modelOfNew;

  const send = useCallback(
    async (text: string, files: readonly MessageFile[]) => {
      if (live === null) startChat(text, newChat);
      else live.send(text, { files });
      setWindow(AT_END);
      scroll.scrollToEnd();
      return true;
    },
    [live, startChat, newChat, scroll, setWindow],
  );
  const chooseModel = (id: string) => {
    if (live !== null) return live.set({ model: id });
    setSetup({ ...setup, model: id });
    // In a preset's place it counts for this conversation alone.
    if (!begins.isModelOfPreset) void setPreferences({ model: id });
  };
  useEffect(() => offerModelChoice(chooseModel));
  const chooseEffort = (effort: Effort | null) => {
    if (live === null) setSetup({ ...setup, effort: effort ?? "auto" });
    else live.set({ effort });
  };
  const canCall = useModel(model)?.capabilities.includes("tools") === true;
  const chosenTools = live === null ? setup.tools : (chat?.tools ?? []);
  const tools = useToolItems(chosenTools, canCall, (names) => {
    if (live === null) setSetup({ ...setup, tools: names });
    else live.set({ tools: names });
  });
  const isNew = live === null;
  useEffect(() => {
    if (isNew) return chosenPreset.takeWith((preset) => setSetup({ ...USUAL_SETUP, preset }));
  }, [isNew]);
  const presetItems = usePresetItems(isNew, begins.preset, (preset) =>
    setSetup({ ...setup, model: null, system: null, effort: null, preset: preset ?? "none" }),
  );
  const returnText = useCallback(
    (text: string, files: readonly MessageFile[] = []) => {
      if (text !== "") composer.current?.prepend(text);
      if (chatId !== null && files.length > 0) attachmentsOf(chatId).restore(files);
    },
    [chatId],
  );

  // What was deleted is not left standing on the screen either.
  if (ended !== null && (!known || ended === "deleted")) return <Ended reason={ended} />;
  return (
    <ReturnTextContext value={returnText}>
      <div className="isolate flex h-full flex-col">
        {live === null ? (
          <NewChatBar setup={setup} begins={begins} onChange={setSetup} />
        ) : (
          <CostBanner key={`banner ${chatId}`} live={live} />
        )}
        {live === null ? null : <Announcer key={`announcer ${chatId}`} live={live} />}
        {empty ? (
          <div className="flex flex-[3] flex-col justify-end">
            <Greeting />
          </div>
        ) : known && !found.isLost ? (
          <Thread
            key={looking === null ? `thread ${chatId}` : `${looking.kind} ${chatId} ${visit?.messageId}`}
            isReadOnly={looking !== null}
            foundId={visit?.messageId ?? null}
            live={live}
            view={view}
            scroll={scroll}
            window={window}
            onMove={setWindow}
          />
        ) : (
          <ThreadSkeleton />
        )}
        {live === null ? null : <ConnectionBar live={live} />}
        <FoundNotice outcome={found.outcome} leave={found.leave} />
        {live !== null && looking !== null && visit !== null ? (
          <LookingBar live={live} kind={looking.kind} messageId={visit.messageId} onBack={found.leave} />
        ) : ended === null ? (
          <>
            {chat === null ? null : <ModelGone modelId={chat.model} onChoose={chooseModel} />}
            <Composer
              ref={composer}
              live={live}
              chatId={chatId}
              queue={view.queue}
              modelId={model}
              onChooseModel={chooseModel}
              effort={live === null ? begins.effort : (chat?.effort ?? null)}
              onChooseEffort={chooseEffort}
              onNeedChat={() => makeChat(newChat)}
              tools={canCall ? chosenTools : []}
              more={live === null ? [...tools, ...presetItems, ...newChatItems(setup, setSetup)] : tools}
              onSend={send}
            />
          </>
        ) : (
          <EndedBar reason={ended} />
        )}
        {empty ? (
          <div className="flex-[4] pb-4">
            <Suggestions modelId={model} onChoose={(text) => composer.current?.replace(text)} />
          </div>
        ) : null}
      </div>
    </ReturnTextContext>
  );
}
