// How many characters there is room for; said aloud only when few are left.
const FEW = 200;
const PAUSE = 1000;
let timer;

const count = (text) => {
  const shown = text.form?.querySelector("[data-count]");
  if (!shown || text.maxLength < 0) return;
  const left = text.maxLength - text.value.length;
  const said = text.form.querySelector("[data-count-said]");
  shown.textContent = shown.dataset[left < 0 ? "countOver" : "count"].replace("{number}", Math.abs(left));
  shown.classList.toggle("is-near", left <= FEW);
  clearTimeout(timer);
  timer = setTimeout(() => (said.textContent = left <= FEW ? shown.textContent : ""), PAUSE);
};

const countAll = () => document.querySelectorAll("[data-comment-form] textarea").forEach(count);

document.addEventListener("input", ({ target }) => target.matches("textarea") && count(target));
document.addEventListener("comments:shown", countAll);
countAll();
