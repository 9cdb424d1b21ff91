/** One spelling for an address, and nothing that becomes equal to another on the way. */
import { beforeAll, describe, expect, it } from "vitest";
import { devIdentify } from "../../../src/access/dev-identity.ts";
import { isAdmin } from "../../../src/access/identity.ts";
import { plainAddress } from "../../../src/protocol/address.ts";
import { personAddress } from "../../../src/protocol/http.ts";
import { checkSettings } from "../../../scripts/deploy/settings.mjs";
import { ask, claims, SETTINGS, sign, signingKey, type SigningKey } from "./tokens.ts";

const KELVIN = "\u212A";
/** Each would be `mike@example.com` (or an address at all) to somebody who is free with letters. */
const STRANGE = [
  `mi${KELVIN}e@example.com`,
  "m\u0131ke@example.com",
  "M\u0130KE@example.com",
  "mike@ex\u0430mple.com",
  "mike@example.com\u00A0",
  "\uFEFFmike@example.com",
  "mike\u200B@example.com",
  "mike\uFF20example.com",
  "mike@example\u3002com",
  "mike@example.com\n",
  "mike@example.com,boss@example.com",
  "mike@example.com boss@example.com",
  "mike@example.com/c1",
  "mike@@example.com",
  "<mike@example.com>",
  `"mike"@example.com`,
  "mike",
  "@",
  "",
  `${"m".repeat(65)}@example.com`,
  `mike@${"x".repeat(190)}`,
];

let key: SigningKey;
beforeAll(async () => {
  key = await signingKey("current");
});

describe("[I9] an address", () => {
  it("[P1] has one spelling, whatever the case of its letters", () => {
    expect(plainAddress(" Mike.O+tag@Example.COM ")).toBe("mike.o+tag@example.com");
    expect(isAdmin("mike@example.com", "boss@example.com, MIKE@example.com")).toBe(true);
  });

  it.each(STRANGE)("is not %j: nobody in Access, nobody in local mode, no administrator, no person of a route", async (strange) => {
    expect(plainAddress(strange)).toBeNull();
    // A comma divides the list of administrators, so that a text with one is two entries.
    if (!strange.includes(",")) expect(isAdmin("mike@example.com", strange)).toBe(false);
    expect(personAddress.safeParse(strange).success).toBe(false);
    const settings = { ...SETTINGS, ADMIN_EMAILS: "mike@example.com" };
    const { identity, reason } = await ask([key], { "Cf-Access-Jwt-Assertion": await sign(key, claims({ email: strange })) }, settings);
    expect([identity, reason]).toEqual([null, "no-email"]);
    if (strange === "") return; // in local mode nothing said is the machine's own person
    const cookie = `tally_dev_user=${encodeURIComponent(strange)}`;
    const local = { ...SETTINGS, ACCESS_AUDIENCE: "" };
    expect(await devIdentify(new Request("http://127.0.0.1:8787/", { headers: { cookie } }), local)).toBeNull();
  });

  it("is refused in the settings of a deployment too, where it would be another person", () => {
    for (const setting of ["ACCESS_ALLOWED_EMAILS", "ADMIN_EMAILS"]) {
      const said = checkSettings({ [setting]: `mi${KELVIN}e@example.com` });
      expect(said.filter((problem) => problem.startsWith(setting))).toHaveLength(1);
      expect(checkSettings({ [setting]: "Mike.O+tag@mail.example.com" }).filter((problem) => problem.startsWith(setting))).toEqual([]);
    }
  });
});
