/** Before a conversation is summed up: what that does, with which model, and what it costs and saves. */
import { useQuery } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { summaryEstimate, type SummaryEstimate } from "../../src/protocol/http.ts";
import { formatCount, formatMoney, formatMoneyExact } from "../format/money.ts";
import { asProblem, request } from "../http/request.ts";
import type { ChatState, LiveConversation } from "../live/index.ts";
import { Button } from "../ui/button.tsx";
import { Dialog, DialogActions } from "../ui/dialog.tsx";
import { ModelField } from "../models/model-field.tsx";
import { Simulated } from "../ui/simulated.tsx";
import { answerToCompact, whyNotCompact } from "./compaction.ts";
import { useConversation } from "./use-conversation.ts";

function Price({ price }: { price: SummaryEstimate }) {
  return (
    <>
      <span
        title={`${formatCount(price.inputTokens)} tokens in, some ${formatCount(price.outputTokens)} out. Likely ${formatMoneyExact(price.likelyNanoUsd)}, at worst ${formatMoneyExact(price.worstNanoUsd)}.`}
      >
        About {formatMoney(price.likelyNanoUsd)}, at most {formatMoney(price.worstNanoUsd)}.{" "}
      </span>
      {price.savedTokens === 0
        ? "What is here is shorter than a summary: later questions would not become cheaper."
        : `Each later question is shorter by some ${formatCount(price.savedTokens)} tokens.`}{" "}
      {price.simulated ? <Simulated /> : null}
      {price.leavesOut ? (
        <span className="mt-1 block text-warn">
          The oldest messages do not fit into this model’s window: the summary will not know them. A model with a larger window reads more.
        </span>
      ) : null}
    </>
  );
}

interface CompactDialogProps {
  live: LiveConversation;
  chat: ChatState;
  onClose: () => void;
}

export default function CompactDialog({ live, chat, onClose }: CompactDialogProps) {
  const [model, setModel] = useState(chat.model);
  // Named, so that what is summed up is what was priced, also when the command arrives later.
  const messageId = useConversation(live, ({ path }) => answerToCompact(path)?.id ?? null);
  const refusal = useConversation(live, whyNotCompact);
  const { data, error } = useQuery({
    queryKey: ["summary-estimate", chat.id, messageId, model],
    queryFn: ({ signal }) =>
      request(summaryEstimate, "/api/estimate/summary", { method: "POST", body: { chatId: chat.id, messageId, model }, signal }),
    enabled: refusal === null && messageId !== null,
    staleTime: 0,
    retry: false,
  });
  const complaint = refusal ?? (error === null ? null : asProblem(error).detail);
  const save = (event: FormEvent) => {
    event.preventDefault();
    if (complaint !== null || messageId === null) return;
    live.compact({ messageId, model });
    onClose();
  };
  return (
    <Dialog title="Summarise this conversation" onClose={onClose}>
      <form onSubmit={save} className="mt-3 grid gap-5" data-testid="compact-dialog">
        <p className="text-sm text-pretty text-muted">
          From here on questions are asked with a summary in place of everything above, which makes long conversations cheaper and keeps
          them within the model’s window. Nothing is deleted, every message stays readable, and it can be undone.
        </p>
        <ModelField label="Written by" value={model} onChange={setModel} />
        {/* As high as a price without the warning: when it comes, the buttons stay where they are. */}
        <p className="min-h-20 sm:min-h-16 text-sm text-pretty text-muted tabular-nums" aria-live="polite" data-testid="summary-price">
          {complaint !== null ? (
            <span className="text-danger">{complaint}</span>
          ) : data === undefined ? (
            <span className="skeleton block h-4 w-3/4" />
          ) : (
            <Price price={data} />
          )}
        </p>
        <DialogActions>
          <Button look="plain" onClick={onClose}>
            Cancel
          </Button>
          <Button look="filled" type="submit" disabled={complaint !== null || data === undefined}>
            Summarise
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
