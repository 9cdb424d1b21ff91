/** Pushes as far as they are seen without a push service, and what the person's socket tells of presets: P130, P133, P135. */
import { fresh, isProblem, newChat, stranger, type Check } from "../world.ts";

/** A browser of nobody's: the keys of RFC 8291's example, at a push service that is never asked. */
const BROWSER = {
  endpoint: "https://fcm.googleapis.com/fcm/send/conformance",
  expirationTime: null,
  keys: {
    p256dh: "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
    auth: "BTBZMqHH6r4Tts7J_aSIgg",
  },
};

export const pushes: readonly Check[] = [
  {
    rules: ["P130"],
    needs: "local",
    async run({ target, findings }) {
      const person = stranger();
      const register = (body: object) => target.call<{ id: string }>(person, "/api/push", { body });
      const { body: state } = await target.call<{ key: string | null; browsers: number }>(person, "/api/push");
      const first = await register(BROWSER);
      if (state.key === null) {
        findings.holds("P130", isProblem(first, 409), `without a key a browser was registered: ${first.status}`);
        return;
      }
      const again = await register(BROWSER);
      findings.holds("P130", first.status === 201 && again.status === 200, `registered twice: ${first.status}, ${again.status}`);
      findings.holds("P130", first.body.id === again.body.id, "the same browser has two ids");
      for (const endpoint of ["https://10.0.0.1/push", "https://example.com/push", "http://fcm.googleapis.com/push"])
        findings.holds("P130", isProblem(await register({ ...BROWSER, endpoint }), 400), `${endpoint} was taken for a push service`);
      const leave = (as: typeof person) => target.call(as, `/api/push/${first.body.id}`, { method: "DELETE" });
      findings.holds("P130", isProblem(await leave(stranger()), 404), "another person's browser can be taken away");
      findings.holds("P130", (await leave(person)).status === 200 && isProblem(await leave(person), 404), "a browser cannot leave, once");
    },
  },
  {
    rules: ["P133"],
    async run(world) {
      const { target, findings, alice } = world;
      const tab = await target.tab(alice, await newChat(world));
      for (const shown of [false, true]) tab.raw.send(JSON.stringify({ type: "shown", shown }));
      const after = await tab.command({ type: "set", id: fresh(), title: "Still here" });
      const isRefused = tab.raw.frames.some((frame) => frame.startsWith('{"type":"refused"'));
      findings.holds("P133", after.type === "ack" && !isRefused, "a tab may not say whether it is on screen");
    },
  },
  {
    rules: ["P135"],
    needs: "local",
    async run({ target, findings }) {
      const person = stranger();
      const socket = await target.socket(person, "/api/live");
      await target.call(person, "/api/presets", { body: { id: "one", name: "The default", isDefault: true } });
      const isNotified = () => socket.frames.some((frame) => frame.startsWith('{"type":"presets"') && frame.includes("The default"));
      await socket.until(isNotified, "the default preset on the person's socket");
      findings.holds("P135", true, "");
      socket.close();
    },
  },
];
