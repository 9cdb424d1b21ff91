import type { ToolInfo } from "../../src/protocol/tools.ts";
import { words } from "../words/words.ts";

/** What a tool is called: Tally's own in the person's language, a server's as it calls them. */
export function toolTitle({ name, title, server }: Pick<ToolInfo, "name" | "title" | "server">): string {
  if (server !== null) return title;
  switch (name) {
    case "web_search":
      return words.composer.toolNames.search;
    case "read_page":
      return words.composer.toolNames.page;
    default:
      return title;
  }
}
