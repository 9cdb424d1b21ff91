/** The first line of the empty page. Pure. */
import { words } from "../words/words.ts";

/** Addresses that name a mailbox, not somebody. */
const NOBODY = new Set(["you", "me", "admin", "info", "mail", "office", "hello", "contact", "test", "user", "root", "support"]);

/** The name that somebody would be greeted with; null where the address tells none. `alice.smith@example.com` → `Alice`. */
export function nameIn(email: string): string | null {
  const [first = ""] = (email.split("@")[0] ?? "").split(/[._+\-\d]/);
  if (first.length < 2 || first.length > 20 || !/^\p{L}+$/u.test(first) || NOBODY.has(first.toLowerCase())) return null;
  return `${first.charAt(0).toLocaleUpperCase()}${first.slice(1)}`;
}

/** @param hour of the reader's day, 0 to 23 */
export function greetingFor(email: string, hour: number): string {
  const name = nameIn(email);
  if (name === null) return words.conversation.greeting.anybody;
  const { night, morning, afternoon, evening } = words.conversation.greeting;
  return (hour < 5 ? night : hour < 12 ? morning : hour < 18 ? afternoon : evening)(name);
}
