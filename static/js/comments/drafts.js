// What was typed survives a crash, a reload and the way back, in this tab alone and until it is sent.
import { linkTo, place } from "./replies.js";

const PLACE = `draft ${location.pathname}`;
const WHO = ["name", "email", "website"];
const ALL = [...WHO, "body", "parent", "key"];
const find = () => document.querySelector("[data-comment-form]");

// Another try of the same comment has the same key, by which the site knows it.
const newKey = () => Array.from(crypto.getRandomValues(new Uint32Array(4)), (number) => number.toString(36)).join("");

const keep = (form, names) => {
  const draft = names.map((name) => [name, form.elements[name].value]);
  try {
    sessionStorage.setItem(PLACE, JSON.stringify(Object.fromEntries(draft)));
  } catch {
    // Without storage what was typed lives as long as the page.
  }
};

const restore = () => {
  const form = find();
  if (!form) return;
  let draft = {};
  try {
    draft = JSON.parse(sessionStorage.getItem(PLACE)) ?? {};
  } catch {
    // The same.
  }
  const { body, parent } = form.elements;
  const link = !body.value && !parent.value && draft.parent && linkTo(draft.parent);
  for (const name of [...WHO, "body", "key"]) form.elements[name].value ||= draft[name] ?? "";
  form.elements.key.value ||= newKey();
  if (link) place(link);
  // Words that were typed before this script was there.
  if (body.value) keep(form, ALL);
};

document.addEventListener("input", ({ target }) => {
  const form = target.closest("[data-comment-form]");
  if (form) keep(form, ALL);
});

document.addEventListener("comments:sent", ({ target }) => keep(target, WHO));
document.addEventListener("comments:shown", restore);
restore();
