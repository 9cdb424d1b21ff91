/** Fields of a prompt: `{{city}}` is asked for each time. Pure. */

/** A name of up to 60 characters on one line; anything else between braces is text like any other. */
const FIELD = /\{\{[ \t]*([^{}\s](?:[^{}\n]{0,58}[^{}\s])?)[ \t]*\}\}/g;

/** The names, each once, in the order of the text. */
export function fieldsOf(text: string): string[] {
  return [...new Set([...text.matchAll(FIELD)].map(([, name = ""]) => name))];
}

/** The text with what was said in place of its fields. What was said is never looked through for fields. */
export function filled(text: string, values: ReadonlyMap<string, string>): string {
  return text.replaceAll(FIELD, (whole, name: string) => values.get(name) ?? whole);
}
