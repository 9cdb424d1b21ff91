import { QueryClient } from "@tanstack/react-query";
import { ProblemError } from "./request.ts";

const RETRIES = 2;

/** Tries again what may pass by itself (no connection, the server's own trouble), never what was refused. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        retry: (failures, error) =>
          failures < RETRIES && (!(error instanceof ProblemError) || error.problem.status === 0 || error.problem.status >= 502),
      },
    },
  });
}
