/** What dialogs need, which are loaded when somebody opens one. */
export { chatDialogs } from "./chat-dialogs.ts";
export { data } from "./data.ts";
export { preferences } from "./preferences.ts";
export { presets } from "./presets.ts";
export { search } from "./search.ts";
export { privacy } from "./privacy.ts";
export { projects } from "./projects.ts";
export { sharing } from "./sharing.ts";
export { tools } from "./tools.ts";
