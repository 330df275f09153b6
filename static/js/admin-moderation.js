// The moderators' desk without reloads: a decision is sent, its card leaves, the list refills. Without this script every
// button is a form that leads back to the list.
const desk = document.querySelector("[data-desk]");
const bulk = desk.querySelector("[data-desk-bulk]");

const list = desk.querySelector("[data-desk-cards]");
const said = desk.querySelector("[data-desk-said]");
const heading = desk.querySelector("#desk-heading");
const empty = desk.querySelector("[data-desk-empty]");
const dialog = desk.querySelector("[data-desk-dialog]");
const use = desk.querySelector("[data-desk-use]");
const FEW = 10;
// What can be undone: the numbers of the decisions, and the items of the list that left with them.
const done = [];
let current = null;
let refilling = null;

const cards = () => [...list.querySelectorAll("[data-card]")];
const cardOf = (node) => node?.closest?.("[data-card]");
const at = () => cardOf(document.activeElement) ?? (current?.isConnected ? current : null);

const focus = (card) => {
  (card ?? heading).focus({ preventScroll: true });
  (card ?? heading).scrollIntoView({ block: card ? "nearest" : "start" });
};

const say = (text, { failed = false, entry = null } = {}) => {
  said.classList.toggle("desk-failed", failed);
  const words = document.createElement("span");
  words.textContent = text;
  said.replaceChildren(words);
  if (!entry) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button";
  button.textContent = desk.dataset.undoLabel;
  button.addEventListener("click", () => undo(entry));
  said.append(button);
};

const send = async (address, data) => {
  let answer;
  try {
    answer = await fetch(address, { method: "POST", body: data, headers: { Accept: "application/json" } });
  } catch {
    throw new Error(desk.dataset.failed);
  }
  if (!answer.headers.get("Content-Type")?.startsWith("application/json")) {
    throw new Error(answer.redirected || answer.status === 403 ? desk.dataset.loggedOut : desk.dataset.failed);
  }
  const result = await answer.json();
  for (const link of document.querySelectorAll(".waiting-link")) link.textContent = result.waiting;
  if (!answer.ok) throw new Error(result.message);
  return result;
};

const parsed = async (address) => {
  const answer = await fetch(address);
  if (!answer.ok || answer.redirected) throw new Error(desk.dataset.loggedOut);
  return new DOMParser().parseFromString(await answer.text(), "text/html");
};

const showEmptiness = () => {
  empty.hidden = cards().length > 0 || Boolean(desk.querySelector("[data-desk-next]"));
};

const refill = async () => {
  const next = desk.querySelector("[data-desk-next]");
  if (!next || cards().length >= FEW) return;
  const page = await parsed(next.href);
  for (const item of page.querySelectorAll("[data-desk-cards] > li")) {
    if (!document.getElementById(item.firstElementChild.id)) list.append(document.adoptNode(item));
  }
  const further = page.querySelector("[data-desk-next]");
  if (further) next.href = further.href;
  else next.remove();
  if (!cards().length && further) await refill();
};

const refillOnce = () => {
  refilling ??= refill()
    .catch((error) => say(error.message, { failed: true }))
    .finally(() => {
      refilling = null;
      showEmptiness();
    });
  return refilling;
};

const refresh = async (card) => {
  const page = await parsed(card.dataset.address);
  const fresh = page.querySelector("[data-card]");
  // On its own page a comment has no box to select it and one level of heading less.
  for (const part of [".card-body", ".card-actions", ".card-signals", ".card-latest", ".card-status", ".card-name bdi"]) {
    const [old, made] = [card.querySelector(part), fresh?.querySelector(part)];
    if (old && made) old.replaceWith(document.adoptNode(made));
    else if (made) card.append(document.adoptNode(made));
    else old?.remove();
  }
  for (const field of card.querySelectorAll("[name=tab]")) field.value = desk.dataset.tab;
  for (const field of card.querySelectorAll("[name=next]")) field.value = location.pathname + location.search;
};

const take = (keys) => {
  const items = [];
  for (const key of keys) {
    const item = document.getElementById(`card-${key}`)?.parentElement;
    if (!item) continue;
    items.push({ item, before: item.nextElementSibling });
    const box = item.querySelector("[data-card-select]");
    if (box) box.checked = false;
  }
  for (const { item } of items) item.remove();
  return items;
};

const busy = (form, on) => {
  form.toggleAttribute("data-busy", on);
  for (const button of form.querySelectorAll("button")) button.setAttribute("aria-disabled", String(on));
};

const decide = async (form, button) => {
  if (form.hasAttribute("data-busy")) return;
  const card = cardOf(form);
  const data = new FormData(form, button);
  busy(form, true);
  if (!card) say(desk.dataset.working);
  try {
    const result = await send(form.action, data);
    const place = card ? cards().indexOf(card) : 0;
    // Who has gone on to another card meanwhile stays there.
    const follows = !card || !at() || at() === card;
    const entry = { decisions: result.decisions, items: take(result.gone), card };
    if (result.decisions.length) done.push(entry);
    desk.querySelector("[data-desk-last]")?.replaceChildren();
    if (card && card.isConnected) await refresh(card);
    if (!card) form.reset();
    say(result.message, { entry: result.decisions.length ? entry : null });
    const refilled = refillOnce();
    if (!cards().length) await refilled;
    if (!follows) return;
    current = card?.isConnected ? card : (cards()[place] ?? cards().at(-1));
    focus(current);
  } catch (error) {
    say(error.message, { failed: true });
  } finally {
    busy(form, false);
  }
};

const undo = async (entry) => {
  if (!entry || entry.busy) return;
  entry.busy = true;
  const data = new FormData();
  data.append("csrfmiddlewaretoken", desk.querySelector("[name=csrfmiddlewaretoken]").value);
  for (const number of entry.decisions) data.append("decision", number);
  try {
    const result = await send(desk.dataset.undo, data);
    done.splice(done.indexOf(entry), 1);
    for (const { item, before } of entry.items.reverse()) {
      if (before?.isConnected) before.before(item);
      else list.append(item);
    }
    say(result.message);
    showEmptiness();
    const card = entry.items.at(-1)?.item.firstElementChild ?? entry.card;
    if (card?.isConnected && !entry.items.length) await refresh(card);
    current = card;
    focus(card);
  } catch (error) {
    entry.busy = false;
    say(error.message, { failed: true });
  }
};

// The next comment can be read, and decided, while the answer is on its way.
const press = (verb) => {
  const button = at()?.querySelector(`[data-card-form] button[value=${verb}]`);
  if (!button) return;
  button.click();
  step(1);
};
const pressForAll = (verb) => bulk.querySelector(`button[value=${verb}]`).click();

const open = (part) => {
  const details = at()?.querySelector(part);
  if (!details) return;
  details.open = true;
  details.querySelector("textarea").focus();
};

const step = (by) => {
  const all = cards();
  const here = at();
  const next = here ? all[all.indexOf(here) + by] : all[0];
  if (!next) return;
  current = next;
  focus(next);
};

const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  a: () => press("approve"),
  d: () => press("decline"),
  s: () => press("spam"),
  r: () => open("[data-card-reply]"),
  e: () => open("[data-card-edit]"),
  x: () => at()?.querySelector("[data-card-select]")?.click(),
  u: () => (done.length ? undo(done.at(-1)) : desk.querySelector("[data-desk-last] button")?.click()),
  A: () => pressForAll("approve"),
  D: () => pressForAll("decline"),
  S: () => pressForAll("spam"),
  "?": () => dialog.showModal(),
};

const start = () => {
  for (const part of desk.querySelectorAll("[data-desk-keys], [data-desk-all]")) part.hidden = false;
  try {
    use.checked = localStorage.getItem("shortcuts") !== "off";
  } catch {
    // Without storage the keys are on.
  }
  use.addEventListener("change", () => {
    try {
      if (use.checked) localStorage.removeItem("shortcuts");
      else localStorage.setItem("shortcuts", "off");
    } catch {
      // Without storage the choice holds for this page.
    }
  });
  desk.querySelector("[data-desk-help]").addEventListener("click", () => dialog.showModal());
  const all = desk.querySelector("[data-desk-all] input");
  all.addEventListener("change", () => {
    for (const box of list.querySelectorAll("[data-card-select]")) box.checked = all.checked;
  });
  desk.addEventListener("focusin", (event) => {
    current = cardOf(event.target) ?? current;
  });
  desk.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-card-form], [data-desk-bulk]")) return;
    event.preventDefault();
    decide(event.target, event.submitter);
  });
  document.addEventListener("keydown", (event) => {
    const { target, key } = event;
    if (!use.checked || event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.isComposing || event.keyCode === 229 || document.querySelector("dialog:modal")) return;
    if (target.matches("input:not([type=checkbox]), textarea, select") || !Object.hasOwn(KEYS, key)) return;
    event.preventDefault();
    KEYS[key]();
  });
};

if (bulk) start();
