/** What says something to a person says it in English here, as the app does once its words are loaded. */
import { vi } from "vitest";
import { speak, withWords } from "../../client/words/words.ts";

// Files share a process, and each begins with the globals as they are.
vi.unstubAllGlobals();
// Node 20 has no navigator, and a newer one has the language of whoever runs the tests.
vi.stubGlobal("navigator", { languages: ["en-US"], userAgent: "" });
await speak("en");
await withWords("dialogs", Promise.resolve());
await withWords("books", Promise.resolve());
