import type { format as english } from "../en/format.ts";

export const format: typeof english = {
  free: "kostenlos",
  now: "gerade eben",
  yesterday: "gestern",
};
