/** A page of HTML as text, on this machine: what toMarkdown does where there is an account. Headings, lists and links stay. */

/** Elements of a page without text to read. */
const SILENT = "script, style, noscript, template, svg, iframe, object, nav, form";

const HEADINGS = ["h1", "h2", "h3", "h4", "h5", "h6"];
const BLOCKS = "p, div, section, article, tr, table, ul, ol, dl, dt, dd, blockquote, pre, figure, figcaption, header, footer, main, br, hr";

/** The response as text/markdown where it is HTML; any other as it is. */
export function pageAsText(response: Response): Response {
  if (response.headers.get("content-type")?.toLowerCase().includes("html") !== true || response.body === null) return response;
  const rewriter = new HTMLRewriter()
    .on(SILENT, { element: (element) => void element.remove() })
    .on("li", { element: (element) => void element.before("\n- ").removeAndKeepContent() })
    .on("title", { element: (element) => void element.before("# ").after("\n\n").removeAndKeepContent() })
    .on(BLOCKS, { element: (element) => void element.before("\n").after("\n").removeAndKeepContent() });
  for (const [index, name] of HEADINGS.entries())
    rewriter.on(name, {
      element: (element) =>
        void element
          .before(`\n\n${"#".repeat(index + 1)} `)
          .after("\n\n")
          .removeAndKeepContent(),
    });
  rewriter.on("*", { element: (element) => void element.removeAndKeepContent(), comments: (comment) => void comment.remove() });
  rewriter.onDocument({ doctype: () => undefined });
  const headers = new Headers(response.headers);
  headers.set("content-type", "text/markdown; charset=utf-8");
  headers.delete("content-length");
  return new Response(rewriter.transform(response).body, { status: response.status, headers });
}
