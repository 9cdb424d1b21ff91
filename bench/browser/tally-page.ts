/** Tally's page, as it is served. Another client asks; the page is told. */
import type { BrowserContext } from "playwright-core";
import { call } from "../http.ts";
import { sleep, Watcher } from "../rows/tabs.ts";
import type { Server } from "../server.ts";
import { answerOf, question } from "../subject.ts";
import { tally } from "../subjects/tally.ts";
import { routeLongList } from "./long-list.ts";
import type { PageSubject } from "./subject.ts";

const WHO = "bench@example.com";
const SEED_TOKENS = 60;
/** Asked something ordinary, the embedded AI answers with a heading, words, a table and code. */
const WITH_TABLE = "What is Tally?";

/** An export of a conversation with so many messages. */
function documentOf(id: string, messages: number): object {
  const createdAt = new Date(Date.now() - 60_000).toISOString();
  const turns = Array.from({ length: messages / 2 }, (_, index) => {
    const parentId = index === 0 ? null : `s${index - 1}.a`;
    return [
      { id: `s${index}`, parentId, role: "user", text: `question ${index}`, status: "done", createdAt },
      { id: `s${index}.a`, parentId: `s${index}`, role: "assistant", text: answerOf(SEED_TOKENS), status: "done", createdAt },
    ];
  });
  const head = `s${messages / 2 - 1}.a`;
  const chat = { id, title: `${messages} messages`, model: "embedded/tally", system: "", createdAt, pinned: false, archived: false, head };
  return { format: "tally", version: 1, exportedAt: createdAt, chats: [{ ...chat, messages: turns.flat() }] };
}

const PAGE = 100;

/** What a page of the list costs the server is measured by `npm run scale`. */
const fillList = (context: BrowserContext, count: number): Promise<void> =>
  routeLongList(context, { count, perPage: PAGE, newestMs: Date.now() });

export function tallyPage(server: Server): PageSubject {
  const base = `http://127.0.0.1:${server.port}`;
  let made = 0;
  return {
    name: "Tally",
    enter: (context) => context.addCookies([{ name: "tally_dev_user", value: encodeURIComponent(WHO), url: base }]),
    fillList,
    async address(messages) {
      if (messages === 0) return `${base}/`;
      made += 1;
      const id = `bench-page-${messages}-${made}`;
      const headers = { "content-type": "application/json", "x-tally-dev-user": WHO };
      await call(server.port, "/api/import", { headers, body: JSON.stringify(documentOf(id, messages)) });
      return `${base}/c/${id}`;
    },
    async answers(page) {
      const asker = await Watcher.open(tally, server, new URL(page.url()).pathname.slice("/c/".length), false);
      const ask = async (text: string): Promise<void> => {
        const done = asker.done();
        asker.tab.ask(text);
        await done;
        // The gateway's log would be read seconds later, in the middle of what is measured then.
        await sleep(100);
      };
      return {
        stream: (tokens, rate) => ask(question(`tokens=${tokens} rate=${rate} log=never`)),
        table: () => ask(WITH_TABLE),
        close: () => asker.close(),
      };
    },
    close: () => Promise.resolve(),
  };
}
