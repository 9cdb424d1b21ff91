/**
 * Tools that a model may call while it answers, the steps that these calls leave in an answer, and servers of the Model
 * Context Protocol that bring more tools. What a tool returns is data: no field of it is a command.
 */
import { z } from "zod";
import { clientId, messageId } from "./identifiers.ts";
import { plainLine } from "./plain-line.ts";
import { nanoUsd } from "./money.ts";

/** Rounds of one answer in which a model may ask for tools; after the last it answers with what it has. */
export const MAX_ROUNDS = 12;
/** Calls a model may make in one round; further ones are not run, and their result says so. */
export const MAX_CALLS_A_ROUND = 16;
/** Tools that one message may offer. */
export const MAX_TOOLS = 64;
/** Characters (UTF-16 code units) of a step's result that messages show. The model is shown more of it. */
export const MAX_SHOWN_RESULT = 4_000;
/** Servers one person may have. */
export const MAX_MCP_SERVERS = 20;

/** A tool's name for models: `web_search`, `read_page`, or `<server>__<tool>`. */
export const toolName = z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/, "a tool's name has 1 to 64 letters, digits, _ and -");
export const toolNames = z
  .array(toolName)
  .max(MAX_TOOLS)
  .transform((names) => [...new Set(names)]);

/** What happens when a model asks for it: the person is asked, it runs, or it is not offered at all. */
export const toolPolicy = z.enum(["ask", "always", "never"]);
export type ToolPolicy = z.infer<typeof toolPolicy>;

export const toolInfo = z.object({
  name: toolName,
  /** For people. */
  title: z.string(),
  /** The name of the person's server that brings it; null: it is Tally's own. */
  server: z.string().nullable(),
  /** The description for models. */
  description: z.string(),
  /** For each call; 0: free. */
  priceNanoUsd: nanoUsd,
  policy: toolPolicy,
  /** False: it only reads. Calls of several such tools run at once. */
  hasEffect: z.boolean().default(true),
  /** True where the embedded AI runs it and nobody is charged. */
  simulated: z.boolean().default(false),
  /** True when its server has changed what it says of the tool since the person allowed it: it is asked about again. */
  changed: z.boolean().default(false),
});
export type ToolInfo = z.infer<typeof toolInfo>;
export const toolList = z.object({ tools: z.array(toolInfo) });
export const patchToolBody = z.strictObject({ policy: toolPolicy });

/** A JSON value. Lists and objects have no recursive type, because the types of Workers RPC cannot handle one. */
const argument = z.union([z.string(), z.number(), z.boolean(), z.null(), z.custom<object>((value) => typeof value === "object")]);

export const stepStatus = z.enum(["waiting", "running", "done", "denied", "failed"]);

/** A page that a step found or read. */
export const source = z.object({ title: z.string(), url: z.string() });
export type Source = z.infer<typeof source>;

/** One call of a tool that an answer's model asked for. */
export const step = z.object({
  /** Unique in its answer: `s1`, `s2` … in the order in which the model asked. */
  id: z.string(),
  tool: z.string(),
  /** What it does, in a few plain words: `Search for “tea”`. */
  title: z.string(),
  /** As the model wrote them; empty where it wrote no JSON object. */
  arguments: z.record(z.string(), argument),
  /** `waiting`: for a person's decision. */
  status: stepStatus,
  /** What came back, or why nothing did: text of others, cut to MAX_SHOWN_RESULT characters. Never Markdown to render. */
  result: z.string().optional(),
  /** Pages, numbered through the steps of an answer, 1 first: what `[1]` in its text means. */
  sources: z.array(source).optional(),
  /** ISO 8601, UTC: when the model had asked for it, and when it ended. */
  startedAt: z.string(),
  finishedAt: z.string().nullable(),
  costNanoUsd: nanoUsd,
  /** Its place in the answer's text, in UTF-16 code units. */
  at: z.int().min(0).default(0),
  /** The server it went to, as the person named it, or the host; null: nowhere yet, or Tally itself. */
  sentTo: z.string().nullable().default(null),
  /** Why it waits although its policy is `always`, as a sentence. */
  why: z.string().optional(),
});
export type Step = z.infer<typeof step>;

/** `{"type":"decide","id":"d1","messageId":"m1.a","stepId":"s1","decision":"once"}`: lets a waiting step run, or not. */
export const decide = z.strictObject({
  type: z.literal("decide"),
  id: clientId,
  /** The answer. */
  messageId,
  stepId: z.string().regex(/^s\d{1,4}$/, "not the id of a step"),
  /** `always`: this time, and from now on without being asked (the tool's policy). */
  decision: z.enum(["once", "always", "deny"]),
});

/** A server's name, as the person gives it; its tools are called after it. */
const serverName = z.string().max(100).transform(plainLine).pipe(z.string().min(1).max(60));
const headerName = z.string().regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/, "not the name of a header");
const headerValue = z
  .string()
  .max(4_096)
  .regex(/^[\t\x20-\x7e]*$/, "a header's value is plain ASCII");

export const addMcpBody = z.strictObject({
  /** Streamable HTTP; `https`, or on one's own machine `http` on loopback. */
  url: z.url({ protocol: /^https?$/, error: "Only http and https addresses can be reached." }).max(2_000),
  name: serverName,
  /** Sent with every request, such as a key of one's own. Never shown again. */
  headers: z
    .record(headerName, headerValue)
    .refine((headers) => Object.keys(headers).length <= 20, "at most 20 headers")
    .optional(),
});
export const mcpState = z.enum(["new", "authorize", "ready", "failed"]);
export const mcpServer = z.object({
  id: z.string(),
  name: z.string(),
  url: z.string(),
  /** `authorize`: it wants to be signed in to; `failed`: it did not answer as a server should, see `detail`. */
  state: mcpState,
  /** What is wrong, as a sentence. */
  detail: z.string().optional(),
  /** Names of headers that are sent with every request. */
  headers: z.array(z.string()),
  /** Names of its tools, as `GET /api/tools` lists them. */
  tools: z.array(z.string()),
  /** When its tools were asked for last, ISO 8601 UTC; null: never. */
  askedAt: z.string().nullable(),
  /** An administrator's: it cannot be removed. */
  fixed: z.boolean().default(false),
});
export type McpServer = z.infer<typeof mcpServer>;
/** What connecting came to. `authorizeUrl`: open it in the browser; the server's sign-in leads back to Tally. */
export const mcpConnected = z.object({ state: mcpState, authorizeUrl: z.string().optional(), detail: z.string().optional() });
