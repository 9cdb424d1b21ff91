/** As much of MessagePack as Terraform uses for values, with its extension for "known after apply". */

/** A value that is known only after apply. */
export const UNKNOWN = Symbol("known after apply");

export type Value = null | boolean | number | string | Uint8Array | typeof UNKNOWN | Value[] | { [key: string]: Value };
export type Item = { [key: string]: Value };

export function isItem(value: Value | undefined): value is Item {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);
}

export function decodeValue(bytes: Uint8Array): Value {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const size = (width: 1 | 2 | 4): number => {
    const value = width === 1 ? view.getUint8(at) : width === 2 ? view.getUint16(at) : view.getUint32(at);
    at += width;
    return value;
  };
  const take = (length: number): Uint8Array => bytes.subarray(at, (at += length));
  const string = (length: number): string => new TextDecoder().decode(take(length));
  const list = (length: number): Value[] => Array.from({ length }, () => next());
  const map = (length: number): Item => Object.fromEntries(Array.from({ length }, () => [String(next()), next()]));
  const unknown = (length: number): typeof UNKNOWN => {
    take(length + 1);
    return UNKNOWN;
  };
  const next = (): Value => {
    const tag = view.getUint8(at++);
    if (tag < 0x80) return tag;
    if (tag < 0x90) return map(tag & 0x0f);
    if (tag < 0xa0) return list(tag & 0x0f);
    if (tag < 0xc0) return string(tag & 0x1f);
    if (tag >= 0xe0) return tag - 0x100;
    switch (tag) {
      case 0xc0:
        return null;
      case 0xc2:
      case 0xc3:
        return tag === 0xc3;
      case 0xc4:
        return take(size(1));
      case 0xc5:
        return take(size(2));
      case 0xc7:
        return unknown(size(1));
      case 0xca:
        return view.getFloat32((at += 4) - 4);
      case 0xcb:
        return view.getFloat64((at += 8) - 8);
      case 0xcc:
        return size(1);
      case 0xcd:
        return size(2);
      case 0xce:
        return size(4);
      case 0xcf:
        return Number(view.getBigUint64((at += 8) - 8));
      case 0xd0:
        return view.getInt8((at += 1) - 1);
      case 0xd1:
        return view.getInt16((at += 2) - 2);
      case 0xd2:
        return view.getInt32((at += 4) - 4);
      case 0xd4:
        return unknown(1);
      case 0xd9:
        return string(size(1));
      case 0xda:
        return string(size(2));
      case 0xdb:
        return string(size(4));
      case 0xdc:
        return list(size(2));
      case 0xde:
        return map(size(2));
      default:
        throw new Error(`msgpack: tag 0x${tag.toString(16)} is not used by Terraform`);
    }
  };
  return next();
}

function head(short: number, shortLimit: number, tags: [number, number, number], length: number): Uint8Array {
  if (length < shortLimit) return Uint8Array.of(short | length);
  if (length < 0x100 && tags[0] !== 0) return Uint8Array.of(tags[0], length);
  if (length < 0x10000) return Uint8Array.of(tags[1], length >> 8, length & 0xff);
  return Uint8Array.of(tags[2], length >>> 24, (length >> 16) & 0xff, (length >> 8) & 0xff, length & 0xff);
}

export function encodeValue(value: Value): Uint8Array {
  return Uint8Array.from(Buffer.concat(pieces(value)));
}

function pieces(value: Value): Uint8Array[] {
  if (value === null) return [Uint8Array.of(0xc0)];
  if (value === UNKNOWN) return [Uint8Array.of(0xd4, 0, 0)];
  if (typeof value === "boolean") return [Uint8Array.of(value ? 0xc3 : 0xc2)];
  if (typeof value === "number") {
    if (Number.isInteger(value) && value >= 0 && value < 0x80) return [Uint8Array.of(value)];
    const bytes = new Uint8Array(9);
    bytes[0] = 0xcb;
    new DataView(bytes.buffer).setFloat64(1, value);
    return [bytes];
  }
  if (typeof value === "string") {
    const bytes = new TextEncoder().encode(value);
    return [head(0xa0, 32, [0xd9, 0xda, 0xdb], bytes.length), bytes];
  }
  if (value instanceof Uint8Array) return [head(0, 0, [0xc4, 0xc5, 0xc6], value.length), value];
  if (Array.isArray(value)) return [head(0x90, 16, [0, 0xdc, 0xdd], value.length), ...value.flatMap(pieces)];
  const entries = Object.entries(value as Item);
  return [head(0x80, 16, [0, 0xde, 0xdf], entries.length), ...entries.flatMap(([key, entry]) => [...pieces(key), ...pieces(entry)])];
}
