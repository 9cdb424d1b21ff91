/**
 * assistant-ui as it comes: its runtime, all messages of the conversation in it, plain text, no server. An answer streams
 * from a clock in the page. `?messages=` says how many there are, `tokens` and `rate` what an answer is.
 */
import {
  AssistantRuntimeProvider,
  ComposerPrimitive,
  MessagePrimitive,
  ThreadPrimitive,
  useLocalRuntime,
  type ChatModelAdapter,
  type ThreadMessageLike,
} from "@assistant-ui/react";
import { useEffect } from "react";
import { createRoot } from "react-dom/client";

const query = new URLSearchParams(location.search);
const count = Number(query.get("messages") ?? 0);
const SEED = Array.from({ length: 60 }, (_, index) => ` w${index}`).join("");

const initialMessages: ThreadMessageLike[] = Array.from({ length: count }, (_, index) => ({
  role: index % 2 === 0 ? "user" : "assistant",
  content: index % 2 === 0 ? `question ${index}` : SEED,
}));

let ended: () => void = () => undefined;
const adapter: ChatModelAdapter = {
  async *run({ messages }) {
    const last = messages.at(-1)?.content[0];
    const [tokens = 0, rate = 1] = last?.type === "text" ? last.text.split(" ").map(Number) : [];
    const began = performance.now();
    let text = "";
    for (let token = 0; token < tokens;) {
      await new Promise((resolve) => setTimeout(resolve, 1000 / rate));
      // A timer may be late: as many tokens as are due come at once, as they would from a server.
      const due = Math.min(tokens, Math.max(token + 1, Math.floor(((performance.now() - began) / 1000) * rate)));
      for (; token < due; token += 1) text += ` w${token}`;
      yield { content: [{ type: "text", text }] };
    }
    setTimeout(() => ended(), 0);
  },
};

function Message() {
  return (
    <MessagePrimitive.Root data-testid="message">
      <MessagePrimitive.Parts />
    </MessagePrimitive.Root>
  );
}

function Thread() {
  const runtime = useLocalRuntime(adapter, { initialMessages });
  useEffect(() => {
    Reflect.set(
      globalThis,
      "streamAnswer",
      (tokens: number, rate: number) =>
        new Promise<void>((resolve) => {
          ended = resolve;
          runtime.thread.append({ role: "user", content: [{ type: "text", text: `${tokens} ${rate}` }] });
        }),
    );
  }, [runtime]);
  return (
    <AssistantRuntimeProvider runtime={runtime}>
      <ThreadPrimitive.Root>
        <ThreadPrimitive.Viewport>
          <ThreadPrimitive.Messages>{() => <Message />}</ThreadPrimitive.Messages>
        </ThreadPrimitive.Viewport>
        <ComposerPrimitive.Root>
          <ComposerPrimitive.Input data-testid="composer-input" />
          <ComposerPrimitive.Send>Send</ComposerPrimitive.Send>
        </ComposerPrimitive.Root>
      </ThreadPrimitive.Root>
    </AssistantRuntimeProvider>
  );
}

const root = document.getElementById("root");
if (root !== null) createRoot(root).render(<Thread />);
