// Likes and reports are counted without leaving the page.
import { say } from "./saying.js";

const showLike = ({ likes, liked }, form) => {
  const address = form.getAttribute("action");
  // A pinned comment stands in two places.
  for (const one of document.querySelectorAll(`[data-like][action="${CSS.escape(address)}"]`)) {
    one.querySelector("[data-likes]").textContent = likes || "";
    one.querySelector("button").ariaPressed = String(liked);
  }
};

const showReport = ({ message }, form) => {
  const thanks = document.createElement("p");
  thanks.className = "comment-thanks";
  thanks.textContent = message;
  thanks.tabIndex = -1;
  form.replaceWith(thanks);
  thanks.focus();
};

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("[data-like], [data-report]");
  if (!form) return;
  event.preventDefault();
  if (form.ariaBusy) return;
  const body = new URLSearchParams(new FormData(form));
  if (form.querySelector("[aria-pressed=true]")) body.set("undo", "1");
  form.ariaBusy = "true";
  try {
    const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
    const result = await answer.json();
    if (!answer.ok) throw new Error(answer.status);
    if (form.matches("[data-like]")) showLike(result, form);
    else showReport(result, form);
  } catch {
    say("failed");
  }
  form.ariaBusy = null;
});
