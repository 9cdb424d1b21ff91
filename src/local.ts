/** The Worker on a machine without an account: the same rooms, the embedded AI, and identity that anybody may choose. */
import { devIdentify } from "./access/dev-identity.ts";
import { createWorker } from "./worker.ts";

export { Account } from "./account/account.ts";
export { Chat } from "./chat/chat.ts";
export { EmbeddedAi } from "./embedded-ai/embedded-ai.ts";
export default createWorker(devIdentify);
