/** What dialogs need, which are loaded when somebody opens one. */
export { chatDialogs } from "./chat-dialogs.ts";
export { preferences } from "./preferences.ts";
export { presets } from "./presets.ts";
export { search } from "./search.ts";
