/** Good or bad: a thumb, and whoever likes says why. Kept in the conversation, seen in every tab, told to no model. */
import { useEffect, useRef, useState } from "react";
import { MAX_RATING_NOTE, RATING_REASONS } from "../../src/protocol/rating.ts";
import { Icon } from "../icons.tsx";
import type { Message, Rating } from "../live/index.ts";
import { Button } from "../ui/button.tsx";
import { PopoverButton, PopoverPanel, usePopover } from "../ui/popover.tsx";
import { CHOICE } from "./choice.ts";
import { useLive } from "./use-conversation.ts";
import { words } from "../words/words.ts";

type Value = Rating["value"];
type Reason = (typeof RATING_REASONS)[Value][number];

interface WhyProps {
  message: Message;
  value: Value;
  onDone: () => void;
}

/** The reasons. A chosen one is kept at once, words of one's own when this is closed, however it is closed. */
function Why({ message, value, onDone }: WhyProps) {
  const live = useLive();
  const [given, setGiven] = useState<Rating>(() =>
    message.rating?.value === value ? message.rating : { value, reasons: [], note: message.rating?.note ?? "" },
  );
  const latest = useRef(given);
  const kept = useRef(given.note);
  const change = (next: Rating) => {
    latest.current = next;
    setGiven(next);
  };
  const keep = (rating: Rating) => {
    kept.current = rating.note;
    live.rate(message.id, rating);
  };
  const messageId = message.id;
  useEffect(
    () => () => {
      if (latest.current.note !== kept.current) live.rate(messageId, latest.current);
    },
    [live, messageId, latest, kept],
  );
  const toggle = (reason: Reason) => {
    const reasons = given.reasons.includes(reason) ? given.reasons.filter((each) => each !== reason) : [...given.reasons, reason];
    const next = { ...given, reasons };
    change(next);
    keep(next);
  };
  const takeBack = () => {
    kept.current = latest.current.note;
    live.rate(message.id, null);
    onDone();
  };
  return (
    <div className="grid gap-3" data-testid="rating-reasons">
      <fieldset className="flex flex-wrap gap-2">
        <legend className="mb-2 font-medium">{words.answer.rating[value].question}</legend>
        {RATING_REASONS[value].map((reason, index) => (
          <button
            key={reason}
            type="button"
            aria-pressed={given.reasons.includes(reason)}
            data-autofocus={index === 0 ? true : undefined}
            onClick={() => toggle(reason)}
            className={`${CHOICE} pointer-coarse:h-10 aria-pressed:border-transparent aria-pressed:bg-send aria-pressed:text-on-send`}
          >
            {words.answer.rating.reasons[reason]}
          </button>
        ))}
      </fieldset>
      <label className="grid gap-1">
        <span className="text-muted">{words.answer.rating.note}</span>
        <textarea
          value={given.note}
          maxLength={MAX_RATING_NOTE}
          rows={3}
          dir="auto"
          onChange={({ target }) => change({ ...given, note: target.value.toWellFormed() })}
          className="w-full resize-y rounded-xl border border-line bg-surface px-3 py-2 text-base"
        />
      </label>
      <p className="text-xs text-faint">{words.answer.rating.stays}</p>
      <div className="flex justify-end gap-2">
        <Button small look="plain" onClick={takeBack}>
          {words.answer.rating.takeBack}
        </Button>
        <Button small look="tonal" onClick={onDone}>
          {words.answer.rating.done}
        </Button>
      </div>
    </div>
  );
}

function Thumb({ message, value }: { message: Message; value: Value }) {
  const live = useLive();
  const control = usePopover("dialog");
  const isGiven = message.rating?.value === value;
  const { label, given } = words.answer.rating[value];
  const give = () => {
    if (!isGiven) live.rate(message.id, { value, reasons: [], note: message.rating?.note ?? "" });
  };
  return (
    <>
      <PopoverButton
        control={control}
        onClick={give}
        aria-label={isGiven ? given : label}
        title={label}
        data-testid={`rate-${value}`}
        data-given={isGiven}
        className={`grid size-8 place-items-center rounded-lg transition-colors hover:bg-hover pointer-coarse:size-10 ${
          isGiven ? "text-accent [&_svg]:fill-current [&_svg]:[fill-opacity:0.25]" : "text-muted hover:text-text"
        }`}
      >
        <Icon name={value} size={16} />
      </PopoverButton>
      <PopoverPanel control={control} aria-label={label} className="w-84 max-w-[calc(100vw-1rem)] px-5 py-4 text-sm">
        <Why message={message} value={value} onDone={control.close} />
      </PopoverPanel>
    </>
  );
}

export function RatingButtons({ message }: { message: Message }) {
  return (
    <>
      <Thumb message={message} value="up" />
      <Thumb message={message} value="down" />
    </>
  );
}
