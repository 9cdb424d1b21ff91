/** What the first page needs. */
export { app } from "./app.ts";
export { attachments } from "./attachments.ts";
export { composer } from "./composer.ts";
export { format } from "./format.ts";
export { http } from "./http.ts";
export { models } from "./models.ts";
export { presetMenu } from "./preset-menu.ts";
export { sidebar } from "./sidebar.ts";
export { ui } from "./ui.ts";
