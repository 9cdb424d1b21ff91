/** Above the first message the last answer's model was shown: that older ones did not fit, and what can be done about it. */
import { useState } from "react";
import { useModel } from "../account/account.tsx";
import { cutAnswer, whyNotCompact } from "./compaction.ts";
import { useConversation, useLive } from "./use-conversation.ts";
import { late } from "../ui/late.tsx";
import { withWords } from "../words/words.ts";
import { words } from "../words/words.ts";

const CompactDialog = late(() => withWords("dialogs", import("./compact-dialog.tsx")));

export function ContextDivider({ messageId }: { messageId: string }) {
  const live = useLive();
  // The other rows see null whatever happens to that answer, and do not render again.
  const answer = useConversation(live, ({ path }) => {
    const cut = cutAnswer(path);
    return cut?.contextFrom === messageId ? cut : null;
  });
  return answer === null ? null : <Divider modelId={answer.model} />;
}

function Divider({ modelId }: { modelId: string | undefined }) {
  const live = useLive();
  const model = useModel(modelId);
  const chat = useConversation(live, (state) => state.chat);
  const refusal = useConversation(live, whyNotCompact);
  const [isOpen, setOpen] = useState(false);
  return (
    <div role="note" className="mb-6 border-t border-dashed border-line pt-2 text-xs text-faint" data-testid="context-divider">
      {words.answer.divider(model?.name ?? null)}{" "}
      <button
        type="button"
        onClick={() => setOpen(true)}
        disabled={refusal !== null}
        title={refusal ?? undefined}
        className="min-h-6 rounded text-muted underline pointer-coarse:min-h-10 decoration-line underline-offset-4 hover:decoration-current disabled:no-underline disabled:opacity-60"
      >
        {words.answer.summary.make}
      </button>
      {isOpen && chat !== null ? (
        <CompactDialog live={live} chat={chat} onClose={() => setOpen(false)} onFailed={() => setOpen(false)} />
      ) : null}
    </div>
  );
}
