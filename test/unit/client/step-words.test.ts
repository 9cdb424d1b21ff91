import { describe, expect, it } from "vitest";
import { addressOf, hostOf, stepWords } from "../../../client/conversation/step-words.ts";

const source = (url: string) => ({ title: "A page", url });

describe("a step in words", () => {
  it("says how it ended, and how many pages it found", () => {
    const title = "Search for “tea”";
    expect(stepWords({ title, status: "done", sources: [source("https://a.example"), source("https://b.example")] })).toEqual([
      title,
      "2 sources",
    ]);
    expect(stepWords({ title, status: "done", sources: [source("https://a.example")] })).toEqual([title, "1 source"]);
    expect(stepWords({ title, status: "done" })).toEqual([title]);
    expect(stepWords({ title, status: "denied" })).toEqual([title, "not allowed"]);
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
