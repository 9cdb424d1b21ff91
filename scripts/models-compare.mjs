/**
 * The account's list of models against the table in src/models/catalogue-data.ts. Pure: JSON and rows in, differences,
 * sentences and a new source text out. The shape is that of `GET /accounts/{id}/ai/models/search` as documented (2026-11).
 */
import { z } from "zod";

/**
 * `{"name":"@cf/openai/gpt-oss-20b","task":{"name":"Text Generation"},"properties":[{"property_id":"context_window","value":"128000"},
 * {"property_id":"price","value":[{"unit":"per M input tokens","price":0.2,"currency":"USD"},…]}]}`
 */
const model = z.object({
  name: z.string(),
  task: z.object({ name: z.string() }).nullish(),
  properties: z.array(z.object({ property_id: z.string(), value: z.unknown() })).default([]),
});
const page = z.object({
  success: z.literal(true),
  result: z.array(model),
  result_info: z.object({ page: z.int().optional(), per_page: z.int().optional(), total_count: z.int().optional() }).nullish(),
});
const prices = z.array(z.object({ unit: z.string(), price: z.number().min(0), currency: z.string() }));

/**
 * @typedef {{ input: string, cachedInput: string | null, output: string }} Price USD per million tokens
 * @typedef {{ id: string, window: number | null, price: Price | null, retiresOn: string | null }} Listed id without `@cf/`
 * @typedef {{ id: string, name: string, window: number | null, price: readonly [string, string | null, string] | null, retired?: object, chat?: false }} Row
 * @typedef {{ id: string, was: string, is: string }} Change
 * @typedef {{ prices: Change[], windows: Change[], appeared: Listed[], vanished: string[], retiring: Listed[] }} Differences
 */

/** @param {number} number without an exponent, as the table has it */
const decimal = (number) => number.toFixed(9).replace(/\.?0+$/, "");

/** @param {unknown} value @returns {Price | null} null: no price for text, as for models that are paid by the picture */
function priceOf(value) {
  const parsed = prices.safeParse(value);
  if (!parsed.success) return null;
  /** @param {string} unit */
  const at = (unit) => parsed.data.find((one) => one.currency === "USD" && one.unit === `per M ${unit} tokens`)?.price;
  const [input, cached, output] = [at("input"), at("cached input"), at("output")];
  if (input === undefined || output === undefined) return null;
  return { input: decimal(input), cachedInput: cached === undefined ? null : decimal(cached), output: decimal(output) };
}

/**
 * One page of the answer; its text models alone.
 * @param {unknown} json
 * @returns {{ ok: true, models: Listed[], count: number, total: number | null } | { ok: false, problem: string }}
 */
export function readPage(json) {
  const parsed = page.safeParse(json);
  if (!parsed.success) {
    const where = parsed.error.issues.slice(0, 5).map((issue) => issue.path.join(".") || issue.code);
    return { ok: false, problem: `The answer has another shape than documented, at: ${where.join(", ")}.` };
  }
  const models = parsed.data.result
    .filter(({ name, task }) => task?.name === "Text Generation" && name.startsWith("@cf/"))
    .map(({ name, properties }) => {
      /** @param {string} id */
      const property = (id) => properties.find(({ property_id }) => property_id === id)?.value;
      const window = Number(property("context_window"));
      const retiresOn = property("planned_deprecation_date");
      return {
        id: name.slice("@cf/".length),
        window: Number.isSafeInteger(window) && window > 0 ? window : null,
        price: priceOf(property("price")),
        retiresOn: typeof retiresOn === "string" ? retiresOn.slice(0, 10) : null,
      };
    });
  return { ok: true, models, count: parsed.data.result.length, total: parsed.data.result_info?.total_count ?? null };
}

/** Written alike: "1" and "1.00" are no difference. @param {string} usd */
const tidy = (usd) => decimal(Number(usd));

/** @param {readonly [string, string | null, string] | Price | null} price */
function priceText(price) {
  if (price === null) return "none";
  const [input, cached, output] = "input" in price ? [price.input, price.cachedInput, price.output] : price;
  return `${tidy(input)} in, ${cached === null ? "" : `${tidy(cached)} cached, `}${tidy(output)} out`;
}

/**
 * @param {readonly Row[]} rows the table
 * @param {readonly Listed[]} models the account's
 * @returns {Differences}
 */
export function compare(rows, models) {
  const known = new Map(rows.map((row) => [row.id, row]));
  const listed = new Set(models.map(({ id }) => id));
  /** @type {Differences} */
  const found = { prices: [], windows: [], appeared: [], vanished: [], retiring: [] };
  for (const one of models) {
    const row = known.get(one.id);
    if (one.retiresOn !== null && row?.retired === undefined) found.retiring.push(one);
    if (row === undefined) {
      found.appeared.push(one);
      continue;
    }
    const [was, is] = [priceText(row.price), priceText(one.price)];
    // What the list leaves out is not known to be gone: only a price that is given replaces one.
    if (one.price !== null && was !== is) found.prices.push({ id: one.id, was, is });
    if (one.window !== null && row.window !== one.window)
      found.windows.push({ id: one.id, was: String(row.window ?? "unknown"), is: String(one.window) });
  }
  for (const row of rows) if (!listed.has(row.id) && row.retired === undefined && row.chat !== false) found.vanished.push(row.id);
  return found;
}

/** @param {Differences} found @returns {string[]} a line each */
export function describe(found) {
  return [
    ...found.prices.map(({ id, was, is }) => `price    @cf/${id}: ${was} → ${is} (USD per million tokens)`),
    ...found.windows.map(({ id, was, is }) => `window   @cf/${id}: ${was} → ${is} tokens`),
    ...found.appeared.map(({ id, price, window }) => `new      @cf/${id}: ${priceText(price)}, window ${window ?? "unknown"}`),
    ...found.retiring.map(({ id, retiresOn }) => `retires  @cf/${id} on ${retiresOn}: give it \`retired\` with a successor then`),
    ...found.vanished.map((id) => `vanished @cf/${id}: give it \`retired\` with the day and a successor, by hand`),
  ];
}

/** @param {Price} price */
const priceSource = ({ input, cachedInput, output }) =>
  `price: ["${input}", ${cachedInput === null ? "null" : `"${cachedInput}"`}, "${output}"]`;
/** @param {number | null} window */
const windowSource = (window) => `window: ${window === null ? "null" : window.toLocaleString("en-US").replaceAll(",", "_")}`;

/**
 * The table's source with prices, windows and new models taken over, and its date. Vanished and retiring models are left
 * to a person: what succeeds them is a judgement. A new model gets no abilities; whoever adds them looks at its page.
 * @param {string} source of src/models/catalogue-data.ts, one row a line
 * @param {Differences} found
 * @param {readonly Listed[]} models
 * @param {string} today ISO 8601
 */
export function rewrite(source, found, models, today) {
  const byId = new Map(models.map((one) => [one.id, one]));
  const newPrices = new Set(found.prices.map(({ id }) => id));
  const newWindows = new Set(found.windows.map(({ id }) => id));
  const lines = source.split("\n").map((line) => {
    const id = /^ {2}\{ id: "([^"]+)"/.exec(line)?.[1] ?? "";
    const one = byId.get(id);
    let changed = line;
    if (one !== undefined && one.price !== null && newPrices.has(id))
      changed = changed.replace(/price: (null|\[[^\]]*\])/, priceSource(one.price));
    if (one !== undefined && newWindows.has(id)) changed = changed.replace(/window: (null|[\d_]+)/, windowSource(one.window));
    return changed;
  });
  const rows = found.appeared.map((one) => {
    const name = one.id.split("/").at(-1) ?? one.id;
    const price = one.price === null ? "price: null" : priceSource(one.price);
    return `  { id: ${JSON.stringify(one.id)}, name: ${JSON.stringify(name)}, ${windowSource(one.window)}, ${price} },`;
  });
  const end = lines.lastIndexOf("];");
  if (end === -1) throw new Error("catalogue-data.ts does not end in its table any more");
  lines.splice(end, 0, ...rows);
  return lines.join("\n").replace(/export const AS_OF = "[^"]*";/, `export const AS_OF = "${today}";`);
}
