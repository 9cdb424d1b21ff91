/** Bugs that the simulator found, each as the smallest history that showed it (docs/reliability.md). */
import type { Scripted } from "./scripted.ts";
import { NOTE, SEARCH } from "./web.ts";

type Found = { what: string; script: (history: Scripted) => Promise<void> };

export const FOUND: readonly Found[] = [
  {
    what: "[I1] a catch-up of several frames brings a tab to the newest place with its last one only",
    script: async (history) => {
      history.begin([{ tabs: 2 }]);
      history.platform.model.wish = { tokens: 5, pieceMs: 0 };
      await history.until(/tab2: frame/);
      history.does("send");
      await history.until(/tab2: frame .*"closed"/);
      history.cut(1);
      history.does("send");
      await history.until(/tab2: frame .*"resumed"/);
      history.cut(1);
    },
  },
  {
    what: "[I1] an answer that runs is named to a tab with the messages that it stands in",
    script: async (history) => {
      history.begin();
      history.platform.model.wish = { tokens: 400, pieceMs: 200 };
      await history.until(/tab1: frame/);
      history.does("send");
      await history.until(/tab1: frame t/);
      history.does("send");
      await history.until(/tab1: frame .*"queued"/);
      await history.pass(3_000);
      history.chat().crash("crash");
      // Wakes it before the tab does, so that the next answer runs.
      history.does("share", { which: 1 });
      await history.until(/tab1: frame .*"messages"/);
      history.cut(0);
    },
  },
  {
    what: "[I7] a summary whose log is read while its last words are on their way is settled against what the log said",
    script: async (history) => {
      history.begin();
      history.platform.model.wish = { tokens: 5, logMs: 500 };
      await history.until(/tab1: frame/);
      history.does("send");
      await history.until(/tab1: frame .*"closed"/);
      await history.pass(60_000);
      // Its stream stalls after its last word: by the time it is given up the log has been read.
      history.goesWrong("stream-stalls");
      history.does("compact");
      await history.until(/call 3 opens/);
      await history.pass(200_000);
    },
  },
  {
    what: "[I8] a report that was on its way when its object died releases nothing that was asked for later",
    script: async (history) => {
      history.begin();
      history.platform.model.wish = { tokens: 5 };
      await history.until(/tab1: frame/);
      history.does("send");
      await history.until(/call 1 opens/);
      history.network.takesMs = 4_000;
      await history.untilStored("SELECT count(*) AS n FROM turn WHERE status = 'done'");
      await history.until(/CHAT .*commits/);
      history.network.takesMs = 0;
      history.chat().crash("crash");
      await history.pass(5);
      history.platform.model.wish = { tokens: 5, pieceMs: 3_000 };
      history.does("send-until-answered");
      await history.pass(6_000);
    },
  },
  {
    what: "[I8] a report that was on its way when its object died releases nothing that was asked for in the same millisecond",
    script: async (history) => {
      history.begin();
      history.platform.model.wish = { tokens: 5 };
      await history.until(/tab1: frame/);
      history.does("send");
      await history.until(/call 1 opens/);
      history.network.takesMs = 4_000;
      await history.untilStored("SELECT count(*) AS n FROM turn WHERE status = 'done'");
      await history.until(/CHAT .*commits/);
      history.network.takesMs = 0;
      history.chat().crash("crash");
      history.platform.model.wish = { tokens: 5, pieceMs: 3_000 };
      history.does("send-until-answered");
      await history.pass(6_000);
    },
  },
  {
    what: "[I10] a conversation that its first message is making is deleted once it is made",
    script: async (history) => {
      history.begin([{ begins: "by-message" }]);
      await history.until(/tab1: open/);
      history.does("send");
      await history.until(/is asked hold/);
      // The deletion is asked for at once, and the hold is answered late.
      history.network.nextMs.push(0, 5_000);
      history.does("delete");
      await history.pass(10_000);
    },
  },
  {
    what: "[I8] nothing begins beside an answer that storage could not settle after a crash",
    script: async (history) => {
      history.begin();
      history.platform.model.wish = { tokens: 400, pieceMs: 200 };
      await history.until(/tab1: frame/);
      history.does("send");
      await history.until(/tab1: frame t/);
      history.does("send");
      await history.until(/tab1: frame .*"queued"/);
      history.chat().crash("crash");
      history.chat().storage.failures = 1;
      await history.pass(3_000);
    },
  },
  {
    what: "a refusal to a tab that is gone meanwhile harms nothing",
    script: async (history) => {
      history.begin([{ begins: "by-message" }]);
      await history.until(/tab1: open/);
      history.goesWrong("call-lost");
      history.does("send");
      // What is lost is missed after five seconds.
      history.network.nextMs.push(5_000);
      await history.until(/hears .*"send"/);
      history.cut(0);
      await history.pass(10_000);
    },
  },
  {
    what: "[I7] a log id that comes with late headers while another log is asked for is not given up",
    script: async (history) => {
      history.begin();
      await history.until(/tab1: frame/);
      history.platform.model.wish = { tokens: 5, muteMs: 20_000 };
      history.goesWrong("log-late");
      history.does("send");
      await history.until(/call 1 opens/);
      // The title's call is given up after 15 s, its headers come after 20.
      history.goesWrong("model-mute");
      await history.until(/is asked by/);
      history.network.takesMs = 12_000;
      await history.until(/platform: the gateway's log/);
      history.jump(200_000);
      history.network.takesMs = 0;
    },
  },
  {
    what: "[I1] a tab that was away while another branch was selected comes back to that branch",
    script: async (history) => {
      history.begin([{ tabs: 2 }]);
      history.platform.model.wish = { tokens: 5 };
      await history.until(/tab2: frame/);
      history.does("send");
      await history.until(/tab2: frame .*"closed"/);
      history.does("edit");
      await history.until(/tab2: frame .*"closed"/);
      history.cut(1);
      history.does("select");
      await history.until(/tab1: frame .*"messages"/);
    },
  },
  {
    what: "[I7] a log that is read while a deletion waits for D1 is told to D1 as well",
    script: async (history) => {
      history.begin();
      history.platform.model.wish = { tokens: 40, logMs: 500 };
      await history.until(/tab1: frame/);
      history.does("send");
      await history.until(/call 2 piece 0/);
      history.does("delete");
      await history.until(/answered report/);
      await history.until(/answered report/);
      // D1 stores at once, and its answer takes long: by then the alarm has read the log, and D1 refuses.
      history.network.nextMs.push(20_000);
      await history.until(/D1 for CHAT/);
      history.goesWrong("d1-refuses");
      await history.until(/d1-refuses/);
    },
  },
  {
    what: "[I1] places in the log of what storage refused to write are free again, and no tab was told of them",
    script: async (history) => {
      history.begin();
      history.platform.model.wish = { tokens: 40 };
      await history.until(/tab1: frame/);
      history.does("send");
      await history.until(/call 1 piece 0/);
      history.chat().storage.failures = 1;
      history.does("send");
      await history.until(/hears .*"send"/);
      history.cut(0);
      await history.until(/tab1: frame .*"resumed"/);
      history.chat().crash("crash");
    },
  },
  {
    what: "[I1] an answer that is stopped while storage refuses to write begins nothing more, and ends as it stands",
    script: async (history) => {
      history.begin([{ hasTools: true }]);
      await history.until(/answered connectMcpServer/);
      history.platform.model.wish = { tokens: 5, asks: [NOTE] };
      history.does("send");
      await history.until(/"status":"waiting"/);
      history.platform.model.wish = { tokens: 5, asks: [] };
      history.chat().storage.failures = 1;
      history.does("stop");
      await history.until(/hears .*"stop"/);
      history.does("decide");
      await history.until(/hears .*"decide"/);
      await history.pass(60_000);
    },
  },
  {
    what: "[I6] a tool whose time is over before it was asked ends its step",
    script: async (history) => {
      history.begin([{ hasTools: true }]);
      await history.until(/answered connectMcpServer/);
      history.platform.model.wish = { tokens: 5, asks: [SEARCH] };
      history.does("send");
      await history.until(/call 1 piece 0/);
      history.platform.model.wish = { tokens: 5, asks: [] };
      // The person's object is asked which tools there are, and takes longer than a tool may.
      history.network.takesMs = 60_000;
      await history.until(/answered offeredTools/);
      history.network.takesMs = 0;
    },
  },
  {
    what: "[I1] a line that is lost between the steps of an answer that ends and its end finds the end missing",
    script: async (history) => {
      history.begin([{ hasTools: true }]);
      await history.until(/answered connectMcpServer/);
      history.platform.model.wish = { tokens: 5, asks: [NOTE] };
      history.does("send");
      await history.until(/"status":"waiting"/);
      history.does("stop");
      await history.until(/tab1: frame .*"denied"/);
      history.cut(0);
    },
  },
  {
    what: "[I9] a link that a crash left half made is taken out of the directory",
    script: async (history) => {
      history.begin();
      await history.until(/tab1: frame/);
      history.does("share", { which: 1 });
      await history.until(/D1 for CHAT/);
      history.chat().crash("crash");
    },
  },
  {
    what: "[I8] a step's money that is granted when its answer was stopped already is kept by nobody",
    script: async (history) => {
      history.begin([{ hasTools: true }]);
      await history.until(/answered connectMcpServer/);
      history.platform.model.wish = { tokens: 5, asks: [SEARCH] };
      history.does("send");
      await history.until(/call 1 piece 0/);
      history.platform.model.wish = { tokens: 5, asks: [] };
      await history.until(/is asked hold/);
      history.network.nextMs.push(0, 5_000);
      history.does("stop");
      await history.pass(10_000);
    },
  },
  {
    what: "[I9] a link that was being made when its conversation was deleted is in no directory, whatever D1 said of it",
    script: async (history) => {
      history.begin();
      await history.until(/tab1: frame/);
      // What the directory is asked takes longer than the deletion.
      history.does("share", { which: 1 });
      await history.until(/is asked share/);
      history.network.takesMs = 5_000;
      await history.until(/commits/);
      history.network.takesMs = 0;
      history.does("delete");
      await history.until(/answered deleteChat/);
      history.goesWrong("d1-lies");
      await history.pass(10_000);
    },
  },
];
