/** HTTP over one kept connection, as a browser has it: `fetch` of Node adds milliseconds of its own to a request now and then. */
import { Agent, request } from "node:http";

const agent = new Agent({ keepAlive: true, maxSockets: 16 });

/** The body as text; anything but 2xx throws. */
export function call(port: number, path: string, options: { body?: string; headers?: Record<string, string> } = {}): Promise<string> {
  const { body, headers = {} } = options;
  return new Promise((resolve, reject) => {
    const sent = request({ host: "127.0.0.1", port, path, agent, method: body === undefined ? "GET" : "POST", headers }, (answer) => {
      const parts: Buffer[] = [];
      answer.on("data", (part: Buffer) => parts.push(part));
      answer.on("end", () => {
        const text = Buffer.concat(parts).toString();
        const status = answer.statusCode ?? 0;
        if (status >= 200 && status < 300) resolve(text);
        else reject(new Error(`${path}: ${status} ${text.slice(0, 300)}`));
      });
      answer.on("error", reject);
    });
    sent.on("error", (error: NodeJS.ErrnoException) => {
      // A kept connection that the server ended while nothing was under way: the request never began.
      if (sent.reusedSocket && error.code === "ECONNRESET") resolve(call(port, path, options));
      else reject(error);
    });
    sent.end(body);
  });
}
