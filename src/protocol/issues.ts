/** zod's issues, shortened: a body with a hundred thousand unknown keys must not be sent back. */
import type { z } from "zod";

/** The most issues that are named, and the most unknown keys in one of them. */
export const MAX_NAMED = 20;
/** UTF-16 code units shown of a path or key from the input. */
const MAX_CHARACTERS = 80;

function cut(text: string): string {
  return text.length <= MAX_CHARACTERS ? text : `${text.slice(0, MAX_CHARACTERS).toWellFormed()}…`;
}

function messageOf(issue: z.core.$ZodIssue): string {
  if (issue.code !== "unrecognized_keys") return issue.message;
  const named = issue.keys.slice(0, MAX_NAMED).map((key) => JSON.stringify(cut(key)));
  const more = issue.keys.length - named.length;
  return `unknown ${issue.keys.length === 1 ? "key" : "keys"}: ${named.join(", ")}${more === 0 ? "" : ` and ${more} more`}`;
}

/** Each issue with its dotted path, the first ones alone. */
export function namedIssues(issues: readonly z.core.$ZodIssue[]): { path: string; message: string }[] {
  const named = issues.slice(0, MAX_NAMED).map((issue) => ({ path: cut(issue.path.map(String).join(".")), message: messageOf(issue) }));
  const more = issues.length - named.length;
  return more === 0 ? named : [...named.slice(0, -1), { path: "", message: `and ${more + 1} more` }];
}
