/** What the first page needs. */
export { app } from "./app.ts";
export { format } from "./format.ts";
export { http } from "./http.ts";
export { ui } from "./ui.ts";
