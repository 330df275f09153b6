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

  const allRows = () => [...list.querySelectorAll("[data-related-row]")];
  const rows = () => allRows().filter((row) => !field(row, "DELETE")?.checked);
  const say = (words, values = {}) => {
    find("said").textContent = words.replace(/\{(\w+)\}/g, (_all, name) => values[name]);
  };
  const titleOf = (row) => find("title", row).textContent;
  // The title goes with the key, so that a draft of the form can be read.
  const entitle = (row, title) => {
    find("title", row).textContent = title;
    field(row, "target").dataset.label = title;
  };

  const look = () => {
    if (!places) return;
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      const query = new URLSearchParams({ now: "1" });
      for (const row of rows()) query.append("link", `${field(row, "target").value}:${field(row, "kind").value}`);
      places.src = `${places.src.split("?")[0]}?${query}`;
    }, 300);
  };

  // All of them at a glance, without a bar to scroll.
  const fit = () => {
    const height = places.contentDocument?.body?.scrollHeight;
    if (height) places.style.blockSize = `${height + 2}px`;
  };

  const number = () => {
    rows().forEach((row, place) => { field(row, "position").value = place; });
    box.closest("form").dispatchEvent(new Event("input", { bubbles: true }));
    look();
  };

  const remove = (row) => {
    const next = [row.nextElementSibling, row.previousElementSibling].find((other) => other && !other.hidden);
    field(row, "DELETE").checked = true;
    row.hidden = true;
    say(box.dataset.removed, { title: titleOf(row) });
    number();
    (next ? field(next, "DELETE") : input).focus();
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
    entitle(row, titleOf(row));
    find("handle", row).hidden = false;
    find("moves", row).hidden = false;
    field(row, "DELETE")?.addEventListener("click", () => remove(row));
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
      say(box.dataset.moved, { place: rows().indexOf(row) + 1, number: rows().length });
      number();
    };
    addEventListener("pointermove", follow);
    addEventListener("pointerup", drop, { once: true });
    addEventListener("pointercancel", drop, { once: true });
  };

  // A suggestion goes; whoever works with keys goes on with the next one.
  const leave = (suggestion) => {
    const next = suggestion.nextElementSibling ?? suggestion.previousElementSibling;
    const isHere = suggestion.contains(document.activeElement);
    suggestion.remove();
    if (isHere) (next?.querySelector("button") ?? input).focus();
  };

  // Done at once, beside the form, so that what is typed stays; whether it was done.
  const post = async (button, words, values = {}) => {
    const body = new FormData();
    body.set("csrfmiddlewaretoken", button.form.elements.csrfmiddlewaretoken.value);
    if (button.name) body.set(button.name, button.value);
    const answer = await fetch(button.formAction, { method: "POST", body, headers: { "X-Desk-Panel": "1" } }).catch(() => null);
    const isDone = answer?.status === 204;
    say(isDone ? words : box.dataset.failed, values);
    return isDone;
  };

  const blank = () => {
    const index = Number(total.value);
    const holder = document.createElement("template");
    holder.innerHTML = find("empty").innerHTML.replaceAll("__prefix__", index);
    const row = holder.content.firstElementChild;
    total.value = index + 1;
    list.append(row);
    equip(row);
    return row;
  };

  const add = ({ pk, title, label = "" }) => {
    if (String(pk) === box.dataset.self || rows().some((row) => field(row, "target").value === String(pk))) {
      say(box.dataset.taken);
      return;
    }
    // One that was taken out is brought back: its row is stored, and a second one would be refused.
    const row = allRows().find((one) => field(one, "target").value === String(pk)) ?? blank();
    if (field(row, "DELETE")) field(row, "DELETE").checked = false;
    row.hidden = false;
    field(row, "target").value = pk;
    entitle(row, title);
    find("state", row).textContent = label;
    list.append(row);
    say(box.dataset.added, { title });
    const suggestion = document.querySelector(`[data-related-suggestions] [data-pk="${pk}"]`);
    if (suggestion) leave(suggestion);
    number();
  };

  // The rows as their fields say, after something else filled them.
  const arrange = () => {
    const place = (row) => Number(field(row, "position").value);
    for (const row of allRows().sort((one, other) => place(one) - place(other))) {
      entitle(row, field(row, "target").dataset.label || titleOf(row));
      row.hidden = Boolean(field(row, "DELETE")?.checked);
      list.append(row);
    }
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
  allRows().forEach(equip);
  arrange();
  box.closest("form").addEventListener("filled", () => { arrange(); look(); });
  box.querySelector("[data-add-row]").addEventListener("click", blank);
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
  if (places) {
    places.addEventListener("load", fit);
    fit();
  }
  for (const button of document.querySelectorAll("[data-related-accept]")) {
    button.hidden = false;
    button.addEventListener("click", () => add(button.dataset));
  }
  for (const button of document.querySelectorAll("[data-related-dismiss]")) {
    button.addEventListener("click", async (event) => {
      event.preventDefault();
      const suggestion = button.closest("li");
      const { title } = find("accept", suggestion).dataset;
      if (await post(button, box.dataset.dismissed, { title })) leave(suggestion);
    });
  }
  for (const button of document.querySelectorAll("[data-related-switch]")) {
    button.addEventListener("click", async (event) => {
      event.preventDefault();
      if (!(await post(button, box.dataset.switched))) return;
      [button.textContent, button.dataset.relatedSwitch] = [button.dataset.relatedSwitch, button.textContent];
      look();
    });
  }
};

if (box) start();
