/** Files beside the text: dropped, pasted and chosen; what leaves the tab; what a reload and a lost connection leave. */
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Page } from "playwright-core";
import { eventually, House, lastAnswer, say } from "./page.ts";

let house: House;
beforeAll(async () => {
  house = await House.open();
});
afterAll(async () => {
  await house.close();
  expect(house.complaints.filter((each) => !each.includes("ERR_INTERNET_DISCONNECTED"))).toEqual([]);
});

const tiles = (page: Page, status: string) => page.locator(`[data-testid=attachment][data-status=${status}]`);

/** Drops or pastes a picture of 3,000 × 30 pixels, a JPEG whose EXIF names a place. */
function givePicture(page: Page, target: string, kind: "paste" | "drop"): Promise<boolean> {
  return page.evaluate(
    async ([selector, type]) => {
      const canvas = new OffscreenCanvas(3000, 30);
      canvas.getContext("2d")?.fillRect(0, 0, 50, 30);
      const plain = new Uint8Array(await (await canvas.convertToBlob({ type: "image/jpeg" })).arrayBuffer());
      const exif = new TextEncoder().encode("Exif\0\0GPS 52.52 13.40 SECRET-PLACE");
      const segment = [0xff, 0xe1, 0, exif.length + 2, ...exif];
      const data = new DataTransfer();
      data.items.add(new File([plain.slice(0, 2), new Uint8Array(segment), plain.slice(2)], "holiday.jpg", { type: "image/jpeg" }));
      const init = { bubbles: true, cancelable: true };
      const event =
        type === "paste"
          ? new ClipboardEvent("paste", { ...init, clipboardData: data })
          : new DragEvent("drop", { ...init, dataTransfer: data });
      document.querySelector(selector)?.dispatchEvent(event);
      return event.defaultPrevented;
    },
    [target, kind] as const,
  );
}

it("takes a picture dropped anywhere without leaving the page, makes it smaller and sends none of its EXIF", async () => {
  const page = await house.pageOf("drop@example.com");
  await page.getByTestId("composer-input").fill("What is this?");
  expect(await givePicture(page, "nav", "drop")).toBe(true);
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
  await picture.click();
  await page.getByTestId("file-dialog").locator("img").waitFor();
  expect(await tiles(page, "ready").count()).toBe(0);
  await page.context().close();
});

it("shows what a model sees of a document, offers one that sees pictures, and tries a broken upload again", async () => {
  const page = await house.pageOf("files@example.com");
  await page.getByTestId("file-input").setInputFiles([
    { name: "notes.md", mimeType: "text/markdown", buffer: Buffer.from("# The rent is 900") },
    { name: "list.csv", mimeType: "text/csv", buffer: Buffer.from("tea,3\n") },
  ]);
  await tiles(page, "ready").nth(1).waitFor();
  await page.getByRole("button", { name: "Take list.csv off" }).click();
  await page.context().setOffline(true);
  await page.getByTestId("file-input").setInputFiles([{ name: "late.txt", mimeType: "text/plain", buffer: Buffer.from("late") }]);
  await tiles(page, "failed").waitFor();
  await page.context().setOffline(false);
  await page.getByRole("button", { name: "Try late.txt again" }).click();
  await tiles(page, "ready").nth(1).waitFor();
  await say(page, "Read them");
  await lastAnswer(page);
  await page.getByTestId("message-files").getByText("notes.md").click();
  await page.getByTestId("file-dialog").getByText("The rent is 900").waitFor();
  await page.getByRole("button", { name: "Close", exact: true }).click();
  await page.getByTestId("model-picker").click();
  await page.locator("[role=option][data-model-id='embedded/costly']").click();
  await givePicture(page, "[data-testid=composer-input]", "paste");
  await page.getByTestId("offer-sight").getByRole("button").click();
  await page.getByTestId("offer-sight").waitFor({ state: "detached" });
  await page.context().close();
});
