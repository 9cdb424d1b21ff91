import { beforeAll, describe, expect, test } from "vitest";
import { beginningOf, USUAL_SETUP, type Usual } from "../../../client/presets/beginning.ts";
import { Handover } from "../../../client/presets/chosen.ts";
import { fieldsOf, filled } from "../../../client/presets/fields.ts";
import { lineOf } from "../../../client/presets/preset-words.ts";
import { slashEntries, slashTyped } from "../../../client/presets/slash.ts";
import { importWords } from "../../../client/presets/take-along.tsx";
import { speak, withWords } from "../../../client/words/words.ts";
import type { StartPreset } from "../../../src/protocol/presets.ts";

beforeAll(() => Promise.all([speak("en"), withWords("dialogs", Promise.resolve())]));

const preset = (more: Partial<StartPreset> = {}): StartPreset => ({
  kind: "preset",
  id: "p",
  name: "Editor",
  system: "Edit.",
  model: "big",
  effort: "high",
  isDefault: false,
  createdAt: "",
  ...more,
});
const nameOf = (id: string) => id.toUpperCase();
const prompt = (id: string, name: string) => ({ kind: "prompt", id, name, text: "x", createdAt: "" }) as const;
const usual: Usual = { preset: null, system: "Mine.", model: "small", isUsable: (id) => id !== "gone" };

describe("what a conversation begins with [P89]", () => {
  test("is the person's own without a preset, and the default preset's where there is one", () => {
    expect(beginningOf(USUAL_SETUP, usual)).toMatchObject({ preset: null, model: "small", system: "Mine.", effort: null });
    const withDefault = { ...usual, preset: preset() };
    expect(beginningOf(USUAL_SETUP, withDefault)).toMatchObject({
      preset: { id: "p" },
      model: "big",
      system: "Edit.",
      usualSystem: "Edit.",
      effort: "high",
      isModelOfPreset: true,
    });
    expect(beginningOf({ ...USUAL_SETUP, preset: "none" }, withDefault)).toMatchObject({ preset: null, model: "small", system: "Mine." });
  });

  test("leaves to the person what a preset does not say, and passes over a model that cannot be asked", () => {
    const bare = preset({ system: "", model: "", effort: null });
    expect(beginningOf({ ...USUAL_SETUP, preset: bare }, usual)).toMatchObject({ model: "small", system: "Mine.", isModelOfPreset: false });
    expect(beginningOf({ ...USUAL_SETUP, preset: preset({ model: "gone" }) }, usual)).toMatchObject({
      model: "small",
      isModelOfPreset: false,
    });
  });

  test("what was chosen beside it comes first, also that the model thinks as it likes", () => {
    const setup = { ...USUAL_SETUP, preset: preset(), model: "other", system: "", effort: "auto" } as const;
    expect(beginningOf(setup, usual)).toMatchObject({ model: "other", system: "", usualSystem: "Edit.", effort: null });
  });
});

describe("fields of a prompt", () => {
  test.each([
    ["To {{language}}: {{ text }}, in {{language}}", ["language", "text"]],
    ["{{}} {{ }} {a} {{a}b}} {{two\nlines}}", []],
    ["{{{deep}}} {{größe in cm}}", ["deep", "größe in cm"]],
    [`{{${"x".repeat(61)}}}`, []],
  ])("%j asks for %j", (text, fields) => {
    expect(fieldsOf(text)).toEqual(fields);
  });

  test("are filled each time they stand there, with the very words, in which nothing is looked for", () => {
    expect(
      filled(
        "{{a}}-{{ b }}-{{a}}",
        new Map([
          ["a", "{{b}} $& $1"],
          ["b", "2"],
        ]),
      ),
    ).toBe("{{b}} $& $1-2-{{b}} $& $1");
    expect(filled("{{a}} {{c}}", new Map([["a", ""]]))).toBe(" {{c}}");
  });
});

test("a preset and a prompt are told in a line", () => {
  expect(lineOf(preset({ system: "\n  Edit well.\nBriefly." }), nameOf)).toBe("BIG · high effort · Edit well.");
  expect(lineOf(preset({ system: "", model: "", effort: null }), nameOf)).toBe("Your default model and system prompt");
  expect(lineOf({ kind: "prompt", id: "t", name: "T", text: "To {{x}}:", createdAt: "" }, nameOf)).toBe("To {{x}}: · asks for x");
  expect(importWords({ imported: [{ id: "a", name: "A" }], skipped: [{ name: "B", reason: "" }], warnings: ["W."] })).toBe(
    "1 came in. 1 was here already. W.",
  );
});

test("what was chosen elsewhere waits for whoever takes it, and is taken once", () => {
  const handover = new Handover<string>();
  expect(handover.give("early")).toBe(false);
  const taken: string[] = [];
  const end = handover.takeWith((thing) => taken.push(thing));
  expect(handover.give("now")).toBe(true);
  end();
  expect(handover.give("late")).toBe(false);
  handover.takeWith((thing) => taken.push(thing))();
  expect(taken).toEqual(["early", "now", "late"]);
});

describe("a slash at the beginning of the composer", () => {
  test.each([
    ["/", ""],
    ["/tra", "tra"],
    ["/gen tokens=5", null],
    [" /tra", null],
    ["a/b", null],
    ["/a\nb", null],
  ])("%j asks for %j", (text, typed) => {
    expect(slashTyped(text)).toBe(typed);
  });

  test("offers prompts before commands, by the beginning of any word of their names", () => {
    const prompts = [prompt("a", "Translate well"), prompt("b", "Sum up")];
    const found = (typed: string) => slashEntries(typed, prompts, false).map(({ key }) => key);
    expect(found("").slice(0, 3)).toEqual(["a", "b", "command-new"]);
    expect(found("")).not.toContain("command-admin");
    expect(found("wel")).toEqual(["a"]);
    expect(found("sumup")).toEqual(["b"]);
    expect(found("us")).toEqual(["command-usage"]);
    expect(found("gen")).toEqual([]);
  });
});
