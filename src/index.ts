/** The deployed Worker. Identity comes from Cloudflare Access alone. */
import { createAccessIdentify } from "./access/access-identity.ts";
import { createWorker } from "./worker.ts";

export { Account } from "./account/account.ts";
export { Chat } from "./chat/chat.ts";
export { SearchIndex } from "./search/search-index.ts";
export default createWorker(createAccessIdentify());
