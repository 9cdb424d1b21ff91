/** What stands on `/admin` for everybody else: who may, and where their own figures are. */
import { Link } from "wouter";
import type { Me } from "../../src/protocol/http.ts";
import { Card } from "../page/parts.tsx";
import { words } from "../words/words.ts";

export function NotForYou({ me }: { me: Me }) {
  return (
    <Card title={words.admin.notForYou.title} className="mt-4">
      <div className="grid max-w-xl gap-3 text-sm text-pretty text-muted" data-testid="not-for-you">
        <p>
          {words.admin.notForYou.setting} <code className="text-xs">ADMIN_EMAILS</code>
          {words.admin.notForYou.youAre} <span className="[overflow-wrap:anywhere]">{me.email}</span>
          {words.admin.notForYou.notAmong} {me.identity === "dev" ? words.admin.notForYou.dev : words.admin.notForYou.ask}
        </p>
        <p>
          {words.admin.notForYou.sees}{" "}
          <Link href="/usage" className="text-accent underline underline-offset-4">
            {words.sidebar.usage}
          </Link>
          {words.admin.notForYou.end}
        </p>
      </div>
    </Card>
  );
}
