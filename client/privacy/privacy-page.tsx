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

export default function PrivacyPage() {
  const { data, error, refetch } = useQuery(storedQuery);
  const [isDeleting, setDeleting] = useState(false);
  useDocumentTitle("What is stored about you");
  return (
    <CardPage
      title="What is stored about you"
      aside={
        <Button small look="outline" icon="download" onClick={() => openPanel("data")}>
          Export
        </Button>
      }
    >
      <p className="mt-3 max-w-2xl text-sm text-pretty text-muted">
        All of it stands in this Tally’s own Cloudflare account, under your name; no administrator of Tally is shown a word of it. A model’s
        provider is sent what a question needs; tools are told what each step shows.
      </p>
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
      <Card title="Delete everything" className="mt-4">
        <p className="max-w-2xl text-sm text-pretty text-muted">
          Every word that stands in the stores above. The books keep numbers: what was spent, when and on which model.
        </p>
        <Button look="danger" className="mt-4" onClick={() => setDeleting(true)}>
          Delete everything…
        </Button>
      </Card>
      {isDeleting ? <DeleteEverything onClose={() => setDeleting(false)} /> : null}
    </CardPage>
  );
}
