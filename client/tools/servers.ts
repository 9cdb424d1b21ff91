/** Servers of the Model Context Protocol as Tally knows them, and what is done to them and to tools. */
import { queryOptions, useQueryClient } from "@tanstack/react-query";
import { z } from "zod";
import { mcpConnected, mcpServer, toolInfo, type ToolInfo, type ToolPolicy } from "../../src/protocol/tools.ts";
import { listOf } from "../http/lists.ts";
import { command, request } from "../http/request.ts";
import { toolsQuery } from "./tools-query.ts";

const list = z.object({ servers: listOf("servers", mcpServer), mayAdd: z.boolean() });

export const serversQuery = queryOptions({
  queryKey: ["mcp"],
  queryFn: ({ signal }) => request(list, "/api/mcp", { signal }),
  staleTime: 0,
});

const pathOf = (id: string): string => `/api/mcp/${encodeURIComponent(id)}`;

/** What a new server is made of. `headers` are sent with every request to it and never shown again. */
export type ServerWish = { name: string; url: string; headers: Record<string, string> };

/** Throw `ProblemError`, all of them; the lists are asked for again whatever came of it. */
export interface ServerActions {
  /** Returns its id. Nothing was asked of the server yet. */
  add: (wish: ServerWish) => Promise<string>;
  /** Asks it for its tools. Returns where it wants to be signed in to, if it does. */
  connect: (id: string) => Promise<string | null>;
  remove: (id: string) => Promise<void>;
  setPolicy: (tool: string, policy: ToolPolicy) => Promise<void>;
}

export function useServerActions(): ServerActions {
  const client = useQueryClient();
  const afterwards = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } finally {
      await Promise.all([serversQuery, toolsQuery].map(({ queryKey }) => client.invalidateQueries({ queryKey })));
    }
  };
  return {
    add: async ({ name, url, headers }) => {
      const body = { name, url, ...(Object.keys(headers).length === 0 ? {} : { headers }) };
      return (await afterwards(request(mcpServer, "/api/mcp", { method: "POST", body }))).id;
    },
    connect: async (id) => {
      const { authorizeUrl } = await afterwards(request(mcpConnected, `${pathOf(id)}/connect`, { method: "POST", body: {} }));
      return authorizeUrl ?? null;
    },
    remove: (id) => afterwards(command(pathOf(id), { method: "DELETE" })),
    setPolicy: async (tool, policy) => {
      const set = await request(toolInfo, `/api/tools/${encodeURIComponent(tool)}`, { method: "PATCH", body: { policy } });
      client.setQueryData<ToolInfo[]>(toolsQuery.queryKey, (tools) => tools?.map((each) => (each.name === tool ? set : each)));
    },
  };
}
