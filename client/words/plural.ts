/** The forms that a count takes in some language; every language has `other`. */
type Forms = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };

/** What chooses among forms by the rules of one language. `pluralsOf("en")(1, { one: "file", other: "files" })` → `file` */
export function pluralsOf(tag: string): (count: number, forms: Forms) => string {
  const rules = new Intl.PluralRules(tag);
  return (count, forms) => forms[rules.select(count)] ?? forms.other;
}
