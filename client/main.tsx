/** Mounts the app. */
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { applyLanguage, storedLanguage } from "./account/language.ts";
import { App } from "./app.tsx";
import { useLanguage } from "./words/words.ts";
import { registerShellWorker } from "./offline/register.ts";
import "@fontsource-variable/inter/wght.css";
import "@fontsource-variable/inter/wght-italic.css";
import "@fontsource-variable/jetbrains-mono/wght.css";
import "./style.css";

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root");
/** Another language draws every word anew; connections of conversations and drafts live outside of what is drawn. */
const Spoken = () => <App key={useLanguage()} />;

// There is no page without its words: not even for a moment in another language.
void applyLanguage(storedLanguage()).then(() =>
  createRoot(root).render(
    <StrictMode>
      <Spoken />
    </StrictMode>,
  ),
);
registerShellWorker();
