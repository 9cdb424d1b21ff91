/** Tells somebody who looks elsewhere that an answer has ended: a mark in the tab's title, and what this browser was asked for. */
import { navigate } from "wouter/use-browser-location";
import { z } from "zod";
import type { ChatSummary } from "../../src/protocol/http.ts";
import { formatMoneyShort } from "../format/money.ts";
import { markTitle } from "../ui/title.ts";
import { words } from "../words/words.ts";

const wishes = z.object({ notify: z.boolean(), sound: z.boolean() });
export type NotificationWishes = z.infer<typeof wishes>;

const KEY = "tally-told";
const NOTHING: NotificationWishes = { notify: false, sound: false };

/** What this browser was asked for: nothing, to begin with. */
export function notificationWishes(): NotificationWishes {
  try {
    return wishes.parse(JSON.parse(localStorage.getItem(KEY) ?? "null"));
  } catch {
    return NOTHING;
  }
}

export function setNotificationWishes(next: NotificationWishes): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(next));
  } catch {
    // Storage may be forbidden: nothing is wished for then.
  }
}

/** Asks the browser for permission; false: it does not let this page notify. */
export async function mayNotify(): Promise<boolean> {
  if (typeof Notification === "undefined") return false;
  return (await Notification.requestPermission()) === "granted";
}

/** Two soft notes, a third of a second. */
function chime(): void {
  const context = new AudioContext();
  for (const [index, hertz] of [660, 880].entries()) {
    const tone = context.createOscillator();
    const volume = context.createGain();
    const at = context.currentTime + index * 0.14;
    tone.frequency.value = hertz;
    volume.gain.setValueAtTime(0.0001, at);
    volume.gain.exponentialRampToValueAtTime(0.08, at + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.0001, at + 0.18);
    tone.connect(volume).connect(context.destination);
    tone.start(at);
    tone.stop(at + 0.2);
  }
  setTimeout(() => void context.close(), 1000);
}

/** The title of the conversation and what it costs are told, no word of the answer. */
export function notifyEnded(chat: Pick<ChatSummary, "id" | "title" | "costNanoUsd" | "simulated">): void {
  if (document.visibilityState === "visible") return;
  markTitle();
  const { notify, sound } = notificationWishes();
  if (sound) chime();
  if (!notify || typeof Notification === "undefined" || Notification.permission !== "granted") return;
  const note = new Notification(chat.title === "" ? "Tally" : chat.title, {
    body: words.app.ended(`${formatMoneyShort(chat.costNanoUsd)}${chat.simulated ? ` (${words.ui.simulated})` : ""}`),
    tag: chat.id,
  });
  note.addEventListener("click", () => {
    window.focus();
    navigate(`/c/${chat.id}`);
    note.close();
  });
}
