/**
 * A gRPC server of single requests and answers, on Node's own HTTP/2. Terraform connects to a running
 * provider through TF_REATTACH_PROVIDERS, without TLS, so nothing has to be installed or signed.
 */
import { createServer } from "node:http2";
import type { ServerHttp2Session, ServerHttp2Stream } from "node:http2";
import type { AddressInfo } from "node:net";

/** A method of the service: the bytes of the request in, the bytes of the answer out. */
export type Method = (request: Uint8Array) => Uint8Array;

export interface GrpcServer {
  /** host:port */
  address: string;
  close(): Promise<void>;
}

const UNIMPLEMENTED = "12";
const UNKNOWN_ERROR = "2";

export async function serveGrpc(service: string, methods: Record<string, Method>): Promise<GrpcServer> {
  const sessions = new Set<ServerHttp2Session>();
  const server = createServer();
  server.on("session", (session) => {
    sessions.add(session);
    session.on("close", () => sessions.delete(session));
  });
  server.on("stream", (stream, headers) => {
    const path = String(headers[":path"]);
    // The plugin library asks for more than the provider (health, output, brokers): without them it goes on.
    const method = path.startsWith(`/${service}/`) ? methods[path.slice(service.length + 2)] : undefined;
    if (method) answer(stream, method);
    else refuse(stream, UNIMPLEMENTED, `${path} is not part of this double`);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      for (const session of sessions) session.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function answer(stream: ServerHttp2Stream, method: Method): void {
  const chunks: Buffer[] = [];
  stream.on("data", (chunk: Buffer) => chunks.push(chunk));
  stream.on("end", () => {
    let body: Uint8Array;
    try {
      body = method(Uint8Array.from(Buffer.concat(chunks).subarray(5)));
    } catch (error) {
      refuse(stream, UNKNOWN_ERROR, error instanceof Error ? error.message : "unknown error");
      return;
    }
    const frame = Buffer.alloc(5 + body.length);
    frame.writeUInt32BE(body.length, 1);
    frame.set(body, 5);
    stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
    stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
    stream.end(frame);
  });
}

function refuse(stream: ServerHttp2Stream, status: string, message: string): void {
  stream.respond(
    { ":status": 200, "content-type": "application/grpc", "grpc-status": status, "grpc-message": encodeURIComponent(message) },
    { endStream: true },
  );
}
