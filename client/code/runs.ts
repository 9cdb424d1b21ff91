/**
 * Coloured code as runs of text with a class each. highlight.js answers HTML whose shape it documents (nested `span`s with
 * classes around escaped text); that is read here, so that no HTML is ever put into the page. Pure.
 */

/** A stretch of code of one kind; `kind` is highlight.js's class, empty for the rest. */
export interface Run {
  text: string;
  kind: string;
}

const PART = /<span class="([^"]*)">|<\/span>|&(?:amp|lt|gt|quot|#x27);|[^<&]+|[<&]/g;
const ENTITIES: ReadonlyMap<string, string> = new Map([
  ["&amp;", "&"],
  ["&lt;", "<"],
  ["&gt;", ">"],
  ["&quot;", '"'],
  ["&#x27;", "'"],
]);

/** The runs of what highlight.js answered; their texts joined are the code. */
export function runsOf(html: string): Run[] {
  const runs: Run[] = [];
  const open: string[] = [];
  const add = (text: string) => {
    const kind = open.at(-1) ?? "";
    const last = runs.at(-1);
    if (last?.kind === kind) last.text += text;
    else runs.push({ text, kind });
  };
  for (const [part, classes] of html.matchAll(PART)) {
    if (classes !== undefined) open.push(classes);
    else if (part === "</span>") open.pop();
    else add(ENTITIES.get(part) ?? part);
  }
  return runs;
}

/** The runs cut where the pieces of the code end: one list for each piece. */
export function runsByPiece(runs: readonly Run[], pieces: readonly string[]): Run[][] {
  const rest = [...runs].toReversed();
  return pieces.map((piece) => {
    const own: Run[] = [];
    for (let missing = piece.length; missing > 0;) {
      const run = rest.pop();
      if (run === undefined) break;
      if (run.text.length > missing) rest.push({ text: run.text.slice(missing), kind: run.kind });
      const text = run.text.slice(0, missing);
      own.push({ text, kind: run.kind });
      missing -= text.length;
    }
    return own;
  });
}
