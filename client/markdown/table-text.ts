/** A table as text for elsewhere. Pure: rows of cells in, the first row the heads. */

/** GitHub's Markdown; a bar or a line feed in a cell is kept from ending it. */
export function markdownOf(rows: readonly (readonly string[])[]): string {
  const [head = [], ...body] = rows;
  const line = (cells: readonly string[]) =>
    `| ${head
      .map((_, index) =>
        (cells[index] ?? "")
          .replaceAll("\\", "\\\\")
          .replaceAll("|", String.raw`\|`)
          .replaceAll(/\s+/g, " "),
      )
      .join(" | ")} |`;
  return [line(head), `| ${head.map(() => "---").join(" | ")} |`, ...body.map(line)].join("\n");
}

/** What a spreadsheet would run instead of showing. A number may begin with a sign. */
const FORMULA = /^[=@\t\r]|^[+-](?![\d.,\s]+%?$)/;

function csvCell(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** RFC 4180: quoted where it has to be. A cell that a spreadsheet would take for a formula begins with an apostrophe. */
export function csvOf(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => row.map(csvCell).join(",")).join("\r\n");
}
