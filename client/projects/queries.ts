/** Projects as the server knows them, and what is done to them. */
import { queryOptions, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { z } from "zod";
import type { Problem } from "../../src/protocol/problem.ts";
import { chatSummary } from "../../src/protocol/http.ts";
import { project, projectDeleted, type ProjectBudget } from "../../src/protocol/projects.ts";
import { listOf } from "../http/lists.ts";
import { asProblem, command, request } from "../http/request.ts";

const list = z.object({ projects: listOf("projects", project) });
const chats = z.object({ chats: listOf("conversations", chatSummary), next: z.string().nullable() });

export const projectsQuery = queryOptions({
  queryKey: ["projects"],
  queryFn: ({ signal }) => request(list, "/api/projects", { signal }),
  staleTime: 0,
});

/** The newest conversations of a project. */
export const projectChatsQuery = (id: string) =>
  queryOptions({
    queryKey: ["projects", "chats", id],
    queryFn: ({ signal }) => request(chats, `/api/chats?project=${encodeURIComponent(id)}`, { signal }),
    staleTime: 0,
  });

export type ProjectWish = { name: string; instructions: string; model: string; budget: ProjectBudget | null };

const pathOf = (id: string): string => `/api/projects/${encodeURIComponent(id)}`;

export interface ProjectActions {
  /** Each is true when it was done. `id` null: a new one. */
  save: (id: string | null, wish: Partial<ProjectWish> & { archived?: boolean }) => Promise<boolean>;
  remove: (id: string, chats: "keep" | "delete") => Promise<boolean>;
  move: (chatId: string, projectId: string | null) => Promise<boolean>;
  busy: boolean;
  problem: Problem | null;
}

export function useProjectActions(): ProjectActions {
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const act = async (run: () => Promise<unknown>): Promise<boolean> => {
    setBusy(true);
    setProblem(null);
    try {
      await run();
      return true;
    } catch (error) {
      setProblem(asProblem(error));
      return false;
    } finally {
      setBusy(false);
      await client.invalidateQueries({ queryKey: ["projects"] });
    }
  };
  return {
    busy,
    problem,
    save: (id, wish) =>
      act(() => command(id === null ? "/api/projects" : pathOf(id), { method: id === null ? "POST" : "PATCH", body: wish })),
    remove: (id, what) =>
      act(async () => {
        // Of many conversations some are left each time.
        for (let left = 1; left > 0;) ({ left } = await request(projectDeleted, `${pathOf(id)}?chats=${what}`, { method: "DELETE" }));
      }),
    move: (chatId, projectId) => act(() => command(`/api/chats/${encodeURIComponent(chatId)}`, { method: "PATCH", body: { projectId } })),
  };
}
