/** What stands on `/admin` for everybody else: who may, and where their own figures are. */
import { Link } from "wouter";
import type { Me } from "../../src/protocol/http.ts";
import { Card } from "../page/parts.tsx";

export function NotForYou({ me }: { me: Me }) {
  return (
    <Card title="For administrators" className="mt-4">
      <div className="grid max-w-xl gap-3 text-sm text-pretty text-muted" data-testid="not-for-you">
        <p>
          This page shows what everybody spends, sets budgets and checks the books. It is for those whose address stands in the setting{" "}
          <code className="text-xs">ADMIN_EMAILS</code>; you are <span className="[overflow-wrap:anywhere]">{me.email}</span>, and not among
          them.{" "}
          {me.identity === "dev"
            ? "On this machine that is admin@localhost: “Switch person” at the foot of the sidebar."
            : "Whoever set this Tally up can add you."}
        </p>
        <p>
          Administrators see people, amounts and ids. No page shows them a conversation, yours included. Your own figures stand on{" "}
          <Link href="/usage" className="text-accent underline underline-offset-4">
            Usage
          </Link>
          .
        </p>
      </div>
    </Card>
  );
}
