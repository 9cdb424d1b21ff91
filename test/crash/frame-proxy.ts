/**
 * A server between client and server that changes what sockets are told, frame by frame: how a server behaves that breaks
 * a rule of docs/protocol.md. Requests pass as they are. Loopback, text frames that are whole (workerd never splits).
 */
import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";

const TEXT = 0x81;

/** Made anew for each socket: a frame in, the frames out. */
export type Mutation = () => (frame: string) => string[];

function encoded(text: string): Buffer {
  const payload = Buffer.from(text);
  const { length } = payload;
  const head = length < 126 ? Buffer.from([TEXT, length]) : length < 65_536 ? Buffer.alloc(4) : Buffer.alloc(10);
  if (length >= 126) {
    head[0] = TEXT;
    head[1] = length < 65_536 ? 126 : 127;
    if (length < 65_536) head.writeUInt16BE(length, 2);
    else head.writeBigUInt64BE(BigInt(length), 2);
  }
  return Buffer.concat([head, payload]);
}

/** Takes whole frames off the beginning of `bytes`. @returns what is left of it */
function takeFrames(bytes: Buffer, onFrame: (first: number, payload: Buffer, whole: Buffer) => void): Buffer {
  let at = 0;
  while (bytes.length >= at + 2) {
    const size = bytes.readUInt8(at + 1) & 127;
    const extra = size === 126 ? 2 : size === 127 ? 8 : 0;
    if (bytes.length < at + 2 + extra) break;
    const length = extra === 0 ? size : extra === 2 ? bytes.readUInt16BE(at + 2) : Number(bytes.readBigUInt64BE(at + 2));
    const end = at + 2 + extra + length;
    if (bytes.length < end) break;
    onFrame(bytes.readUInt8(at), bytes.subarray(at + 2 + extra, end), bytes.subarray(at, end));
    at = end;
  }
  return bytes.subarray(at);
}

/** Passes an upgraded connection on, its frames mutated. */
function passOn(upstream: Socket, client: Socket, mutation: Mutation): void {
  const mutate = mutation();
  let rest: Buffer = Buffer.alloc(0);
  let isOpen = false;
  upstream.on("data", (data) => {
    rest = Buffer.concat([rest, data]);
    if (!isOpen) {
      const end = rest.indexOf("\r\n\r\n");
      if (end === -1) return;
      client.write(rest.subarray(0, end + 4));
      rest = rest.subarray(end + 4);
      isOpen = true;
    }
    rest = takeFrames(rest, (first, payload, whole) => {
      if (first !== TEXT) client.write(whole);
      else for (const frame of mutate(payload.toString())) client.write(encoded(frame));
    });
  });
}

export class FrameProxy {
  readonly base: string;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(server: Server) {
    this.#server = server;
    this.base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  static async start(target: string, mutation: Mutation): Promise<FrameProxy> {
    const port = Number(new URL(target).port);
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const proxy = new FrameProxy(server);
    server.on("connection", (client) => {
      const upstream = connect(port, "127.0.0.1");
      for (const socket of [client, upstream]) {
        proxy.#sockets.add(socket);
        socket.on("error", () => undefined);
        socket.on("close", () => {
          client.destroy();
          upstream.destroy();
        });
      }
      let isSocket = false;
      client.on("data", (data) => {
        const text = data.toString("latin1");
        if (!isSocket && /^GET [^\r]*\r\n[^]*?\r\nupgrade: *websocket\r\n/i.test(text)) {
          isSocket = true;
          upstream.removeAllListeners("data");
          passOn(upstream, client, mutation);
          // Compressed frames could not be read here.
          upstream.write(Buffer.from(text.replace(/sec-websocket-extensions:[^\r]*\r\n/i, ""), "latin1"));
        } else upstream.write(data);
      });
      upstream.on("data", (data) => void client.write(data));
    });
    return proxy;
  }

  stop(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
  }
}
