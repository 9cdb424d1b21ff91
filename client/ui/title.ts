/** The tab's title, with a mark while something has happened that nobody has looked at. */

let words = "Tally";
let isMarked = false;

const show = (): void => {
  document.title = isMarked ? `● ${words}` : words;
};

export function setTitle(title: string): void {
  words = title;
  show();
}

/** Until somebody looks at the tab. */
export function markTitle(): void {
  if (isMarked) return;
  isMarked = true;
  show();
  const look = () => {
    if (document.visibilityState !== "visible") return;
    isMarked = false;
    show();
    document.removeEventListener("visibilitychange", look);
  };
  document.addEventListener("visibilitychange", look);
}
