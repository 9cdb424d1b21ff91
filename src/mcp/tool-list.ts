/**
 * A server's tools in the form for models and people. A server's own text is foreign: bounded, one line where a
 * line belongs, and never more than data. Pure.
 */
import { z } from "zod";
import { plainLine } from "../protocol/plain-line.ts";
import type { JsonObject } from "../models/json.ts";
import type { Tool } from "../tools/tool.ts";

/** Tools of one server that are taken. */
const MAX_TOOLS = 100;
const MAX_DESCRIPTION = 4_000;
/** Characters of a schema as JSON: each is paid for with every message. */
const MAX_SCHEMA = 20_000;
const MAX_NAME = 64;

/** PERSISTED CONTRACT (`mcp_server.tools`). */
const listed = z.object({
  /** As the model calls it. */
  name: z.string(),
  /** As the server calls it. */
  own: z.string(),
  title: z.string(),
  description: z.string(),
  schema: z.record(z.string(), z.unknown()),
  hasEffect: z.boolean(),
});
export type ListedTool = z.infer<typeof listed>;
export const listedTools = z.array(listed);

/** What the library hands over of a tool; unknown text all of it. */
export type ForeignTool = {
  name: string;
  title?: string | undefined;
  description?: string | undefined;
  inputSchema: { [key: string]: unknown };
  annotations?: { title?: string | undefined; readOnlyHint?: boolean | undefined } | undefined;
};

const slug = (text: string): string =>
  text
    .normalize("NFKD")
    .replace(/[^a-zA-Z0-9]+/g, "_")
    .toLowerCase()
    .replace(/^_/, "")
    .slice(0, 24)
    .replace(/_$/, "");

const line = (text: string, most: number): string => plainLine(text).slice(0, most).toWellFormed();

/** What the names of a server's tools begin with: no two servers of one person may have the same. */
export const prefixOf = (server: string): string => slug(server) || "server";

/** @param server the person's name for it. @returns the tools, and how many were left out */
export function listOf(server: string, foreign: readonly ForeignTool[]): { tools: ListedTool[]; leftOut: number } {
  const prefix = prefixOf(server);
  const tools = new Map<string, ListedTool>();
  for (const { name: own, title, description = "", inputSchema, annotations } of foreign.slice(0, MAX_TOOLS)) {
    const name = `${prefix}__${own.replace(/[^a-zA-Z0-9_-]+/g, "_")}`.slice(0, MAX_NAME);
    if (own === "" || own.length > 200 || tools.has(name) || JSON.stringify(inputSchema).length > MAX_SCHEMA) continue;
    tools.set(name, {
      name,
      own,
      title: line(title ?? annotations?.title ?? own, 100) || own,
      description: description.slice(0, MAX_DESCRIPTION).toWellFormed(),
      schema: inputSchema,
      // A hint of the server's own: it spares nobody a question, it only says what may run beside others.
      hasEffect: annotations?.readOnlyHint !== true,
    });
  }
  return { tools: [...tools.values()], leftOut: foreign.length - tools.size };
}

/** The pin of an allowed tool, its description and schema as one text, to notice later changes. */
export const pinOf = ({ description, schema }: { description: string; schema: JsonObject }): string =>
  JSON.stringify([description, schema]);

export function toolOf({ name, title, description, schema, hasEffect }: ListedTool, server: { name: string; url: string }): Tool {
  return {
    name,
    title,
    description,
    schema,
    server: server.name,
    host: new URL(server.url).hostname,
    priceNanoUsd: 0,
    hasEffect,
    simulated: false,
    sends: "words",
  };
}
