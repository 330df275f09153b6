// A dialog that finds articles by their titles; "[[" opens it too.
import { escapeLabel, remembered, replace } from "./editing.js";
import { answer, paused } from "./posting.js";

const PAUSE = 150;

export const start = ({ box, field, actions }) => {
  const dialog = document.querySelector("[data-titles-dialog]");
  const part = (name) => dialog.querySelector(`[data-${name}]`);
  const query = part("query");
  let request = 0;
  let found = [];
  let active = -1;
  let brackets = 0;
  let back = () => {};

  const mark = (index) => {
    active = index;
    const options = [...part("results").children];
    options.forEach((option, place) => option.setAttribute("aria-selected", String(place === index)));
    if (options[index]) {
      query.setAttribute("aria-activedescendant", options[index].id);
      options[index].scrollIntoView({ block: "nearest" });
    } else query.removeAttribute("aria-activedescendant");
  };

  const option = (article, index) => {
    const item = document.createElement("li");
    const title = document.createElement("span");
    title.textContent = article.title;
    item.append(title);
    item.className = "titles-option";
    item.id = `writing-title-${index}`;
    item.setAttribute("role", "option");
    if (article.label) {
      const label = document.createElement("span");
      label.className = "titles-state";
      label.textContent = article.label;
      item.append(" ", label);
    }
    item.addEventListener("mousedown", (event) => event.preventDefault());
    item.addEventListener("click", () => put(article));
    return item;
  };

  const show = async () => {
    const mine = request += 1;
    try {
      const data = await answer(await fetch(`${box.dataset.titles}?${new URLSearchParams({ q: query.value })}`));
      if (mine !== request) return;
      found = data.articles;
      part("results").replaceChildren(...found.map(option));
      query.setAttribute("aria-expanded", String(found.length > 0));
      part("state").textContent = found.length
        ? dialog.dataset.found.replace("{number}", found.length) : dialog.dataset.none;
      mark(found.length ? 0 : -1);
    } catch (error) {
      if (mine === request) part("state").textContent = error.message || dialog.dataset.failed;
    }
  };

  const put = (article) => {
    dialog.close("put");
    back();
    const { selectionStart, selectionEnd, value } = field;
    const begin = selectionStart - brackets;
    const words = value.slice(selectionStart, selectionEnd).trim() || escapeLabel(article.title);
    replace(field, begin, selectionEnd, `[${words}](${article.address})`);
  };

  const begin = (typed) => {
    brackets = typed;
    back = remembered(field);
    query.value = "";
    part("results").replaceChildren();
    show();
    dialog.showModal();
    query.focus();
  };

  actions.set("article", () => begin(0));
  field.addEventListener("input", (event) => {
    if (event.isComposing || event.inputType !== "insertText" || !["[", "【"].includes(event.data)) return;
    const typed = field.value.slice(field.selectionStart - 2, field.selectionStart);
    if (typed === "[[" || typed === "【【") begin(2);
  });
  query.addEventListener("input", paused(show, PAUSE));
  query.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && found.length) {
      event.preventDefault();
      mark((active + step + found.length) % found.length);
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (found[active]) put(found[active]);
    }
  });
  dialog.querySelector("form").addEventListener("submit", (event) => event.preventDefault());
  part("close").addEventListener("click", () => dialog.close("left"));
  dialog.addEventListener("cancel", () => {
    dialog.returnValue = "left";
  });
  dialog.addEventListener("close", () => {
    if (dialog.returnValue === "left") back();
  });
};
