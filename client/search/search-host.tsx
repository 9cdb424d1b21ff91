/** Where the search appears: by its key, or when somebody opens it. What it is made of is loaded then. */
import { lazy, Suspense, useEffect, useState } from "react";
import { onOpenSearch, type SearchScope } from "./open-search.ts";
import { withWords } from "../words/words.ts";

const SearchDialog = lazy(() => withWords("dialogs", import("./search-dialog.tsx")));

export function SearchHost() {
  const [opened, setOpened] = useState<{ scope: SearchScope | null } | null>(null);
  useEffect(() => onOpenSearch((scope) => setOpened({ scope })), []);
  if (opened === null) return null;
  return (
    <Suspense>
      <SearchDialog key={opened.scope?.chatId ?? "all"} scope={opened.scope} onClose={() => setOpened(null)} />
    </Suspense>
  );
}
