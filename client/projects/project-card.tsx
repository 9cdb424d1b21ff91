/** One project: what it has spent, its newest conversations, and what can be done with it. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useLocation } from "wouter";
import type { Project } from "../../src/protocol/projects.ts";
import { chatSummary } from "../../src/protocol/http.ts";
import { formatMoney, formatMoneyExact, percentOf } from "../format/money.ts";
import { asProblem, request } from "../http/request.ts";
import { Icon } from "../icons.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog, DialogActions } from "../ui/dialog.tsx";
import { Menu } from "../ui/menu.tsx";
import { Notice } from "../ui/notice.tsx";
import { Simulated } from "../ui/simulated.tsx";
import { projectChatsQuery, useProjectActions } from "./queries.ts";
import { words } from "../words/words.ts";

function Spent({ project }: { project: Project }) {
  const { budget, spentNanoUsd, heldNanoUsd, simulated } = project;
  const said =
    budget === null
      ? words.projects.spent(formatMoney(spentNanoUsd))
      : words.projects.spentOf(formatMoney(spentNanoUsd), formatMoney(budget.limitNanoUsd), budget.per === "month");
  const used = budget === null ? 0 : Math.min(100, percentOf(spentNanoUsd + heldNanoUsd, budget.limitNanoUsd));
  return (
    <div className="mt-1">
      <p className="flex items-center gap-2 text-xs text-muted tabular-nums" title={formatMoneyExact(spentNanoUsd)}>
        {said} {simulated ? <Simulated /> : null}
      </p>
      {budget === null ? null : (
        <>
          <meter className="sr-only" aria-label={words.projects.spentPercent} min={0} max={100} value={Math.round(used)} />
          <span aria-hidden="true" className="mt-1.5 flex h-1.5 overflow-hidden rounded-full bg-hover">
            <span className={used >= 100 ? "bg-danger" : used >= 80 ? "bg-warn" : "bg-accent"} style={{ width: `${used}%` }} />
          </span>
        </>
      )}
    </div>
  );
}

function DeleteProject({ project, onClose }: { project: Project; onClose: () => void }) {
  const { remove, busy, problem } = useProjectActions();
  const go = async (chats: "keep" | "delete") => {
    if (await remove(project.id, chats)) onClose();
  };
  return (
    <Dialog title={words.projects.deleteThis} onClose={onClose}>
      <p className="mt-2 text-sm text-pretty text-muted [overflow-wrap:anywhere]">
        {words.projects.deleteHelp(project.name, project.chats)}
      </p>
      {problem === null ? null : (
        <Notice tone="danger" icon="warning" className="mt-3">
          {problem.detail}
        </Notice>
      )}
      <DialogActions>
        <Button look="plain" onClick={onClose}>
          {words.ui.cancel}
        </Button>
        <Button look="tonal" disabled={busy} onClick={() => void go("keep")}>
          {words.projects.keep}
        </Button>
        {project.chats === 0 ? null : (
          <Button look="danger" disabled={busy} onClick={() => void go("delete")}>
            {words.projects.deleteToo}
          </Button>
        )}
      </DialogActions>
    </Dialog>
  );
}

export function ProjectCard({ project, onEdit }: { project: Project; onEdit: () => void }) {
  const { data } = useQuery(projectChatsQuery(project.id));
  const { save, problem } = useProjectActions();
  const [isDeleting, setDeleting] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const [, navigate] = useLocation();
  const begin = async () => {
    try {
      const chat = await request(chatSummary, "/api/chats", { method: "POST", body: { projectId: project.id } });
      navigate(`/c/${chat.id}`);
    } catch (error) {
      setRefusal(asProblem(error).detail);
    }
  };
  const complaint = problem?.detail ?? refusal;
  return (
    <li className="min-w-0 rounded-3xl border border-line p-4" data-testid="project" data-project-id={project.id}>
      <div className="flex items-start gap-2">
        <div className="min-w-0 flex-1">
          <h2 className="truncate font-medium" dir="auto">
            {project.name}
          </h2>
          <Spent project={project} />
        </div>
        <Menu
          label={words.projects.moreAbout(project.name)}
          align="end"
          className="grid size-9 shrink-0 place-items-center rounded-xl text-muted hover:bg-hover hover:text-text"
          items={[
            { key: "edit", label: words.projects.settings, icon: "settings", onSelect: onEdit },
            {
              key: "archive",
              label: project.archived ? words.projects.unarchive : words.projects.archive,
              icon: "archive",
              onSelect: () => void save(project.id, { archived: !project.archived }),
            },
            { key: "delete", label: words.projects.delete, icon: "delete", danger: true, onSelect: () => setDeleting(true) },
          ]}
        >
          <Icon name="more" size={18} />
        </Menu>
      </div>
      <ul className="mt-2 grid max-h-56 grid-cols-1 overflow-y-auto">
        {(data?.chats ?? []).map((chat) => (
          <li key={chat.id}>
            <Link
              href={`/c/${chat.id}`}
              className="block truncate rounded-lg px-2 py-1.5 text-sm text-muted hover:bg-hover hover:text-text"
              dir="auto"
            >
              {chat.title === "" ? words.app.newChat : chat.title}
            </Link>
          </li>
        ))}
      </ul>
      {project.archived ? null : (
        <Button small look="tonal" icon="compose" className="mt-2" onClick={() => void begin()}>
          {words.projects.newChat}
        </Button>
      )}
      {complaint === null ? null : (
        <Notice tone="danger" icon="warning" className="mt-3">
          {complaint}
        </Notice>
      )}
      {isDeleting ? <DeleteProject project={project} onClose={() => setDeleting(false)} /> : null}
    </li>
  );
}
