/** The Markdown that is read: CommonMark with GitHub's extensions, without HTML. */
import type { Options } from "mdast-util-from-markdown";
import { gfmFootnoteFromMarkdown } from "mdast-util-gfm-footnote";
import { gfmStrikethroughFromMarkdown } from "mdast-util-gfm-strikethrough";
import { gfmTableFromMarkdown } from "mdast-util-gfm-table";
import { gfmTaskListItemFromMarkdown } from "mdast-util-gfm-task-list-item";
import { cjkFriendlyExtension } from "micromark-extension-cjk-friendly";
import { gfmStrikethroughCjkFriendly } from "micromark-extension-cjk-friendly-gfm-strikethrough";
import { gfmFootnote } from "micromark-extension-gfm-footnote";
import { gfmTable } from "micromark-extension-gfm-table";
import { gfmTaskListItem } from "micromark-extension-gfm-task-list-item";
import type { Deadline } from "./deadline.ts";

/** Options for the parser, which asks `deadline` wherever it would begin a construct. */
export function syntaxWith(deadline: Deadline): Options {
  return {
    extensions: [
      gfmFootnote(),
      cjkFriendlyExtension(),
      // 20~25°C is no strikethrough.
      gfmStrikethroughCjkFriendly({ singleTilde: false }),
      gfmTable(),
      gfmTaskListItem(),
      // HTML is text; safe-tags.ts reads the little that is more.
      { disable: { null: ["htmlFlow", "htmlText"] } },
      // The last one is tried first.
      deadline.extension(),
    ],
    mdastExtensions: [gfmFootnoteFromMarkdown(), gfmStrikethroughFromMarkdown(), gfmTableFromMarkdown(), gfmTaskListItemFromMarkdown()],
  };
}
