// The words as they will look, made by the site while one writes.
const PAUSE = 400;
let timer, request;

const boxOf = (button) => document.getElementById(button.getAttribute("aria-controls"));

const show = async (button) => {
  request?.abort();
  const { signal } = (request = new AbortController());
  const body = new URLSearchParams({ body: button.form.elements.body.value });
  try {
    const answer = await fetch(button.dataset.preview, { method: "POST", body, signal });
    if (!answer.ok) return;
    const made = document.createElement("template");
    made.innerHTML = await answer.text();
    if (!signal.aborted) boxOf(button).replaceChildren(made.content);
  } catch {
    // The comment can be sent without a preview.
  }
};

document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-preview]");
  if (!button) return;
  const isOpen = button.ariaExpanded !== "true";
  button.ariaExpanded = String(isOpen);
  boxOf(button).hidden = !isOpen;
  if (isOpen) show(button);
});

document.addEventListener("input", ({ target }) => {
  const button = target.form?.querySelector("[data-preview][aria-expanded=true]");
  if (!button) return;
  clearTimeout(timer);
  timer = setTimeout(show, PAUSE, button);
});
