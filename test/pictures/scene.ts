/** Who is seen in the pictures, and what was said. */
export const PERSON = "mia.sommer@example.com";

export const ANSWERS = [
  {
    question: "Compare train, car and plane for a trip of 600 km. A table, then a recommendation.",
    answer: `## Three ways to travel 600 km

| Way | Time | Cost | CO₂ per person | Notes |
|---|--:|--:|--:|---|
| Train | 5 h 20 | 79 € | 19 kg | work, read, sleep |
| Car | 6 h 10 | 96 € | 92 kg | room for luggage, tolls on the way |
| Plane | 4 h 30 | 140 € | 128 kg | with the way to the airport |

**Take the train.** It is slower only on paper: on the way you can work, and it arrives in the middle of the city.

1. Book about *three weeks* ahead; the saver fare is gone after that.
2. Reserve a seat at a table.

The emissions are distance times a factor, $E = d \\cdot f$, with $f$ = 32, 153 and 214 g/km.`,
  },
  {
    question: "Write a debounce in TypeScript, and show the change that uses it.",
    answer: `The last call wins; each new one starts the wait again.

\`\`\`ts
/** Calls \`run\` once nobody has asked for \`ms\` milliseconds. */
export function debounce<Values extends unknown[]>(run: (...values: Values) => void, ms: number) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return (...values: Values) => {
    clearTimeout(timer);
    timer = setTimeout(() => run(...values), ms);
  };
}
\`\`\`

\`\`\`diff
-import debounce from "lodash/debounce";
+import { debounce } from "./debounce.ts";
 const save = debounce(write, 300);
\`\`\`

Call \`save()\` wherever somebody types.`,
  },
] as const;

const DAY_MS = 86_400_000;
const secondsAgo = (days: number): number => (Date.now() - days * DAY_MS) / 1000;

/** A conversation of two messages, as ChatGPT exports one. */
function conversation(title: string, days: number): object {
  const time = secondsAgo(days);
  const said = (id: string, role: string, text: string, parent: string, children: string[]) => ({
    id,
    parent,
    children,
    message: {
      id,
      author: { role },
      create_time: time,
      content: { content_type: "text", parts: [text] },
      status: "finished_successfully",
      metadata: role === "assistant" ? { model_slug: "gpt-4o" } : {},
    },
  });
  return {
    id: title,
    conversation_id: title,
    title,
    create_time: time,
    update_time: time,
    current_node: "answer",
    mapping: {
      root: { id: "root", message: null, parent: null, children: ["question"] },
      question: said("question", "user", `Tell me about: ${title}`, "root", ["answer"]),
      answer: said("answer", "assistant", "Gladly.", "question", []),
    },
  };
}

/** What stands further down in the list. */
export const CONVERSATIONS = [
  conversation("Three days in Kyoto", 1),
  conversation("A compost bin for the balcony", 1),
  conversation("Letter to the landlord", 3),
  conversation("Bread with 80 % water", 5),
  conversation("What TLS really does", 20),
  conversation("Names for a cat", 41),
];
