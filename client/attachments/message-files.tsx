/** What stands beside a question: pictures, sized before they are loaded, and documents as chips. Each opens on a press. */
import { useState } from "react";
import { useRoute } from "wouter";
import type { MessageFile } from "../../src/protocol/files.ts";
import { useConversation, useLive } from "../conversation/use-conversation.ts";
import { formatBytes } from "../format/bytes.ts";
import { Icon } from "../icons.tsx";
import { late } from "../ui/late.tsx";
import { Picture } from "./shown-picture.tsx";
import { words } from "../words/words.ts";

const FileDialog = late(() => import("./file-dialog.tsx"));

/** The most a picture takes in the transcript, in CSS pixels. */
const WIDEST = 320;
const HIGHEST = 240;

function sizeInTranscript({ width = WIDEST, height = HIGHEST }: MessageFile): { width: number; height: number } {
  const scale = Math.min(1, WIDEST / width, HIGHEST / height);
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** Where the files of the conversation on this page are, to whoever looks at it. */
function useFilesAddress(): string {
  const live = useLive();
  const chatId = useConversation(live, (state) => state.chat?.id ?? "");
  const [isShared, shared] = useRoute("/s/:id");
  return isShared ? `/api/shared/${encodeURIComponent(shared.id)}/files` : `/api/chats/${encodeURIComponent(chatId)}/files`;
}

export function MessageFiles({ files }: { files: readonly MessageFile[] | undefined }) {
  const address = useFilesAddress();
  const [opened, setOpened] = useState<MessageFile | null>(null);
  if (files === undefined || files.length === 0) return null;
  return (
    <>
      <ul
        aria-label={words.attachments.files}
        className="mb-1.5 flex max-w-full flex-wrap justify-end gap-2 ps-10 md:ps-0"
        data-testid="message-files"
      >
        {files.map((file) => (
          <li key={file.id} className="max-w-full">
            <button type="button" onClick={() => setOpened(file)} title={file.name} className="block max-w-full rounded-2xl text-start">
              {file.kind === "image" ? (
                <Picture
                  address={`${address}/${file.id}`}
                  alt={file.name}
                  {...sizeInTranscript(file)}
                  className="h-auto max-w-full rounded-2xl bg-bubble"
                />
              ) : (
                <span className="flex max-w-72 items-center gap-2.5 rounded-2xl bg-bubble p-2 pe-3.5 text-sm hover:bg-hover">
                  <span className="grid size-9 shrink-0 place-items-center rounded-lg bg-hover text-muted">
                    <Icon name="file" />
                  </span>
                  <span className="min-w-0">
                    <bdi className="block truncate">{file.name}</bdi>
                    <span className="block text-xs text-faint">{formatBytes(file.bytes)}</span>
                  </span>
                </span>
              )}
            </button>
          </li>
        ))}
      </ul>
      {opened === null ? null : (
        <FileDialog file={opened} address={`${address}/${opened.id}`} onClose={() => setOpened(null)} onFailed={() => setOpened(null)} />
      )}
    </>
  );
}
