/**
 * What the connection asks of the place it runs in. It runs in a page, in a Worker and in Node, whose globals differ:
 * each is looked up and narrowed here, and missing is an answer.
 */
type Listener = () => void;

const global = (name: string): unknown => Reflect.get(globalThis, name);

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

/** The page's own origin; null outside a page. */
export function pageOrigin(): string | null {
  const location = global("location");
  return isObject(location) && "origin" in location && typeof location.origin === "string" ? location.origin : null;
}

/** True in a page that is on screen. */
export function isPageVisible(): boolean {
  const page = global("document");
  return isObject(page) && "hidden" in page && page.hidden === false;
}

/** Before the next frame is drawn; only where frames are drawn. */
export function onNextFrame(callback: Listener): void {
  const request = global("requestAnimationFrame");
  if (typeof request === "function") request.call(globalThis, callback);
}

/** True when the device knows that it has no network. */
export function isOffline(): boolean {
  const device = global("navigator");
  return isObject(device) && "onLine" in device && device.onLine === false;
}

/** Calls back when the device gains or loses its network; returns the way to stop. */
export function onNetworkChange(online: Listener, offline: Listener): () => void {
  const target = isPageVisible() || pageOrigin() !== null ? globalThis : null;
  if (!(target instanceof EventTarget)) return () => undefined;
  const events: EventTarget = target;
  events.addEventListener("online", online);
  events.addEventListener("offline", offline);
  return () => {
    events.removeEventListener("online", online);
    events.removeEventListener("offline", offline);
  };
}
