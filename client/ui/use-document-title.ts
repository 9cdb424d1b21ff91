import { useEffect } from "react";
import { setTitle } from "./title.ts";

/** The tab's title; null: the app's name alone. */
export function useDocumentTitle(title: string | null): void {
  useEffect(() => {
    setTitle(title === null || title === "" ? "Tally" : `${title} · Tally`);
  }, [title]);
}
