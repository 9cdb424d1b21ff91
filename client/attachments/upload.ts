/** One file on its way to the server, with how far it is: `fetch` does not tell that of what it sends. */
import { uploadedFile, type UploadedFile } from "../../src/protocol/files.ts";
import { problem } from "../../src/protocol/problem.ts";
import { words } from "../words/words.ts";

/** Why an upload failed, as a sentence. `canRetry`: the same bytes may do better. */
export class UploadFailure extends Error {
  readonly canRetry: boolean;
  constructor(detail: string, canRetry: boolean) {
    super(detail);
    this.canRetry = canRetry;
  }
}

interface UploadOptions {
  chatId: string;
  blob: Blob;
  name: string;
  /** Part of it that is gone, 0 to 1. */
  onProgress: (part: number) => void;
  signal: AbortSignal;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The connection broke. Whether the server has the file is not known, and the same bytes again are the same file. */
class ConnectionLost extends UploadFailure {}

/**
 * One that loses its connection is sent once more: servers end connections that have rested, and a large file may be the one
 * that meets it. Throws `UploadFailure`; an upload that was aborted never ends.
 */
export function upload(options: UploadOptions): Promise<UploadedFile> {
  return uploadOnce(options).catch((error: unknown) => {
    if (error instanceof ConnectionLost && navigator.onLine) return uploadOnce(options);
    throw error;
  });
}

function uploadOnce({ chatId, blob, name, onProgress, signal }: UploadOptions): Promise<UploadedFile> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.upload.addEventListener("progress", ({ loaded, total }) => onProgress(total === 0 ? 0 : loaded / total));
    request.addEventListener("error", () => reject(new ConnectionLost(words.attachments.connectionLost, true)));
    request.addEventListener("load", () => {
      const body = parsed(request.responseText);
      const file = uploadedFile.safeParse(body);
      if (request.status < 300 && file.success) return resolve(file.data);
      const said = problem.safeParse(body);
      const detail = said.success ? words.http.problem(said.data) : words.attachments.failed(request.status);
      reject(new UploadFailure(detail, request.status === 429 || request.status >= 500));
    });
    signal.addEventListener("abort", () => request.abort());
    request.open("POST", `/api/chats/${encodeURIComponent(chatId)}/files?draft=1&name=${encodeURIComponent(name)}`);
    request.setRequestHeader("content-type", blob.type === "" ? "application/octet-stream" : blob.type);
    request.send(blob);
  });
}
