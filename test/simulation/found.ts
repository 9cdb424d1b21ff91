/** Bugs that the simulator found, each as the smallest history that showed it (docs/reliability.md). */
import type { Scripted } from "./scripted.ts";

type Found = { what: string; script: (history: Scripted) => Promise<void> };

export const FOUND: readonly Found[] = [
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
];
