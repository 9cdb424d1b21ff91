/** LibreChat's JSON export: one conversation with `messages`, flat with `parentMessageId` or nested in `children`. */
import { withoutMarkdown } from "../../protocol/question-title.ts";
import { isObject, member, paragraphs, textOf, timeOf, type Format } from "../conversation.ts";
import { treeOf, type Node } from "../tree.ts";

/** What LibreChat names as the parent of a beginning. */
const NOBODY = "00000000-0000-0000-0000-000000000000";

export const librechat: Format = {
  kind: "LibreChat",
  isOne(element) {
    if (!isObject(element)) return false;
    const list = member(element, "messages");
    return Array.isArray(list) && list.some((message) => isObject(message) && typeof member(message, "messageId") === "string");
  },
  read(element) {
    if (!isObject(element)) return null;
    const options = member(element, "options");
    const settings = isObject(options) ? options : element;
    const nodes = nodesOf(member(element, "messages"));
    return {
      sourceId: textOf(element, "conversationId") || null,
      title: withoutMarkdown(textOf(element, "title")),
      system: textOf(settings, "promptPrefix", "system", "instructions"),
      model: textOf(settings, "model") || null,
      createdAt: timeOf(member(element, "createdAt")),
      pinned: false,
      archived: member(element, "isArchived") === true,
      head: null,
      messages: treeOf(nodes),
    };
  },
};

/** Every message, those nested in `children` too, parents first. */
function nodesOf(messages: unknown): Node[] {
  const nodes: Node[] = [];
  const waiting: { message: unknown; parentId: string | null }[] = Array.isArray(messages)
    ? messages.map((message: unknown) => ({ message, parentId: null })).toReversed()
    : [];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { message } = next;
    if (!isObject(message)) continue;
    const id = textOf(message, "messageId");
    if (id === "") continue;
    const named = textOf(message, "parentMessageId");
    const parentId = named === "" ? next.parentId : named === NOBODY ? null : named;
    nodes.push(nodeOf(id, parentId, message));
    const children = member(message, "children");
    for (const child of Array.isArray(children) ? children.toReversed() : []) waiting.push({ message: child, parentId: id });
  }
  return nodes;
}

function nodeOf(id: string, parentId: string | null, message: Record<string, unknown>): Node {
  const isPerson = member(message, "isCreatedByUser") === true || textOf(message, "sender").toLowerCase() === "user";
  const { text, reasoning } = wordsOf(message);
  return {
    id,
    parentId,
    joins: false,
    message:
      text === "" && reasoning === ""
        ? null
        : {
            role: isPerson ? "user" : "assistant",
            text,
            reasoning,
            // `sender` is what LibreChat shows above an answer: its model's or assistant's name.
            model: isPerson ? null : textOf(message, "model", "sender") || null,
            at: timeOf(member(message, "createdAt")),
            status: member(message, "error") === true ? "error" : member(message, "unfinished") === true ? "interrupted" : "done",
          },
  };
}

function wordsOf(message: Record<string, unknown>): { text: string; reasoning: string } {
  const texts: string[] = [];
  const thoughts: string[] = [];
  const content = member(message, "content");
  for (const part of Array.isArray(content) ? content : []) {
    if (!isObject(part)) continue;
    const kind = textOf(part, "type");
    const inner = member(part, kind);
    const words = typeof inner === "string" ? inner : isObject(inner) ? textOf(inner, "value") : "";
    if (kind === "text") texts.push(words);
    else if (kind === "think") thoughts.push(words);
    else if (kind === "tool_call") texts.push(toolOf(inner));
    else if (kind.startsWith("image")) texts.push("[Image]");
    else if (kind !== "") texts.push(`[${kind.slice(0, 60)}]`);
  }
  const files = member(message, "files");
  const attached = (Array.isArray(files) ? files : []).flatMap((file: unknown) =>
    isObject(file) ? [`[File: ${textOf(file, "filename", "name") || "file"}]`] : [],
  );
  const text = paragraphs(texts) || textOf(message, "text");
  return {
    text: paragraphs([text, ...attached]),
    reasoning: paragraphs(thoughts),
  };
}

function toolOf(call: unknown): string {
  if (!isObject(call)) return "[Tool]";
  return `[Tool ${textOf(call, "name") || "call"}: ${textOf(call, "args")}${textOf(call, "output") === "" ? "" : ` → ${textOf(call, "output")}`}]`;
}
