// A reply is written below the comment that it answers.
const find = (name) => document.querySelector(`[data-reply-${name}]`);

// The form below the comment of a link "Reply".
export const place = (link) => {
  find("parent").value = link.dataset.reply;
  find("to").textContent = link.dataset.replyName;
  find("target").hidden = false;
  link.closest(".comment-main").append(document.querySelector("[data-comment-form]"));
};

export const linkTo = (comment) => document.querySelector(`[data-reply="${CSS.escape(comment)}"]`);

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-reply]");
  const cancel = event.target.closest("[data-reply-cancel]");
  const form = document.querySelector("[data-comment-form]");
  if (!form || !(link || cancel) || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (link) {
    place(link);
    form.elements.body.focus();
  } else {
    const answered = linkTo(find("parent").value);
    find("parent").value = "";
    find("target").hidden = true;
    document.querySelector("#comment-form").append(form);
    (answered ?? form.elements.body).focus();
  }
  // What is kept of the form has its place too.
  form.dispatchEvent(new Event("input", { bubbles: true }));
});
