/**
 * A person's name is an e-mail address in one spelling. Ownership and administration are decided by comparing these strings,
 * so normalising must never make two different addresses equal: Unicode's lower-casing turns the KELVIN SIGN into "k", and
 * so could turn a stranger into an administrator. Only plain ASCII is accepted. Pure.
 */

const PRINTABLE_ASCII = /^[\x20-\x7e]*$/;
/** Without blanks, the comma (settings are lists), the slash (it divides the names of objects), quotes and brackets. */
const ADDRESS = /^[a-z0-9.!#$%&'*+=?^_`{|}~-]{1,64}@[a-z0-9._-]{1,189}$/;

/** The letters A to Z in lower case; everything else stays as it is. */
export function asciiLowerCase(text: string): string {
  return text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** An address in its one spelling, without the blanks around it; null: it is none. */
export function plainAddress(text: string): string | null {
  if (!PRINTABLE_ASCII.test(text)) return null;
  const address = asciiLowerCase(text.trim());
  return ADDRESS.test(address) ? address : null;
}
