/**
 * ChatGPT's `conversations.json`: a list of conversations, each a `mapping` of nodes. An answer that used a tool is a chain
 * of nodes there and one message here.
 */
import { withoutMarkdown } from "../../protocol/question-title.ts";
import { isObject, member, paragraphs, textOf, timeOf, type Format } from "../conversation.ts";
import { asListed, treeOf, type Node } from "../tree.ts";

export const chatgpt: Format = {
  kind: "ChatGPT",
  isOne: (element) => isObject(element) && isObject(member(element, "mapping")),
  read(element) {
    if (!isObject(element)) return null;
    const mapping = member(element, "mapping");
    if (!isObject(mapping)) return null;
    const systems: string[] = [];
    const nodes = Object.entries(mapping).map(([id, node]) => nodeOf(id, node, systems));
    const messages = treeOf(asListed(nodes, mapping, "children"));
    const current = textOf(element, "current_node");
    return {
      sourceId: textOf(element, "conversation_id", "id") || null,
      title: withoutMarkdown(textOf(element, "title")),
      system: systems.join("\n\n"),
      // Conversations of the first years name none.
      model: textOf(element, "default_model_slug") || "ChatGPT",
      createdAt: timeOf(member(element, "create_time")),
      pinned: false,
      archived: member(element, "is_archived") === true,
      head: keptAbove(current, nodes, new Set(messages.map(({ id }) => id))),
      messages,
    };
  },
};

/** The nearest kept message at or above a node: several nodes may have become one message. */
function keptAbove(id: string, nodes: readonly Node[], kept: ReadonlySet<string>): string | null {
  const parents = new Map(nodes.map((node) => [node.id, node.parentId]));
  const seen = new Set<string>();
  for (let at: string | null = id; at !== null && !seen.has(at); at = parents.get(at) ?? null) {
    if (kept.has(at)) return at;
    seen.add(at);
  }
  return null;
}

function nodeOf(id: string, node: unknown, systems: string[]): Node {
  const left: Node = { id, parentId: null, message: null, joins: false };
  if (!isObject(node)) return left;
  const parentId = textOf(node, "parent") || null;
  const message = member(node, "message");
  if (!isObject(message)) return { ...left, parentId };
  const author = member(message, "author");
  const role = isObject(author) ? textOf(author, "role") : "";
  const metadata = member(message, "metadata");
  const isHidden = isObject(metadata) && member(metadata, "is_visually_hidden_from_conversation") === true;
  const content = member(message, "content");
  const { text, reasoning } = isObject(content) ? wordsOf(content) : { text: "", reasoning: "" };
  if (role === "system") {
    if (text.trim() !== "" && !isHidden) systems.push(text);
    return { ...left, parentId };
  }
  if (isHidden || (text === "" && reasoning === "") || (role !== "user" && role !== "assistant" && role !== "tool"))
    return { ...left, parentId };
  const name = isObject(author) ? textOf(author, "name") : "";
  return {
    id,
    parentId,
    joins: role !== "user",
    message: {
      role: role === "user" ? "user" : "assistant",
      text: role === "tool" ? `[${name === "" ? "Tool" : `Tool ${name}`}: ${text}]` : text,
      reasoning,
      model: (isObject(metadata) ? textOf(metadata, "model_slug") : "") || null,
      at: timeOf(member(message, "create_time")),
      status: "done",
    },
  };
}

/** The words of a message's content; of what is no text, what was there. */
function wordsOf(content: Record<string, unknown>): { text: string; reasoning: string } {
  switch (textOf(content, "content_type")) {
    case "text":
    case "multimodal_text":
      return { text: partsOf(member(content, "parts")), reasoning: "" };
    case "code": {
      const language = textOf(content, "language");
      return {
        text: `\`\`\`${/^[\w+#-]{1,20}$/.test(language) && language !== "unknown" ? language : ""}\n${textOf(content, "text")}\n\`\`\``,
        reasoning: "",
      };
    }
    case "thoughts": {
      const thoughts = member(content, "thoughts");
      const words = Array.isArray(thoughts)
        ? thoughts.map((thought) => (isObject(thought) ? textOf(thought, "content", "summary") : ""))
        : [];
      return { text: "", reasoning: paragraphs(words) };
    }
    // What the person set up, the model's memory, and how long it thought: no words of the conversation.
    case "user_editable_context":
    case "model_editable_context":
    case "reasoning_recap":
      return { text: "", reasoning: "" };
    default:
      return { text: textOf(content, "text", "result", "content") || partsOf(member(content, "parts")), reasoning: "" };
  }
}

function partsOf(parts: unknown): string {
  if (!Array.isArray(parts)) return "";
  return parts
    .map((part) => {
      if (typeof part === "string") return part;
      if (!isObject(part)) return "";
      const kind = textOf(part, "content_type");
      if (kind === "audio_transcription") return textOf(part, "text");
      return kind === "" ? textOf(part, "text") : `[${labelOf(kind)}]`;
    })
    .filter((part) => part !== "")
    .join("\n");
}

function labelOf(kind: string): string {
  if (kind.startsWith("image")) return "Image";
  if (kind.includes("audio")) return "Audio";
  if (kind.includes("video")) return "Video";
  return `Attachment: ${kind.slice(0, 60)}`;
}
