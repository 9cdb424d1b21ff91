/** Colours code beside the page: whatever a language's patterns make of somebody's code, the page goes on. */
import hljs from "highlight.js/lib/common";
import { runsOf, type Run } from "./runs.ts";

export interface ColourRequest {
  id: number;
  code: string;
  language: string;
}
export interface ColourAnswer {
  id: number;
  /** Null: the language is not known here. */
  runs: Run[] | null;
}

addEventListener("message", ({ data }: MessageEvent<ColourRequest>) => {
  const { id, code, language } = data;
  const answer: ColourAnswer = {
    id,
    runs: hljs.getLanguage(language) === undefined ? null : runsOf(hljs.highlight(code, { language, ignoreIllegals: true }).value),
  };
  postMessage(answer);
});
