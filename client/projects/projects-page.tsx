/** `/projects`: conversations under names, with what each may cost. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Project } from "../../src/protocol/projects.ts";
import { asProblem } from "../http/request.ts";
import { CardPage } from "../page/parts.tsx";
import { Button } from "../ui/button.tsx";
import { Loading } from "../ui/loading.tsx";
import { Notice } from "../ui/notice.tsx";
import { useDocumentTitle } from "../ui/use-document-title.ts";
import { ProjectCard } from "./project-card.tsx";
import ProjectDialog from "./project-dialog.tsx";
import { projectsQuery } from "./queries.ts";
import { words } from "../words/words.ts";

export default function ProjectsPage() {
  const { data, error, refetch } = useQuery(projectsQuery);
  const [edited, setEdited] = useState<Project | "new" | null>(null);
  const [withArchived, setWithArchived] = useState(false);
  useDocumentTitle(words.projects.title);
  const projects = data?.projects ?? [];
  const shown = projects.filter(({ archived }) => archived === withArchived);
  return (
    <CardPage
      title={words.projects.title}
      aside={
        <>
          {projects.some(({ archived }) => archived) || withArchived ? (
            <Button small look="plain" onClick={() => setWithArchived(!withArchived)}>
              {withArchived ? words.projects.back : words.projects.archived}
            </Button>
          ) : null}
          <Button small look="filled" icon="add" onClick={() => setEdited("new")}>
            {words.projects.new}
          </Button>
        </>
      }
    >
      <div className="pt-4">
        {error === null ? null : (
          <Notice
            tone="danger"
            icon="warning"
            actions={
              <Button small look="plain" className="text-current" onClick={() => void refetch()}>
                {words.ui.again}
              </Button>
            }
          >
            {asProblem(error).detail}
          </Notice>
        )}
        {data === undefined ? (
          error === null ? (
            <Loading className="h-32 w-full" />
          ) : null
        ) : shown.length === 0 ? (
          <p className="rounded-2xl border border-dashed border-line px-6 py-10 text-center text-sm text-balance text-faint">
            {withArchived ? words.projects.nothingArchived : words.projects.noneYet}
          </p>
        ) : (
          <ul className="grid grid-cols-1 gap-4 md:grid-cols-2">
            {shown.map((project) => (
              <ProjectCard key={project.id} project={project} onEdit={() => setEdited(project)} />
            ))}
          </ul>
        )}
      </div>
      {edited === null ? null : <ProjectDialog project={edited === "new" ? null : edited} onClose={() => setEdited(null)} />}
    </CardPage>
  );
}
