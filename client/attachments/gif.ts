/**
 * A GIF without what programs write beside its pictures (comments, XMP with place and device), and with its frames as they are:
 * drawn anew it would stand still. By "Graphics Interchange Format, version 89a": header, blocks, trailer.
 */

const HEADER_BYTES = 13;
const EXTENSION = 0x21;
const FRAME = 0x2c;
const TRAILER = 0x3b;
const COMMENT = 0xfe;
const APPLICATION = 0xff;
/** Applications' extensions that say how often the frames are shown. */
const OF_LOOPS: ReadonlySet<string> = new Set(["NETSCAPE2.0", "ANIMEXTS1.0"]);
const NAME_BYTES = 11;

/** Bytes of a table of colours, as a block's flags tell. */
const coloursBytes = (flags: number): number => ((flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 0x07) + 1));

/** Where the pieces of a block end that begin at `at`; null: not within the file. */
function endOfPieces(bytes: Uint8Array, at: number): number | null {
  for (let next = at; next < bytes.length;) {
    const size = bytes[next] ?? 0;
    next += 1 + size;
    if (size === 0) return next;
  }
  return null;
}

function isKept(bytes: Uint8Array, at: number): boolean {
  const label = bytes[at + 1];
  if (label === COMMENT) return false;
  return label !== APPLICATION || OF_LOOPS.has(String.fromCharCode(...bytes.subarray(at + 3, at + 3 + NAME_BYTES)));
}

/** Parts of the file that stay, in order; null: it is damaged. */
export function partsOfGif(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer>[] | null {
  let at = HEADER_BYTES + coloursBytes(bytes[10] ?? 0);
  const parts = [bytes.subarray(0, at)];
  while (at < bytes.length) {
    const kind = bytes[at];
    if (kind === TRAILER) return [...parts, bytes.subarray(at, at + 1)];
    // A frame: where it stands (10 bytes), its colours, the size of its codes, its pieces.
    const pieces = kind === EXTENSION ? at + 2 : kind === FRAME ? at + 11 + coloursBytes(bytes[at + 9] ?? 0) : null;
    const end = pieces === null ? null : endOfPieces(bytes, pieces);
    if (end === null) return null;
    if (kind === FRAME || isKept(bytes, at)) parts.push(bytes.subarray(at, end));
    at = end;
  }
  return null;
}
