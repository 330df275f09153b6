// Shows the preview of the settings on the same page, where it would be in a new tab.
const buttons = document.querySelectorAll("[data-site-preview]");
const dialog = document.querySelector("[data-site-preview-dialog]");
const frame = document.querySelector("[data-site-preview-frame]");

for (const button of buttons) {
  button.formTarget = frame.name;
  button.addEventListener("click", () => dialog.showModal());
}

if (buttons.length) {
  dialog.querySelector("[data-site-preview-close]").addEventListener("click", () => dialog.close());
  const widths = dialog.querySelectorAll("[data-site-preview-width]");
  for (const width of widths) {
    width.addEventListener("click", () => {
      frame.classList.toggle("is-phone", width.dataset.sitePreviewWidth === "phone");
      widths.forEach((one) => one.setAttribute("aria-pressed", String(one === width)));
    });
  }
  // No other page may be framed, so links and searches lead out of the preview.
  frame.addEventListener("load", () => {
    for (const way of frame.contentDocument?.querySelectorAll("a[href], form") ?? []) way.target = "_blank";
  });
}
