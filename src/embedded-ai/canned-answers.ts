/**
 * The embedded AI's answers to ordinary questions: help about Tally, chosen by words of the question. Once in a
 * conversation it says that no model was asked.
 */
import { GENERAL, TOPICS } from "./topics.ts";

/** The answer of the topic with the most words in common with the question; on a tie, of the first. */
function topicFor(question: string): string {
  const asked = question.toLowerCase();
  let best = { hits: 0, text: GENERAL };
  for (const topic of TOPICS) {
    const hits = topic.words.filter((word) => asked.includes(word)).length;
    if (hits > best.hits) best = { hits, text: topic.text };
  }
  return best.text;
}

/** The received files, listed without any claim about their content. */
function filesSeen(files: readonly string[]): string {
  const list = files.map((file) => `- ${file}`).join("\n");
  return `This is what reached the place where a model would stand:\n\n${list}\n\nA model would read the words and look at the pictures. Choose one, and ask again.`;
}

const HONEST_BEGINNING = "*No model was asked: ";

/** The answer to an ordinary question, in Markdown. `earlier`: earlier answers in the request; the note that no model was asked is not repeated. */
export function answerFor(question: string, modelName: string, earlier: readonly string[] = [], files: readonly string[] = []): string {
  const help = files.length === 0 ? topicFor(question) : filesSeen(files);
  if (earlier.some((answer) => answer.startsWith(HONEST_BEGINNING))) return help;
  return `${HONEST_BEGINNING}this is Tally's embedded stand-in (${modelName}), and its costs are simulated.*\n\n${help}`;
}

/** The reasoning before an ordinary answer, where the request asks for an effort. */
export function thoughtsFor(effort: unknown): string {
  const step = "Nobody thinks here: no model was asked. These words stand where a model's thoughts would stand, and are counted like them.";
  switch (effort) {
    case "medium":
      return step;
    case "high":
      return `${step} With more effort there are more of them. The answer below is the same, which is an honest hint: look whether thinking is worth its price.`;
    default:
      return "";
  }
}

/** Words in a title that was made for a conversation. */
const TITLE_WORDS = 6;
const TITLE_CHARACTERS = 60;

/** Words that cannot end a title. */
const LINKING = new Set(
  "a an and are as at be by can do does for from how i if in is it its my of on or our so that the their then this to was what when where which who why with would you your".split(
    " ",
  ),
);

/** The line between question and answer in a request for a title. */
const EXCHANGE_LINE = "\n\n---\n\n";

/** A title for a conversation that began with this text: the first words of its question, directives left out. */
export function titleFor(text: string): string {
  const [question = ""] = text.split(EXCHANGE_LINE);
  const plain = question
    .replace(/\/gen(?=\s|$)[^\n]*/g, " ")
    .replace(/[#*_`>|]/g, " ")
    .trim();
  // "What can you do? Write" would look unfinished: the first sentence says what it is about.
  const [sentence = ""] = plain.split(/(?<=[.!?])\s/);
  const words = (sentence.includes(" ") ? sentence : plain).split(/\s+/).filter((word) => word !== "");
  const named = words.slice(0, TITLE_WORDS);
  // "How do I deploy Tally to" would look unfinished.
  while (words.length > TITLE_WORDS && named.length > 1 && LINKING.has(named.at(-1)?.toLowerCase() ?? "")) named.pop();
  const title = named
    .join(" ")
    .slice(0, TITLE_CHARACTERS)
    .replace(/[\s,;:.!?-]+$/, "");
  return title === "" ? "A generated answer" : title;
}

/** Questions a summary names, the newest of them. */
const SUMMARY_QUESTIONS = 20;

/** A summary of a conversation in which these questions were asked, oldest first. */
export function summaryFor(questions: readonly string[]): string {
  const named = questions.slice(-SUMMARY_QUESTIONS).map((question) => `- ${titleFor(question)}`);
  return `*Simulated summary: no model has read this conversation.*\n\nAsked so far:\n\n${named.join("\n")}`;
}

/** Follow-up questions, one a line, the same for every conversation. */
export const SUGGESTIONS_SAID = "How does Tally keep its books?\nWhat happens when the network fails?\nHow do I add a model of my own?";

/** Characters in one token of a canned answer, as in most vocabularies: long words come in pieces. */
const TOKEN_CHARACTERS = 8;

/** A text in word-like tokens, white space before the word; together they are the text again. */
export function wordTokens(text: string): string[] {
  return text.match(new RegExp(`\\s*\\S{1,${TOKEN_CHARACTERS}}|\\s+$`, "gu")) ?? [];
}
