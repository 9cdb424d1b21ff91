/** Where the search appears: by its key, or when somebody opens it. What it is made of is loaded then. */
import { useEffect, useState } from "react";
import { late } from "../ui/late.tsx";
import { onOpenSearch, type SearchScope } from "./open-search.ts";
import { withWords } from "../words/words.ts";

const SearchDialog = late(() => withWords("dialogs", import("./search-dialog.tsx")));

export function SearchHost() {
  const [opened, setOpened] = useState<{ scope: SearchScope | null } | null>(null);
  useEffect(() => onOpenSearch((scope) => setOpened({ scope })), []);
  if (opened === null) return null;
  const close = () => setOpened(null);
  return <SearchDialog key={opened.scope?.chatId ?? "all"} scope={opened.scope} onClose={close} onFailed={close} />;
}
