/** What the connection itself has to say to the person, in the shape of the server's problems. */
import type { Problem } from "../../src/protocol/problem.ts";

export function serverProblem(status: number): Problem {
  const detail = `Older messages could not be loaded: the server answered with ${status}. Try again in a moment.`;
  return { type: "urn:tally:problem:internal", title: "The server failed", status, detail };
}

export function leftOutProblem(count: number): Problem {
  const detail = `${count === 1 ? "A message" : `${count} messages`} could not be read by this page. Reload it to get the newest version.`;
  return { type: "urn:tally:problem:unreadable", title: "Not everything is shown", status: 0, detail };
}

export function networkProblem(detail: string): Problem {
  return { type: "urn:tally:problem:network", title: "No connection", status: 0, detail };
}
