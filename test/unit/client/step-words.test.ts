import { afterEach, describe, expect, it } from "vitest";
import { addressOf, hostOf, stepTitle, stepWords } from "../../../client/conversation/step-words.ts";
import { speak } from "../../../client/words/words.ts";

afterEach(() => speak("en"));

const source = (url: string) => ({ title: "A page", url });

describe("a step in words", () => {
  it("says what it does or has done, how it ended, and how many pages it found", () => {
    const search = { tool: "web_search", title: "as the server says", arguments: { query: "green\ntea" } };
    expect(stepWords({ ...search, status: "waiting" })).toEqual(["Search for “green tea”", "waits to be allowed"]);
    expect(stepWords({ ...search, status: "done", sources: [source("https://a.example"), source("https://b.example")] })).toEqual([
      "Searched for “green tea”",
      "2 sources",
    ]);
    expect(stepWords({ ...search, status: "done", sources: [source("https://a.example")] })).toEqual([
      "Searched for “green tea”",
      "1 source",
    ]);
    expect(stepWords({ ...search, status: "denied" })).toEqual(["Search for “green tea”", "not allowed"]);
    const page = { tool: "read_page", title: "as the server says", arguments: { url: "https://tea.example/green" } };
    expect(stepWords({ ...page, status: "done" })).toEqual(["Read a page of tea.example"]);
  });

  it("says it in the reader's language, and of other makers' tools and of calls that make no sense what the server says", async () => {
    const title = "Add a note";
    expect(stepTitle({ tool: "notes__add", title, arguments: { query: "tea" }, status: "done" })).toBe(title);
    expect(stepTitle({ tool: "web_search", title, arguments: {}, status: "failed" })).toBe(title);
    expect(stepTitle({ tool: "read_page", title, arguments: { url: "nowhere" }, status: "failed" })).toBe(title);
    await speak("de");
    expect(stepTitle({ tool: "web_search", title, arguments: { query: "Tee" }, status: "done" })).toBe("Nach „Tee“ gesucht");
  });

  it("[I14] leads to web pages alone, whatever a tool names", () => {
    expect(addressOf("https://www.example.com/tea")).toBe("https://www.example.com/tea");
    for (const url of ["javascript:alert(1)", "data:text/html,x", "/cdn-cgi/access/logout", "file:///etc/passwd", ""])
      expect(addressOf(url)).toBeNull();
  });

  it("names the host of a page", () => {
    expect(hostOf("https://www.example.com:8443/tea?x")).toBe("example.com:8443");
    expect(hostOf("not an address")).toBe("not an address");
  });
});
