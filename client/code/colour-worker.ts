/** Colours code beside the page: whatever a language's patterns make of somebody's code, the page goes on. */
import hljs from "highlight.js/lib/common";
import { READY } from "../workers/patient-worker.ts";
import { runsOf, type Run } from "./runs.ts";

export interface ColourRequest {
  code: string;
  language: string;
}

addEventListener("message", ({ data }: MessageEvent<ColourRequest>) => {
  const { code, language } = data;
  // Null: the language is not known here.
  const runs: Run[] | null =
    hljs.getLanguage(language) === undefined ? null : runsOf(hljs.highlight(code, { language, ignoreIllegals: true }).value);
  postMessage(runs);
});
postMessage(READY);
