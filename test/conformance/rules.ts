/** The numbered rules of docs/protocol.md, as they stand there: the suite names no rule that the page does not have. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const PAGE = fileURLToPath(new URL("../../docs/protocol.md", import.meta.url));
/** Characters of a rule's beginning in a table. */
const SHOWN = 72;

/** Rule → its beginning, in the order of the page. */
export function readRules(): Map<string, string> {
  const page = readFileSync(PAGE, "utf8");
  return new Map(
    [...page.matchAll(/^- \*\*(P\d+[a-z]?)\*\* (.+)$/gm)].map(([, rule = "", text = ""]) => {
      const plain = text.replaceAll(/[*`]|\[([^\]]*)\]\([^)]*\)/g, "$1");
      return [rule, plain.length > SHOWN ? `${plain.slice(0, SHOWN)}…` : plain];
    }),
  );
}
