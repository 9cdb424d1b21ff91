/** Open WebUI's export: a list of entries, each with `chat.history.messages` (a map of messages by id). */
import { withoutMarkdown } from "../../protocol/question-title.ts";
import { isObject, member, paragraphs, textOf, timeOf, type Format } from "../conversation.ts";
import { asListed, treeOf, type Node } from "../tree.ts";

/** An entry's conversation: `chat` in an export of all, the entry itself in one of a single chat. */
function chatOf(element: object): Record<string, unknown> | null {
  if (!isObject(element)) return null;
  const chat = member(element, "chat");
  const inner = isObject(chat) ? chat : element;
  const history = member(inner, "history");
  return isObject(history) && isObject(member(history, "messages")) ? inner : null;
}

export const openWebUi: Format = {
  kind: "Open WebUI",
  isOne: (element) => chatOf(element) !== null,
  read(element) {
    const chat = chatOf(element);
    if (chat === null || !isObject(element)) return null;
    const history = member(chat, "history");
    const map = isObject(history) ? member(history, "messages") : null;
    if (!isObject(history) || !isObject(map)) return null;
    const systems: string[] = [];
    const nodes = Object.entries(map).map(([id, message]) => nodeOf(id, message, systems));
    const models = member(chat, "models");
    const params = member(chat, "params");
    return {
      sourceId: textOf(element, "id") || textOf(chat, "id") || null,
      title: withoutMarkdown(textOf(chat, "title") || textOf(element, "title")),
      system: textOf(chat, "system") || (isObject(params) ? textOf(params, "system") : "") || systems.join("\n\n"),
      model: Array.isArray(models) && typeof models[0] === "string" ? models[0] : null,
      createdAt: timeOf(member(element, "created_at") ?? member(chat, "timestamp")),
      pinned: member(element, "pinned") === true,
      archived: member(element, "archived") === true,
      head: textOf(history, "currentId") || null,
      messages: treeOf(asListed(nodes, map, "childrenIds")),
    };
  },
};

function nodeOf(id: string, message: unknown, systems: string[]): Node {
  const left: Node = { id, parentId: null, message: null, joins: false };
  if (!isObject(message)) return left;
  const parentId = textOf(message, "parentId") || null;
  const role = textOf(message, "role");
  const content = textOf(message, "content");
  if (role === "system") {
    if (content.trim() !== "") systems.push(content);
    return { ...left, parentId };
  }
  const { text, reasoning } = role === "assistant" ? withoutDetails(content) : { text: content, reasoning: "" };
  const words = paragraphs([text, ...filesOf(message)]);
  if (words === "" && reasoning === "") return { ...left, parentId };
  return {
    id,
    parentId,
    joins: false,
    message: {
      role: role === "user" ? "user" : "assistant",
      text: words,
      reasoning,
      model: textOf(message, "model", "modelName") || null,
      at: timeOf(member(message, "timestamp")),
      status: member(message, "done") === false ? "interrupted" : "done",
    },
  };
}

const OPENING = '<details type="reasoning"';
const CLOSING = "</details>";

/** Open WebUI keeps thinking in the text, as `<details type="reasoning">` with quoted lines. */
function withoutDetails(content: string): { text: string; reasoning: string } {
  const begin = content.indexOf(OPENING);
  const end = begin < 0 ? -1 : content.indexOf(CLOSING, begin);
  if (end < 0) return { text: content, reasoning: "" };
  const inner = content.slice(content.indexOf(">", begin) + 1, end);
  const summaryEnd = inner.indexOf("</summary>");
  const reasoning = inner
    .slice(summaryEnd < 0 ? 0 : summaryEnd + "</summary>".length)
    .split("\n")
    .map((line) => (line.startsWith("> ") ? line.slice(2) : line === ">" ? "" : line))
    .join("\n")
    .trim();
  return { text: (content.slice(0, begin) + content.slice(end + CLOSING.length)).trim(), reasoning };
}

function filesOf(message: Record<string, unknown>): string[] {
  const files = member(message, "files");
  return (Array.isArray(files) ? files : []).flatMap((file: unknown) => {
    if (!isObject(file)) return [];
    return [textOf(file, "type") === "image" ? "[Image]" : `[File: ${textOf(file, "name") || "file"}]`];
  });
}
