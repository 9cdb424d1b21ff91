/** Which sources are drawn, and what becomes of work that is given up. */
import { describe, expect, it, vi } from "vitest";
import { drawableOf } from "../../../client/diagrams/kind.ts";
import { PatientWorker, READY } from "../../../client/workers/patient-worker.ts";

describe("a source of a diagram", () => {
  it.each([
    ["graph TD\n A-->B", "flowchart"],
    ["  flowchart LR\n A-->B", "flowchart"],
    ["sequenceDiagram\n A->>B: hi", "sequence"],
    ["---\ntitle: Tea\n---\n%% a comment\n\nstateDiagram-v2\n [*] --> A", "state"],
    ["%%{init: {}}%%\r\nerDiagram\r\n A ||--o{ B : has", "entity"],
    ["xychart-beta\n bar [1]", "chart"],
  ])("%j is drawn as a %s", (code, name) => {
    const drawable = drawableOf(code);
    expect(drawable).toMatchObject({ kind: "drawable", name });
    if (drawable.kind === "drawable") expect(drawable.source).toMatch(/^\s*(?:graph|flow|seq|state|er|xy)/);
  });

  it("of another kind, of none, or too large is not, and nothing is loaded for it", () => {
    expect(drawableOf("gantt\n title A")).toEqual({ kind: "unknown", word: "gantt" });
    expect(drawableOf("%% nothing yet\n")).toEqual({ kind: "empty" });
    expect(drawableOf("constructor")).toEqual({ kind: "unknown", word: "constructor" });
    expect(drawableOf(`graph TD\n${"A-->B\n".repeat(600)}`)).toEqual({ kind: "too-large" });
    expect(drawableOf(`graph TD\n${"A".repeat(20_000)}`)).toEqual({ kind: "too-large" });
  });
});

/** A worker that does what the test says. */
class FakeWorker extends EventTarget {
  readonly asked: unknown[] = [];
  isEnded = false;
  postMessage(question: unknown): void {
    this.asked.push(question);
  }
  terminate(): void {
    this.isEnded = true;
  }
  say(data: unknown): void {
    this.dispatchEvent(new MessageEvent("message", { data }));
  }
}

describe("work beside the page", () => {
  const made: FakeWorker[] = [];
  const make = (): Worker => {
    const worker = new FakeWorker();
    made.push(worker);
    return worker as unknown as Worker;
  };

  it("waits for the network as long as that takes, then so long for each piece; the next one gets a new worker", async () => {
    vi.useFakeTimers();
    try {
      const patient = new PatientWorker<string, string>(make, 100);
      const [first, second, third] = [patient.ask("a"), patient.ask("b"), patient.ask("c")];
      vi.advanceTimersByTime(20_000);
      expect(made[0]?.asked).toEqual(["a"]);
      made[0]?.say(READY);
      vi.advanceTimersByTime(99);
      made[0]?.say("A");
      expect(await first).toEqual({ outcome: "answer", answer: "A" });
      expect(made[0]?.asked).toEqual(["a", "b"]);
      vi.advanceTimersByTime(101);
      expect(await second).toEqual({ outcome: "slow" });
      expect(made[0]?.isEnded).toBe(true);
      // What the ended one still says is nobody's.
      made[0]?.say("B");
      expect(made[1]?.asked).toEqual(["c"]);
      made[1]?.dispatchEvent(new Event("error"));
      expect(await third).toEqual({ outcome: "failed" });
      expect(made).toHaveLength(2);
    } finally {
      vi.useRealTimers();
    }
  });
});
