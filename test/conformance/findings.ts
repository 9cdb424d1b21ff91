/** What was found of each rule. A rule is held when it was looked at and never seen broken. */
export type Finding = { state: "held" } | { state: "broken"; seen: string[] } | { state: "hidden"; why: string };

/** So many observations of one broken rule are told; the rest would say the same. */
const MOST_SEEN = 3;

export class Findings {
  readonly #held = new Set<string>();
  readonly #broken = new Map<string, string[]>();
  readonly #hidden = new Map<string, string>();

  /** Looks at a rule once. Gives back what was seen of it, so that a check may stop where the rest makes no sense. */
  holds(rule: string, isHeld: boolean, seen: string): boolean {
    if (isHeld) this.#held.add(rule);
    else this.broken(rule, seen);
    return isHeld;
  }

  broken(rule: string, seen: string): void {
    const all = this.#broken.get(rule) ?? [];
    if (all.length < MOST_SEEN && !all.includes(seen)) all.push(seen);
    this.#broken.set(rule, all);
  }

  hidden(rule: string, why: string): void {
    this.#hidden.set(rule, why);
  }

  of(rule: string): Finding {
    const seen = this.#broken.get(rule);
    if (seen !== undefined) return { state: "broken", seen };
    if (this.#held.has(rule)) return { state: "held" };
    return { state: "hidden", why: this.#hidden.get(rule) ?? "not to be seen from outside" };
  }
}
