/**
 * Speaking into the composer: recorded and heard by the model that the catalogue names, at a price a minute; without one
 * by the browser itself, where it can; else there is no button. The words go into the field, to be read before they are sent.
 */
import { useEffect, useRef, useState } from "react";
import { WebSpeechDictationAdapter } from "@assistant-ui/react";
import { z } from "zod";
import { useAccount } from "../account/account.tsx";
import { formatMoney, plainUsd } from "../format/money.ts";
import { asProblem, request } from "../http/request.ts";
import { IconButton } from "../ui/icon-button.tsx";
import { showToast } from "../ui/toasts.ts";
import { words } from "../words/words.ts";

/** What recorders make of speech: enough for an hour below the server's limit. */
const BITS_PER_SECOND = 32_000;
const transcribed = z.object({ text: z.string(), receipt: z.object({ costNanoUsd: z.number(), simulated: z.boolean() }) });

/** `stop`: ends listening; its words come afterwards. `drop`: ends it without words. */
interface Listening {
  stop: () => void;
  drop: () => void;
}

interface Hearing {
  onText: (text: string) => void;
  /** What it cost. Nano-dollars. */
  onCost: (costNanoUsd: number, isSimulated: boolean) => void;
  /** No words come any more; the sentence says why, if something failed. */
  onEnd: (problem: string | null) => void;
}

/** Records until it is stopped, and has the server hear it. */
async function record(chatId: string, { onText, onCost, onEnd }: Hearing): Promise<Listening> {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const recorder = new MediaRecorder(stream, { audioBitsPerSecond: BITS_PER_SECOND });
  const pieces: Blob[] = [];
  let isDropped = false;
  recorder.addEventListener("dataavailable", ({ data }) => pieces.push(data));
  recorder.addEventListener("stop", () => {
    for (const track of stream.getTracks()) track.stop();
    if (isDropped) return onEnd(null);
    const language = navigator.language.slice(0, 2).toLowerCase();
    request(transcribed, `/api/chats/${encodeURIComponent(chatId)}/transcribe?language=${language}`, {
      method: "POST",
      file: new Blob(pieces),
    }).then(
      ({ text, receipt }) => {
        onText(text.trim());
        onCost(receipt.costNanoUsd, receipt.simulated);
        onEnd(null);
      },
      (error: unknown) => onEnd(asProblem(error).detail),
    );
  });
  recorder.start();
  const stop = () => {
    if (recorder.state !== "inactive") recorder.stop();
  };
  return {
    stop,
    drop: () => {
      isDropped = true;
      stop();
    },
  };
}

/** The browser's own recognition. */
function recognise({ onText, onEnd }: Hearing): Listening {
  const session = new WebSpeechDictationAdapter({ continuous: true, interimResults: false }).listen();
  session.onSpeech(({ transcript, isFinal }) => {
    if (isFinal !== false) onText(transcript.trim());
  });
  // The adapter tells no end without words, and no error: it is looked for.
  const look = setInterval(() => {
    if (session.status.type !== "ended") return;
    clearInterval(look);
    onEnd(session.status.reason === "error" ? words.composer.dictation.noMicrophone : null);
  }, LOOK_MS);
  return { stop: () => void session.stop(), drop: () => session.cancel() };
}

/** How often it is looked whether the browser's own recognition has ended. Milliseconds. */
const LOOK_MS = 200;

interface DictationProps {
  /** Null: there is none, and `onNeedChat` makes it. */
  chatId: string | null;
  onNeedChat: () => Promise<string | null>;
  onText: (text: string) => void;
}

type State = "idle" | "starting" | "listening" | "hearing";

export function Dictation({ chatId, onNeedChat, onText }: DictationProps) {
  const { transcription, modelsAsOf } = useAccount();
  const [state, setState] = useState<State>("idle");
  const listening = useRef<Listening | null>(null);
  useEffect(() => () => listening.current?.drop(), []);
  const canRecord = transcription !== null && "MediaRecorder" in window && navigator.mediaDevices !== undefined;
  if (!canRecord && !WebSpeechDictationAdapter.isSupported()) return null;
  const hearing: Hearing = {
    onText: (text) => {
      if (text !== "") onText(text);
    },
    onCost: (costNanoUsd, isSimulated) => {
      if (costNanoUsd > 0)
        showToast(words.composer.dictation.cost(`${formatMoney(costNanoUsd)}${isSimulated ? ` (${words.ui.simulated})` : ""}`));
    },
    onEnd: (problem) => {
      listening.current = null;
      setState("idle");
      if (problem !== null) showToast(problem, { tone: "danger" });
    },
  };
  const start = async () => {
    setState("starting");
    try {
      const id = canRecord ? (chatId ?? (await onNeedChat())) : null;
      if (canRecord && id === null) return setState("idle");
      listening.current = canRecord && id !== null ? await record(id, hearing) : recognise(hearing);
      setState("listening");
    } catch {
      hearing.onEnd(words.composer.dictation.noMicrophone);
    }
  };
  const press = () => {
    if (state === "idle") return void start();
    if (state !== "listening") return;
    setState("hearing");
    listening.current?.stop();
  };
  const idle =
    canRecord && transcription.usdPerMinute > 0
      ? words.composer.dictation.priced(plainUsd(transcription.usdPerMinute), transcription.simulated)
      : words.composer.dictation.idle;
  return (
    <IconButton
      icon={state === "listening" ? "stop" : "microphone"}
      label={state === "idle" ? idle : words.composer.dictation[state]}
      aria-pressed={state === "listening"}
      data-testid="dictate"
      // Until it is known who hears, nothing that is said goes anywhere.
      disabled={modelsAsOf === null}
      onClick={press}
      className={state === "listening" ? "animate-pulse text-danger" : ""}
    />
  );
}
