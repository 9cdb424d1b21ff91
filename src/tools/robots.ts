/** Whether a site's robots.txt lets Tally read a page (RFC 9309). Pure. */

/** The name by which a site may speak to Tally alone. */
export const ROBOT = "tally";

type Rule = { allows: boolean; path: string };

/** Lines of a file that are looked at: what is longer says nothing more here. */
const MAX_LINES = 5_000;

/** The rules of the group for this robot; of `*` where there is none. */
function rulesFor(text: string, robot: string): Rule[] {
  const groups = new Map<string, Rule[]>();
  let agents: string[] = [];
  let hasRules = false;
  for (const raw of text.split(/\r\n|\r|\n/, MAX_LINES)) {
    const [content = ""] = raw.split("#", 1);
    const colon = content.indexOf(":");
    if (colon === -1) continue;
    const name = content.slice(0, colon).trim().toLowerCase();
    const value = content.slice(colon + 1).trim();
    if (name === "user-agent") {
      if (hasRules) agents = [];
      hasRules = false;
      agents.push(value.toLowerCase());
    } else if (name === "allow" || name === "disallow") {
      hasRules = true;
      if (value !== "")
        for (const agent of agents) groups.set(agent, [...(groups.get(agent) ?? []), { allows: name === "allow", path: value }]);
      else for (const agent of agents) groups.set(agent, groups.get(agent) ?? []);
    }
  }
  return groups.get(robot) ?? groups.get("*") ?? [];
}

/** Whether a rule's path is the beginning of this one: `*` is anything, `$` the end. Linear in both. */
function matches(rule: string, path: string): boolean {
  const isWhole = rule.endsWith("$");
  const parts = (isWhole ? rule.slice(0, -1) : rule).split("*");
  let at = 0;
  for (const [index, part] of parts.entries()) {
    const isLast = index === parts.length - 1;
    const found = index === 0 ? (path.startsWith(part) ? 0 : -1) : isLast && isWhole ? path.lastIndexOf(part) : path.indexOf(part, at);
    if (found === -1 || found < at) return false;
    at = found + part.length;
  }
  return !isWhole || at === path.length;
}

/** The longest rule that fits decides; of two as long, the one that allows. No rule: allowed. */
export function mayRead(robotsTxt: string, url: URL, robot = ROBOT): boolean {
  const path = url.pathname + url.search;
  let best: Rule | null = null;
  for (const rule of rulesFor(robotsTxt, robot)) {
    if (!matches(rule.path, path)) continue;
    if (best === null || rule.path.length > best.path.length || (rule.path.length === best.path.length && rule.allows)) best = rule;
  }
  return best === null || best.allows;
}
