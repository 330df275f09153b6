// Names for the controls to which Django's admin gives none, from the words that are on the page already.
const nameSelect = (container) => {
  const select = container.previousElementSibling;
  const label = select?.labels?.[0]?.textContent.replace(/[:：]\s*$/, "").trim() || select?.getAttribute("aria-label");
  if (!label) return;
  for (const part of container.querySelectorAll("[role=combobox], [role=textbox], [role=searchbox]")) {
    part.removeAttribute("aria-labelledby");
    part.setAttribute("aria-label", label);
  }
};

const nameCell = (control) => {
  if (control.type === "hidden" || control.labels?.length || control.hasAttribute("aria-label")) return;
  const cell = control.closest("td");
  const heads = cell?.closest("table")?.tHead?.rows[0]?.cells ?? [];
  const column = cell ? [...cell.parentElement.children].indexOf(cell) : -1;
  const words = heads[column]?.querySelector(".text")?.textContent ?? heads[column]?.textContent;
  if (words?.trim()) control.setAttribute("aria-label", words.replace("?", "").trim());
};

const nameAll = (part) => {
  for (const control of part.querySelectorAll("td :is(input, select, textarea)")) nameCell(control);
  for (const container of part.querySelectorAll(".select2-container")) nameSelect(container);
  for (const icon of part.querySelectorAll("span.help-tooltip[aria-label]")) icon.setAttribute("role", "img");
};

// After Django's own scripts, which make their controls when jQuery says that the page is there, or when all is loaded.
const { jQuery } = window.django ?? {};
if (jQuery) jQuery(() => nameAll(document));
else nameAll(document);
addEventListener("load", () => nameAll(document));
document.addEventListener("formset:added", ({ target }) => setTimeout(nameAll, 0, target));
