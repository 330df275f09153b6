// Runs before the page is drawn, so that the reader's choice of theme shows without a flash.
document.documentElement.classList.add("js");
try {
  const theme = localStorage.getItem("theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  const size = Number(localStorage.getItem("prose-size"));
  if (size) document.documentElement.style.setProperty("--prose-size", `${size}rem`);
} catch {
  // Storage may be forbidden; the system's theme holds then.
}
