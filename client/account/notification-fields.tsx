/** How this browser tells that an answer has ended while one looks elsewhere. It applies at once, and to this browser alone. */
import { useState } from "react";
import { Toggle } from "../ui/fields.tsx";
import { mayNotify, setNotificationWishes, notificationWishes, type NotificationWishes } from "./notifications.ts";
import { words } from "../words/words.ts";

export function NotificationFields() {
  const [wishes, setWishes] = useState(notificationWishes);
  const [isRefused, setRefused] = useState(false);
  const change = (next: NotificationWishes) => {
    setNotificationWishes(next);
    setWishes(next);
  };
  const notify = async (wanted: boolean) => {
    const isAllowed = !wanted || (await mayNotify());
    setRefused(!isAllowed);
    if (isAllowed) change({ ...wishes, notify: wanted });
  };
  return (
    <>
      <Toggle
        label={words.preferences.notify}
        help={isRefused ? words.preferences.notifyRefused : words.preferences.notifyHelp}
        checked={wishes.notify}
        onChange={(wanted) => void notify(wanted)}
        testId="notify-toggle"
      />
      <Toggle
        label={words.preferences.sound}
        help={words.preferences.soundHelp}
        checked={wishes.sound}
        onChange={(sound) => change({ ...wishes, sound })}
        testId="sound-toggle"
      />
    </>
  );
}
