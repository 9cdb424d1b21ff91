/** One's data: out and in (client/data). */
import { pluralsOf } from "../plural.ts";

const plural = pluralsOf("en");

export const data = {
  andMore: (count: number) => `and ${count} more, in the list of conversations`,
  asJson: "Everything as JSON",
  asJsonHelp: "One document that any Tally can import.",
  asZip: "Everything as zip",
  asZipHelp: "A readable file for each conversation, and the same document.",
  cameIn: (count: number, file: string) =>
    `${plural(count, { one: "1 conversation", other: `${count} conversations` })} imported from ${file}.`,
  chatTooLarge: (most: number) => `It is larger than the ${most} MB that one conversation may have without its files.`,
  choose: "Choose a file",
  conversations: (count: number) => plural(count, { one: "1 conversation", other: `${count} conversations` }),
  export: "Export",
  exportHelp:
    "Every conversation with all its branches except temporary ones, and your presets and prompts. To stop the download, cancel it in the browser.",
  files: "Files",
  filesTooLarge: (count: number) =>
    `${plural(count, { one: "A file was", other: `${count} files were` })} left out: larger than a file here may be.`,
  import: "Import",
  importHelp:
    "The JSON file of an export of Tally, ChatGPT, Claude, Open WebUI or LibreChat. Imported answers are marked and cost nothing; nothing is imported twice.",
  messages: (count: number) => plural(count, { one: "1 message", other: `${count} messages` }),
  noList: (most: number) => `More than ${most} MB come in as a list of conversations alone, and this file is none.`,
  nothingNew: (file: string) => `Nothing new in ${file}.`,
  of: (read: string, all: string) => `${read} of ${all}`,
  orDrop: "or drop it here",
  presets: (count: number) => `${plural(count, { one: "1 preset or prompt", other: `${count} presets and prompts` })} came in, too.`,
  privacy: "See what is stored about you, and delete it",
  read: "Read so far",
  remarks: (count: number) => plural(count, { one: "1 remark", other: `${count} remarks` }),
  skipped: (count: number) => `${count} skipped`,
  stop: "Stop",
  stopped: (count: string | null) =>
    `Stopped. What had come in stays${count === null ? "" : `: ${count} or more`}. The same file again goes on with the rest.`,
  title: "Your data",
  withCosts: "With costs",
  withCostsHelp: "Adds the cost below each answer in the readable files. The document always has the receipts.",
};
