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
import { words } from "../words/words.ts";

function Price({ price }: { price: SummaryEstimate }) {
  return (
    <>
      <span
        title={words.chatDialogs.compact.figures(
          formatCount(price.inputTokens),
          formatCount(price.outputTokens),
          formatMoneyExact(price.likelyNanoUsd),
          formatMoneyExact(price.worstNanoUsd),
        )}
      >
        {words.chatDialogs.compact.price(formatMoney(price.likelyNanoUsd), formatMoney(price.worstNanoUsd))}{" "}
      </span>
      {price.savedTokens === 0 ? words.chatDialogs.compact.notShorter : words.chatDialogs.compact.shorter(formatCount(price.savedTokens))}{" "}
      {price.simulated ? <Simulated /> : null}
      {price.leavesOut ? <span className="mt-1 block text-warn">{words.chatDialogs.compact.leavesOut}</span> : null}
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
    <Dialog title={words.chatDialogs.compact.title} onClose={onClose}>
      <form onSubmit={save} className="mt-3 grid grid-cols-1 gap-5" data-testid="compact-dialog">
        <p className="text-sm text-pretty text-muted">{words.chatDialogs.compact.help}</p>
        <ModelField label={words.chatDialogs.compact.by} value={model} onChange={setModel} />
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
            {words.ui.cancel}
          </Button>
          <Button look="filled" type="submit" disabled={complaint !== null || data === undefined}>
            {words.chatDialogs.compact.make}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
