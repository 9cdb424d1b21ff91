/** What is worth asking on an empty page (client/conversation/welcome.tsx). `text` is put into the composer. */
export const welcome = {
  suggestions: "Suggestions",
  draft: {
    title: "Draft a message",
    text: "Write a short, friendly e-mail that moves our meeting to next week and offers two times.",
  },
  understand: {
    title: "Understand something",
    text: "Explain compound interest to me with an everyday comparison, then with numbers.",
  },
  compare: {
    title: "Compare options",
    text: "Compare trains, cars and planes for a trip of 600 km: time, cost, emissions. A table, then a recommendation.",
  },
  code: { title: "Read some code", text: "Explain step by step what this code does, and what could go wrong in it:\n\n" },
  /** The embedded AI knows these questions in each language (src/embedded-ai/sayings/). */
  cost: { title: "What it costs", text: "What does a conversation cost?" },
  online: { title: "Putting it online", text: "How do I deploy Tally?" },
  private: { title: "Who can read it", text: "Is this private?" },
  budgets: { title: "Budgets for people", text: "How do budgets work?" },
  developers: "For developers",
  tokens: "500 tokens, 60 a second",
  thinking: "Thinking first",
  breaks: "A stream that breaks",
  connect: {
    before: "For a real model, start Ollama, LM Studio, llama.cpp or vLLM, set",
    after: ", or deploy to Cloudflare.",
  },
};
