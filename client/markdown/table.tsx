/** A table that shows where it goes on beyond its edge, and can be copied as Markdown or CSV. */
import { useRef, type ReactNode, type RefObject } from "react";
import { Icon } from "../icons.tsx";
import { copyText } from "../ui/copy.ts";
import { Menu } from "../ui/menu.tsx";
import { showToast } from "../ui/toasts.ts";
import { useEdges } from "../ui/use-edges.ts";
import { csvOf, markdownOf } from "./table-text.ts";
import { words } from "../words/words.ts";

/** The cells of a table as the page shows them. */
function cellsOf(table: HTMLTableElement | null): string[][] {
  return [...(table?.rows ?? [])].map((row) => [...row.cells].map((cell) => (cell.textContent ?? "").trim()));
}

function CopyTable({ table }: { table: RefObject<HTMLTableElement | null> }) {
  const copy = (write: (rows: string[][]) => string, as: string) => async () => {
    const isCopied = await copyText(write(cellsOf(table.current)));
    showToast(isCopied ? words.markdown.tableCopied(as) : words.markdown.copyRefused);
  };
  return (
    <Menu
      label={words.markdown.copyTable}
      align="end"
      className="table-copy grid size-8 place-items-center rounded-lg bg-raised text-muted shadow-float outline-1 -outline-offset-1 outline-line hover:text-text pointer-coarse:size-10 [@media(hover:none)]:bg-transparent [@media(hover:none)]:shadow-none [@media(hover:none)]:outline-0"
      items={[
        { key: "markdown", label: words.markdown.markdown, icon: "code", onSelect: () => void copy(markdownOf, "Markdown")() },
        { key: "csv", label: words.markdown.csv, icon: "table", onSelect: () => void copy(csvOf, "CSV")() },
      ]}
    >
      <Icon name="copy" size={16} />
    </Menu>
  );
}

export function Table({ dir, children }: { dir?: string | undefined; children?: ReactNode }) {
  const table = useRef<HTMLTableElement>(null);
  const { ref, edges } = useEdges();
  const isWide = edges.start || edges.end;
  return (
    <div className="wide-box table-box" dir={dir} data-more-start={edges.start} data-more-end={edges.end}>
      {/* A wide one scrolls: then the keyboard has to reach it. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div ref={ref} className="table-scroll" {...(isWide ? { tabIndex: 0, role: "group", "aria-label": words.markdown.wideTable } : {})}>
        <table ref={table}>{children}</table>
      </div>
      <CopyTable table={table} />
    </div>
  );
}
