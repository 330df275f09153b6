// Larger and smaller text of an article, remembered for the next one.
const SIZES = [0.875, 1, 1.125, 1.25, 1.5];
const root = document.documentElement;

for (const tools of document.querySelectorAll("[data-font-size]")) {
  tools.addEventListener("click", (event) => {
    const step = Number(event.target.closest("[data-step]")?.dataset.step);
    if (!step) return;
    const now = parseFloat(getComputedStyle(root).getPropertyValue("--prose-size")) || 1;
    const at = Math.max(0, SIZES.indexOf(now));
    const size = SIZES[Math.min(SIZES.length - 1, Math.max(0, at + step))];
    root.style.setProperty("--prose-size", `${size}rem`);
    try {
      localStorage.setItem("prose-size", size);
    } catch {
      // Without storage the size holds for this page.
    }
  });
}
