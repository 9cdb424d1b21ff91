import { useEffect } from "react";

/** The tab's title; null: the app's name alone. */
export function useDocumentTitle(title: string | null): void {
  useEffect(() => {
    document.title = title === null || title === "" ? "Tally" : `${title} · Tally`;
  }, [title]);
}
