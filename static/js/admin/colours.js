// The browser's colour picker beside the text of a colour; a suggested shade is filled in without saving.
for (const box of document.querySelectorAll("[data-colour]")) {
  const text = box.querySelector("input");
  const picker = box.querySelector("[data-colour-picker]");
  const show = () => {
    picker.value = /^#[0-9a-f]{6}$/i.test(text.value) ? text.value : text.placeholder;
  };
  picker.hidden = false;
  show();
  text.addEventListener("input", show);
  picker.addEventListener("input", () => {
    text.value = picker.value;
  });
  box.querySelector("[data-colour-use]")?.addEventListener("click", (event) => {
    event.preventDefault();
    text.value = event.currentTarget.value;
    show();
    text.focus();
  });
}
