/** The Terraform files as data, read by HashiCorp's own parser (compiled to WebAssembly): no binary needed. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "@cdktf/hcl2json";
import { REPOSITORY } from "./double/project.ts";

/** An attribute: a literal as it is, an expression as text in `${…}`. */
export type Term = string | number | boolean | null | Term[] | { [name: string]: Term };
export type Body = { [name: string]: Term };

export interface Block {
  type: string;
  name: string;
  body: Body;
}

export interface Configuration {
  resources: Block[];
  data: Block[];
  outputs: Block[];
  providers: Block[];
  locals: Body;
  /** The text of all files, comments included. */
  text: string;
}

export type Sources = Record<string, string>;

export function readSources(): Sources {
  const folder = join(REPOSITORY, "terraform");
  const files = readdirSync(folder).filter((file) => file.endsWith(".tf") && !file.endsWith("_override.tf"));
  return Object.fromEntries(files.map((file) => [file, readFileSync(join(folder, file), "utf8")]));
}

export async function readConfiguration(sources: Sources): Promise<Configuration> {
  const found: Configuration = { resources: [], data: [], outputs: [], providers: [], locals: {}, text: Object.values(sources).join("\n") };
  for (const [file, text] of Object.entries(sources)) {
    const parsed = (await parse(file, text)) as Record<string, unknown>;
    found.resources.push(...twice(parsed["resource"]));
    found.data.push(...twice(parsed["data"]));
    found.outputs.push(...once("output", parsed["output"]));
    found.providers.push(...once("provider", parsed["provider"]));
    for (const locals of asList(parsed["locals"])) Object.assign(found.locals, locals);
  }
  return found;
}

/** Blocks with two labels: { type: { name: [body] } }. */
function twice(value: unknown): Block[] {
  return Object.entries(asBody(value)).flatMap(([type, named]) => once(type, named).map((block) => ({ ...block, type })));
}

/** Blocks with one label: { name: [body] }. */
function once(type: string, value: unknown): Block[] {
  return Object.entries(asBody(value)).flatMap(([name, bodies]) => asList(bodies).map((body) => ({ type, name, body })));
}

function asList(value: unknown): Body[] {
  return Array.isArray(value) ? value.map(asBody) : [];
}

export function asBody(value: unknown): Body {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Body) : {};
}

/** All text inside a term, expressions and literals alike. */
export function textOf(term: Term | undefined): string {
  return JSON.stringify(term ?? null);
}
