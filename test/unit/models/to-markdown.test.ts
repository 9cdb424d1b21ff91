/** Documents on an account, against an emulation of the service as its documentation has it. */
import { describe, expect, test, vi } from "vitest";
import { hasMarkdown, markdownReader, type MarkdownBinding } from "../../../src/models/to-markdown.ts";
import { DOCUMENT_TYPES } from "../../../src/files/kind.ts";
import { pptx, utf8 } from "../files/samples.ts";

const clock = { now: Date.now, pause: () => Promise.resolve() };
const never = (): (() => void) => () => undefined;

function service(
  answer: (file: { name: string; blob: Blob }) => unknown,
): MarkdownBinding & { asked: { name: string; type: string; options: object }[] } {
  const asked: { name: string; type: string; options: object }[] = [];
  return {
    asked,
    toMarkdown: async (file, options) => {
      asked.push({ name: file.name, type: file.blob.type, options });
      return answer(file);
    },
  };
}

const converted = (data: string): object => ({
  id: "1",
  name: "document.pdf",
  mimeType: "application/pdf",
  format: "markdown",
  tokens: 1,
  data,
});
const pdfFile = { name: "Secret plans.pdf", type: DOCUMENT_TYPES.pdf, parts: () => [utf8("%P"), utf8("DF")] };

describe("a document on an account", () => {
  test("is read by the service, without its name, its pictures or a gateway", async () => {
    const binding = service(() => converted("# document.pdf\n\n## Contents\n### Page 1\nHigh\n### Page 2\nLow"));
    expect(await markdownReader(binding, never)(pdfFile, clock)).toMatchObject({
      ok: true,
      pages: 2,
      text: expect.stringContaining("Low"),
    });
    expect(binding.asked).toEqual([
      {
        name: "document.pdf",
        type: "application/pdf",
        options: { conversionOptions: { pdf: { images: { convert: false }, metadata: false }, docx: { images: { convert: false } } } },
      },
    ]);
  });

  test("that the service does not know is read here", async () => {
    const binding = service(() => converted("unused"));
    const file = { name: "talk.pptx", type: DOCUMENT_TYPES.pptx, parts: () => [pptx()] };
    expect(await markdownReader(binding, never)(file, clock)).toMatchObject({
      ok: true,
      pages: 2,
      text: "## Slide 1\n\nFirst\n\n## Slide 2\n\nSecond",
    });
    expect(binding.asked).toEqual([]);
  });

  test.each([
    ["says an error", () => ({ id: "1", name: "x", mimeType: "x", format: "error", error: "words of theirs" }), "damaged"],
    ["answers something else", () => "soon", "damaged"],
    ["fails", () => Promise.reject(new Error("words of theirs")), "just now"],
  ])("where the service %s has a sentence of ours", async (_what, answer, sentence) => {
    const read = await markdownReader(service(answer), never)(pdfFile, clock);
    expect(read).toMatchObject({ ok: false, detail: expect.stringContaining(sentence) });
    expect(JSON.stringify(read)).not.toContain("theirs");
  });

  test("is given up when it takes too long, and there may be no service", async () => {
    const late = vi.fn((_ms: number, callback: () => void) => {
      callback();
      return () => undefined;
    });
    const waiting = service(() => new Promise(() => undefined));
    expect(await markdownReader(waiting, late)(pdfFile, clock)).toMatchObject({
      ok: false,
      detail: expect.stringContaining("just now"),
    });
    expect(late).toHaveBeenCalledWith(20_000, expect.any(Function));
    expect(await markdownReader(null, never)(pdfFile, clock)).toMatchObject({ ok: false });
    expect([hasMarkdown(waiting), hasMarkdown({}), hasMarkdown(undefined)]).toEqual([true, false, false]);
  });
});
