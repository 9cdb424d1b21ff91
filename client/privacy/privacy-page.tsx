/** `/privacy`: what is stored about the person, when it goes by itself, what is left of what went, and all of it deleted. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { openPanel } from "../commands/opened.ts";
import { countKeptWords } from "../drafts/kept-words.ts";
import { Card, CardPage, Failed } from "../page/parts.tsx";
import { Button } from "../ui/button.tsx";
import { Loading } from "../ui/loading.tsx";
import { useDocumentTitle } from "../ui/use-document-title.ts";
import DeleteEverything from "./delete-everything.tsx";
import { DeletionsCard } from "./deletions-card.tsx";
import { RetentionCard } from "./retention-card.tsx";
import { StoredCard } from "./stored-card.tsx";
import { storedQuery } from "./stored-query.ts";
import { words } from "../words/words.ts";

export default function PrivacyPage() {
  const { data, error, refetch } = useQuery(storedQuery);
  const [isDeleting, setDeleting] = useState(false);
  useDocumentTitle(words.privacy.title);
  return (
    <CardPage
      title={words.privacy.title}
      aside={
        <Button small look="outline" icon="download" onClick={() => openPanel("data")}>
          {words.privacy.export}
        </Button>
      }
    >
      <p className="mt-3 max-w-2xl text-sm text-pretty text-muted">{words.privacy.about}</p>
      {data === undefined ? (
        error === null ? (
          <Loading className="mt-4 h-96 w-full" />
        ) : (
          <Failed error={error} onRetry={() => void refetch()} />
        )
      ) : (
        <>
          <StoredCard parts={data.parts} unsent={countKeptWords()} />
          <RetentionCard key={data.retention.days} {...data.retention} />
        </>
      )}
      <DeletionsCard />
      <Card title={words.privacy.all.title} className="mt-4">
        <p className="max-w-2xl text-sm text-pretty text-muted">{words.privacy.all.help}</p>
        <Button look="danger" className="mt-4" onClick={() => setDeleting(true)}>
          {words.privacy.all.open}
        </Button>
      </Card>
      {isDeleting ? <DeleteEverything onClose={() => setDeleting(false)} /> : null}
    </CardPage>
  );
}
