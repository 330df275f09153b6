// Panels of the desk that are sent on their own, so that the article's form stays as it was typed.
const HEADER = "X-Desk-Panel";

const wake = (root) => {
  for (const one of root.querySelectorAll("[data-needs-script]")) one.hidden = false;
  for (const button of root.querySelectorAll("[data-copy]")) {
    button.hidden = !navigator.clipboard;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.parentElement.querySelector("[data-copy-from]").value);
      button.textContent = button.dataset.copied;
    });
  }
};

const send = async (panel, form, submitter) => {
  const status = panel.querySelector("[data-desk-status]");
  const body = panel.querySelector("[data-desk-body]");
  const address = submitter?.hasAttribute("formaction") ? submitter.formAction : form.action;
  status.textContent = "";
  panel.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(address, { method: "POST", body: new FormData(form), headers: { [HEADER]: "1" } });
    if (!answer.headers.has(HEADER)) throw new Error(answer.statusText);
    body.innerHTML = await answer.text();
    wake(body);
    (body.querySelector("[aria-invalid=true], [data-focus]") ?? panel.querySelector("h2")).focus();
  } catch {
    status.textContent = panel.dataset.failed;
  } finally {
    panel.removeAttribute("aria-busy");
  }
};

for (const panel of document.querySelectorAll("[data-desk-panel]")) {
  const form = document.getElementById(panel.dataset.deskPanel);
  if (!form) continue;
  wake(panel);
  // What is typed here is not of the article.
  for (const name of ["input", "change"]) panel.addEventListener(name, (event) => event.stopPropagation());
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (panel.getAttribute("aria-busy") !== "true") send(panel, form, event.submitter);
  });
}
for (const page of document.querySelectorAll(".aside-page")) wake(page);

// The assignee: oneself by one click.
const me = document.querySelector("[data-me]")?.dataset.me;
for (const button of document.querySelectorAll("[data-assign-me]")) {
  const select = document.getElementById(button.dataset.assignMe);
  if (!me || !select?.querySelector(`option[value="${CSS.escape(me)}"]`)) continue;
  button.hidden = false;
  button.addEventListener("click", () => {
    select.value = me;
    for (const name of ["input", "change"]) select.dispatchEvent(new Event(name, { bubbles: true }));
    select.focus();
  });
}
