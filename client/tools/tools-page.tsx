/** `/tools`: what models may use while they answer, what each may do without asking, and the servers that bring more of it. */
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useLocation, useSearch } from "wouter";
import { Card, CardPage, Failed } from "../page/parts.tsx";
import { Button } from "../ui/button.tsx";
import { Loading } from "../ui/loading.tsx";
import { Notice } from "../ui/notice.tsx";
import { useDocumentTitle } from "../ui/use-document-title.ts";
import AddServer from "./add-server.tsx";
import { ServerCard } from "./server-card.tsx";
import { serversQuery } from "./servers.ts";
import { ToolRows } from "./tool-row.tsx";
import { toolsQuery } from "./tools-query.ts";
import { signInOutcome, type SignInOutcome } from "./words.ts";
import { words } from "../words/words.ts";

/** What a sign-in came to, said once: a reload does not say it again. */
function useSignInOutcome(): [SignInOutcome | null, () => void] {
  const search = useSearch();
  const [, navigate] = useLocation();
  const [outcome, setOutcome] = useState(() => signInOutcome(search));
  useEffect(() => {
    if (search !== "") navigate("/tools", { replace: true });
  }, [search, navigate]);
  return [outcome, () => setOutcome(null)];
}

export default function ToolsPage() {
  // A decision in a conversation may have changed a policy since the composer asked.
  const tools = useQuery({ ...toolsQuery, staleTime: 0 });
  const servers = useQuery(serversQuery);
  const [outcome, forgetOutcome] = useSignInOutcome();
  const [isAdding, setAdding] = useState(false);
  const [signIns, setSignIns] = useState<ReadonlyMap<string, string | null>>(new Map());
  useDocumentTitle(words.tools.title);
  const known = tools.data ?? [];
  const noteSignIn = (id: string, url: string | null) => setSignIns(new Map(signIns).set(id, url));
  return (
    <CardPage title={words.tools.title}>
      {outcome === null ? null : (
        <Notice
          tone={outcome.tone}
          icon={outcome.tone === "info" ? "check" : "warning"}
          className="mt-4"
          testId="sign-in-outcome"
          onDismiss={forgetOutcome}
        >
          {outcome.text}
        </Notice>
      )}
      <p className="mt-3 max-w-2xl text-sm text-pretty text-muted">{words.tools.about}</p>
      <Card title={words.tools.own} className="mt-4">
        {tools.data !== undefined ? (
          <ToolRows tools={known.filter(({ server }) => server === null)} />
        ) : tools.error !== null ? (
          <Failed error={tools.error} onRetry={() => void tools.refetch()} />
        ) : (
          <Loading className="h-28 w-full" />
        )}
      </Card>
      <div className="mt-8 flex flex-wrap items-center justify-between gap-2">
        <h2 className="text-lg font-semibold">{words.tools.servers}</h2>
        {servers.data?.mayAdd === true ? (
          <Button small look="filled" icon="add" onClick={() => setAdding(true)}>
            {words.tools.add.title}
          </Button>
        ) : null}
      </div>
      <p className="mt-1 max-w-2xl text-sm text-pretty text-muted">
        {servers.data?.mayAdd === false ? words.tools.serversFixed : words.tools.serversHelp}
      </p>
      {servers.data !== undefined ? (
        servers.data.servers.length === 0 ? (
          <p className="mt-4 rounded-2xl border border-dashed border-line p-6 text-center text-sm text-faint">{words.tools.noServer}</p>
        ) : (
          <ul className="mt-4 grid grid-cols-1 gap-4">
            {servers.data.servers.map((server) => (
              <ServerCard
                key={server.id}
                server={server}
                tools={known.filter(({ name }) => server.tools.includes(name))}
                signInUrl={signIns.get(server.id) ?? null}
                onSignInUrl={(url) => noteSignIn(server.id, url)}
              />
            ))}
          </ul>
        )
      ) : servers.error !== null ? (
        <Failed error={servers.error} onRetry={() => void servers.refetch()} />
      ) : (
        <Loading className="mt-4 h-28 w-full" />
      )}
      {isAdding ? (
        <AddServer
          onClose={() => setAdding(false)}
          onAdded={(id, url) => {
            noteSignIn(id, url);
            setAdding(false);
          }}
        />
      ) : null}
    </CardPage>
  );
}
