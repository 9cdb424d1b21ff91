/** What the server says to people is said in their language: every sentence that its code has is known, with whatever stands in it. */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { LANGUAGES } from "../../../src/protocol/languages.ts";
import { invalid, problemOf } from "../../../src/protocol/problem.ts";
import { translator } from "../../../client/words/sentences.ts";
import { speak, words } from "../../../client/words/words.ts";
import { serverSentences } from "./server-sentences.ts";

const ROOT = join(import.meta.dirname, "../../..");
/** Said to models, in the results of their tools. */
const TO_MODELS = new Set(["src/tools/read-page.ts"]);
const FOUND = new Set(
  globSync("src/**/*.ts", { cwd: ROOT })
    .filter((file) => !TO_MODELS.has(file))
    .flatMap((file) => serverSentences(file, readFileSync(join(ROOT, file), "utf8"))),
);
/** Titles of problems, which nobody is shown, and what is made of parts: the catalogue has the wholes. */
const NOT_SAID = new Set([
  "Another origin",
  "Nobody is signed in",
  "Something broke here",
  "The request makes no sense",
  "this route is a WebSocket",
  "{0} is {1}",
  "Retired on {0}.{1}",
  "{0} was retired on {1}. {2}",
]);
/** Said to programs: the app sends nothing that is refused so. */
const TO_PROGRAMS = new Set([
  "longer than {0} bytes",
  "not the id of a file",
  "a language has two or three small letters",
  "an id has no comma and no blank",
  "an id has 1 to 100 letters, digits, _ - . : ~ and begins with a letter, digit or _",
  "not the id of a message",
  "not a reason for this rating",
  "a reason stands there twice",
  "a time in ISO 8601, like 2026-12-24T18:00:00Z",
  "a tool's name has 1 to 64 letters, digits, _ and -",
  "not the id of a step",
  "no such model",
  "frames are text",
  "not JSON",
  "no message that is shown has this id",
  "make the conversation first: its files are in it",
  "not a cursor of this list",
  "not a cursor of this search",
  "the body is not JSON in UTF-8",
  "a {0} has none",
]);
/** Those wholes, and what zod says. */
const WHOLES = [
  "text is longer than 262144 bytes",
  "Retired on 2026-01-01.",
  "Retired on 2026-01-01. Suggested instead: GLM 5.",
  "GLM 4 was retired on 2026-01-01. Choose another model.",
  "GLM 4 was retired on 2026-01-01. Its suggested successor is GLM 5.",
  "The AI gateway's limit is reached. Try again later (in 9 s).",
  "Too big: expected string to have <=60 characters",
];
/** What stands in a place: as unlike a sentence as a figure or a name. */
const filled = (sentence: string): string => sentence.replaceAll(/\{(\d)\}/g, (_, index: string) => `7${index}`);

/** The figures that were filled in, in whatever order. */
const places = (text: string): string[] => [...text.matchAll(/7\d/g)].map(String).toSorted();

beforeEach(() => speak("de"));
afterEach(() => speak("en"));

test("the code's sentences are found: in details, in what makes them, and in tables", () => {
  expect(FOUND.size).toBeGreaterThan(100);
  expect(serverSentences("case.ts", 'const a = { detail: isA ? "One of them." : `Two of ${n} things.` };')).toEqual([
    "One of them.",
    "Two of {0} things.",
  ]);
  expect(serverSentences("case.ts", 'const name = { detail: "word" }; say("Not of these.");')).toEqual([]);
});

test.each(LANGUAGES.filter((language) => language !== "en"))(
  "in %s the server's sentences are said, figures and names in their places",
  async (language) => {
    await speak(language);
    const unknown = [...FOUND]
      .filter((sentence) => !NOT_SAID.has(sentence) && !TO_PROGRAMS.has(sentence))
      .filter((sentence) => {
        const said = words.http.server(filled(sentence));
        return said === filled(sentence) || places(said).join() !== places(filled(sentence)).join();
      });
    expect(unknown).toEqual([]);
    expect([...TO_PROGRAMS].filter((sentence) => !FOUND.has(sentence))).toEqual([]);
    expect(WHOLES.filter((sentence) => words.http.server(sentence) === sentence)).toEqual([]);
  },
);

test("a sentence within a sentence is said, too; foreign words in it and unknown sentences stay as they are", () => {
  const within = "Llama 3 cannot be asked. Needs the paid Workers plan.";
  expect(words.http.server(within)).toBe("Llama 3 ist nicht verfügbar. Braucht den bezahlten Workers-Tarif.");
  const quoted = "The model is still being loaded. Try again in a moment. The server said: “loading 7 of {0} $& layers”";
  expect(words.http.server(quoted)).toBe(
    "Das Modell wird noch geladen. Versuch es gleich nochmal. Der Server sagte: „loading 7 of {0} $& layers“",
  );
  expect(words.http.server("Of a newer server.")).toBe("Of a newer server.");
});

test("a problem says its own sentence, else that of its kind", () => {
  const conflict = problemOf({ reason: "conflict", detail: "There are 100 projects already. Delete one first." });
  expect(words.http.problem(conflict)).toBe("Es gibt schon 100 Projekte. Lösche zuerst eines.");
  expect(words.http.problem({ ...conflict, type: "urn:tally:problem:read-only", detail: "Of a newer server." })).toContain("nur zum Lesen");
  expect(
    words.answer.problem({
      reason: "provider",
      detail: "The model failed to answer. Try again, or choose another model.",
      code: 500,
      retryAfterSeconds: null,
    }),
  ).toContain("konnte nicht antworten");
});

test("input that is refused says why, without the name of its field; words that are not known stand within a sentence that says whose they are", async () => {
  const address = problemOf(invalid("url", "Only public addresses can be reached, and this one is private."));
  expect(words.http.problem(address)).toBe("Nur öffentliche Adressen sind erreichbar, diese ist privat.");
  const days = problemOf(invalid("preferences.retentionDays", "an administrator has set 30 days at most"));
  expect(words.http.problem(days)).toBe("Die Verwaltung erlaubt höchstens 30 Tage.");
  const odd = problemOf(invalid("name", "Of a newer server."));
  expect(words.http.problem(odd)).toBe("Der Server nimmt das so nicht an (name: Of a newer server.).");
  await speak("en");
  expect(words.http.problem(address)).toBe("Only public addresses can be reached, and this one is private.");
  expect(words.http.problem(days)).toBe("preferences.retentionDays: an administrator has set 30 days at most");
});

test("what stands in a place is looked up once more, and no deeper than sentences go", () => {
  const say = translator({ "({0})": "[{0}]", a: "b" });
  expect([say("a"), say("(a)"), say("((a))"), say("((((a))))"), say("a b")]).toEqual(["b", "[b]", "[[b]]", "[[[(a)]]]", "a b"]);
});
