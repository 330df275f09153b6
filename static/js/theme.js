// The switch between themes: the system's own, the other one, the system's one for good, and round again.
const root = document.documentElement;
const dark = matchMedia("(prefers-color-scheme: dark)");

const show = (theme) => {
  if (theme) root.dataset.theme = theme;
  else delete root.dataset.theme;
};

const following = (theme) => {
  const [own, other] = dark.matches ? ["dark", "light"] : ["light", "dark"];
  if (!theme) return other;
  return theme === other ? own : null;
};

for (const button of document.querySelectorAll("[data-theme-switch]")) {
  button.addEventListener("click", () => {
    const theme = following(root.dataset.theme);
    show(theme);
    try {
      if (theme) localStorage.setItem("theme", theme);
      else localStorage.removeItem("theme");
    } catch {
      // Without storage the choice holds for this page.
    }
  });
}

addEventListener("storage", (event) => {
  if (event.key === "theme") show(event.newValue);
});
