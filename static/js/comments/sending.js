// A comment is sent without leaving the page, which then shows what the site answered.
import { forget, solutionSoon } from "./proof.js";
import { linkTo, place } from "./replies.js";
import { say } from "./saying.js";

const PATIENCE = 30_000;
const FORM = "[data-comment-form]";
const find = (selector, page = document) => page.querySelector(selector);
const all = () => [...document.querySelectorAll("#comments li[id^=comment-]")];

const focus = (element, block) => {
  if (!element.matches("a, input, textarea")) element.tabIndex = -1;
  element.focus({ preventScroll: true });
  element.scrollIntoView({ block });
};

const complain = (form, words) => {
  find("[role=alert]", form)?.remove();
  const summary = document.createElement("p");
  summary.className = "form-summary";
  summary.role = "alert";
  summary.textContent = words;
  form.prepend(summary);
  focus(summary, "center");
};

const replaceComments = (page) => {
  const old = find("#comments");
  const fresh = find("#comments", page);
  if (old && fresh) old.replaceWith(fresh);
  else if (old) old.remove();
  else if (fresh) find("#comment-form").before(fresh);
};

const replaceForm = (form, page) => {
  form.remove(); // It may stand below a comment.
  find("#comment-form").replaceWith(find("#comment-form", page));
  document.dispatchEvent(new Event("comments:shown"));
};

// The newest of the comments that are new here; those of this visitor before all others.
const newest = (comments, before) => {
  const time = (comment) => find("time", comment).dateTime;
  const fresh = comments.filter((comment) => !before.has(comment.id));
  const own = (some) => some.filter((comment) => comment.dataset.own);
  const pool = [own(fresh), fresh, own(comments)].find((some) => some.length) ?? [];
  return pool.reduce((last, one) => (last && time(last) > time(one) ? last : one), undefined);
};

const showSent = (form, page, address) => {
  const before = new Set(all().map((comment) => comment.id));
  form.dispatchEvent(new Event("comments:sent", { bubbles: true }));
  find("[data-reply-parent]", form).value = "";
  replaceComments(page);
  replaceForm(form, page);
  const comment = newest(all(), before);
  const waits = comment?.dataset.own ? comment.dataset.own !== "published" : address.searchParams.has("waiting");
  address.searchParams.delete("waiting");
  const isShown = comment && (comment.dataset.own || !waits);
  const place = isShown ? comment : (find(".comments-notice") ?? find("#comment-form"));
  place.dataset.new = "";
  history.replaceState(null, "", `${address}#${isShown ? comment.id : "comments"}`);
  focus(find("article", place) ?? place, "center");
  say(waits ? "waiting" : "published");
};

const showRefused = (form, page) => {
  const closed = find("[data-closed]", page);
  if (closed) return complain(form, closed.textContent);
  const isReply = form.closest("li");
  replaceForm(form, page);
  const link = isReply && linkTo(find("[data-reply-parent]").value);
  if (link) place(link);
  const summary = find("[data-focus]");
  if (summary) focus(summary, "center");
  say("");
};

const send = async (form) => {
  form.elements.altcha.value = await solutionSoon(form);
  const body = new URLSearchParams(new FormData(form));
  const answer = await fetch(form.action, { method: "POST", body, signal: AbortSignal.timeout(PATIENCE) });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (answer.status >= 500 || !find("#comment-form", page)) throw new Error(answer.status);
  // One that was used, or that the site did not like.
  if (answer.ok || !find(".field-error", page)) forget();
  if (answer.ok) showSent(form, page, new URL(answer.url));
  else showRefused(form, page);
};

document.addEventListener("submit", async (event) => {
  const form = event.target.closest(FORM);
  if (!form) return;
  event.preventDefault();
  const button = find("[type=submit]", form);
  if (button.ariaDisabled) return;
  button.ariaDisabled = "true";
  form.elements.body.readOnly = true;
  say("sending");
  try {
    await send(form);
  } catch {
    say("");
    complain(form, form.dataset.failed);
  }
  button.ariaDisabled = null;
  form.elements.body.readOnly = false;
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
  event.target.closest(FORM)?.requestSubmit();
});
