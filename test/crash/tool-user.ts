/** A person who has servers of tools and asks models to use them, over HTTP. */
import { expect } from "vitest";
import type { Message } from "../../src/protocol/message.ts";
import type { McpServer, ToolInfo } from "../../src/protocol/tools.ts";
import type { Server } from "./server.ts";

export type Connected = { state: string; authorizeUrl?: string; detail?: string };

export const hasEnded = ({ status }: Message): boolean => status !== "running" && status !== "queued";
const hasStep =
  (wanted: string) =>
  ({ steps = [] }: Message): boolean =>
    steps.some(({ status }) => status === wanted);
export const isWaiting = hasStep("waiting");
export const isRunning = hasStep("running");

/** @param server of Tally. @param origin where the servers of tools are */
export function toolUser(server: () => Server, origin: () => string, as = "alice@example.com") {
  const call: Server["call"] = (path, options = {}) => server().call(path, { ...options, as });

  async function messageOf(chat: string, isThere: (answer: Message) => boolean): Promise<Message> {
    for (let tries = 0; tries < 400; tries += 1) {
      const { body } = await call<{ messages: Message[] }>(`/api/chats/${chat}/messages`);
      const answer = body.messages.at(-1);
      if (answer !== undefined && isThere(answer)) return answer;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    throw new Error("no such answer");
  }

  return {
    call,
    messageOf,
    /** Adds the server at that path; it is not asked for anything yet. */
    async add(name: string, path: string, headers?: object): Promise<McpServer> {
      const { status, body } = await call<McpServer>("/api/mcp", {
        body: { name, url: `${origin()}${path}`, ...(headers === undefined ? {} : { headers }) },
      });
      expect(status).toBe(201);
      return body;
    },
    connect: async (id: string): Promise<Connected> => (await call<Connected>(`/api/mcp/${id}/connect`, { body: {} })).body,
    servers: async (): Promise<{ servers: McpServer[]; mayAdd: boolean }> =>
      (await call<{ servers: McpServer[]; mayAdd: boolean }>("/api/mcp")).body,
    toolsNow: async (): Promise<ToolInfo[]> => (await call<{ tools: ToolInfo[] }>("/api/tools")).body.tools,
    setPolicy: (name: string, policy: string): Promise<unknown> => call(`/api/tools/${name}`, { method: "PATCH", body: { policy } }),
    /** Sends a message that offers these tools. @returns its conversation's id */
    async ask(text: string, tools: string[]): Promise<string> {
      const { body } = await call<{ id: string }>("/api/chats", { body: { title: "Named", model: "embedded/tally" } });
      const { status } = await call(`/api/chats/${body.id}/messages`, { body: { id: "m1", text, tools } });
      expect(status).toBe(202);
      return body.id;
    },
  };
}
