/** What the embedded AI says in English. */
import type { Sayings } from "./sayings.ts";

const COST = `## What a conversation costs

Every model call leaves one **receipt**: answers, titles, stopped and failed calls too. A receipt knows up to three figures, and the best one counts:

| figure | where it comes from |
| --- | --- |
| billed | the neurons the model reports with its last chunk; 1,000 neurons are 0.011 USD |
| logged | the cost in AI Gateway's log, read some seconds after the call |
| listed | token counts × the price list |

Money is kept in integer nano-dollars (10⁻⁹ USD) and rounded once per receipt, so sums agree to the last digit. The banner above the conversation shows the total; the info block below an answer shows tokens, time and cost.

\`\`\`sh
curl http://127.0.0.1:8787/api/spend?by=model
npm run audit   # checks that all the books agree
\`\`\`
`;

const BUDGET = `## Budgets

Each person has a monthly limit. Before a model is asked, the most that answer could cost is **held**; when it ended, the real cost is **settled** and the rest is free again. Parallel conversations cannot overspend, because holds count.

| situation | what happens |
| --- | --- |
| the rest covers the worst case | the answer runs as usual |
| the rest covers a shorter answer | the answer gets a smaller maximum |
| nothing is left | it is refused, with what is left and when it renews |

An administrator sets somebody's budget:

\`\`\`sh
curl -X PUT http://127.0.0.1:8787/api/admin/people/alice@example.com/budget \\
  -H 'X-Tally-Dev-User: admin@localhost' -H 'Content-Type: application/json' \\
  -d '{"limitNanoUsd": 5000000000}'
\`\`\`

To try it cheaply, choose \`embedded/costly\`: the same voice at a hundred times the (simulated) price.
`;

const DEPLOY = `## Deploying to your own account

Everything that is deployed is written in \`terraform/\`: the Worker, its Durable Objects, the D1 database, the AI Gateway and the Access application in front.

| step | command |
| --- | --- |
| fill in account id, host name and API token | \`cp .env.example .env\` |
| create or update everything | \`npm run deploy\` |
| remove everything again | \`npm run destroy\` |

\`\`\`sh
npm run deploy
npm run audit -- --remote
\`\`\`

Until Access is configured a deployed Tally refuses everybody. The identity of local mode does not exist in a deployed Worker.
`;

const MODELS = `## Models

The picker beside the composer lists every model that may be asked; a conversation may change its model at any message, and each answer says which one wrote it.

| name begins with | who answers |
| --- | --- |
| \`@cf/\` | Workers AI |
| \`openai/\`, \`anthropic/\`, \`google/\`, \`xai/\`, \`deepseek/\` | that provider, through AI Gateway |
| \`local/\` | an OpenAI-compatible server on your machine |
| \`embedded/\` | nobody: this stand-in, for trying Tally out |

Ollama, LM Studio, llama.cpp and vLLM are found on their standard ports. Any other server:

\`\`\`sh
LOCAL_AI_URL=http://127.0.0.1:5000/v1 npm start   # any server with OpenAI's wire
REMOTE_AI=1 npm start                             # Workers AI, with Cloudflare credentials
\`\`\`
`;

const PRIVACY = `## Where your words are

Words live in two places only: in the conversation's own storage, and in your own object for search. Both are on your account (or, here, in \`.tally/\` on this machine).

| store | holds |
| --- | --- |
| the conversation | messages, receipts |
| your object | the list of conversations, search, your wallet |
| D1 | numbers per conversation, day and model: never a word |
| AI Gateway's log | tokens and cost: payload logging is switched off per call |

Deleting a conversation removes its words from every store and keeps its numbers, so that the books still add up.

\`\`\`sh
curl -X DELETE http://127.0.0.1:8787/api/chats/<id>   # answers with what was deleted where
\`\`\`
`;

const SHORTCUTS = `## Keys

| key | does |
| --- | --- |
| Ctrl + Shift + O | begins a new chat |
| / | goes to the composer |
| Enter | sends (or Ctrl/⌘ + Enter, if you prefer that) |
| Shift + Enter | a new line |
| Esc | stops the running answer |
| ? | shows this list |

The composer's text is a draft shared between your tabs: begin on one screen, go on with the other. What sends is a preference of yours:

\`\`\`sh
curl -X PATCH http://127.0.0.1:8787/api/me -H 'Content-Type: application/json' \\
  -d '{"preferences": {"sendWith": "mod-enter"}}'
\`\`\`
`;

const HOW = `## How it works

1. Your tab sends a small command over its WebSocket: *send this text after that message*.
2. The conversation, a Durable Object of its own, stores the question and promises an answer with a fixed id.
3. Your wallet holds the most the answer may cost.
4. The model is called once; its tokens go to **every** open tab the moment they arrive, and into storage about once a second.
5. At the end the answer, its receipt and the totals are written in one transaction.

| if this happens | then |
| --- | --- |
| a tab sleeps or reconnects | it gets exactly the characters it lacks |
| the server is killed in mid-answer | the words up to the last checkpoint stay, marked interrupted, and are paid once |
| two tabs edit at once | both edits stay, as branches |

\`\`\`text
tab ── command ──▶ conversation ── call ──▶ model
 ▲                     │  ▲                   │
 └──── t w0 w1 w2 ─────┘  └─────── SSE ───────┘
\`\`\`
`;

const MEASURE = `## Measuring and developing

A message that holds a \`/gen\` line is answered by its directives, so that every byte of an answer can be checked:

\`\`\`text
/gen tokens=200 rate=40 ttft=300 reasoning=50 shape=both
\`\`\`

| key | meaning (default) |
| --- | --- |
| \`tokens\` | how many (100); token i is \` w<i>\` |
| \`rate\` | per second (0: as fast as it is read) |
| \`fail\` | refuse with that code, such as 3040 or 429 |
| \`cut\`, \`stall\` | break off, or fall silent, after that many tokens |
| \`log\` | milliseconds until the gateway's log can be read (2000) |

\`npm run bench\` measures throughput, latency, rows and bytes, with baselines beside it.
`;

const GENERAL = `## Welcome to Tally

Tally is a private AI chat for your own Cloudflare account. Every conversation is live in every tab, resumable to the character, and accounted to the neuron. This copy runs on your machine with an embedded stand-in for the models, so everything but the thinking is real.

| ask me about | and learn |
| --- | --- |
| **cost** | where each figure comes from |
| **budgets** | why nobody spends what they were not given |
| **models** | which ones there are and how to add your own |
| **privacy** | where your words are, and where they are not |
| **how it works** | the way of a message through the house |
| **deploying** | from here to your own account |

To see an answer stream in two tabs at once, open this address twice and send:

\`\`\`text
/gen tokens=500 rate=60
\`\`\`
`;

export const english: Sayings = {
  general: GENERAL,
  topics: [
    { words: ["budget", "limit", "overspend", "wallet", "afford", "hold"], text: BUDGET },
    { words: ["cost", "price", "spend", "pay", "money", "receipt", "neuron", "expensive", "cheap", "bill"], text: COST },
    { words: ["deploy", "terraform", "install", "production", "cloudflare account", "set up", "setup", "publish"], text: DEPLOY },
    { words: ["model", "ollama", "llama", "gpt", "claude", "gemini", "local ai", "provider", "lm studio"], text: MODELS },
    { words: ["privacy", "private", "secret", "data", "delete", "where are my", "who can read", "secure", "log"], text: PRIVACY },
    { words: ["shortcut", "keyboard", "hotkey", "keys", "enter key"], text: SHORTCUTS },
    { words: ["/gen", "measure", "benchmark", "bench", "directive", "test"], text: MEASURE },
    { words: ["how does", "how do you", "work", "architecture", "design", "durable object", "websocket", "crash", "tab"], text: HOW },
  ],
  noModel: {
    beginning: "*No model was asked: ",
    rest: (model) => `this is Tally's embedded stand-in (${model}), and its costs are simulated.*`,
  },
  files: (list) =>
    `This is what reached the place where a model would stand:\n\n${list}\n\nA model would read the words and look at the pictures. Choose one, and ask again.`,
  picture: (type, width, height, bytes) => `${type}, ${width} × ${height} pixels, ${bytes.toLocaleString("en-US")} bytes`,
  document: (type, bytes, pages, begins) =>
    `${type}, ${bytes.toLocaleString("en-US")} bytes${pages === null ? "" : `, pages: ${pages}`}; ` +
    (begins === "" ? "there is no word in it" : `it begins with \`${begins}\``),
  unnamed: "a picture",
  thoughts: "Nobody thinks here: no model was asked. These words stand where a model's thoughts would stand, and are counted like them.",
  moreThoughts:
    "With more effort there are more of them. The answer below is the same, which is an honest hint: look whether thinking is worth its price.",
  linkingWords:
    "a an and are as at be by can do does for from how i if in is it its my of on or our so that the their then this to was what when where which who why with would you your",
  untitled: "A generated answer",
  summary: (questions) => `*Simulated summary: no model has read this conversation.*\n\nAsked so far:\n\n${questions}`,
  suggestions: "How does Tally keep its books?\nWhat happens when the network fails?\nHow do I add a model of my own?",
  heard: (type, bytes, seconds) =>
    `No model has listened: a recording came here, ${type}, ${bytes.toLocaleString("en-US")} bytes, about ${seconds} s.`,
};
