/** Security headers: what they forbid, and that assets and API agree. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { securityHeaders } from "../../../src/access/headers.ts";

/** A `_headers` file as sections: a path pattern, then indented `Name: value` lines. */
function sections(text: string): Map<string, Record<string, string>> {
  const found = new Map<string, Record<string, string>>();
  let current: Record<string, string> = {};
  for (const line of text.split("\n")) {
    if (line.trim() === "" || line.startsWith("#")) continue;
    if (!/^\s/.test(line)) {
      current = {};
      found.set(line.trim(), current);
      continue;
    }
    const colon = line.indexOf(":");
    current[line.slice(0, colon).trim()] = line.slice(colon + 1).trim();
  }
  return found;
}

const file = readFileSync(new URL("../../../client/public/_headers", import.meta.url), "utf8");

describe("security headers", () => {
  it("are the same for files served without code as the Worker's own", () => {
    expect(sections(file).get("/*")).toEqual(securityHeaders("asset"));
  });

  it("fit the limits of a _headers file: 100 rules, 2,000 characters a line", () => {
    expect(sections(file).size).toBeLessThanOrEqual(100);
    expect(Math.max(...file.split("\n").map((line) => line.length))).toBeLessThanOrEqual(2000);
  });

  it.each(["asset", "api"] as const)("allow no inline script, no eval, no frame and no foreign host (%s)", (kind) => {
    const policy = securityHeaders(kind)["Content-Security-Policy"] ?? "";
    expect(policy).not.toMatch(/unsafe-|https?:|\*/);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("base-uri 'none'");
  });

  it("keep API answers out of every cache, and leave caching of files to their names", () => {
    expect(securityHeaders("api")["Cache-Control"]).toBe("no-store");
    expect(securityHeaders("asset")).not.toHaveProperty("Cache-Control");
    expect(sections(file).get("/assets/*")).toEqual({ "Cache-Control": "public, max-age=31536000, immutable" });
  });

  it.each(["Strict-Transport-Security", "X-Content-Type-Options", "Referrer-Policy", "Permissions-Policy", "Cross-Origin-Opener-Policy"])(
    "include %s on both",
    (name) => {
      expect(securityHeaders("asset")[name]).toBeTruthy();
      expect(securityHeaders("api")[name]).toBe(securityHeaders("asset")[name]);
    },
  );
});
