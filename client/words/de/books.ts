/** What the books need: usage, administration and receipts. */
export { usage } from "./usage.ts";
