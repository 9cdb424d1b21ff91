/** The account's list of models against the table: pure parts, and the command against a server of our own. */
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { refresh } from "../../../scripts/models-account.mjs";
import { compare, describe as sentences, readPage, rewrite } from "../../../scripts/models-compare.mjs";
import { AS_OF, ROWS } from "../../../src/models/catalogue-data.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const source = readFileSync(`${root}src/models/catalogue-data.ts`, "utf8");

type Prices = readonly [input: string, cachedInput: string | null, output: string] | null;

const unit = (name: string, amount: string): object => ({ unit: `per M ${name} tokens`, price: Number(amount), currency: "USD" });

/** One model as `GET /accounts/{id}/ai/models/search` documents it. */
function asListed(id: string, window: number | null, price: Prices, more: object[] = [], task = "Text Generation"): object {
  return {
    id: "c05fea67-c5a9-49ca-a7ab-446a0d62cb7a",
    source: 1,
    name: `@cf/${id}`,
    description: "A model.",
    task: { id: "c329a1f9-323d-4e91-b2aa-582dd4188d34", name: task, description: "Family of generative text models" },
    created_at: "2026-08-14 12:07:32.346",
    tags: [],
    properties: [
      { property_id: "require_workers_paid", value: "true" },
      ...(window === null ? [] : [{ property_id: "context_window", value: String(window) }]),
      { property_id: "terms", value: "https://example.com" },
      ...(price === null
        ? []
        : [
            {
              property_id: "price",
              value: [unit("input", price[0]), unit("output", price[2]), ...(price[1] === null ? [] : [unit("cached input", price[1])])],
            },
          ]),
      ...more,
    ],
  };
}

const current = ROWS.filter((row) => row.retired === undefined && row.chat !== false);
const unchanged = current.map((row) => asListed(row.id, row.window, row.price));
const answer = (result: object[]): object => ({
  success: true,
  errors: [],
  messages: [],
  result,
  result_info: { count: result.length, page: 1, per_page: 100, total_count: result.length },
});

function listed(result: object[]): Parameters<typeof compare>[1] {
  const page = readPage(answer(result));
  if (!page.ok) throw new Error(page.problem);
  return page.models;
}

/** The account a while later: a price, a window, a model come, one gone, one that will go. */
const later = [
  ...unchanged.filter((one) => !/granite-4|glm-5\.3"|qwq-32b|llama-3\.2-1b/.test(JSON.stringify(one))),
  asListed("ibm-granite/granite-4.0-h-micro", 131_000, ["0.02", null, "0.112"]),
  asListed("zai-org/glm-5.3", 1_310_720, ["1.4", "0.26", "4.4"]),
  asListed(
    "meta/llama-3.2-1b-instruct",
    60_000,
    ["0.027", null, "0.201"],
    [{ property_id: "planned_deprecation_date", value: "2026-12-24T00:00:00Z" }],
  ),
  asListed("openai/gpt-oss-400b", 256_000, ["0.0000005", "0.1", "2"]),
  asListed("black-forest-labs/flux-9", null, null, [], "Text-to-Image"),
];

describe("the account's list of models", () => {
  test("that says what the table says is no difference, whatever it leaves out", () => {
    expect(sentences(compare(ROWS, listed(unchanged)))).toEqual([]);
    const silent = current.map((row) => asListed(row.id, null, null));
    expect(sentences(compare(ROWS, listed(silent)))).toEqual([]);
  });

  test("tells prices, windows, new, retiring and vanished models apart, text models alone", () => {
    expect(sentences(compare(ROWS, listed(later)))).toEqual([
      "price    @cf/ibm-granite/granite-4.0-h-micro: 0.017 in, 0.112 out → 0.02 in, 0.112 out (USD per million tokens)",
      "window   @cf/zai-org/glm-5.3: 1048576 → 1310720 tokens",
      "new      @cf/openai/gpt-oss-400b: 0.0000005 in, 0.1 cached, 2 out, window 256000",
      "retires  @cf/meta/llama-3.2-1b-instruct on 2026-12-24: give it `retired` with a successor then",
      "vanished @cf/qwen/qwq-32b: give it `retired` with the day and a successor, by hand",
    ]);
  });

  test("rewrites exactly the lines that differ, and what it wrote is no difference any more", () => {
    const models = listed(later);
    const written = rewrite(source, compare(ROWS, models), models, "2027-01-02");
    const [before, after] = [source.split("\n"), written.split("\n")];
    const fresh = after.filter((line) => !before.includes(line));
    expect(fresh).toEqual([
      'export const AS_OF = "2027-01-02";',
      expect.stringContaining(
        '"ibm-granite/granite-4.0-h-micro", name: "Granite 4.0 H Micro", window: 131_000, price: ["0.02", null, "0.112"], can:',
      ),
      expect.stringContaining("window: 1_310_720"),
      '  { id: "openai/gpt-oss-400b", name: "gpt-oss-400b", window: 256_000, price: ["0.0000005", "0.1", "2"] },',
    ]);
    expect(after).toHaveLength(before.length + 1);
    expect(rewrite(source, compare(ROWS, listed(unchanged)), listed(unchanged), AS_OF)).toBe(source);
  });

  test("in another shape than documented is not believed", () => {
    expect(readPage({ success: true, result: [{ title: "x" }] })).toEqual({ ok: false, problem: expect.stringContaining("result.0.name") });
    expect(readPage(null).ok).toBe(false);
    expect(readPage({ success: false, errors: [{ code: 10000 }], result: null }).ok).toBe(false);
  });
});

/** The command's work without its installing: a test run must not change the packages it runs on. */
async function run(settings: Record<string, string>): Promise<{ code: number; lines: string[]; prepared: number }> {
  const lines: string[] = [];
  let prepared = 0;
  const code = await refresh({
    setting: (name) => settings[name] ?? "",
    isToWrite: false,
    say: (line) => lines.push(line),
    prepare: () => (prepared += 1),
  });
  return { code, lines, prepared };
}

describe("npm run models:refresh", () => {
  test("says which credentials it needs and changes nothing without them", async () => {
    const { code, lines, prepared } = await run({});
    expect(code).toBe(2);
    expect(lines).toEqual([expect.stringContaining("CLOUDFLARE_ACCOUNT_ID and CLOUDFLARE_API_TOKEN")]);
    expect(prepared).toBe(0);
  });

  test("reads every page, shows the differences, and leaves the table alone unless told to write", async () => {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(`${request.headers.authorization} ${request.url}`);
      const page = Number(new URL(request.url ?? "", "http://x").searchParams.get("page"));
      const half = Math.ceil(later.length / 2);
      const result = later.slice((page - 1) * half, page * half);
      response.end(JSON.stringify({ ...answer(result), result_info: { page, per_page: half, total_count: later.length } }));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const base = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
    const { code, lines, prepared } = await run({
      CLOUDFLARE_ACCOUNT_ID: "acc",
      CLOUDFLARE_API_TOKEN: "tok",
      CLOUDFLARE_API_BASE_URL: base,
    });
    server.close();
    expect(lines.join("\n")).toContain("0.017 in, 0.112 out → 0.02 in, 0.112 out");
    expect(prepared).toBe(1);
    expect(code).toBe(1);
    expect(asked).toEqual([1, 2].map((page) => `Bearer tok /accounts/acc/ai/models/search?per_page=100&page=${page}`));
    expect(readFileSync(`${root}src/models/catalogue-data.ts`, "utf8")).toBe(source);
  });
});
