import { expect, test } from "vitest";
import type { McpServer } from "../../../src/protocol/tools.ts";
import { hostToOpen, parseHeaders, signInOutcome, stateWords, recipientsOf } from "../../../client/tools/words.ts";

const server: McpServer = {
  id: "s",
  name: "Notes",
  url: "https://notes.example/mcp",
  state: "ready",
  headers: [],
  tools: ["notes__add"],
  askedAt: "2026-11-27T10:00:00Z",
  fixed: false,
};
const NOW = Date.parse("2026-11-27T10:05:00Z");

test("where a server stands is one sentence, with what it said itself", () => {
  expect(stateWords(server, NOW)).toBe("Connected, 1 tool, asked 5 min ago.");
  expect(stateWords({ ...server, state: "new", tools: [], askedAt: null }, NOW)).toBe("Not connected yet.");
  expect(stateWords({ ...server, state: "failed", detail: "It did not answer." }, NOW)).toBe("Not working. It did not answer.");
  expect(stateWords({ ...server, state: "authorize" }, NOW)).toBe("It wants you to sign in.");
});

test("a sign-in's outcome is said, whatever word it led back with", () => {
  expect(signInOutcome("")).toBeNull();
  expect(signInOutcome("mcp=ready")?.tone).toBe("info");
  expect(signInOutcome("mcp=authorize")?.tone).toBe("warning");
  for (const word of ["failed", "new", "<script>"]) expect(signInOutcome(`mcp=${word}`)?.tone).toBe("danger");
});

test("headers are typed one a line, and a line that is none is not said again", () => {
  expect(parseHeaders("Authorization: Bearer a:b\n\n X-Key:c ")).toEqual({ Authorization: "Bearer a:b", "X-Key": "c" });
  expect(parseHeaders("")).toEqual({});
  for (const odd of ["secret", ": x", "X Y: z"]) expect(parseHeaders(odd)).toBe("Write each header as Name: value, one per line.");
});

test("[I14] only a web page is opened for a sign-in", () => {
  expect(hostToOpen("https://login.example/authorize?x=1")).toBe("login.example");
  for (const odd of ["javascript:alert(1)", "data:text/html,x", "/relative", ""]) expect(hostToOpen(odd)).toBeNull();
});

test("Tally's own tools say who is told what", () => {
  expect(recipientsOf({ name: "web_search", server: null })).toContain("Cloudflare");
  expect(recipientsOf({ name: "read_page", server: null })).toContain("without cookies");
  expect(recipientsOf({ name: "notes__add", server: "Notes" })).toBeNull();
});
