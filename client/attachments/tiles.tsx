/** What will be sent beside the text: a tile a file, with how far it is, its size, what it costs, and a way to take it off. */
import { useModel } from "../account/account.tsx";
import { formatBytes } from "../format/bytes.ts";
import { formatCount, formatMoney } from "../format/money.ts";
import { Icon } from "../icons.tsx";
import { IconButton } from "../ui/icon-button.tsx";
import { attachmentsOf, type Attachment } from "./attachments.ts";
import { words } from "../words/words.ts";

/** US dollars per million tokens, as nano-dollars per token. */
const NANO_PER_TOKEN = 1000;

/** What the file adds to the question, about: its tokens at the model's price for input. */
function priceOf(tokens: number | undefined, usdPerMillion: number | undefined): string {
  if (tokens === undefined) return "";
  const price =
    usdPerMillion === undefined
      ? ""
      : ` · ${usdPerMillion === 0 ? words.format.free : words.attachments.price(formatMoney(Math.round(tokens * usdPerMillion * NANO_PER_TOKEN)))}`;
  return ` · ${words.attachments.tokens(formatCount(tokens))}${price}`;
}

function StateLine({ attachment, usdPerMillion }: { attachment: Attachment; usdPerMillion: number | undefined }) {
  const { state, bytes } = attachment;
  switch (state.status) {
    case "preparing":
      return words.attachments.preparing;
    case "uploading":
      return (
        <progress
          value={state.part}
          aria-label={words.attachments.uploaded(attachment.name)}
          className="block h-1.5 w-full overflow-hidden rounded-full accent-accent"
        />
      );
    case "ready":
      return (
        <>
          {formatBytes(bytes)}
          {priceOf(state.file.tokens, usdPerMillion)}
        </>
      );
    case "failed":
      return <span className="text-danger">{state.detail}</span>;
  }
}

function Tile({ attachment, chatId, usdPerMillion }: { attachment: Attachment; chatId: string; usdPerMillion: number | undefined }) {
  const { key, name, preview, state, isScaled } = attachment;
  const attachments = attachmentsOf(chatId);
  const line = <StateLine attachment={attachment} usdPerMillion={usdPerMillion} />;
  return (
    <li
      className="flex w-60 max-w-full items-center gap-2.5 rounded-xl bg-bubble p-1.5 pe-1 text-sm"
      data-testid="attachment"
      data-status={state.status}
    >
      {preview === null ? (
        <span className="grid size-11 shrink-0 place-items-center rounded-lg bg-hover text-muted">
          <Icon name="file" />
        </span>
      ) : (
        <img src={preview} alt="" width={44} height={44} className="size-11 shrink-0 rounded-lg object-cover" />
      )}
      <span className="min-w-0 flex-1">
        <bdi className="block truncate" title={name}>
          {name}
        </bdi>
        <span role={state.status === "failed" ? "alert" : undefined} className="block text-xs text-faint">
          {line}
        </span>
        {isScaled && state.status === "ready" ? (
          <button type="button" className="text-xs text-accent hover:underline" onClick={() => attachments.retry(key, true)}>
            {words.attachments.sendFull}
          </button>
        ) : null}
      </span>
      {state.status === "failed" && state.canRetry ? (
        <IconButton icon="refresh" label={words.attachments.tryAgain(name)} small onClick={() => attachments.retry(key)} />
      ) : null}
      <IconButton icon="close" label={words.attachments.takeOff(name)} small onClick={() => attachments.remove(key)} />
    </li>
  );
}

interface TilesProps {
  attachments: readonly Attachment[];
  chatId: string;
  modelId: string | null;
}

export function Tiles({ attachments, chatId, modelId }: TilesProps) {
  const usdPerMillion = useModel(modelId)?.priceUsdPerMTok?.input;
  if (attachments.length === 0) return null;
  return (
    <ul aria-label={words.attachments.attached} className="order-0 flex max-h-44 basis-full flex-wrap gap-2 overflow-y-auto p-1 pb-2">
      {attachments.map((attachment) => (
        <Tile key={attachment.key} attachment={attachment} chatId={chatId} usdPerMillion={usdPerMillion} />
      ))}
    </ul>
  );
}
