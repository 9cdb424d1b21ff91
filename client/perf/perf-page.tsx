/** `/perf`: what a conversation of one's own takes, measured while one looks, beside the bench's figures. */
import { useEffect, useRef, useState } from "react";
import { useChats } from "../account/account.tsx";
import { listed } from "../account/chat-list.ts";
import { lastOpened } from "../conversation/open-conversations.ts";
import { formatCount } from "../format/money.ts";
import { formatDate } from "../format/time.ts";
import { Card, CardPage, Failed, Quiet } from "../page/parts.tsx";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/fields.tsx";
import { Loading } from "../ui/loading.tsx";
import { useDocumentTitle } from "../ui/use-document-title.ts";
import { words } from "../words/words.ts";
import { BENCH } from "./bench.ts";
import { FiguresTable } from "./figures-table.tsx";
import { Measurement, NOTHING_MEASURED } from "./measurement.ts";

/** Measures as long as it is there; another conversation is another one of these. */
function OfConversation({ chatId }: { chatId: string }) {
  const [measured, setMeasured] = useState(NOTHING_MEASURED);
  const measurement = useRef<Measurement | null>(null);
  useEffect(() => {
    const started = new Measurement(chatId, setMeasured);
    measurement.current = started;
    return () => started.close();
  }, [chatId]);
  if (measured.connection.status === "ended") return <Quiet>{words.perf.gone}</Quiet>;
  const { resume, resuming, connection } = measured;
  const isAway = connection.status === "offline" || connection.status === "reconnecting";
  return (
    <>
      <FiguresTable measured={measured} />
      <div className="mt-4 flex flex-wrap items-center gap-x-4 gap-y-2 border-t border-line pt-4 text-sm text-muted">
        <Button
          small
          look="outline"
          icon="refresh"
          disabled={resuming === "yes" || connection.status !== "live"}
          onClick={() => void measurement.current?.measureResume()}
        >
          {resuming === "yes" ? words.perf.measuring : words.perf.again}
        </Button>
        <output className="min-h-5">
          {isAway
            ? words.perf.away
            : resuming === "failed"
              ? words.perf.failed
              : resume !== null && resume.whole > 0
                ? words.perf.whole(formatCount(resume.whole))
                : measured.isRunning
                  ? words.perf.running
                  : null}
        </output>
      </div>
    </>
  );
}

export default function PerfPage() {
  const { data, error, refetch } = useChats({ archived: false });
  const [chosen, setChosen] = useState(lastOpened);
  useDocumentTitle(words.perf.title);
  const chats = listed(data);
  const newest = chats.toSorted((a, b) => b.updatedAt.localeCompare(a.updatedAt))[0];
  const chatId = chosen !== null && chats.some(({ id }) => id === chosen) ? chosen : newest?.id;
  return (
    <CardPage title={words.perf.title}>
      <p className="mt-3 max-w-2xl text-sm text-pretty text-muted">{words.perf.about}</p>
      <Card className="mt-4">
        {data === undefined ? (
          error === null ? (
            <Loading className="h-96 w-full" />
          ) : (
            <Failed error={error} onRetry={() => void refetch()} />
          )
        ) : chatId === undefined ? (
          <Quiet>{words.perf.none}</Quiet>
        ) : (
          <>
            <div className="mb-6 max-w-md">
              <Field label={words.perf.conversation}>
                {(tie) => (
                  <select
                    {...tie}
                    value={chatId}
                    onChange={(event) => setChosen(event.target.value)}
                    className={`${tie.className} h-10 truncate`}
                  >
                    {chats.map(({ id, title }) => (
                      <option key={id} value={id}>
                        {title === "" ? words.app.newChat : title}
                      </option>
                    ))}
                  </select>
                )}
              </Field>
            </div>
            <OfConversation key={chatId} chatId={chatId} />
          </>
        )}
      </Card>
      <p className="mt-4 max-w-2xl text-xs text-pretty text-faint">{words.perf.fromBench(formatDate(BENCH.day))}</p>
    </CardPage>
  );
}
