/** A connection that ended for good: why, and where to go from here. */
import { Link } from "wouter";
import { useSaysSignedOut } from "../account/signed-out.ts";
import type { Connection } from "../live/index.ts";
import { MenuButton } from "../sidebar/shell.tsx";
import { Button } from "../ui/button.tsx";
import { words } from "../words/words.ts";

type Reason = Extract<Connection, { status: "ended" }>["reason"];

interface Ending {
  title: string;
  detail: string;
  reload: boolean;
}

/** Exhaustive: every reason has its words. */
export function endingOf(reason: Reason): Ending {
  return { ...words.conversation.ended[reason], reload: reason !== "not-found" && reason !== "deleted" };
}

/** Loading the page anew leads to the sign-in page where one is signed out. */
const reloadWords = (reason: Reason): string => (reason === "unauthenticated" ? words.app.signIn : words.ui.reload);

export function Ended({ reason }: { reason: Reason }) {
  const ending = endingOf(reason);
  useSaysSignedOut(reason === "unauthenticated");
  return (
    <div className="relative h-full">
      <div className="absolute start-2 top-2">
        <MenuButton />
      </div>
      <div role="alert" className="mx-auto grid h-full max-w-md place-content-center gap-3 p-6 text-center">
        <h1 className="text-2xl text-balance">{ending.title}</h1>
        <p className="text-muted text-pretty">{ending.detail}</p>
        <div className="mt-3 flex justify-center gap-2">
          {ending.reload ? (
            <Button look="filled" onClick={() => location.reload()}>
              {reloadWords(reason)}
            </Button>
          ) : null}
          <Link href="/" className="inline-flex h-10 items-center rounded-xl bg-send px-4.5 text-sm font-medium text-on-send">
            {words.app.newChat}
          </Link>
        </div>
      </div>
    </div>
  );
}

/** The same words as a bar, where there is something to read above it. */
export function EndedBar({ reason }: { reason: Reason }) {
  const ending = endingOf(reason);
  useSaysSignedOut(reason === "unauthenticated");
  return (
    <div
      role="alert"
      className="mx-auto mb-4 flex w-[calc(100%-2rem)] max-w-3xl flex-wrap items-center gap-3 rounded-3xl bg-danger-soft px-5 py-3 text-sm text-danger"
    >
      <p className="min-w-60 flex-1">
        <strong className="font-medium">{ending.title}.</strong> {ending.detail}
      </p>
      {ending.reload ? (
        <Button small look="danger" onClick={() => location.reload()}>
          {reloadWords(reason)}
        </Button>
      ) : (
        <Link href="/" className="inline-flex h-8 items-center rounded-xl border border-current/30 px-3 text-sm font-medium">
          {words.app.newChat}
        </Link>
      )}
    </div>
  );
}
