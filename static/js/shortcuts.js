// Keys for readers: each does what a link, a button or a field of the page does, and nothing where there is none.
const dialog = document.querySelector("[data-shortcuts]");
const use = dialog.querySelector("[data-shortcuts-use]");
const STOPS = ".row-title a, .lead-title a, .prose :is(h2, h3), .article ~ .card .card-heading";

const go = (link) => location.assign(link.href);
const click = (button) => button.click();
const focus = (field) => field.focus();

const open = (button) => {
  button.focus(); // What opens is the next stop of the Tab key.
  button.click();
};

const step = (by) => {
  const stops = [...document.querySelectorAll(STOPS)];
  const line = parseFloat(getComputedStyle(document.documentElement).scrollPaddingBlockStart) || 0;
  const below = stops.findIndex((stop) => stop.getBoundingClientRect().top > line + 1);
  const first = below < 0 ? stops.length : below;
  const focused = stops.indexOf(document.activeElement);
  const stop = stops[focused < 0 ? first + Math.min(by, 0) : focused + by];
  if (!stop) return;
  if (!stop.matches("a")) stop.tabIndex = -1;
  stop.focus({ preventScroll: true });
  stop.scrollIntoView({ block: stop.matches("a") ? "center" : "start" });
};

const help = () => {
  for (const row of dialog.querySelectorAll("[data-shortcut]")) row.hidden = !target(row.dataset.shortcut);
  dialog.showModal();
};

const KEYS = {
  "/": [
    "[type=search], body:not(:has(main [type=search])) .header-find",
    (found) => (found.href ? go(found) : found.select()),
  ],
  j: [STOPS, () => step(1)],
  k: [STOPS, () => step(-1)],
  n: ["[rel=next]:not(#comments *)", go],
  p: ["[rel=prev]:not(#comments *)", go],
  h: [".header-logo", go],
  t: ["[data-theme-switch]", click],
  c: ["[data-comment-form] textarea", focus],
  s: ["[data-share-open]", open],
  "+": ["[data-step='1']", click],
  "-": ["[data-step='-1']", click],
  "?": ["body", help],
};

const target = (key) =>
  Object.hasOwn(KEYS, key) &&
  [...document.querySelectorAll(KEYS[key][0])].find((one) => one.matches("link") || one.getClientRects().length);

const read = (choice) => {
  use.checked = choice !== "off";
};

try {
  read(localStorage.getItem("shortcuts"));
} catch {
  // Without storage the keys are on.
}

addEventListener("storage", (event) => {
  if (event.key === "shortcuts") read(event.newValue);
});

use.addEventListener("change", () => {
  try {
    if (use.checked) localStorage.removeItem("shortcuts");
    else localStorage.setItem("shortcuts", "off");
  } catch {
    // Without storage the choice holds for this page.
  }
});

document.addEventListener("keydown", (event) => {
  const { target: at, key } = event;
  if (!use.checked || event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.isComposing || event.keyCode === 229) return;
  if (at.isContentEditable || at.matches("input, textarea, select") || document.querySelector("dialog:modal")) return;
  const found = target(key);
  if (!found) return;
  event.preventDefault();
  KEYS[key][1](found);
});

document.addEventListener("click", (event) => {
  if (event.target === dialog) dialog.close();
  else if (event.target.closest("[data-shortcuts-open]")) help();
});
