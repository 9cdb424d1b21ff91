/** The price before sending, asked while typing. A server that does not tell (501) is asked no more. */
import { useEffect, useState } from "react";
import { estimate as estimateAnswer, type Estimate } from "../../src/protocol/http.ts";
import { isUnavailable, request } from "../http/request.ts";

const DEBOUNCE_MS = 250;

export interface EstimateQuestion {
  chatId: string | null;
  parentId: string | null;
  text: string;
  model: string | null;
}

/** True once this server said that it makes no estimates. */
let silent = false;

/** Null while there is nothing to estimate, nothing known yet, or nobody to ask. The last figure stays until the next one. */
export function useEstimate({ chatId, parentId, text, model }: EstimateQuestion): Estimate | null {
  const [estimate, setEstimate] = useState<Estimate | null>(null);
  const idle = text.trim() === "" || model === null || silent;
  useEffect(() => {
    if (idle) return;
    const abort = new AbortController();
    const timer = setTimeout(() => {
      const body = { text, model, ...(chatId === null ? {} : { chatId }), ...(parentId === null ? {} : { parentId }) };
      request(estimateAnswer, "/api/estimate", { method: "POST", body, signal: abort.signal }).then(setEstimate, (error: unknown) => {
        if (abort.signal.aborted) return;
        setEstimate(null);
        if (isUnavailable(error)) silent = true;
      });
    }, DEBOUNCE_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [idle, chatId, parentId, text, model]);
  return idle ? null : estimate;
}
