/**
 * The embedded AI's answers to ordinary questions: help about Tally, chosen by words of the question. Once in a
 * conversation it says that no model was asked.
 */
import { SAYINGS, sayingsFor } from "./sayings/language.ts";
import type { Sayings } from "./sayings/sayings.ts";

/** The answer of the topic with the most words in common with the question; on a tie, of the first. */
function topicFor(question: string, { general, topics }: Sayings): string {
  const asked = question.toLowerCase();
  let best = { hits: 0, text: general };
  for (const topic of topics) {
    const hits = topic.words.filter((word) => asked.includes(word)).length;
    if (hits > best.hits) best = { hits, text: topic.text };
  }
  return best.text;
}

/** Whether an answer began with the note that no model was asked. */
const saysSo = (answer: string): boolean => Object.values(SAYINGS).some(({ noModel }) => answer.startsWith(noModel.beginning));

/**
 * The answer to an ordinary question, in Markdown and in the question's language; one that has none ("ok") is answered in that of the
 * answer before it. `earlier`: earlier answers in the request; the note that no model was asked is not repeated.
 */
export function answerFor(question: string, modelName: string, earlier: readonly string[] = [], files: readonly string[] = []): string {
  const sayings = sayingsFor(question, earlier.at(-1) ?? "");
  const help = files.length === 0 ? topicFor(question, sayings) : sayings.files(files.map((file) => `- ${file}`).join("\n"));
  if (earlier.some(saysSo)) return help;
  return `${sayings.noModel.beginning}${sayings.noModel.rest(modelName)}\n\n${help}`;
}

/** The reasoning before an ordinary answer to this question, where the request asks for an effort. */
export function thoughtsFor(effort: unknown, question: string): string {
  const { thoughts, moreThoughts } = sayingsFor(question);
  switch (effort) {
    case "medium":
      return thoughts;
    case "high":
      return `${thoughts} ${moreThoughts}`;
    default:
      return "";
  }
}

/** Words in a title that was made for a conversation. */
const TITLE_WORDS = 6;
const TITLE_CHARACTERS = 60;

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
  const sayings = sayingsFor(plain);
  const linking = new Set(sayings.linkingWords.split(" "));
  // "How do I deploy Tally to" would look unfinished.
  while (words.length > TITLE_WORDS && named.length > 1 && linking.has(named.at(-1)?.toLowerCase() ?? "")) named.pop();
  const title = named
    .join(" ")
    .slice(0, TITLE_CHARACTERS)
    .replace(/[\s,;:.!?-]+$/, "");
  return title === "" ? sayings.untitled : title;
}

/** Questions a summary names, the newest of them. */
const SUMMARY_QUESTIONS = 20;

/** A summary of a conversation in which these questions were asked, oldest first. */
export function summaryFor(questions: readonly string[]): string {
  const named = questions.slice(-SUMMARY_QUESTIONS).map((question) => `- ${titleFor(question)}`);
  return sayingsFor(questions.join("\n")).summary(named.join("\n"));
}

/** Follow-up questions, one a line. @param exchange the last question and its answer */
export const suggestionsFor = (exchange: string): string => sayingsFor(exchange).suggestions;

/** Characters in one token of a canned answer, as in most vocabularies: long words come in pieces. */
const TOKEN_CHARACTERS = 8;

/** A text in word-like tokens, white space before the word; together they are the text again. */
export function wordTokens(text: string): string[] {
  return text.match(new RegExp(`\\s*\\S{1,${TOKEN_CHARACTERS}}|\\s+$`, "gu")) ?? [];
}
