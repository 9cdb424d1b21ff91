/** Where the search appears: by its key, or when somebody opens it. What it is made of is loaded then. */
import { lazy, Suspense, useEffect, useState } from "react";
import { belongsToInputMethod } from "../ui/input-method.ts";
import { onOpenSearch, type SearchScope } from "./open-search.ts";

const SearchDialog = lazy(() => import("./search-dialog.tsx"));

export function SearchHost() {
  const [opened, setOpened] = useState<{ scope: SearchScope | null } | null>(null);
  useEffect(() => onOpenSearch((scope) => setOpened({ scope })), []);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const isKey = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "k";
      if (!isKey || event.defaultPrevented || belongsToInputMethod(event)) return;
      // Another dialog comes first: what was typed there must not be left behind.
      if (document.querySelector("dialog[open]") !== null) return;
      event.preventDefault();
      setOpened({ scope: null });
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
  if (opened === null) return null;
  return (
    <Suspense>
      <SearchDialog key={opened.scope?.chatId ?? "all"} scope={opened.scope} onClose={() => setOpened(null)} />
    </Suspense>
  );
}
