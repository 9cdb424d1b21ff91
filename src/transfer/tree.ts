/** Foreign trees of messages: in order, without what is not kept, each below the nearest message that is. Pure. */
import { isObject, member, paragraphs, type ImportedMessage } from "./conversation.ts";

/** A node of a foreign tree; `message` null: it is left out, and what answers it answers what stands above it. */
export type Node = {
  id: string;
  parentId: string | null;
  message: Omit<ImportedMessage, "id" | "parentId"> | null;
  /** More of the same answer (a tool's result, the words after it): joined to the answer above, where nothing branches. */
  joins: boolean;
};

/** Nodes in the order in which their parents list them, under `key`: a map of messages has no order of its own. */
export function asListed(nodes: readonly Node[], map: Record<string, unknown>, key: string): Node[] {
  const place = new Map<string, number>();
  for (const message of Object.values(map)) {
    const children = isObject(message) ? member(message, key) : null;
    if (Array.isArray(children)) children.forEach((child, index) => typeof child === "string" && place.set(child, index));
  }
  return nodes.toSorted((a, b) => (place.get(a.id) ?? 0) - (place.get(b.id) ?? 0));
}

/** Nodes as messages, parents before children, siblings in the order in which they came. A circle is left out. */
export function treeOf(nodes: readonly Node[]): ImportedMessage[] {
  const known = new Set(nodes.map(({ id }) => id));
  const children = new Map<string | null, Node[]>();
  for (const node of nodes) {
    const parent = node.parentId !== null && known.has(node.parentId) && node.parentId !== node.id ? node.parentId : null;
    const family = children.get(parent);
    if (family === undefined) children.set(parent, [node]);
    else family.push(node);
  }
  const messages: ImportedMessage[] = [];
  const done = new Set<string>();
  const waiting: { node: Node; parent: ImportedMessage | null; isOnly: boolean }[] = [];
  const wait = (parentId: string | null, parent: ImportedMessage | null): void => {
    const family = children.get(parentId) ?? [];
    for (const node of family.toReversed()) waiting.push({ node, parent, isOnly: family.length === 1 });
  };
  wait(null, null);
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { node, parent, isOnly } = next;
    if (done.has(node.id)) continue;
    done.add(node.id);
    wait(node.id, keep(messages, node, parent, isOnly));
  }
  return messages;
}

/** Takes a node in. @returns the message that its children answer to */
function keep(messages: ImportedMessage[], node: Node, parent: ImportedMessage | null, isOnly: boolean): ImportedMessage | null {
  if (node.message === null) return parent;
  if (node.joins && isOnly && parent?.role === "assistant") {
    parent.text = paragraphs([parent.text, node.message.text]);
    parent.reasoning = paragraphs([parent.reasoning, node.message.reasoning]);
    parent.model ??= node.message.model;
    return parent;
  }
  const message = { ...node.message, id: node.id, parentId: parent?.id ?? null };
  messages.push(message);
  return message;
}
