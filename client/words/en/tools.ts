/** Tools and servers (client/tools). */
import { pluralsOf } from "../plural.ts";

const plural = pluralsOf("en");

export const tools = {
  title: "Tools",
  about:
    "What a model may use while it answers, once you switch it on in a conversation’s “+” menu. Ask: you are asked each time. Always: it runs without asking, unless it would send your words to a server after reading other people’s text. Never: it is not offered.",
  own: "Tally’s own",
  servers: "Servers",
  serversHelp:
    "Tools from elsewhere, over the Model Context Protocol. Keys and sign-ins are kept in your own storage only, and are deleted when you remove the server.",
  serversFixed: "An administrator has chosen the servers of this Tally; nobody can add their own.",
  noServer: "No servers yet.",
  add: {
    title: "Add a server",
    address: "Address",
    addressHelp:
      "A Model Context Protocol server over Streamable HTTP. Add only servers you trust: they are sent what models write for their tools.",
    addressExample: "https://mcp.example.com/mcp",
    name: "Name",
    nameHelp: "What you want to call it; its tools carry this name.",
    headers: "Headers",
    headersHelp: "Only if the server’s documentation asks for them: Name: value, one per line. Not needed for a sign-in.",
    headersExample: "Authorization: Bearer …",
    headersWrong: "Write each header as Name: value, one per line.",
    connect: "Add and connect",
    connecting: "Connecting…",
  },
  server: {
    asking: "Asking…",
    askAgain: "Ask again",
    connect: "Connect",
    signIn: (host: string) => `Sign in at ${host}`,
    remove: "Remove",
    removing: "Removing…",
    removeThis: (name: string) => `Remove ${name}?`,
    removeHelp:
      "Its tools are not offered any more, and its keys and your sign-in are deleted here. What it stores itself stays with it; answers that used it keep their steps.",
    fixed: "An administrator gave this server to everybody. It cannot be removed here.",
    sent: (headers: string) => `Sent with every request, its value never shown again: ${headers}`,
    new: "Not connected yet.",
    authorize: (detail: string) => `It wants you to sign in.${detail}`,
    failed: (detail: string) => `Not working.${detail}`,
    /** `ago`: in the words of client/format, null: never. */
    ready: (count: number, ago: string | null, detail: string) =>
      `Connected, ${plural(count, { one: "1 tool", other: `${count} tools` })}${ago === null ? "" : `, asked ${ago === "now" ? "just now" : /^\d+ (min|h)$/.test(ago) ? `${ago} ago` : ago}`}.${detail}`,
  },
  signIn: {
    ready: "You are signed in: the server’s tools are listed below. Each asks before it is used.",
    refused: "The server did not accept the sign-in. Connect it again below.",
    failed: "The sign-in came to nothing: it was refused, took too long, or was begun by somebody else. Connect the server again below.",
  },
  policies: { ask: "Ask", always: "Always", never: "Never" },
  when: (tool: string) => `When a model wants to use ${tool}`,
  changed:
    "Its server has changed what it says of this tool since you allowed it. It asks again each time, and models are told what you allowed, until you allow it anew.",
  allowChanged: "Allow as it is now",
  said: "What models are told about it",
  saidNow: "What its server says now",
  nothing: "Nothing.",
  price: (price: string) => `${price} a call`,
  simulated: "simulated: nothing is searched, nobody is charged",
  onlyReads: "only reads, its server says",
  told: {
    search:
      "What is searched for goes to Cloudflare and to its search provider. Whether the gateway logs it is not documented: assume that it does.",
    page: "The page’s own server sees that its address was fetched, by Cloudflare’s network under the name Tally, without cookies.",
  },
};
