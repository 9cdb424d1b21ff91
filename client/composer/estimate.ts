/** The price before sending, asked while typing. A server that does not tell (501) is asked no more. */
import { useEffect, useState } from "react";
import { z } from "zod";
import { nanoUsd } from "../../src/protocol/money.ts";
import { isUnavailable, request } from "../http/request.ts";

const DEBOUNCE_MS = 250;

const estimateAnswer = z.object({
  inputTokens: z.int(),
  cachedTokens: z.int(),
  maxOutputTokens: z.int(),
  likelyNanoUsd: nanoUsd,
  worstNanoUsd: nanoUsd,
});
export type Estimate = z.infer<typeof estimateAnswer>;

export interface EstimateQuestion {
  chatId: string | null;
  parentId: string | null;
  text: string;
  model: string | null;
}

/** Null while there is nothing to estimate, nothing known yet, or nobody to ask. The last figure stays until the next one. */
export function useEstimate({ chatId, parentId, text, model }: EstimateQuestion): Estimate | null {
  const [estimate, setEstimate] = useState<Estimate | null>(null);
  const [silent, setSilent] = useState(false);
  const idle = text.trim() === "" || model === null || silent;
  useEffect(() => {
    if (idle) return;
    const abort = new AbortController();
    const timer = setTimeout(() => {
      const body = { text, model, ...(chatId === null ? {} : { chatId }), ...(parentId === null ? {} : { parentId }) };
      request(estimateAnswer, "/api/estimate", { method: "POST", body, signal: abort.signal }).then(setEstimate, (error: unknown) => {
        if (abort.signal.aborted) return;
        setEstimate(null);
        if (isUnavailable(error)) setSilent(true);
      });
    }, DEBOUNCE_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [idle, chatId, parentId, text, model]);
  return idle ? null : estimate;
}
