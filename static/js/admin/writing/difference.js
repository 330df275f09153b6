// What an unsaved text has that the form has not, field by field and line by line.
import { differing, shown } from "./formfields.js";

const labelOf = (form, name) => {
  const one = form.elements[name];
  const field = one instanceof RadioNodeList ? one[0] : one;
  const label = field?.labels?.[0]?.textContent.replace(/[:：]\s*$/, "").trim();
  const rows = document.getElementById(`${name.replace(/-\d+-.*/, "")}-group`);
  return label || field?.getAttribute("aria-label") || rows?.querySelector("h2")?.textContent || name;
};

const middle = (before, after) => {
  const [was, is] = [before.split(/\r?\n/), after.split(/\r?\n/)];
  let head = 0;
  while (head < was.length && head < is.length && was[head] === is[head]) head += 1;
  let tail = 0;
  while (tail < Math.min(was.length, is.length) - head && was.at(-1 - tail) === is.at(-1 - tail)) tail += 1;
  const cut = (lines) => lines.slice(head, lines.length - tail).join("\n");
  return [cut(was), cut(is)];
};

const block = (kind, label, text, none) => {
  const part = document.createElement(kind);
  part.className = "difference-text";
  part.title = label;
  part.textContent = text || none;
  return part;
};

export const show = (form, now, draft, none) => {
  const dialog = document.querySelector("[data-difference-dialog]");
  const place = dialog.querySelector("[data-differences]");
  const names = differing(now, draft);
  place.textContent = names.length ? "" : dialog.dataset.same;
  for (const name of names) {
    const heading = document.createElement("h3");
    heading.className = "difference-field";
    heading.textContent = labelOf(form, name);
    const [was, is] = middle(shown(now, name), shown(draft, name));
    place.append(heading, block("del", dialog.dataset.removed, was, none), block("ins", dialog.dataset.added, is, none));
  }
  dialog.showModal();
};
