/** What holds for people who have not chosen how long their conversations are kept: a setting of the deployment. */
import { useQuery } from "@tanstack/react-query";
import { formatCount } from "../format/money.ts";
import { Card } from "../page/parts.tsx";
import { storedQuery } from "../privacy/stored-query.ts";

export function RetentionCard() {
  const { data } = useQuery(storedQuery);
  if (data === undefined) return null;
  const { defaultDays } = data.retention;
  return (
    <Card title="Retention" className="mt-4">
      <p className="text-sm text-pretty text-muted" data-testid="retention-default">
        {defaultDays === null
          ? "Conversations of people who have chosen nothing are kept."
          : `Conversations of people who have chosen nothing are deleted ${formatCount(defaultDays)} days after their last message; pinned ones stay.`}{" "}
        Each person may choose otherwise. The setting is <code className="text-xs">RETENTION_DAYS</code>, of the deployment.
      </p>
    </Card>
  );
}
