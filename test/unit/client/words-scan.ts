/**
 * Finds text in the app's code that no catalogue has: what stands between tags, in attributes that are shown or said, and
 * every string that begins like a sentence or a label does. Parsed, not guessed: names in imports, types, comparisons and
 * keys are none of it.
 */
import { parseSync } from "vite";

/** Attributes and props whose words a person sees or hears. */
const SAID = new Set([
  "alt",
  "aria-label",
  "aria-description",
  "aria-roledescription",
  "complaint",
  "detail",
  "help",
  "label",
  "placeholder",
  "title",
]);
/** Attributes whose words a person does not. */
const SILENT =
  /^(className|class|style|key|id|type|role|href|src|rel|name|d|viewBox|fill|stroke\w*|data-.*|aria-(?!label|description|roledescription).*)$/;
/** Names of things, the same in every language, and keys of a keyboard. */
const NAMES =
  /^(Tally|Markdown|CSV|JSON|ZIP|Ctrl|Esc|Enter|Escape|Tab|Home|End|Backspace|Delete|Shift|Arrow(Up|Down|Left|Right)|Page(Up|Down)|[A-Z]+(_[A-Z]+)+|Key[A-Z]|Shift\+.*)$/;

/** Methods that compare what they are given with names. */
const ASKING = new Set(["endsWith", "get", "getItem", "has", "includes", "startsWith"]);

type Node = { type: string; start: number; end: number } & Record<string, unknown>;

const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
const nameOf = (value: unknown): string => (isNode(value) ? String(value["name"] ?? value["value"] ?? "") : "");
const isText = (text: string) => /\p{L}{2}/u.test(text) && !NAMES.test(text.trim());
const isSentence = (text: string) => isText(text) && /^["“„]?\p{Lu}[\p{L}\p{M}’']*\p{Ll}/u.test(text) && !/^[A-Z]\w*[A-Z_]\w*$/.test(text);

/** Words that hold sentences together: names of classes, keys and settings have none of them between blanks. */
const BETWEEN_WORDS = new Set(
  "a all an and are by for in is it most no not of off on once or that the this to until was with without yet you your".split(" "),
);
/** Small letters all through, yet words for people: `not opened yet`. */
function isPhrase(text: string): boolean {
  const tokens = text.trim().split(/\s+/);
  return (
    tokens.length > 1 && tokens.every((token) => /^[\p{L}’']+[,.:;!?…]*$/u.test(token)) && tokens.some((token) => BETWEEN_WORDS.has(token))
  );
}

function childrenOf(node: Node): Node[] {
  return Object.values(node).flatMap((value) => (Array.isArray(value) ? value.filter(isNode) : isNode(value) ? [value] : []));
}

/** Where one is in the tree. `said`: whatever text stands here, a person sees or hears it. `silent`: nobody does. */
type Place = "said" | "silent" | "code";

export interface Found {
  line: number;
  text: string;
}

export function textIn(file: string, code: string): Found[] {
  const { program, errors } = parseSync(file, code);
  if (errors.length > 0) throw new Error(`${file} cannot be parsed`);
  const found: Found[] = [];
  const note = (node: Node, text: string) => found.push({ line: code.slice(0, node.start).split("\n").length, text: text.trim() });
  const judge = (node: Node, text: string, place: Place) => {
    if (place === "said" ? isText(text) : place === "code" && (isSentence(text) || isPhrase(text))) note(node, text);
  };
  const visit = (node: Node, place: Place): void => {
    const into = (value: unknown, next: Place) => {
      for (const child of Array.isArray(value) ? value.filter(isNode) : isNode(value) ? [value] : []) visit(child, next);
    };
    switch (node.type) {
      case "ImportDeclaration":
      case "ExportAllDeclaration":
      case "ImportExpression":
        return;
      case "JSXText":
        return isText(String(node["value"])) ? void note(node, String(node["value"])) : undefined;
      case "JSXAttribute": {
        const name = nameOf(node["name"]);
        return into(node["value"], SAID.has(name) ? "said" : SILENT.test(name) ? "silent" : "code");
      }
      case "JSXElement":
      case "JSXFragment":
        into(node["openingElement"], "code");
        return into(node["children"], "said");
      case "JSXOpeningElement":
        return into(node["attributes"], "code");
      case "Property": {
        const name = nameOf(node["key"]);
        return into(node["value"], SAID.has(name) ? "said" : SILENT.test(name) ? "silent" : "code");
      }
      case "Literal":
        return typeof node["value"] === "string" ? judge(node, node["value"], place) : undefined;
      case "TemplateLiteral":
        for (const part of Array.isArray(node["quasis"]) ? node["quasis"].filter(isNode) : []) {
          const cooked: unknown =
            isNode(part) && typeof part["value"] === "object" && part["value"] !== null ? Object(part["value"]).cooked : "";
          judge(part, String(cooked), place);
        }
        return into(node["expressions"], "code");
      case "ConditionalExpression":
        into(node["test"], "code");
        into(node["consequent"], place);
        return into(node["alternate"], place);
      case "LogicalExpression":
        into(node["left"], node["operator"] === "??" || node["operator"] === "||" ? place : "code");
        return into(node["right"], place);
      case "BinaryExpression":
        // Compared strings are names; added ones are text.
        if (node["operator"] !== "+")
          return [node["left"], node["right"]].forEach((side) => into(side, isNode(side) && side.type === "Literal" ? "silent" : "code"));
        return [node["left"], node["right"]].forEach((side) => into(side, place));
      case "SwitchCase":
        return into(node["consequent"], "code");
      case "CallExpression": {
        const callee = node["callee"];
        const isAsking = isNode(callee) && ASKING.has(nameOf(callee["property"]));
        into(callee, "code");
        return into(node["arguments"], isAsking ? "silent" : "code");
      }
      case "NewExpression":
        // What a programmer reads.
        return into(node["arguments"], nameOf(node["callee"]).endsWith("Error") ? "silent" : "code");
      case "JSXExpressionContainer":
      case "ParenthesizedExpression":
        return into(node["expression"], place);
      default:
        if (node.type.startsWith("TS") && !/^TS(AsExpression|SatisfiesExpression|NonNullExpression)$/.test(node.type)) return;
        for (const child of childrenOf(node)) visit(child, place === "silent" ? "silent" : "code");
    }
  };
  for (const node of program.body) if (isNode(node)) visit(node, "code");
  return found;
}

const IMPORTED = new Set(["words", "locale"]);

/** Lines at the top of a module, outside of every function and class, that read the words: they run once, in no language. */
export function readAtTop(file: string, code: string): number[] {
  const lines: number[] = [];
  const visit = (node: Node): void => {
    if (/Function|Class|^Import|^TS/.test(node.type)) return;
    if (node.type === "MemberExpression" && IMPORTED.has(nameOf(node["object"]))) lines.push(code.slice(0, node.start).split("\n").length);
    for (const child of childrenOf(node)) visit(child);
  };
  for (const node of parseSync(file, code).program.body) if (isNode(node)) visit(node);
  return lines;
}

export interface Module {
  /** Specifiers of what is loaded with it. */
  imports: string[];
  /** Specifiers of what it loads when it is needed, and the part of the words that is loaded with that. */
  later: { specifier: string; part: string | null }[];
  /** Rooms of the catalogue that it reads; properties of something else of that name among them. */
  rooms: string[];
}

export function moduleOf(file: string, code: string): Module {
  const module: Module = { imports: [], later: [], rooms: [...code.matchAll(/\bwords\.(\w+)\.\w/g)].map(([, room = ""]) => room) };
  const visit = (node: Node, part: string | null): void => {
    const source = nameOf(node["source"]);
    if (/^(Import|ExportNamed|ExportAll)Declaration$/.test(node.type)) {
      if (source.startsWith(".") && node["importKind"] !== "type") module.imports.push(source);
    } else if (node.type === "ImportExpression") module.later.push({ specifier: source, part });
    const isWithWords = node.type === "CallExpression" && nameOf(node["callee"]) === "withWords";
    const [first] = isWithWords && Array.isArray(node["arguments"]) ? node["arguments"] : [];
    for (const child of childrenOf(node)) visit(child, isWithWords ? nameOf(first) : part);
  };
  for (const node of parseSync(file, code).program.body) if (isNode(node)) visit(node, null);
  return module;
}
