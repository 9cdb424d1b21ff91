/** What holds for people who have not chosen how long their conversations are kept: a setting of the deployment. */
import { useQuery } from "@tanstack/react-query";
import { formatCount } from "../format/money.ts";
import { Card } from "../page/parts.tsx";
import { storedQuery } from "../privacy/stored-query.ts";
import { words } from "../words/words.ts";

export function RetentionCard() {
  const { data } = useQuery(storedQuery);
  if (data === undefined) return null;
  const { defaultDays, limitDays } = data.retention;
  return (
    <Card title={words.admin.retention.title} className="mt-4">
      <p className="text-sm text-pretty text-muted" data-testid="retention-default">
        {defaultDays === null ? words.admin.retention.kept : words.admin.retention.deleted(formatCount(defaultDays))}{" "}
        {limitDays === null ? words.admin.retention.free : words.admin.retention.limited(formatCount(limitDays))}{" "}
        {words.admin.retention.before} <code className="text-xs">RETENTION_DAYS</code> {words.admin.retention.and}{" "}
        <code className="text-xs">RETENTION_LIMIT_DAYS</code>
        {words.admin.retention.after}
      </p>
    </Card>
  );
}
