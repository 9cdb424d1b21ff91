/**
 * The sentences that the server says to people, as its code has them: in `detail`, in what makes one, and in tables of them. What is put
 * into a sentence stands in it as `{0}`, `{1}`, … Parsed, as in words-scan.ts.
 */
import { parseSync } from "vite";

type Node = { type: string; start: number; end: number } & Record<string, unknown>;

const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
const nodesIn = (value: unknown): Node[] => (Array.isArray(value) ? value.filter(isNode) : isNode(value) ? [value] : []);
const nameOf = (value: unknown): string => (isNode(value) ? String(value["name"] ?? value["value"] ?? "") : "");

/** Functions whose arguments are such sentences, among other words. */
const SAYING = new Set(["because", "unreadable", "plainProblem", "invalid"]);
/** zod's checks, whose last argument may be one. */
const CHECKS = new Set(["min", "max", "regex", "literal"]);
/** Constants and tables of them. */
const TABLES = /^(DETAIL|SENTENCES|NO_KEY|BOOKS_AWAY|KEPT|NOTHING_CAME|MEANINGS)$/;
/** Functions that give one back. */
const GIVING = new Set(["unavailable", "sentenceOf", "refusalOfAddress", "refusalOfEndpoint"]);

/** The texts that an expression may have. */
function textsOf(node: Node): string[] {
  switch (node.type) {
    case "Literal":
      return typeof node["value"] === "string" ? [node["value"]] : [];
    case "TemplateLiteral": {
      const quasis = nodesIn(node["quasis"]).map(({ value }) => String(Object(value).cooked));
      return [quasis.reduce((text, part, index) => `${text}{${index - 1}}${part}`)];
    }
    case "ConditionalExpression":
      return [...nodesIn(node["consequent"]), ...nodesIn(node["alternate"])].flatMap(textsOf);
    case "ObjectExpression":
      return nodesIn(node["properties"]).flatMap((property) => nodesIn(property["value"]).flatMap(textsOf));
    case "ArrayExpression":
      return nodesIn(node["elements"]).flatMap(textsOf);
    case "TSAsExpression":
    case "TSSatisfiesExpression":
      return nodesIn(node["expression"]).flatMap(textsOf);
    default:
      return [];
  }
}

/** A sentence: a word and a blank in it. A `detail` may be a name as well. */
const isSentence = (text: string): boolean => /\p{L}{2,} /u.test(text);

/** @param code of a module of the server's */
export function serverSentences(file: string, code: string): string[] {
  const found: string[] = [];
  const visit = (node: Node, gives: boolean): void => {
    if (node.type.startsWith("TS") && !/^TS(As|Satisfies)Expression$/.test(node.type)) return;
    if (node.type === "Property" && /^(detail|error)$/.test(nameOf(node["key"]))) found.push(...nodesIn(node["value"]).flatMap(textsOf));
    if (node.type === "CallExpression" && SAYING.has(nameOf(node["callee"]))) found.push(...nodesIn(node["arguments"]).flatMap(textsOf));
    if (node.type === "CallExpression" && isNode(node["callee"]) && CHECKS.has(nameOf(node["callee"]["property"])))
      found.push(...nodesIn(node["arguments"]).slice(-1).flatMap(textsOf));
    if (node.type === "VariableDeclarator" && TABLES.test(nameOf(node["id"]))) found.push(...nodesIn(node["init"]).flatMap(textsOf));
    if (node.type === "ReturnStatement" && gives) found.push(...nodesIn(node["argument"]).flatMap(textsOf));
    const inside = gives || (node.type === "FunctionDeclaration" && GIVING.has(nameOf(node["id"])));
    for (const value of Object.values(node)) for (const child of nodesIn(value)) visit(child, inside);
  };
  for (const node of parseSync(file, code).program.body) if (isNode(node)) visit(node, false);
  return found.filter(isSentence);
}
