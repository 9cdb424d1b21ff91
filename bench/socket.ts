/**
 * A WebSocket client that does nothing but count and hand over: no events, no decoding it was not asked for, so that
 * the client is not what a benchmark measures. Loopback only, text frames only, whole messages (workerd never splits).
 */
import { randomBytes } from "node:crypto";
import { connect, type Socket } from "node:net";

const TEXT = 1;
const CLOSE = 8;

/** One frame's payload. Its bytes are only valid during the call. */
export type OnFrame = (payload: Buffer) => void;

export class RawSocket {
  readonly #socket: Socket;
  #rest: Buffer = Buffer.alloc(0);
  #onFrame: OnFrame;
  #isOpen = false;
  /** Payload bytes and frames, both ways. */
  received = 0;
  frames = 0;
  sent = 0;
  /** `performance.now()` when the handshake was done. */
  openedAt = 0;
  closeCode: number | null = null;

  private constructor(socket: Socket, onFrame: OnFrame) {
    this.#socket = socket;
    this.#onFrame = onFrame;
  }

  /** Connects and resolves once the server has agreed; frames that come with its answer are handed over before that. */
  static open(port: number, path: string, headers: Record<string, string>, onFrame: OnFrame): Promise<RawSocket> {
    return new Promise((resolve, reject) => {
      const tcp = connect(port, "127.0.0.1");
      tcp.setNoDelay(true);
      const socket = new RawSocket(tcp, onFrame);
      const more = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
      tcp.write(
        `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
          `Sec-WebSocket-Key: ${randomBytes(16).toString("base64")}\r\nSec-WebSocket-Version: 13\r\n${more.join("")}\r\n`,
      );
      tcp.once("error", reject);
      tcp.once("close", () => reject(new Error(`the socket ${path} closed before it opened`)));
      tcp.on("data", (data) => {
        if (socket.#isOpen) return socket.#read(data);
        const head = socket.#rest.length === 0 ? data : Buffer.concat([socket.#rest, data]);
        const end = head.indexOf("\r\n\r\n");
        if (end === -1) {
          socket.#rest = head;
          return;
        }
        if (!head.subarray(0, 12).equals(Buffer.from("HTTP/1.1 101"))) {
          reject(new Error(`${path}: ${head.subarray(0, 200).toString()}`));
          tcp.destroy();
          return;
        }
        socket.#isOpen = true;
        socket.openedAt = performance.now();
        socket.#rest = Buffer.alloc(0);
        resolve(socket);
        socket.#read(head.subarray(end + 4));
      });
    });
  }

  /** Who is told of frames from now on. */
  onFrame(onFrame: OnFrame): void {
    this.#onFrame = onFrame;
  }

  #read(data: Buffer): void {
    const bytes = this.#rest.length === 0 ? data : Buffer.concat([this.#rest, data]);
    let at = 0;
    for (;;) {
      if (bytes.length < at + 2) break;
      const opcode = bytes.readUInt8(at) & 15;
      let length = bytes.readUInt8(at + 1) & 127;
      let from = at + 2;
      if (length === 126) {
        if (bytes.length < at + 4) break;
        length = bytes.readUInt16BE(at + 2);
        from = at + 4;
      } else if (length === 127) {
        if (bytes.length < at + 10) break;
        length = Number(bytes.readBigUInt64BE(at + 2));
        from = at + 10;
      }
      if (bytes.length < from + length) break;
      at = from + length;
      if (opcode === CLOSE) this.closeCode = length >= 2 ? bytes.readUInt16BE(from) : 1005;
      if (opcode !== TEXT) continue;
      this.received += length;
      this.frames += 1;
      this.#onFrame(bytes.subarray(from, at));
    }
    this.#rest = bytes.subarray(at);
  }

  /** Sends one text frame. The mask is zero: loopback has no proxies to protect. */
  send(text: string): void {
    const payload = Buffer.from(text);
    const { length } = payload;
    const head = length < 126 ? Buffer.alloc(6) : length < 65_536 ? Buffer.alloc(8) : Buffer.alloc(14);
    head.writeUInt8(0x80 | TEXT, 0);
    if (length < 126) head.writeUInt8(0x80 | length, 1);
    else if (length < 65_536) {
      head.writeUInt8(0x80 | 126, 1);
      head.writeUInt16BE(length, 2);
    } else {
      head.writeUInt8(0x80 | 127, 1);
      head.writeBigUInt64BE(BigInt(length), 2);
    }
    this.sent += length;
    this.#socket.write(length < 4096 ? Buffer.concat([head, payload]) : head);
    if (length >= 4096) this.#socket.write(payload);
  }

  close(): void {
    this.#socket.destroy();
  }
}
