/** Files beside the text: dropped, pasted and chosen; what leaves the tab; other tabs; what a reload and a lost connection leave; and speech. */
import { Buffer } from "node:buffer";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Page } from "playwright-core";
import { docx, pdf, xlsx } from "../unit/files/samples.ts";
import { eventually, House, lastAnswer, say } from "./page.ts";

let house: House;
beforeAll(async () => {
  house = await House.open({}, true);
});
afterAll(async () => {
  await house.close();
  // What the tests break. And an estimate may be asked with a file that the other tab takes off at that moment: 400.
  expect(house.complaints.filter((each) => !/ERR_INTERNET_DISCONNECTED|ERR_CONNECTION_RESET|status of 400/.test(each))).toEqual([]);
});

const tiles = (page: Page, status: string) => page.locator(`[data-testid=attachment][data-status=${status}]`);
const names = (page: Page) => tiles(page, "ready").locator("bdi").allTextContents();
const UPLOADS = /\/api\/chats\/[^/]+\/files\?/;

/** Drops or pastes a picture of 3,000 × 30 pixels; a JPEG's EXIF names a place. */
function givePicture(page: Page, target: string, kind: "paste" | "drop", type: "image/jpeg" | "image/png"): Promise<boolean> {
  return page.evaluate(
    async ([selector, how, format]) => {
      const canvas = new OffscreenCanvas(3000, 30);
      canvas.getContext("2d")?.fillRect(0, 0, 50, 30);
      const plain = new Uint8Array(await (await canvas.convertToBlob({ type: format })).arrayBuffer());
      const exif = new TextEncoder().encode("Exif\0\0GPS 52.52 13.40 SECRET-PLACE");
      const segment = format === "image/jpeg" ? [0xff, 0xe1, 0, exif.length + 2, ...exif] : [];
      const data = new DataTransfer();
      const name = `holiday.${format.slice("image/".length)}`;
      data.items.add(new File([plain.slice(0, 2), new Uint8Array(segment), plain.slice(2)], name, { type: format }));
      const init = { bubbles: true, cancelable: true };
      const event =
        how === "paste"
          ? new ClipboardEvent("paste", { ...init, clipboardData: data })
          : new DragEvent("drop", { ...init, dataTransfer: data });
      document.querySelector(selector)?.dispatchEvent(event);
      return event.defaultPrevented;
    },
    [target, kind, type] as const,
  );
}

it("takes a picture dropped anywhere without leaving the page, makes it smaller and sends none of its EXIF", async () => {
  const page = await house.pageOf("drop@example.com");
  await page.getByTestId("composer-input").fill("What is this?");
  expect(await givePicture(page, "nav", "drop", "image/jpeg")).toBe(true);
  await tiles(page, "ready").waitFor();
  expect(new URL(page.url()).pathname).toMatch(/^\/c\//);
  await eventually(() => page.getByTestId("composer-input").inputValue()).toBe("What is this?");
  // A reload loses neither words nor files.
  await page.reload();
  await tiles(page, "ready").waitFor();
  await eventually(() => page.getByTestId("composer-input").inputValue()).toBe("What is this?");
  await page.getByTestId("send").click();
  await lastAnswer(page);
  const picture = page.getByTestId("message-files").locator("img");
  expect(await picture.getAttribute("width")).toBe("320");
  const sent = await picture.evaluate(async (image: HTMLImageElement) => {
    const bytes = await (await fetch(image.src)).arrayBuffer();
    return { width: image.naturalWidth, text: new TextDecoder("latin1").decode(bytes) };
  });
  expect(sent.width).toBe(2048);
  expect(sent.text).not.toMatch(/Exif|SECRET-PLACE/);
  expect(await picture.getAttribute("alt")).toBe("holiday.jpeg");
  await picture.click();
  await page.getByTestId("file-dialog").locator("img").waitFor();
  const [saved] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "Save" }).click()]);
  expect(saved.suggestedFilename()).toBe("holiday.jpeg");
  expect(await tiles(page, "ready").count()).toBe(0);
  // Where there is no conversation nothing takes the file, and the page stays all the same.
  await page.goto(`${house.server.base}/usage`);
  await page.getByTestId("person-menu").waitFor();
  expect(await givePicture(page, "body", "drop", "image/png")).toBe(true);
  expect(new URL(page.url()).pathname).toBe("/usage");
  await page.context().close();
});

it("shows what a model sees of a document, and offers one that sees pictures", async () => {
  const page = await house.pageOf("files@example.com");
  await page.getByTestId("file-input").setInputFiles([
    { name: "notes.md", mimeType: "text/markdown", buffer: Buffer.from("# The rent is 900") },
    { name: "tides.pdf", mimeType: "application/pdf", buffer: Buffer.from(pdf(["The sea goes out"])) },
    { name: "tides.docx", mimeType: "", buffer: Buffer.from(docx()) },
    { name: "boats.xlsx", mimeType: "", buffer: Buffer.from(xlsx()) },
  ]);
  await tiles(page, "ready").nth(3).waitFor();
  await givePicture(page, "[data-testid=composer-input]", "paste", "image/png");
  await eventually(() => names(page)).toContain("holiday.png");
  // A phone's camera gives its picture to a chooser of its own.
  const photo = await page.evaluate(async () => {
    const canvas = new OffscreenCanvas(8, 6);
    canvas.getContext("2d")?.fillRect(0, 0, 4, 4);
    const blob = await canvas.convertToBlob({ type: "image/jpeg" });
    return [...new Uint8Array(await blob.arrayBuffer())];
  });
  await page
    .locator("input[capture=environment]")
    .setInputFiles([{ name: "photo.jpg", mimeType: "image/jpeg", buffer: Buffer.from(photo) }]);
  await eventually(() => names(page)).toContain("photo.jpg");
  const tile = (name: string) => page.getByTestId("attachment").filter({ hasText: name });
  // Size, tokens and price, before anything is sent; its full size only when asked.
  await tile("tides.pdf")
    .getByText(/tokens · about \$0\.\d+/)
    .waitFor();
  await tile("holiday.png").getByRole("button", { name: "Made smaller: send full size" }).click();
  await eventually(() => tile("holiday.png").getByRole("button", { name: "Made smaller: send full size" }).count()).toBe(0);
  await tile("holiday.png").and(page.locator("[data-status=ready]")).waitFor();
  await say(page, "Read them");
  const { text } = await lastAnswer(page);
  expect(text).toContain("holiday.png: image/png, 3000 × 30 pixels");
  expect(text).toContain("photo.jpg: image/jpeg, 8 × 6 pixels");
  for (const begins of ["The sea goes out", "Tides", "Harbour"]) expect(text).toContain(begins);
  await page.getByTestId("message-files").getByText("notes.md").click();
  await page.getByTestId("file-dialog").getByText("The rent is 900").waitFor();
  await page.getByRole("button", { name: "Close", exact: true }).click();
  await page.getByTestId("model-picker").click();
  await page.locator("[role=option][data-model-id='embedded/costly']").click();
  await givePicture(page, "[data-testid=composer-input]", "paste", "image/jpeg");
  await page.getByTestId("offer-sight").getByRole("button").click();
  await page.getByTestId("offer-sight").waitFor({ state: "detached" });
  await page.context().close();
});

it("has the same files in two tabs, whichever takes one off; a reload and a lost line in mid-upload lose what was on its way alone [P97]", async () => {
  const page = await house.pageOf("tabs@example.com");
  const choose = (name: string, words: string) =>
    page.getByTestId("file-input").setInputFiles([{ name, mimeType: "text/plain", buffer: Buffer.from(words) }]);
  await choose("one.txt", "one");
  await tiles(page, "ready").waitFor();
  const other = await house.page(page.context(), new URL(page.url()).pathname);
  await eventually(() => names(other)).toEqual(["one.txt"]);
  await choose("two.txt", "two");
  await eventually(() => names(other)).toEqual(["one.txt", "two.txt"]);
  await other.getByRole("button", { name: "Remove one.txt" }).click();
  await eventually(() => names(page)).toEqual(["two.txt"]);
  // The line is lost with a file on its way: it is kept, said, and goes when it is asked to.
  await page.route(UPLOADS, async (route) => {
    await page.context().setOffline(true);
    await route.abort("internetdisconnected");
  });
  await choose("late.txt", "late");
  await tiles(page, "failed").waitFor();
  await page.unroute(UPLOADS);
  await page.context().setOffline(false);
  await page.getByRole("button", { name: "Try late.txt again" }).click();
  await eventually(() => names(page)).toEqual(["two.txt", "late.txt"]);
  // A connection that breaks once is nobody's matter: the file is sent once more.
  await page.route(UPLOADS, (route) => route.abort("connectionreset"), { times: 1 });
  await choose("again.txt", "again");
  await eventually(() => names(page)).toEqual(["two.txt", "late.txt", "again.txt"]);
  await page.getByRole("button", { name: "Remove again.txt" }).click();
  // A reload with a file on its way.
  await page.route(UPLOADS, () => undefined);
  await choose("half.txt", "half");
  await tiles(page, "uploading").waitFor();
  await page.reload();
  await eventually(() => names(page)).toEqual(["two.txt", "late.txt"]);
  expect(await page.getByTestId("attachment").count()).toBe(2);
  await say(page, "Read them");
  await lastAnswer(page);
  await eventually(() => names(other)).toEqual([]);
  await page.context().close();
});

it("[I10] keeps pictures with a conversation that is read without a network, until it is deleted or nothing is kept any more", async () => {
  const device = await house.device({ serviceWorkers: "allow" });
  await device.addCookies([{ name: "tally_dev_user", value: "reader-of-pictures@example.com", url: house.server.base }]);
  const page = await house.page(device, "/");
  const kept = () =>
    page.evaluate(async () => {
      const requests = await (await caches.open("tally-reading")).keys();
      return requests.filter(({ url }) => url.includes("/kept/picture/")).length;
    });
  const setReading = async () => {
    await page.getByTestId("person-menu").click();
    await page.getByRole("menuitem").first().click();
    await page.getByTestId("reading-toggle").click();
    await page.keyboard.press("Escape");
    await page.getByTestId("preferences").waitFor({ state: "detached" });
  };
  await setReading();
  const sent = async () => {
    await givePicture(page, "[data-testid=composer-input]", "paste", "image/png");
    await tiles(page, "ready").waitFor();
    await say(page, "What is this?");
    await lastAnswer(page);
  };
  await sent();
  // What follows a conversation for reading begins when it is opened.
  await page.reload();
  await eventually(kept).toBe(1);
  await page.evaluate(async () => navigator.serviceWorker.ready);
  await page.context().setOffline(true);
  await page.reload();
  const picture = page.getByTestId("message-files").locator("img");
  await eventually(() => picture.evaluate((image: HTMLImageElement) => [image.dataset["kept"], image.naturalWidth])).toEqual([
    "true",
    2048,
  ]);
  await picture.click();
  const large = page.getByTestId("file-dialog").locator("img");
  await eventually(() => large.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(2048);
  await page.context().setOffline(false);
  await page.getByRole("button", { name: "Close", exact: true }).click();
  const chat = new URL(page.url()).pathname.slice("/c/".length);
  await page.request.delete(`${house.server.base}/api/chats/${chat}`);
  await eventually(kept).toBe(0);
  await page.goto(house.server.base);
  await sent();
  await page.reload();
  await eventually(kept).toBe(1);
  await setReading();
  // Asked without opening it: a store that is opened while it is being deleted is made anew, and stays.
  await eventually(() => page.evaluate(() => caches.has("tally-reading"))).toBe(false);
  await page.context().close();
});

it("writes down what is said and says what that cost; without a microphone it says why not", async () => {
  const page = await house.pageOf("voice@example.com");
  const dictate = page.getByTestId("dictate");
  // Another right than the one that is needed: this one is refused.
  await page.context().grantPermissions(["clipboard-read"]);
  await dictate.click();
  await page.getByText("The microphone cannot be used: allow it for this page").waitFor();
  await page.context().grantPermissions(["microphone"]);
  await page.getByTestId("composer-input").fill("Heard:");
  await dictate.click();
  await eventually(() => dictate.getAttribute("aria-pressed")).toBe("true");
  await dictate.click();
  await eventually(() => page.getByTestId("composer-input").inputValue()).toMatch(
    /^Heard: No model has listened: a recording came here, audio\/webm, [\d,]+ bytes/,
  );
  await page.getByText(/^Written down for .*\(simulated\)\.$/).waitFor();
  const response = await page.request.get(house.server.base);
  expect(response.headers()["permissions-policy"]).toContain("microphone=(self)");
  // A browser that cannot record hears by itself; one that cannot do that either shows no button.
  const without = async (hears: boolean) => {
    await page.addInitScript((canHear) => {
      Reflect.deleteProperty(window, "MediaRecorder");
      Reflect.deleteProperty(window, "SpeechRecognition");
      Reflect.deleteProperty(window, "webkitSpeechRecognition");
      if (canHear) Reflect.set(window, "SpeechRecognition", class extends EventTarget {});
    }, hears);
    await page.reload();
    await page.getByTestId("send").or(page.getByTestId("composer-input")).first().waitFor();
    await eventually(() => dictate.count()).toBe(hears ? 1 : 0);
  };
  await without(true);
  await without(false);
  await page.context().close();
});

it("reads an answer aloud with a model's voice, its price on the button; stopped, no further piece is asked for [P98]", async () => {
  const page = await house.pageOf("listener@example.com");
  const patched = await page.request.patch(`${house.server.base}/api/me`, { data: { preferences: { readAloud: "model" } } });
  expect(patched.status()).toBe(200);
  await page.reload();
  let asked = 0;
  page.on("request", (request) => {
    if (request.url().endsWith("/speak")) asked += 1;
  });
  await say(page, "/gen tokens=3");
  await lastAnswer(page);
  const button = page.getByTestId("read-aloud").last();
  expect(await button.getAttribute("aria-label")).toMatch(/^Read aloud \(about \$0\.0001\d*, simulated\)$/);
  await button.click();
  await eventually(async () => asked).toBe(1);
  await eventually(() => button.getAttribute("aria-label")).toMatch(/^Read aloud/);
  expect(await page.getByText("The sound cannot be played here.").count()).toBe(0);
  await say(page, "/gen tokens=800");
  await page.waitForFunction(() => document.querySelectorAll("[data-testid=read-aloud]").length === 2);
  await button.click();
  await eventually(async () => asked).toBe(3);
  await button.click();
  expect(await button.getAttribute("aria-label")).toMatch(/^Read aloud/);
  await page.getByTestId("composer-input").fill("Is it quiet?");
  await page.getByTestId("estimate").waitFor();
  expect(asked).toBe(3);
  await page.context().close();
});
