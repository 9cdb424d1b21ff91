/** The tools there are for the person, as the server lists them. */
import { queryOptions } from "@tanstack/react-query";
import { z } from "zod";
import { toolInfo } from "../../src/protocol/tools.ts";
import { listOf } from "../http/lists.ts";
import { request } from "../http/request.ts";

const answer = z.object({ tools: listOf("tools", toolInfo) });

export const toolsQuery = queryOptions({
  queryKey: ["tools"],
  queryFn: async ({ signal }) => (await request(answer, "/api/tools", { signal })).tools,
  staleTime: 60_000,
});
