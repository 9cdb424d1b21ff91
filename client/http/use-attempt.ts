/** One request of a small form: whether it is on its way, and why it failed last. */
import { useState } from "react";
import { asProblem } from "./request.ts";

export interface Attempt {
  busy: boolean;
  failure: string | null;
  setFailure: (failure: string | null) => void;
  /** Does it, and shows what the server said against it. */
  attempt: (work: () => Promise<void>) => Promise<void>;
}

export function useAttempt(): Attempt {
  const [failure, setFailure] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const attempt = async (work: () => Promise<void>) => {
    setFailure(null);
    setBusy(true);
    try {
      await work();
    } catch (refusal) {
      setFailure(asProblem(refusal).detail);
    } finally {
      setBusy(false);
    }
  };
  return { busy, failure, setFailure, attempt };
}
