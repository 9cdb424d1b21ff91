/** The published marks of inline reasoning. Models write them into their answer where no server takes them out. */

export interface ThinkMark {
  open: string;
  close: string;
}

const tag = (name: string): ThinkMark => ({ open: `<${name}>`, close: `</${name}>` });

/** All in lower case: they are compared without regard to it. */
export const THINK_MARKS: readonly ThinkMark[] = [
  tag("think"), // DeepSeek R1, Qwen, GLM, MiniMax, Hunyuan, Phi-4 reasoning
  tag("thinking"),
  tag("thought"), // EXAONE Deep, Gemini
  tag("thoughts"),
  tag("reasoning"),
  tag("reason"),
  tag("reflection"),
  tag("analysis"),
  tag("antthinking"),
  tag("seed:think"), // Seed-OSS
  tag("longcat_think"),
  { open: "[think]", close: "[/think]" }, // Magistral
  { open: "◁think▷", close: "◁/think▷" }, // Kimi-VL
  { open: "<|begin_of_thought|>", close: "<|end_of_thought|>" }, // Sky-T1, OpenThinker
  { open: "<|start_thinking|>", close: "<|end_thinking|>" }, // Command A Reasoning
  { open: "<|inner_prefix|>", close: "<|inner_suffix|>" }, // Apertus
  { open: "<|channel>thought\n", close: "<channel|>" }, // Gemma 4
  { open: "<unused94>thought\n", close: "<unused95>" }, // MedGemma
];

/** What stands around the answer where its model marks that too. Only looked for after reasoning. */
export const ANSWER_MARKS: readonly ThinkMark[] = [
  tag("answer"), // Hunyuan
  tag("response"),
  { open: "<|begin_of_solution|>", close: "<|end_of_solution|>" },
  { open: "<|start_response|>", close: "<|end_response|>" },
];

/** Closing marks whose opening a template writes into the prompt, so that it never comes. */
export const LONE_CLOSES: readonly string[] = THINK_MARKS.map(({ close }) => close).filter((close) => close !== "<channel|>");

/** The longest end of `text` with which one of the marks begins; 0: none. Marks are in lower case. */
export function heldBack(text: string, marks: readonly string[]): number {
  const longest = Math.max(...marks.map((mark) => mark.length)) - 1;
  const end = text.slice(-longest).toLowerCase();
  for (let length = Math.min(longest, end.length); length > 0; length -= 1) {
    const beginning = end.slice(end.length - length);
    if (marks.some((mark) => mark.length > length && mark.startsWith(beginning))) return length;
  }
  return 0;
}
