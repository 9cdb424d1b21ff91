/** Walks the XML parts of office documents element by element, so that no tree of them is ever in memory. */
import { SaxesParser } from "saxes";

/** Bytes that are parsed at once. */
const STEP_BYTES = 65_536;

export interface XmlHandler {
  /** @param name without its prefix @param attribute an attribute by its name without prefix; empty: there is none */
  open?(name: string, attribute: (name: string) => string): void;
  text?(text: string): void;
  close?(name: string): void;
}

const local = (name: string): string => name.slice(name.indexOf(":") + 1);

/** Walks a part until its end, or the first thing in it that is no XML. Entities of a DTD are not known, so none unfolds. */
export function walk(bytes: Uint8Array, handler: XmlHandler): void {
  const parser = new SaxesParser({ xmlns: false });
  const seen = { error: false };
  parser.on("error", () => {
    seen.error = true;
  });
  parser.on("opentag", ({ name, attributes }) =>
    handler.open?.(local(name), (wanted) => Object.entries(attributes).find(([key]) => local(key) === wanted)?.[1] ?? ""),
  );
  parser.on("text", (text) => handler.text?.(text));
  parser.on("closetag", ({ name }) => handler.close?.(local(name)));
  const decoder = new TextDecoder();
  for (let at = 0; at < bytes.length && !seen.error; at += STEP_BYTES)
    parser.write(decoder.decode(bytes.subarray(at, at + STEP_BYTES), { stream: true }));
}
