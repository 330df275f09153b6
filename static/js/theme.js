// The switch between light and dark. Back on the system's own theme, nothing is stored.
const root = document.documentElement;
const system = matchMedia("(prefers-color-scheme: dark)");

for (const button of document.querySelectorAll("[data-theme-switch]")) {
  button.addEventListener("click", () => {
    const shown = root.dataset.theme ?? (system.matches ? "dark" : "light");
    const wanted = shown === "dark" ? "light" : "dark";
    const isSystem = (wanted === "dark") === system.matches;
    if (isSystem) delete root.dataset.theme;
    else root.dataset.theme = wanted;
    try {
      if (isSystem) localStorage.removeItem("theme");
      else localStorage.setItem("theme", wanted);
    } catch {
      // Without storage the choice holds for this page.
    }
  });
}
