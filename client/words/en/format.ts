/** Words within figures and times (client/format). */
export const format = {
  free: "free",
  now: "now",
  yesterday: "yesterday",
};
