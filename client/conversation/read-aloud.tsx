/**
 * Reads an answer aloud: with the device's own voice, where nothing leaves the machine through us; or, for whoever has chosen
 * so, with a model's, whose price stands on the button. Not shown where there is neither.
 */
import { useEffect, useState } from "react";
import { useAccount, type Account } from "../account/account.tsx";
import { formatMoney } from "../format/money.ts";
import { ProblemError } from "../http/request.ts";
import { IconButton } from "../ui/icon-button.tsx";
import { showToast } from "../ui/toasts.ts";
import { words } from "../words/words.ts";

/** Engines stop in the middle of long utterances: each gets at most about this many characters, cut at the end of a sentence. */
const PIECE_CHARACTERS = 220;

/** US dollars for a million characters, as nano-dollars for one. */
const NANO_PER_CHARACTER = 1000;

/** Markdown as one would read it to somebody: no marks, code only named. */
export function spokenText(markdown: string): string {
  return markdown
    .replaceAll(/^(```|~~~)[^\n]*\n[\s\S]*?(^\1[^\n]*$|(?![\s\S]))/gm, "(A block of code.)")
    .replaceAll(/!?\[([^\][]*)\]\((?:[^()\n]|\([^()\n]*\))*\)/g, "$1")
    .replaceAll(/^[ \t]*(?:\|[ \t]*)?(?::?-{2,}:?[ \t]*\|[ \t]*)+:?-*:?[ \t]*$/gm, "")
    .replaceAll(/^\s{0,3}(#{1,6}|>|[-*+])\s+/gm, "")
    .replaceAll(/[*_`~]{1,3}(?=\S)|(?<=\S)[*_`~]{1,3}/g, "")
    .split("|")
    .map((cell, index, cells) => (index === cells.length - 1 ? cell.trimStart() : index === 0 ? cell.trimEnd() : cell.trim()))
    .join(", ")
    .replaceAll(/\n{2,}/g, "\n")
    .trim();
}

/** Sentences together, as long as they fit into one utterance. */
export function piecesOf(text: string): string[] {
  const pieces: string[] = [];
  let piece = "";
  for (const sentence of text.split(/(?<=[.!?…:;])\s+|\n+/)) {
    if (piece !== "" && piece.length + sentence.length > PIECE_CHARACTERS) {
      pieces.push(piece);
      piece = "";
    }
    piece = piece === "" ? sentence : `${piece} ${sentence}`;
  }
  return piece === "" ? pieces : [...pieces, piece];
}

const isAvailable = (): boolean => "speechSynthesis" in window && "SpeechSynthesisUtterance" in window;

interface ReadAloudProps {
  text: string;
  /** Null: it is somebody else's conversation, and only the device can read. */
  chatId: string | null;
}

export function ReadAloudButton({ text, chatId }: ReadAloudProps) {
  const { me, voice } = useAccount();
  return chatId !== null && voice !== null && me?.preferences.readAloud === "model" ? (
    <ModelVoiceButton text={text} chatId={chatId} voice={voice} />
  ) : (
    <DeviceVoiceButton text={text} />
  );
}

interface SpeakButtonProps {
  isReading: boolean;
  /** What it costs, where it costs something. */
  price?: string;
  onPress: () => void;
}

function SpeakButton({ isReading, price, onPress }: SpeakButtonProps) {
  return (
    <IconButton
      icon={isReading ? "stop" : "speak"}
      label={isReading ? words.answer.read.stop : price === undefined ? words.answer.read.aloud : words.answer.read.aloudFor(price)}
      aria-pressed={isReading}
      data-testid="read-aloud"
      small
      onClick={onPress}
    />
  );
}

/** What is read now by a model: another answer's button ends it. */
let heard: AbortController | null = null;

function ModelVoiceButton({ text, chatId, voice }: { text: string; chatId: string; voice: NonNullable<Account["voice"]> }) {
  const [reading, setReading] = useState<AbortController | null>(null);
  useEffect(() => () => reading?.abort(), [reading]);
  const pieces = piecesOf(spokenText(text));
  const characters = pieces.reduce((sum, piece) => sum + piece.length, 0);
  const price = `${formatMoney(Math.round(characters * voice.usdPerMillionCharacters * NANO_PER_CHARACTER))}${voice.simulated ? `, ${words.ui.simulated}` : ""}`;
  const read = async () => {
    heard?.abort();
    const controller = new AbortController();
    heard = controller;
    setReading(controller);
    try {
      const { speakable, speakPieces } = await import("./model-voice.ts");
      await speakPieces(chatId, speakable(pieces), controller.signal);
    } catch (error) {
      showToast(error instanceof ProblemError ? error.problem.detail : words.answer.read.failed, { tone: "danger" });
    } finally {
      setReading((now) => (now === controller ? null : now));
    }
  };
  return (
    <SpeakButton
      isReading={reading !== null && !reading.signal.aborted}
      price={price}
      onPress={() => {
        if (reading === null) return void read();
        reading.abort();
        setReading(null);
      }}
    />
  );
}

function DeviceVoiceButton({ text }: { text: string }) {
  const [isReading, setReading] = useState(false);
  useEffect(() => {
    if (!isReading) return;
    return () => speechSynthesis.cancel();
  }, [isReading]);
  if (!isAvailable()) return null;
  const start = () => {
    // Whatever another answer says ends; its own button learns of it.
    speechSynthesis.cancel();
    const utterances = piecesOf(spokenText(text)).map((piece) => new SpeechSynthesisUtterance(piece));
    const last = utterances.at(-1);
    if (last === undefined) return;
    last.addEventListener("end", () => setReading(false));
    for (const utterance of utterances) {
      utterance.addEventListener("error", () => setReading(false));
      speechSynthesis.speak(utterance);
    }
    setReading(true);
  };
  return <SpeakButton isReading={isReading} onPress={() => (isReading ? setReading(false) : start())} />;
}
