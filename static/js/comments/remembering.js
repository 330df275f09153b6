// Name, e-mail and website are remembered in this browser, if the visitor wants that.
const PLACE = "commenter";
const FIELDS = ["name", "email", "website"];

const fill = () => {
  const box = document.querySelector("[data-remember]");
  if (!box) return;
  try {
    const known = JSON.parse(localStorage.getItem(PLACE));
    box.checked = Boolean(known);
    for (const name of FIELDS) box.form.elements[name].value ||= known?.[name] ?? "";
  } catch {
    // Without storage nothing is remembered.
  }
};

const remember = ({ target }) => {
  const box = target.closest("form")?.querySelector("[data-remember]");
  if (!box || (target !== box && !box.checked)) return;
  const known = FIELDS.map((name) => [name, box.form.elements[name].value]);
  try {
    if (box.checked) localStorage.setItem(PLACE, JSON.stringify(Object.fromEntries(known)));
    else localStorage.removeItem(PLACE);
  } catch {
    // The same.
  }
};

document.addEventListener("change", remember);
document.addEventListener("comments:sent", remember);
document.addEventListener("comments:shown", fill);
fill();
