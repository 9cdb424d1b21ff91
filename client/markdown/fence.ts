/** Fences of code blocks, as CommonMark has them. */

export interface Fence {
  mark: "`" | "~";
  length: number;
  /** Columns of spaces before it. */
  indent: number;
}

const FENCE = /^([ \t]*)(`{3,}|~{3,})([^\n]{0,300})\r?\n?$/;

/** The fence that this line opens, or null. */
export function openingFence(line: string): Fence | null {
  const [, indent = "", run = "", rest = ""] = FENCE.exec(line) ?? [];
  if (run === "" || (run.startsWith("`") && rest.includes("`"))) return null;
  return { mark: run.startsWith("`") ? "`" : "~", length: run.length, indent: indent.length };
}

/** Whether this line ends the code: a fence indented by more than three columns is code itself. */
export function closesFence(line: string, open: Fence): boolean {
  const [, indent = "", run = "", rest = ""] = FENCE.exec(line) ?? [];
  return run.startsWith(open.mark) && run.length >= open.length && indent.length <= open.indent + 3 && rest.trim() === "";
}

/** The code between the fences of a block, and its language. */
export function codeOf(block: string, fence: Fence): { language: string; code: string } {
  // The blank line between two blocks of code belongs to the second.
  const source = block.replace(/^\s*\n/, "");
  const firstEnd = source.indexOf("\n");
  const info = (firstEnd === -1 ? source : source.slice(0, firstEnd)).trim().slice(fence.length).trim();
  return { language: (/^[^\s{]+/.exec(info)?.[0] ?? "").slice(0, 60), code: firstEnd === -1 ? "" : source.slice(firstEnd + 1) };
}

/** Whether a piece of code ends with the fence that ends it. */
export function isClosed(code: string, fence: Fence): boolean {
  const trimmed = code.trimEnd();
  return closesFence(trimmed.slice(trimmed.lastIndexOf("\n") + 1), fence);
}

/** A piece of code without the fence that ends it. */
export function withoutClosing(code: string, fence: Fence): string {
  return isClosed(code, fence) ? code.slice(0, Math.max(0, code.trimEnd().lastIndexOf("\n"))) : code.replace(/\r?\n$/, "");
}

/** Code as it stands when its fence is indented: every line loses as many spaces, if it has them. */
export function dedent(code: string, fence: Fence): string {
  return fence.indent === 0 ? code : code.replaceAll(new RegExp(`^ {1,${fence.indent}}`, "gm"), "");
}
