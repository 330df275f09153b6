// Replies are written below the comment that they answer; Ctrl+Enter sends.
const form = document.querySelector("[data-comment-form]");

if (form) {
  const home = form.parentElement;
  const target = form.querySelector("[data-reply-target]");
  const parent = form.querySelector("[data-reply-parent]");
  const text = form.querySelector("textarea");

  const replyTo = (link) => {
    parent.value = link.dataset.reply;
    form.querySelector("[data-reply-to]").textContent = link.dataset.replyName;
    target.hidden = false;
    link.after(form);
    text.focus();
  };

  const startThread = () => {
    parent.value = "";
    target.hidden = true;
    home.append(form);
    text.focus();
  };

  document.addEventListener("click", (event) => {
    const reply = event.target.closest("[data-reply]");
    const cancel = event.target.closest("[data-reply-cancel]");
    if (!reply && !cancel) return;
    event.preventDefault();
    if (reply) replyTo(reply);
    else startThread();
  });

  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.isComposing) form.requestSubmit();
  });

  const send = form.querySelector("[type=submit]");
  form.addEventListener("submit", () => send.setAttribute("aria-disabled", "true"));
  // The page that the browser kept is shown again: the way back.
  addEventListener("pageshow", () => send.removeAttribute("aria-disabled"));

  // The browser takes the focus away when it goes to the address's fragment, which is done once the page is loaded.
  addEventListener("load", () => requestAnimationFrame(() => form.querySelector("[data-focus]")?.focus()));
}
