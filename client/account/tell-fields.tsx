/** How this browser tells that an answer has ended while one looks elsewhere. It applies at once, and to this browser alone. */
import { useState } from "react";
import { Toggle } from "../ui/fields.tsx";
import { mayNotify, setTellWishes, tellWishes, type TellWishes } from "./told.ts";

export function TellFields() {
  const [wishes, setWishes] = useState(tellWishes);
  const [isRefused, setRefused] = useState(false);
  const change = (next: TellWishes) => {
    setTellWishes(next);
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
        label="Notify me when an answer is finished"
        help={
          isRefused
            ? "The browser does not let this page notify: allow it in the settings of the page, then switch it on again."
            : "In this browser, while Tally stands in the background: the title and the cost of the conversation, no word of the answer."
        }
        checked={wishes.notify}
        onChange={(wanted) => void notify(wanted)}
        testId="notify-toggle"
      />
      <Toggle
        label="A sound when an answer is finished"
        help="In this browser, while Tally stands in the background."
        checked={wishes.sound}
        onChange={(sound) => change({ ...wishes, sound })}
        testId="sound-toggle"
      />
    </>
  );
}
