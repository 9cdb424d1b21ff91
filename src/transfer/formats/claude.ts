/** Claude's `conversations.json`: a list of conversations, each with `chat_messages`. */
import { withoutMarkdown } from "../../protocol/question-title.ts";
import { isObject, member, paragraphs, textOf, timeOf, type Format } from "../conversation.ts";
import { treeOf, type Node } from "../tree.ts";

/** What Claude's export names as the parent of a beginning. */
const NOBODY = "00000000-0000-4000-8000-000000000000";

export const claude: Format = {
  kind: "Claude",
  isOne: (element) => isObject(element) && Array.isArray(member(element, "chat_messages")),
  read(element) {
    if (!isObject(element)) return null;
    const list = member(element, "chat_messages");
    if (!Array.isArray(list)) return null;
    let previous: string | null = null;
    const nodes: Node[] = [];
    list.forEach((message: unknown, index) => {
      if (!isObject(message)) return;
      const id = textOf(message, "uuid") || `m${index}`;
      const named = textOf(message, "parent_message_uuid");
      // Older exports have no tree: each message answers the one before it.
      const parentId: string | null = named === "" ? previous : named === NOBODY ? null : named;
      nodes.push(nodeOf(id, parentId, message));
      previous = id;
    });
    return {
      sourceId: textOf(element, "uuid") || null,
      title: withoutMarkdown(textOf(element, "name")),
      system: "",
      // Exports have no model's name as a rule: whose answers they are is known all the same.
      model: textOf(element, "model") || "Claude",
      createdAt: timeOf(member(element, "created_at")),
      pinned: member(element, "is_starred") === true,
      archived: false,
      head: textOf(element, "current_leaf_message_uuid") || null,
      messages: treeOf(nodes),
    };
  },
};

function nodeOf(id: string, parentId: string | null, message: Record<string, unknown>): Node {
  const isPerson = textOf(message, "sender") === "human";
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
            model: textOf(message, "model") || null,
            at: timeOf(member(message, "created_at")),
            status: "done",
          },
  };
}

function wordsOf(message: Record<string, unknown>): { text: string; reasoning: string } {
  const content = member(message, "content");
  const texts: string[] = [];
  const thoughts: string[] = [];
  for (const part of Array.isArray(content) ? content : []) {
    if (!isObject(part)) continue;
    const kind = textOf(part, "type");
    if (kind === "text") texts.push(textOf(part, "text"));
    else if (kind === "thinking") thoughts.push(textOf(part, "thinking"));
    else if (kind === "tool_use") texts.push(`[Tool ${textOf(part, "name") || "call"}: ${JSON.stringify(member(part, "input") ?? {})}]`);
    else if (kind === "tool_result") texts.push(`[Result of ${textOf(part, "name") || "the tool"}: ${resultOf(member(part, "content"))}]`);
    else if (kind !== "") texts.push(`[${kind.slice(0, 60)}]`);
  }
  const text = paragraphs(texts) || textOf(message, "text");
  return {
    text: paragraphs([text, ...attachmentsOf(message)]),
    reasoning: paragraphs(thoughts),
  };
}

function resultOf(content: unknown): string {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return "";
  return content.map((part) => (isObject(part) ? textOf(part, "text", "title", "type") : "")).join("\n");
}

/** Files and pasted texts: their names, and the text where the export has it. */
function attachmentsOf(message: Record<string, unknown>): string[] {
  return ["attachments", "files", "files_v2"].flatMap((key) => {
    const list = member(message, key);
    return (Array.isArray(list) ? list : []).flatMap((file: unknown) => {
      if (!isObject(file)) return [];
      const name = textOf(file, "file_name") || "file";
      const text = textOf(file, "extracted_content");
      return [text === "" ? `[File: ${name}]` : `[File: ${name}]\n${text}`];
    });
  });
}
