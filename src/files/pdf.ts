/**
 * The text of a PDF by pdf.js, page after page until its bounds: in the local entry alone, for an account has a service of
 * its own. No font is loaded, no script of the document runs, no picture is decoded.
 */
import { getDocumentProxy } from "unpdf";
import { BoundedText, Full, READ_WITHIN_MS, unreadable, type Clock, type DocumentText } from "./document.ts";

/** Pages that are read. */
const MAX_PAGES = 2_000;

export async function readPdf(bytes: Uint8Array, { now, pause }: Clock): Promise<DocumentText> {
  const giveUpAt = now() + READ_WITHIN_MS;
  const opened = await getDocumentProxy(bytes, { stopAtErrors: false, verbosity: 0 }).catch((error: unknown) =>
    error instanceof Error && error.name === "PasswordException" ? "locked" : "broken",
  );
  if (opened === "locked") return unreadable("This PDF is locked with a password. Save it without one and try again.");
  if (typeof opened === "string") return unreadable("This PDF is damaged and cannot be read. Save it anew and try again.");
  const pages = opened.numPages;
  const out = new BoundedText();
  let read = 0;
  try {
    for (let number = 1; number <= Math.min(pages, MAX_PAGES) && now() < giveUpAt; number += 1) {
      // Let other work of this isolate run between pages.
      await pause();
      const page = await opened.getPage(number);
      const { items } = await page.getTextContent();
      out.add(`${number === 1 ? "" : "\n\n"}## Page ${number}\n\n`);
      for (const item of items) if ("str" in item) out.add(item.str + (item.hasEOL ? "\n" : ""));
      page.cleanup();
      read = number;
    }
  } catch (error) {
    if (!(error instanceof Full) && read === 0) return unreadable("This PDF is damaged and cannot be read. Save it anew and try again.");
  } finally {
    await opened.loadingTask.destroy().catch(() => undefined);
  }
  const text = out.toString();
  return { ok: true, text: read === pages ? text : `${text}\n\n[${read} of ${pages} pages were read; the rest is not here.]`, pages };
}
