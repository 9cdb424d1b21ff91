/* Sets the theme before the first paint. A file of its own because the content security policy forbids inline scripts. */
(function () {
  var theme = null;
  var choice = null;
  try {
    theme = localStorage.getItem("tally-theme");
    choice = localStorage.getItem("tally-language");
  } catch {
    /* Storage may be forbidden: then the system's theme it is, and the browser's language. */
  }
  var dark = theme === "dark" || (theme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.classList.toggle("dark", dark);

  /* The words of the language that the app will speak (client/words/words.ts) come beside the app, not after it. */
  var meta = document.querySelector('meta[name="tally-words"]');
  if (meta === null) return;
  var files = new Map(meta.content.split(" ").map((each) => each.split("=")));
  var tags = [choice, ...navigator.languages.map((tag) => tag.slice(0, 2).toLowerCase()), "en"];
  var language = tags.find((tag) => files.has(tag));
  var link = document.createElement("link");
  link.rel = "modulepreload";
  link.href = files.get(language);
  document.head.append(link);
  document.documentElement.lang = language;
})();
