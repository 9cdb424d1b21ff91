/** Which requests may change something or open a socket. */
import { describe, expect, it } from "vitest";
import { isSameOrigin } from "../../../src/access/origin.ts";

const URL_OF_TALLY = "https://tally.example.workers.dev/api/chats";

function request(method: string, headers: Record<string, string> = {}): Request {
  return new Request(URL_OF_TALLY, { method, headers });
}

describe("a request of the own origin", () => {
  it.each(["POST", "PUT", "PATCH", "DELETE"])("may change something with %s", (method) => {
    expect(isSameOrigin(request(method, { Origin: "https://tally.example.workers.dev", "Sec-Fetch-Site": "same-origin" }))).toBe(true);
  });

  it("[P2] may open a socket", () => {
    expect(isSameOrigin(request("GET", { Upgrade: "websocket", Origin: "https://tally.example.workers.dev" }))).toBe(true);
  });

  it("counts its port", () => {
    const local = new Request("http://127.0.0.1:8787/api/chats", { method: "POST", headers: { Origin: "http://127.0.0.1:5173" } });
    expect(isSameOrigin(local)).toBe(false);
  });
});

describe("a request of another origin", () => {
  it.each([
    "https://evil.example",
    "http://tally.example.workers.dev",
    "https://tally.example.workers.dev.evil.example",
    "https://tally.example.workers.dev:444",
    "https://other.example.workers.dev",
    "null",
    "",
    "https://tally.example.workers.dev/",
  ])("opens no socket and changes nothing: %j", (origin) => {
    expect(isSameOrigin(request("GET", { Upgrade: "websocket", Origin: origin }))).toBe(false);
    expect(isSameOrigin(request("POST", { Origin: origin }))).toBe(false);
  });

  it("may read: the browser keeps the answer from the page, and a link from elsewhere must work", () => {
    expect(isSameOrigin(request("GET", { Origin: "https://evil.example", "Sec-Fetch-Site": "cross-site" }))).toBe(true);
  });
});

describe("a request without an origin", () => {
  it("is a script or a command line, and is let through", () => {
    expect(isSameOrigin(request("POST"))).toBe(true);
    expect(isSameOrigin(request("GET", { Upgrade: "websocket" }))).toBe(true);
  });

  it.each(["cross-site", "same-site", "same-origin", "none"])("is refused when a browser sent it (Sec-Fetch-Site: %s)", (site) => {
    expect(isSameOrigin(request("POST", { "Sec-Fetch-Site": site }))).toBe(false);
    expect(isSameOrigin(request("GET", { Upgrade: "websocket", "Sec-Fetch-Site": site }))).toBe(false);
  });
});
