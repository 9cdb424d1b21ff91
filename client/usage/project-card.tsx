/** Spend by project, for whoever has one. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import type { DayRange } from "../format/time.ts";
import { Card, Failed } from "../page/parts.tsx";
import { projectsQuery } from "../projects/queries.ts";
import { Loading } from "../ui/loading.tsx";
import { SpendTable } from "./spend-table.tsx";
import { spendQuery } from "./spend.ts";
import { words } from "../words/words.ts";

export function ProjectCard({ range }: { range: DayRange }) {
  const { data: projects } = useQuery(projectsQuery);
  const spend = useQuery(spendQuery(range, "project"));
  if (projects === undefined || projects.projects.length === 0) return null;
  const names = new Map(projects.projects.map(({ id, name }) => [id, name]));
  return (
    <Card title={words.usage.byProject} className="mt-4">
      {spend.data !== undefined ? (
        <SpendTable
          caption={words.usage.byProjectCaption}
          heading={words.usage.project}
          rows={spend.data.rows}
          totalNanoUsd={spend.data.totalNanoUsd}
          renderName={({ key }) =>
            key === "" ? (
              <span className="text-muted">{words.usage.noProject}</span>
            ) : (
              <Link
                href="/projects"
                className="inline-block min-h-6 underline decoration-line underline-offset-4 hover:decoration-current pointer-coarse:min-h-10"
                dir="auto"
              >
                {names.get(key) ?? key}
              </Link>
            )
          }
        />
      ) : spend.error === null ? (
        <Loading className="h-20 w-full" />
      ) : (
        <Failed error={spend.error} onRetry={() => void spend.refetch()} />
      )}
      <p className="mt-3 text-xs text-pretty text-faint">{words.usage.projectHelp}</p>
    </Card>
  );
}
