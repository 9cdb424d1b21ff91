function register(): void {
  // Private windows of some browsers refuse it; the app needs a network there.
  navigator.serviceWorker.register("/sw.js", { updateViaCache: "none" }).catch(() => undefined);
}

/** Registers the service worker when the page has nothing else to do: the app's shell then opens without a network. */
export function registerShellWorker(): void {
  // What `npm run dev` serves changes with every key.
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
  if (document.readyState === "complete") register();
  else addEventListener("load", register, { once: true });
}
