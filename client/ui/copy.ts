/**
 * Puts a text on the clipboard. The asynchronous clipboard is missing on plain http (a server in one's own network) and may
 * be refused: then the old way, a selected field.
 */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

function copyBySelection(text: string): boolean {
  const before = document.activeElement;
  const field = document.createElement("textarea");
  field.value = text;
  field.readOnly = true;
  field.setAttribute("aria-hidden", "true");
  field.className = "fixed start-0 top-0 opacity-0";
  // Inside an open dialog the rest of the page is inert: the field must stand in it to be selected.
  (before?.closest("dialog") ?? document.body).append(field);
  field.select();
  try {
    // Deprecated, and the only way that works without a permission.
    return document.execCommand("copy");
  } catch {
    return false;
  } finally {
    field.remove();
    if (before instanceof HTMLElement) before.focus({ preventScroll: true });
  }
}
