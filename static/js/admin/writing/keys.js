// The keyboard shortcuts: written at the tools that have them, shown in their titles and in the list of all.
import { marks } from "./marks.js";

const isMac = /Mac|iPhone|iPad/.test(navigator.platform);
const SIGNS = isMac ? { Mod: "⌘", Alt: "⌥", Shift: "⇧" } : { Mod: "Ctrl" };
const CODES = { "/": "Slash" };

const words = (keys) => keys.split("+").map((key) => SIGNS[key] ?? key);

const matches = (event, keys) => {
  const parts = keys.split("+");
  const key = parts.pop();
  const code = CODES[key] ?? (/\d/.test(key) ? `Digit${key}` : `Key${key}`);
  return event.code === code
    && (isMac ? event.metaKey : event.ctrlKey) === parts.includes("Mod")
    && event.altKey === parts.includes("Alt")
    && event.shiftKey === parts.includes("Shift");
};

const list = (tools) => {
  const dialog = document.querySelector("[data-help-dialog]");
  const rows = dialog.querySelector("[data-keys-list]");
  const show = (place, keys) => {
    words(keys).forEach((key, index) => {
      if (index) place.append(isMac ? " " : " + ");
      const sign = document.createElement("kbd");
      sign.textContent = key;
      place.append(sign);
    });
  };
  for (const place of rows.querySelectorAll("[data-keys]")) show(place, place.dataset.keys);
  const made = tools.map((tool) => {
    const row = document.createElement("div");
    const term = document.createElement("dt");
    const meaning = document.createElement("dd");
    show(term, tool.dataset.keys);
    meaning.textContent = tool.getAttribute("aria-label");
    row.append(term, meaning);
    return row;
  });
  rows.prepend(...made);
  return dialog;
};

export const start = (desk) => {
  const { box, field, actions } = desk;
  const tools = [...box.querySelectorAll("[data-do]")];
  const help = list(tools.filter((tool) => tool.dataset.keys));
  for (const [name, mark] of Object.entries(marks)) {
    actions.set(name, () => {
      field.focus();
      mark(desk);
    });
  }
  actions.set("help", () => help.showModal());
  for (const tool of tools) {
    const { keys } = tool.dataset;
    tool.title = `${tool.getAttribute("aria-label")} (${words(keys).join(isMac ? " " : "+")})`;
    tool.setAttribute("aria-keyshortcuts", keys.replace("Mod", isMac ? "Meta" : "Control"));
  }

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.getModifierState("AltGraph") || document.querySelector("dialog[open]")) return;
    if (matches(event, "Mod+S")) {
      event.preventDefault();
      field.form.requestSubmit(field.form.querySelector("[name=_continue]"));
      return;
    }
    if (!box.contains(event.target)) return;
    const tool = tools.find((one) => matches(event, one.dataset.keys));
    if (!tool) return;
    event.preventDefault();
    actions.get(tool.dataset.do)?.();
  });
};
