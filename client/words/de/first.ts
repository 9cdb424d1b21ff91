/** What the first page needs. */
export { answer } from "./answer.ts";
export { app } from "./app.ts";
export { attachments } from "./attachments.ts";
export { commands } from "./commands.ts";
export { composer } from "./composer.ts";
export { conversation } from "./conversation.ts";
export { diagrams } from "./diagrams.ts";
export { format } from "./format.ts";
export { http } from "./http.ts";
export { markdown } from "./markdown.ts";
export { models } from "./models.ts";
export { presetMenu } from "./preset-menu.ts";
export { sidebar } from "./sidebar.ts";
export { ui } from "./ui.ts";
export { welcome } from "./welcome.ts";
