/** What the embedded AI can say, once for each language of the interface. */

/** Help about Tally in Markdown, for the person who just started it and asks something. */
interface Topic {
  /** Parts of lower-case words that point to this topic. */
  words: readonly string[];
  text: string;
}

export interface Sayings {
  /** Said when nothing in the question points anywhere. */
  general: string;
  topics: readonly Topic[];
  /** Said once in a conversation: that no model was asked. Its beginning tells whether it has been said. */
  noModel: { beginning: string; rest: (model: string) => string };
  /** The received files, without any claim about their content. @param list a line each, in Markdown */
  files: (list: string) => string;
  /** A picture and a document, after their names. @param begins the first words; empty: there are none */
  picture: (type: string, width: number, height: number, bytes: number) => string;
  document: (type: string, bytes: number, pages: string | null, begins: string) => string;
  /** A picture without a name. */
  unnamed: string;
  /** Reasoning, and what high effort adds to it. */
  thoughts: string;
  moreThoughts: string;
  /** Words that cannot end a title, with blanks between them. */
  linkingWords: string;
  untitled: string;
  /** @param questions a line each, in Markdown */
  summary: (questions: string) => string;
  /** Follow-up questions, one a line, the same for every conversation. */
  suggestions: string;
  /** In place of the words of a recording. */
  heard: (type: string, bytes: number, seconds: number) => string;
}
