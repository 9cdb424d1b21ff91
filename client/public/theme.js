/* Sets the theme before the first paint. A file of its own because the content security policy forbids inline scripts. */
(function () {
  var theme = null;
  try {
    theme = localStorage.getItem("tally-theme");
  } catch {
    /* Storage may be forbidden: then the system's theme it is. */
  }
  var dark = theme === "dark" || (theme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.classList.toggle("dark", dark);
})();
