import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DEFAULTS, parseDirectives } from "../../../src/embedded-ai/directives.ts";

describe("/gen", () => {
  test("every key of the contract is understood", () => {
    const line =
      '/gen tokens=200 rate=40 ttft=300 stamp=1 shape=both reasoning=50 usage=last neurons=0 cached=7 fail=3040 cut=100 stall=50 log=150 headers=800 parts=30 tool=web_search rounds=3 calls=2 args={"a":"b=c"}';
    expect(parseDirectives(line)).toEqual({
      tokens: 200,
      rate: 40,
      ttftMs: 300,
      stamp: true,
      shape: "both",
      reasoning: 50,
      usage: "last",
      neurons: false,
      cached: 7,
      fail: 3040,
      cut: 100,
      stall: 50,
      logMs: 150,
      headersMs: 800,
      parts: 30,
      tool: "web_search",
      rounds: 3,
      calls: 2,
      args: '{"a":"b=c"}',
    });
  });

  test("alone it means the defaults", () => {
    expect(parseDirectives("/gen")).toEqual(DEFAULTS);
    expect(DEFAULTS).toMatchObject({ tokens: 100, rate: 0, shape: "choices", usage: "every", neurons: true, logMs: 2000 });
  });

  test("is found anywhere in the message, up to the end of its line", () => {
    expect(parseDirectives("Please\n  /gen tokens=3 and more\ntokens=9")).toEqual({ ...DEFAULTS, tokens: 3 });
    expect(parseDirectives("Hello /gen tokens=3")).toEqual({ ...DEFAULTS, tokens: 3 });
  });

  test("is found between brackets, quotation marks and code marks, whatever stands right behind a value", () => {
    for (const line of [
      "Say:(/gen tokens=3 parts=2)",
      "`/gen tokens=3 parts=2`",
      "“/gen tokens=3, parts=2.",
      'Try "/gen parts=2 tokens=3"!',
    ])
      expect(parseDirectives(line)).toEqual({ ...DEFAULTS, tokens: 3, parts: 2 });
    expect(parseDirectives('/gen args={"a":[1]}')).toEqual({ ...DEFAULTS, args: '{"a":[1]}' });
    expect(parseDirectives("`/gen`")).toEqual(DEFAULTS);
  });

  test("is not part of another word", () => {
    expect(parseDirectives("/generate tokens=3")).toBeNull();
    expect(parseDirectives("a/gen tokens=3")).toBeNull();
    expect(parseDirectives("./gen tokens=3")).toBeNull();
    expect(parseDirectives("https://example.com/gen tokens=3")).toBeNull();
    expect(parseDirectives("/gen/x tokens=3")).toBeNull();
    expect(parseDirectives("é/gen tokens=3")).toBeNull();
    expect(parseDirectives("no directive")).toBeNull();
  });

  test("malformed values and unknown keys are ignored", () => {
    expect(
      parseDirectives("/gen tokens=-3 rate=fast ttft=1e3 stamp=yes shape=square usage=some neurons=2 fail=12 cut= stall log=soon x=1"),
    ).toEqual(DEFAULTS);
  });

  test("the log may never be readable", () => {
    expect(parseDirectives("/gen log=never")).toMatchObject({ logMs: null });
  });

  test("whatever stands behind it, reading it does not throw", () => {
    fc.assert(fc.property(fc.string(), (text) => void parseDirectives(`/gen ${text}`)));
  });
});
