/** What the books need: usage, administration and receipts. */
export { admin } from "./admin.ts";
export { usage } from "./usage.ts";
