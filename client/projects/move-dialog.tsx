/** Into which project a conversation belongs. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useLocation } from "wouter";
import { z } from "zod";
import { asProblem, request } from "../http/request.ts";
import { Button } from "../ui/button.tsx";
import { Dialog, DialogActions } from "../ui/dialog.tsx";
import { Loading } from "../ui/loading.tsx";
import { Notice } from "../ui/notice.tsx";
import { projectsQuery, useProjectActions } from "./queries.ts";
import { words } from "../words/words.ts";

const place = z.object({ projectId: z.string().nullable() });

export default function MoveDialog({ chatId, onClose }: { chatId: string; onClose: () => void }) {
  const list = useQuery(projectsQuery);
  const here = useQuery({
    queryKey: ["projects", "of", chatId],
    queryFn: ({ signal }) => request(place, `/api/chats/${encodeURIComponent(chatId)}`, { signal }),
    staleTime: 0,
  });
  const { move, busy, problem } = useProjectActions();
  const [, navigate] = useLocation();
  const [wish, setWish] = useState<string | null | undefined>(undefined);
  const chosen = wish === undefined ? (here.data?.projectId ?? null) : wish;
  const failure = problem ?? (list.error === null ? null : asProblem(list.error));
  const submit = async () => {
    if (await move(chatId, chosen)) onClose();
  };
  const offered = (list.data?.projects ?? []).filter(({ archived, id }) => !archived || id === here.data?.projectId);
  return (
    <Dialog title={words.projects.moveTitle} onClose={onClose}>
      <p className="mt-2 text-sm text-pretty text-muted">{words.projects.moveHelp}</p>
      {list.data === undefined || here.data === undefined ? (
        failure === null ? (
          <Loading className="mt-4 h-24 w-full" />
        ) : null
      ) : (
        <>
          {offered.length > 0 ? null : <p className="mt-3 text-sm text-pretty text-faint">{words.projects.moveNowhere}</p>}
          <fieldset className="mt-4 grid gap-1" data-testid="move-choices">
            <legend className="sr-only">{words.projects.project}</legend>
            {[{ id: null, name: words.projects.none }, ...offered].map(({ id, name }) => (
              <label key={id ?? ""} className="flex min-h-10 cursor-pointer items-center gap-3 rounded-xl px-3 text-sm hover:bg-hover">
                <input
                  type="radio"
                  name="project"
                  checked={chosen === id}
                  onChange={() => setWish(id)}
                  className="size-4.5 accent-accent"
                />
                <span className="min-w-0 truncate">{name}</span>
              </label>
            ))}
          </fieldset>
        </>
      )}
      {failure === null ? null : (
        <Notice tone="danger" icon="warning" className="mt-3">
          {failure.detail}
        </Notice>
      )}
      <DialogActions>
        <Button look="plain" onClick={() => navigate("/projects")}>
          {words.projects.all}
        </Button>
        <Button look="plain" onClick={onClose}>
          {words.ui.cancel}
        </Button>
        <Button look="filled" disabled={busy || wish === undefined || wish === here.data?.projectId} onClick={() => void submit()}>
          {busy ? words.projects.moving : words.projects.move}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
