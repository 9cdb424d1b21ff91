/** The framework-free connection to a conversation. `createLiveConversation` opens it; everything else is its types. */
export { createLiveConversation } from "./conversation.ts";
export type * from "./state.ts";
