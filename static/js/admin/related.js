// The list of related articles: found by their titles, put in order by dragging or by buttons, and shown as readers will
// see it. Every row is a row of Django's formset, so that saving needs none of this.
const box = document.querySelector("[data-related]");
const find = (name, within = box) => within.querySelector(`[data-related-${name}]`);
const field = (row, name) => row.querySelector(`[name$="-${name}"]`);

const start = () => {
  const { prefix = box.dataset.related } = box.dataset;
  const list = find("list");
  const search = find("search");
  const input = search.querySelector("input");
  const options = search.querySelector("ul");
  const places = document.querySelector("[data-related-places]");
  const total = box.querySelector(`[name="${prefix}-TOTAL_FORMS"]`);
  let found = [];
  let active = -1;
  let request = 0;
  let waiting = 0;

  const rows = () => [...list.querySelectorAll("[data-related-row]")].filter((row) => !field(row, "DELETE")?.checked);
  const say = (words, values = {}) => {
    find("said").textContent = words.replace(/\{(\w+)\}/g, (_all, name) => values[name]);
  };
  const titleOf = (row) => find("title", row).textContent;

  const look = () => {
    if (!places) return;
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      const query = new URLSearchParams({ now: "1" });
      for (const row of rows()) query.append("link", `${field(row, "target").value}:${field(row, "kind").value}`);
      places.src = `${places.src.split("?")[0]}?${query}`;
    }, 300);
  };

  const number = () => {
    rows().forEach((row, place) => { field(row, "position").value = place; });
    box.closest("form").dispatchEvent(new Event("input", { bubbles: true }));
    look();
  };

  const remove = (row) => {
    const mark = field(row, "DELETE");
    mark.checked = true;
    row.hidden = true;
    say(box.dataset.removed, { title: titleOf(row) });
    number();
  };

  const move = (row, step) => {
    const shown = rows();
    const place = shown.indexOf(row) + step;
    if (place < 0 || place >= shown.length) return;
    if (step < 0) shown[place].before(row);
    else shown[place].after(row);
    say(box.dataset.moved, { place: place + 1, number: shown.length });
    number();
  };

  const equip = (row) => {
    find("handle", row).hidden = false;
    find("moves", row).hidden = false;
    field(row, "DELETE")?.addEventListener("change", () => remove(row));
    find("up", row).addEventListener("click", ({ target }) => { move(row, -1); target.focus(); });
    find("down", row).addEventListener("click", ({ target }) => { move(row, 1); target.focus(); });
    field(row, "kind").addEventListener("change", look);
    find("handle", row).addEventListener("pointerdown", (event) => drag(event, row));
  };

  const drag = (event, row) => {
    event.preventDefault();
    row.classList.add("is-dragged");
    const follow = ({ clientY }) => {
      const after = rows().find((other) => {
        const { top, height } = other.getBoundingClientRect();
        return other !== row && clientY < top + height / 2;
      });
      if (after) after.before(row);
      else list.append(row);
    };
    const drop = () => {
      removeEventListener("pointermove", follow);
      row.classList.remove("is-dragged");
      number();
    };
    addEventListener("pointermove", follow);
    addEventListener("pointerup", drop, { once: true });
    addEventListener("pointercancel", drop, { once: true });
  };

  const add = ({ pk, title, label = "" }) => {
    if (String(pk) === box.dataset.self || rows().some((row) => field(row, "target").value === String(pk))) {
      say(box.dataset.taken);
      return;
    }
    const index = Number(total.value);
    const holder = document.createElement("template");
    holder.innerHTML = find("empty").innerHTML.replaceAll("__prefix__", index);
    const row = holder.content.firstElementChild;
    total.value = index + 1;
    field(row, "target").value = pk;
    find("title", row).textContent = title;
    find("state", row).textContent = label;
    list.append(row);
    equip(row);
    say(box.dataset.added, { title });
    document.querySelector(`[data-related-suggestions] [data-pk="${pk}"]`)?.remove();
    number();
  };

  const mark = (place) => {
    active = place;
    [...options.children].forEach((option, index) => option.setAttribute("aria-selected", String(index === place)));
    if (options.children[place]) input.setAttribute("aria-activedescendant", options.children[place].id);
    else input.removeAttribute("aria-activedescendant");
  };

  const close = () => {
    options.hidden = true;
    input.setAttribute("aria-expanded", "false");
    mark(-1);
  };

  const take = (place) => {
    if (!found[place]) return;
    add(found[place]);
    input.value = "";
    close();
    input.focus();
  };

  const show = async () => {
    const mine = request += 1;
    const answer = await fetch(`${box.dataset.titles}?${new URLSearchParams({ q: input.value })}`).catch(() => null);
    if (!answer?.ok || mine !== request) return;
    found = (await answer.json()).articles;
    options.replaceChildren(...found.map((article, index) => {
      const option = document.createElement("li");
      option.id = `related-option-${index}`;
      option.setAttribute("role", "option");
      option.textContent = article.label ? `${article.title} · ${article.label}` : article.title;
      option.addEventListener("mousedown", (event) => event.preventDefault());
      option.addEventListener("click", () => take(index));
      return option;
    }));
    options.hidden = !found.length;
    input.setAttribute("aria-expanded", String(found.length > 0));
    if (!found.length) say(box.dataset.none);
    mark(found.length ? 0 : -1);
  };

  search.hidden = false;
  list.querySelectorAll("[data-related-row]").forEach(equip);
  input.addEventListener("input", (event) => { event.stopPropagation(); show(); });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
    if (event.key === "Enter" && !options.hidden) take(active);
    else if (event.key === "Escape") close();
    else if (event.key === "ArrowDown" && options.hidden) show();
    else if (event.key === "ArrowDown") mark(Math.min(active + 1, found.length - 1));
    else if (event.key === "ArrowUp") mark(Math.max(active - 1, 0));
    else return;
    if (event.key !== "Enter") event.preventDefault();
  });
  for (const button of document.querySelectorAll("[data-related-accept]")) {
    button.hidden = false;
    button.addEventListener("click", () => add(button.dataset));
  }
  for (const button of document.querySelectorAll("[data-related-dismiss]")) {
    button.addEventListener("click", (event) => {
      event.preventDefault();
      const body = new FormData();
      body.set("csrfmiddlewaretoken", button.form.elements.csrfmiddlewaretoken.value);
      body.set("dismiss", button.value);
      fetch(button.formAction, { method: "POST", body });
      button.closest("li").remove();
    });
  }
};

if (box) start();
