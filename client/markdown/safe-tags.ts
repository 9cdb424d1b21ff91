/** The few HTML tags, without attributes, that are read as markup; every other one stays text. */
import type { PhrasingContent, Text } from "mdast";

const TAG = /<(\/?)(sub|sup|kbd|u|mark|small|ins|del|s|b|i|em|strong|br)\s{0,8}(\/?)>/gi;
/** Tags open inside one another, at most. */
const DEEPEST = 8;

interface Open {
  name: string;
  source: string;
  children: PhrasingContent[];
}

const text = (value: string): Text => ({ type: "text", value });

/** The children of one node with pairs of safe tags made elements and `<br>` a break; a tag without its partner stays text. */
export function withSafeTags(children: readonly PhrasingContent[]): PhrasingContent[] {
  const root: Open = { name: "", source: "", children: [] };
  const open: Open[] = [root];
  const here = () => open.at(-1) ?? root;
  /** What was opened and never closed is text again. */
  const unwrap = (depth: number) => {
    while (open.length > depth) {
      const failed = open.pop();
      if (failed !== undefined) here().children.push(text(failed.source), ...failed.children);
    }
  };
  const onTag = (source: string, name: string, isClosing: boolean) => {
    if (name === "br") here().children.push({ type: "break" });
    else if (!isClosing && open.length <= DEEPEST) open.push({ name, source, children: [] });
    else {
      const at = isClosing ? open.findLastIndex((tag) => tag.name === name) : -1;
      if (at < 1) return here().children.push(text(source));
      unwrap(at + 1);
      const closed = open.pop();
      if (closed !== undefined) here().children.push({ type: "emphasis", children: closed.children, data: { hName: name } });
    }
    return undefined;
  };
  for (const child of children) {
    if (child.type !== "text" || !child.value.includes("<")) {
      here().children.push(child);
      continue;
    }
    let copied = 0;
    for (const match of child.value.matchAll(TAG)) {
      if (match.index > copied) here().children.push(text(child.value.slice(copied, match.index)));
      onTag(match[0], (match[2] ?? "").toLowerCase(), match[1] === "/");
      copied = match.index + match[0].length;
    }
    if (copied < child.value.length) here().children.push(text(child.value.slice(copied)));
  }
  unwrap(1);
  return root.children;
}
