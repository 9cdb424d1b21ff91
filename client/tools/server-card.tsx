/** One server: where it stands, what can be done with it, and its tools. */
import { useState } from "react";
import type { McpServer, ToolInfo } from "../../src/protocol/tools.ts";
import { useAttempt } from "../http/use-attempt.ts";
import { Card } from "../page/parts.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog, DialogDeed } from "../ui/dialog.tsx";
import { Notice } from "../ui/notice.tsx";
import { useNow } from "../ui/use-now.ts";
import { useServerActions } from "./servers.ts";
import { ToolRows } from "./tool-row.tsx";
import { hostToOpen, stateWords } from "./words.ts";
import { words } from "../words/words.ts";

const TONES: Record<McpServer["state"], string> = { new: "text-muted", authorize: "text-warn", ready: "text-good", failed: "text-danger" };
/** How often “asked 5 min ago” is looked at, in milliseconds. */
const AGO_MS = 60_000;

interface ServerCardProps {
  server: McpServer;
  /** Of this server alone. */
  tools: readonly ToolInfo[];
  /** Where a sign-in waits for the person; null: nowhere that is known. */
  signInUrl: string | null;
  onSignInUrl: (url: string | null) => void;
}

export function ServerCard({ server, tools, signInUrl, onSignInUrl }: ServerCardProps) {
  const { connect } = useServerActions();
  const { busy, failure, attempt } = useAttempt();
  const [isRemoving, setRemoving] = useState(false);
  const now = useNow(AGO_MS);
  const host = signInUrl === null ? null : hostToOpen(signInUrl);
  const ask = () => attempt(async () => onSignInUrl(await connect(server.id)));
  return (
    <li data-testid="server" data-state={server.state}>
      <Card
        title={server.name}
        aside={
          <span className="flex flex-wrap gap-1">
            {signInUrl === null || host === null ? (
              <Button small look={server.state === "ready" ? "plain" : "tonal"} disabled={busy} onClick={() => void ask()}>
                {busy ? words.tools.server.asking : server.state === "ready" ? words.tools.server.askAgain : words.tools.server.connect}
              </Button>
            ) : (
              <a
                href={signInUrl}
                rel="noreferrer"
                className="inline-flex h-8 items-center rounded-lg bg-accent px-3 text-sm font-medium text-on-accent hover:opacity-90 pointer-coarse:h-10"
              >
                {words.tools.server.signIn(host)}
              </a>
            )}
            {server.fixed ? null : (
              <Button small look="plain" className="text-danger" onClick={() => setRemoving(true)}>
                {words.tools.server.remove}
              </Button>
            )}
          </span>
        }
      >
        <p className="-mt-3 truncate text-xs text-faint" title={server.url} dir="ltr">
          {server.url}
        </p>
        <output className={`mt-1 block text-sm text-pretty [overflow-wrap:anywhere] ${TONES[server.state]}`}>
          {stateWords(server, now)}
        </output>
        {server.fixed ? <p className="mt-1 text-xs text-pretty text-faint">{words.tools.server.fixed}</p> : null}
        {server.headers.length === 0 ? null : (
          <p className="mt-1 text-xs text-pretty text-faint [overflow-wrap:anywhere]">
            {words.tools.server.sent(server.headers.join(", "))}
          </p>
        )}
        {failure === null ? null : (
          <Notice tone="danger" icon="warning" className="mt-2">
            {failure}
          </Notice>
        )}
        {tools.length === 0 ? null : (
          <div className="mt-4">
            <ToolRows tools={tools} />
          </div>
        )}
      </Card>
      {isRemoving ? <RemoveServer server={server} onClose={() => setRemoving(false)} /> : null}
    </li>
  );
}

function RemoveServer({ server, onClose }: { server: McpServer; onClose: () => void }) {
  const { remove } = useServerActions();
  const { busy, failure, attempt } = useAttempt();
  const go = () =>
    attempt(async () => {
      await remove(server.id);
      onClose();
    });
  return (
    <Dialog title={words.tools.server.removeThis(server.name)} onClose={onClose}>
      <p className="mt-2 text-sm text-pretty text-muted">{words.tools.server.removeHelp}</p>
      <DialogDeed
        label={words.tools.server.remove}
        busyLabel={words.tools.server.removing}
        busy={busy}
        isDanger
        failure={failure}
        onCancel={onClose}
        onDo={() => void go()}
      />
    </Dialog>
  );
}
