/** As much of protobuf as the plugin protocol of Terraform needs: messages of numbers, strings, bytes and messages. */

export type Field = [number: number, value: string | Uint8Array | number | boolean | Message | undefined];
export type Message = Field[];

/** A decoded message: all values of each field number, undecoded. Varints are kept as numbers. */
export type Decoded = Map<number, (Uint8Array | number)[]>;

const text = new TextEncoder();

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 0x7f) {
    bytes.push((rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  return [...bytes, rest];
}

/** Fields without a value, and the defaults "", 0 and false, are left out, as protobuf 3 does. */
export function encode(message: Message): Uint8Array {
  const chunks: Uint8Array[] = [];
  for (const [number, value] of message) {
    if (value === undefined || value === "" || value === 0 || value === false) continue;
    if (typeof value === "number" || value === true) {
      chunks.push(Uint8Array.from([...varint(number * 8), ...varint(Number(value))]));
      continue;
    }
    const bytes = typeof value === "string" ? text.encode(value) : value instanceof Uint8Array ? value : encode(value);
    chunks.push(Uint8Array.from([...varint(number * 8 + 2), ...varint(bytes.length)]), bytes);
  }
  return Uint8Array.from(Buffer.concat(chunks));
}

export function decode(bytes: Uint8Array): Decoded {
  const fields: Decoded = new Map();
  let at = 0;
  const read = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++] ?? 0;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  };
  while (at < bytes.length) {
    const tag = read();
    const number = Math.floor(tag / 8);
    const kind = tag % 8;
    let value: Uint8Array | number;
    if (kind === 0) value = read();
    else if (kind === 2) {
      const length = read();
      value = bytes.subarray(at, at + length);
      at += length;
    } else throw new Error(`protobuf: wire type ${kind} of field ${number} is not used by this protocol`);
    fields.set(number, [...(fields.get(number) ?? []), value]);
  }
  return fields;
}

/** The bytes of a field that occurs once; empty where it does not occur. */
export function bytesOf(message: Decoded, number: number): Uint8Array {
  const value = message.get(number)?.at(-1);
  return value instanceof Uint8Array ? value : new Uint8Array();
}

export function stringOf(message: Decoded, number: number): string {
  return new TextDecoder().decode(bytesOf(message, number));
}
