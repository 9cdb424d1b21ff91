/** A person's presets and prompts as the server knows them, and what is done to them. */
import { queryOptions, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { z } from "zod";
import { preset, presetsImported, type CreatePreset, type PatchPreset, type PresetsImported } from "../../src/protocol/presets.ts";
import type { Problem } from "../../src/protocol/problem.ts";
import { meQuery } from "../account/queries.ts";
import { listOf } from "../http/lists.ts";
import { asProblem, command, request } from "../http/request.ts";

const list = z.object({ presets: listOf("presets", preset) });

export const presetsQuery = queryOptions({
  queryKey: ["presets"],
  queryFn: async ({ signal }) => (await request(list, "/api/presets", { signal })).presets,
  staleTime: 60_000,
});

const pathOf = (id: string): string => `/api/presets/${encodeURIComponent(id)}`;

export interface PresetActions {
  /** Each is true when it was done. */
  create: (body: CreatePreset) => Promise<boolean>;
  change: (id: string, patch: PatchPreset) => Promise<boolean>;
  remove: (id: string) => Promise<boolean>;
  /** A document as it was read from a file; null: nothing of it came in. */
  take: (document: unknown) => Promise<PresetsImported | null>;
  busy: boolean;
  problem: Problem | null;
}

export function usePresetActions(): PresetActions {
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const act = async <T>(run: () => Promise<T>): Promise<T | null> => {
    setBusy(true);
    setProblem(null);
    try {
      return await run();
    } catch (error) {
      setProblem(asProblem(error));
      return null;
    } finally {
      setBusy(false);
      // Which one is the default stands beside the preferences.
      await Promise.all([
        client.invalidateQueries({ queryKey: presetsQuery.queryKey }),
        client.invalidateQueries({ queryKey: meQuery.queryKey }),
      ]);
    }
  };
  const done = async (path: string, method: "POST" | "PATCH" | "DELETE", body?: unknown): Promise<boolean> =>
    (await act(async () => {
      await command(path, { method, body });
      return true;
    })) ?? false;
  return {
    busy,
    problem,
    create: (body) => done("/api/presets", "POST", body),
    change: (id, patch) => done(pathOf(id), "PATCH", patch),
    remove: (id) => done(pathOf(id), "DELETE"),
    take: (document) => act(() => request(presetsImported, "/api/presets/import", { method: "POST", body: document })),
  };
}
