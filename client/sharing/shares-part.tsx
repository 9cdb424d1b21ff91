/** All links that a person gave away, conversation by conversation. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import { asProblem } from "../http/request.ts";
import { Loading } from "../ui/loading.tsx";
import { Notice } from "../ui/notice.tsx";
import { ownSharesQuery, useShareActions } from "./queries.ts";
import { ShareRow } from "./share-row.tsx";
import { words } from "../words/words.ts";

export function SharesPart({ onClose }: { onClose: () => void }) {
  const { data, error } = useQuery(ownSharesQuery);
  const { takeBack, busy, problem } = useShareActions();
  const complaint = problem ?? (error === null ? null : asProblem(error));
  return (
    <section aria-labelledby="shares-heading" className="mt-6" data-testid="own-shares">
      <h3 id="shares-heading" className="text-sm font-medium">
        {words.sharing.given}
      </h3>
      {complaint === null ? null : (
        <Notice tone="danger" icon="warning" className="mt-2">
          {complaint.detail}
        </Notice>
      )}
      {data === undefined ? (
        error === null ? (
          <Loading className="mt-2 h-14 w-full" />
        ) : null
      ) : data.shares.length === 0 ? (
        <p className="mt-1 text-sm text-pretty text-muted">{words.sharing.none}</p>
      ) : (
        <ul className="mt-2 grid gap-2">
          {data.shares.map((share) => (
            <ShareRow
              key={share.id}
              share={share}
              busy={busy}
              onTakeBack={() => void takeBack(share.chatId, share.id)}
              heading={
                <Link
                  href={`/c/${share.chatId}`}
                  onClick={onClose}
                  className="block truncate text-sm font-medium hover:underline"
                  dir="auto"
                >
                  {share.title === "" ? words.app.newChat : share.title}
                </Link>
              }
            />
          ))}
        </ul>
      )}
    </section>
  );
}
