/** Where one writes: a pill that grows. Enter sends, Escape stops, what waits is shown above, what it will cost below. */
import { useCallback, useEffect, useId, useImperativeHandle, useRef, useState, type KeyboardEvent, type Ref } from "react";
import { MAX_FILES, type MessageFile } from "../../src/protocol/files.ts";
import { attachmentsOf, type Attachment } from "../attachments/attachments.ts";
import { takeFiles } from "../attachments/incoming.ts";
import { OfferSight, useBlindModel } from "../attachments/sight.tsx";
import { Tiles } from "../attachments/tiles.tsx";
import { useAttachments } from "../attachments/use-attachments.ts";
import { useAccount } from "../account/account.tsx";
import type { QueueEntry } from "../conversation/rows.ts";
import { useCommandInFlight, useMaybeConversation } from "../conversation/use-conversation.ts";
import { formatMoneyExact, formatMoneyShort } from "../format/money.ts";
import { ComposerModel } from "../models/composer-model.tsx";
import type { Effort, LiveConversation } from "../live/index.ts";
import type { MenuItem } from "../ui/menu.tsx";
import { useSlash } from "../presets/use-slash.tsx";
import { showToast } from "../ui/toasts.ts";
import { belongsToInputMethod } from "../ui/input-method.ts";
import { AddMenu } from "./add-menu.tsx";
import { Dictation } from "./dictation.tsx";
import { useEstimate } from "./estimate.ts";
import { FooterLine } from "./footer-line.tsx";
import { Queue } from "./queue.tsx";
import { refusalOf } from "./refusal.ts";
import { RoundButton } from "./round-button.tsx";
import { isSendKey, useSendKey } from "./send-key.ts";
import { useDraft } from "./use-draft.ts";
import { useGrowing } from "./use-growing.ts";
import { words } from "../words/words.ts";

export interface ComposerHandle {
  focus: () => void;
  /** Puts a text before what stands there. */
  prepend: (text: string) => void;
  replace: (text: string) => void;
}

interface ComposerProps {
  ref?: Ref<ComposerHandle>;
  /** Null before the first message, like `chatId`. */
  live: LiveConversation | null;
  chatId: string | null;
  queue: readonly QueueEntry[];
  modelId: string | null;
  onChooseModel: (id: string) => void;
  effort: Effort | null;
  onChooseEffort: (effort: Effort | null) => void;
  /** Makes the conversation, for what needs one before the first message; null: it could not. */
  onNeedChat: () => Promise<string | null>;
  /** Names of the tools that the model is offered. */
  tools: readonly string[];
  /** What else the "+" offers. */
  more: readonly MenuItem[];
  /** Resolves to false when the text must come back. */
  onSend: (text: string, files: readonly MessageFile[]) => Promise<boolean>;
}

/** Stopping, and whether it was asked for already: on a slow line the button says so until the answer has ended. */
function useStop(live: LiveConversation | null, runningId: string | null): { isAsked: boolean; ask: () => void } {
  const [askedFor, setAskedFor] = useState<string | null>(null);
  const isInFlight = useCommandInFlight(live);
  const isAsked = runningId !== null && askedFor === runningId && isInFlight;
  const ask = () => {
    if (live === null || isAsked) return;
    setAskedFor(runningId);
    live.stop();
  };
  return { isAsked, ask };
}

/** Why what stands beside the text keeps the message from being sent; null: nothing does. */
function attachmentRefusal(attachments: readonly Attachment[], blindName: string | null): string | null {
  if (attachments.some(({ state }) => state.status === "failed")) return words.composer.fileFailed;
  if (attachments.some(({ state }) => state.status !== "ready")) return words.composer.filesNotThere;
  return blindName === null ? null : words.composer.blind(blindName);
}

/** Opens the last question for editing, where there is one on the screen. */
function editLast(): boolean {
  const buttons = [...document.querySelectorAll<HTMLElement>("[data-testid=viewport] [data-edit]")];
  const last = buttons.findLast((button) => button.checkVisibility());
  last?.click();
  return last !== undefined;
}

export function Composer({
  ref,
  live,
  chatId,
  queue,
  modelId,
  onChooseModel,
  effort,
  onChooseEffort,
  onNeedChat,
  tools,
  more,
  onSend,
}: ComposerProps) {
  const input = useRef<HTMLTextAreaElement>(null);
  const hintId = useId();
  const { me } = useAccount();
  const { text, setText, composition } = useDraft(live, chatId, input);
  const [complaint, setComplaint] = useState<string | null>(null);
  const runningId = useMaybeConversation(live, (state) => state.runningId);
  const running = runningId !== null;
  const sendWith = useSendKey(me?.preferences.sendWith ?? "enter");
  const attachments = useAttachments(live, chatId);
  const ready = attachments.flatMap(({ state }) => (state.status === "ready" ? [state.file.id] : []));
  const blindName = useBlindModel(attachments, modelId);
  const refusal = attachmentRefusal(attachments, blindName) ?? refusalOf(text, ready.length > 0);
  const isEmpty = text.trim() === "" && ready.length === 0;
  const tall = useGrowing(input, text);
  const estimate = useEstimate(live, refusal === null ? text : null, modelId, ready, tools);
  const stop = useStop(live, runningId);

  const replace = useCallback(
    (next: string) => {
      setText(next);
      input.current?.focus();
    },
    [setText],
  );
  const slash = useSlash(text, input, replace);

  useImperativeHandle(
    ref,
    () => ({
      focus: () => input.current?.focus(),
      prepend: (before) => {
        const now = input.current?.value ?? "";
        setText(now === "" ? before : `${before}\n\n${now}`);
        input.current?.focus();
      },
      replace,
    }),
    [setText, replace],
  );
  const attach = useCallback(
    async (files: File[]) => {
      const id = chatId ?? (await onNeedChat());
      if (id === null) return;
      const tooMany = attachmentsOf(id).add(files);
      if (tooMany > 0) showToast(words.composer.tooManyFiles(MAX_FILES, tooMany));
    },
    [chatId, onNeedChat],
  );
  useEffect(() => takeFiles((files) => void attach(files)), [attach]);
  const send = async () => {
    if (refusal !== null) {
      setComplaint(refusal);
      return;
    }
    const sent = text;
    setComplaint(null);
    setText("");
    const accepted = await onSend(sent, chatId === null ? [] : attachmentsOf(chatId).take());
    if (!accepted && input.current?.value === "") setText(sent);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "ArrowUp" && text === "" && editLast()) return event.preventDefault();
    if (belongsToInputMethod(event) || slash.onKey(event) || !isSendKey(event, sendWith)) return;
    event.preventDefault();
    // Held down it repeats, and pressed twice it finds nothing: one message.
    if (!event.repeat && !isEmpty) void send();
  };

  return (
    <div className="mx-auto w-full max-w-3xl px-3 pb-2 not-printed md:px-4" id="composer">
      {live === null ? null : <Queue live={live} queue={queue} />}
      {blindName === null ? null : <OfferSight blindName={blindName} onChoose={onChooseModel} />}
      {/* A click beside the text means the text; the field itself is there for the keyboard. */}
      {/* oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions */}
      <div
        className="relative flex cursor-text flex-wrap items-end justify-end gap-x-1.5 rounded-[32px] bg-surface p-2.5 shadow-float outline-1 -outline-offset-1 outline-line transition-shadow has-[textarea:focus-visible]:outline-faint/60"
        onClick={(event) => {
          if (event.target === event.currentTarget) input.current?.focus();
        }}
      >
        {slash.list}
        {chatId === null ? null : <Tiles attachments={attachments} chatId={chatId} modelId={modelId} />}
        <div className={tall ? "order-2" : "order-2 sm:order-1"}>
          <AddMenu onFiles={(files) => void attach(files)} more={more} />
        </div>
        <textarea
          ref={input}
          data-testid="composer-input"
          data-composer
          dir="auto"
          aria-label={words.composer.message}
          aria-describedby={hintId}
          rows={1}
          enterKeyHint={sendWith === "enter" ? "send" : "enter"}
          value={text}
          {...composition}
          placeholder={running ? words.composer.askNext : words.composer.ask}
          onChange={(event) => {
            setComplaint(null);
            setText(event.target.value);
          }}
          onKeyDown={onKeyDown}
          className={`hide-scrollbar order-1 max-h-[40dvh] min-h-11 min-w-0 resize-none ${tall ? "basis-full" : "basis-full sm:order-2 sm:flex-1"} bg-transparent px-3.5 py-2 text-[17px] leading-7 outline-none placeholder:text-faint`}
        />
        <div className={`order-3 flex min-w-0 flex-1 items-center justify-end gap-1.5 ${tall ? "" : "sm:flex-none"}`}>
          {/* As wide empty as with a figure: nothing moves while one types. */}
          <span
            aria-hidden="true"
            data-testid="message-price"
            title={estimate === null ? undefined : words.composer.price.message(formatMoneyExact(estimate.likelyNanoUsd))}
            className="hidden w-14 shrink-0 text-end text-xs text-faint tabular-nums sm:block"
          >
            {estimate === null ? "" : formatMoneyShort(estimate.likelyNanoUsd)}
          </span>
          <ComposerModel
            modelId={modelId}
            onChooseModel={onChooseModel}
            effort={effort}
            onChooseEffort={onChooseEffort}
            estimate={estimate}
          />
          <Dictation
            chatId={chatId}
            onNeedChat={onNeedChat}
            onText={(said) => {
              const before = input.current?.value ?? "";
              setText(before === "" || /\s$/.test(before) ? before + said : `${before} ${said}`);
            }}
          />
          {running && live !== null ? (
            <RoundButton
              testId="stop"
              icon="stop"
              label={stop.isAsked ? words.composer.stopping : words.composer.stop}
              busy={stop.isAsked}
              // It comes to stand where "Send" was: the second click of a double click is not meant for it.
              onClick={(event) => {
                if (event.detail <= 1) stop.ask();
              }}
            />
          ) : null}
          {running && isEmpty ? null : (
            <RoundButton
              testId="send"
              icon="arrowUp"
              label={refusal ?? (running ? words.composer.sendAfter : words.composer.send)}
              faded={refusal !== null}
              onClick={(event) => {
                if (event.detail <= 1) void send();
              }}
            />
          )}
        </div>
      </div>
      <FooterLine
        id={hintId}
        live={live}
        text={text}
        modelId={modelId}
        estimate={estimate}
        complaint={complaint}
        running={running}
        sendWith={sendWith}
      />
    </div>
  );
}
