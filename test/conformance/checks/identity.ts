/** Who is calling, and ids: P1 to P6. */
import { ask, ended, fresh, isProblem, newChat, stored, type Check } from "../world.ts";
import type { Receipt } from "../shapes.ts";

export const identity: readonly Check[] = [
  {
    rules: ["P1"],
    needs: "local",
    async run({ target, findings }) {
      const me = await target.call<{ email: string }>({ "x-tally-dev-user": "Conform-Caller@Example.com" }, "/api/me");
      findings.holds("P1", me.body?.email === "conform-caller@example.com", `an address in capitals became ${me.body?.email}`);
      const odd = await target.call({ "x-tally-dev-user": "k\u00e9lvin@example.com" }, "/api/me");
      findings.holds("P1", odd.status === 401, `an address outside ASCII was answered with ${odd.status}`);
    },
  },
  {
    rules: ["P2"],
    async run({ target, findings, alice }) {
      for (const headers of [{ origin: "https://elsewhere.example" }, { "sec-fetch-site": "cross-site" }]) {
        const answer = await target.call(alice, "/api/chats", { body: {}, headers });
        findings.holds("P2", isProblem(answer, 403), `${JSON.stringify(headers)}: ${answer.status}`);
      }
      const socket = await target.socket({ ...alice, origin: "https://elsewhere.example" }, "/api/live");
      await socket.closed("the end of a socket of another origin");
      findings.holds("P2", socket.closeCode === 4403, `a socket of another origin was closed with ${socket.closeCode}`);
    },
  },
  {
    rules: ["P3", "P11", "P36"],
    async run(world) {
      const { target, findings, bob } = world;
      const chat = await newChat(world);
      const nobodys = fresh();
      for (const [method, path, body] of [
        ["GET", "", undefined],
        ["GET", "/messages", undefined],
        ["GET", "/receipts", undefined],
        ["GET", "/export?format=json", undefined],
        ["POST", "/messages", { id: fresh(), text: "x" }],
        ["POST", "/stop", {}],
        ["PATCH", "", { title: "x" }],
        ["DELETE", "", undefined],
      ] as const) {
        const [others, unknown] = await Promise.all(
          [chat, nobodys].map((id) => target.call(bob, `/api/chats/${id}${path}`, { method, ...(body === undefined ? {} : { body }) })),
        );
        const isAlike = others !== undefined && unknown !== undefined && isProblem(others, 404) && others.text === unknown.text;
        findings.holds(
          "P3",
          isAlike,
          `${method} ${path}: ${others?.status} for another's, ${unknown?.status} for nobody's, or other words`,
        );
      }
      for (const id of [chat, nobodys]) {
        const socket = await target.socket(bob, `/api/chats/${id}/live?v=2`);
        await socket.closed("the end of a refused socket");
        findings.holds("P3", socket.closeCode === 4404, `the socket was closed with ${socket.closeCode}`);
        findings.holds("P11", socket.frames.length === 0, `a refused socket was told ${socket.frames[0]}`);
      }
      const old = await target.socket(world.alice, `/api/chats/${chat}/live?v=99`);
      await old.closed("the end of a socket of another version");
      findings.holds("P36", old.closeCode === 4426, `version 99 was closed with ${old.closeCode}`);
    },
  },
  {
    rules: ["P4"],
    async run({ target, findings, alice }) {
      for (const id of ["a b", "a.a", "-a", "ä", "a/b", "a".repeat(101), ""]) {
        const answer = await target.call(alice, "/api/chats", { body: { id } });
        findings.holds("P4", isProblem(answer, 400), `the id ${JSON.stringify(id).slice(0, 20)} was answered with ${answer.status}`);
      }
      const id = `c_-.:~${fresh()}`;
      const made = await target.call<{ id: string }>(alice, "/api/chats", { body: { id } });
      findings.holds("P4", made.status === 201 && made.body.id === id, `the id ${id} was answered with ${made.status}`);
      const again = await target.call<{ id: string }>(alice, "/api/chats", { body: { id } });
      findings.holds("P4", again.status === 200 && again.body.id === id, `the same id again was answered with ${again.status}`);
    },
  },
  {
    rules: ["P5", "P6", "P39"],
    async run(world) {
      const { target, findings, alice } = world;
      const chat = await newChat(world);
      const tab = await target.tab(alice, chat);
      const command = { id: fresh(), text: "/gen tokens=8" };
      const first = await target.call<{ answerId: string; messageId: string }>(alice, `/api/chats/${chat}/messages`, { body: command });
      const { answerId, messageId } = first.body;
      findings.holds("P5", messageId === command.id && answerId === `${command.id}.a`, `ids ${messageId}, ${answerId} of ${command.id}`);
      findings.holds("P39", (await tab.ended(answerId)) !== "", "a command over HTTP was not seen by a tab");
      const second = await target.call(alice, `/api/chats/${chat}/messages`, { body: command });
      findings.holds("P6", second.status === 200 && second.text === first.text, `the same id again: ${second.status}`);
      const overSocket = await tab.command({ type: "send", ...command });
      findings.holds(
        "P6",
        overSocket.result?.repeated === true,
        `the same id over the socket: ${JSON.stringify(overSocket).slice(0, 120)}`,
      );
      findings.holds("P39", overSocket.result?.answerId === answerId, "the same id over the other way was another command");
      const other = await target.call(alice, `/api/chats/${chat}/messages`, { body: { ...command, text: "/gen tokens=9" } });
      findings.holds("P6", isProblem(other, 409), `the same id with another text: ${other.status}`);
      const kind = await tab.command({ type: "regenerate", id: command.id, messageId: answerId });
      findings.holds("P6", kind.problem?.status === 409, `the same id as another command: ${kind.type} ${kind.problem?.status}`);
      const anew = fresh();
      const regenerated = await tab.command({ type: "regenerate", id: anew, messageId: answerId });
      findings.holds("P5", regenerated.result?.answerId === `${anew}.a`, `regenerate made ${regenerated.result?.answerId}`);
      await tab.ended(`${anew}.a`);
      const all = await stored(world, chat);
      findings.holds("P6", all.length === 3, `${all.length} messages of one question and two answers`);
      const { body } = await target.call<{ receipts: Receipt[] }>(alice, `/api/chats/${chat}/receipts`);
      const answers = body.receipts.filter(({ messageId: of }) => of === answerId);
      findings.holds("P6", answers.length === 1, `${answers.length} model calls of one command`);
    },
  },
  {
    rules: ["P40"],
    async run(world) {
      const chat = await newChat(world);
      const answer = await ended(world, chat, await ask(world, chat, "/gen fail=3040"));
      const isReported = answer?.status === "error" && typeof answer.problem?.detail === "string";
      world.findings.holds("P40", isReported, `a model that refuses made an answer that is ${answer?.status}`);
    },
  },
];
