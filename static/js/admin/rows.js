// Rows that are put in order by buttons, where there would be numbers to type.
const prepare = (box) => {
  const list = box.querySelector("[data-rows-list]");
  const blank = box.querySelector("[data-rows-blank]");
  const said = box.querySelector("[data-rows-said]");
  const rows = () => [...list.querySelectorAll("[data-row]")];
  const most = Number(box.dataset.most) || Infinity;

  const number = () => {
    rows().forEach((row, index) => {
      row.querySelector("[data-row-order]").value = index + 1;
      row.querySelector("[data-row-up]").disabled = index === 0;
      row.querySelector("[data-row-down]").disabled = index === rows().length - 1;
    });
    const add = box.querySelector("[data-rows-add]");
    if (add) add.disabled = rows().length >= most;
  };

  const tell = (row) => {
    said.textContent = `${said.dataset.moved} ${rows().indexOf(row) + 1}`;
    box.dispatchEvent(new Event("input", { bubbles: true }));
  };

  const move = (row, button, before) => {
    list.insertBefore(row, before);
    number();
    const other = row.querySelector(button.matches("[data-row-up]") ? "[data-row-down]" : "[data-row-up]");
    (button.disabled ? other : button).focus();
    tell(row);
  };

  const dress = (row) => {
    row.querySelector("[data-row-place]").hidden = true;
    row.querySelector("[data-row-buttons]").hidden = false;
    const up = row.querySelector("[data-row-up]");
    const down = row.querySelector("[data-row-down]");
    up.addEventListener("click", () => move(row, up, row.previousElementSibling));
    down.addEventListener("click", () => move(row, down, row.nextElementSibling.nextElementSibling));
    row.querySelector("[data-row-remove]")?.addEventListener("click", () => {
      const next = row.nextElementSibling ?? row.previousElementSibling;
      row.remove();
      number();
      (next?.querySelector("[data-row-remove]") ?? box.querySelector("[data-rows-add]")).focus();
    });
  };

  const add = () => {
    list.append(blank.content.cloneNode(true));
    const row = rows().at(-1);
    dress(row);
    number();
    return row;
  };

  const fill = () => {
    const known = document.querySelectorAll("#settings-addresses [data-category]");
    const fields = (row) => [...row.querySelectorAll("input:not([type=number])")];
    const there = new Set(rows().map((row) => fields(row)[1].value));
    for (const option of known) {
      if (there.has(option.value)) continue;
      let row = rows().find((one) => fields(one).every((field) => !field.value));
      if (!row && rows().length < most) row = add();
      if (row) fields(row)[1].value = option.value;
    }
  };

  rows().forEach(dress);
  number();
  const tools = box.querySelector("[data-rows-tools]");
  if (!tools) return;
  tools.hidden = false;
  box.querySelector("[data-rows-add]").addEventListener("click", () => add().querySelector("input").focus());
  box.querySelector("[data-rows-fill]").addEventListener("click", fill);
};

document.querySelectorAll("[data-rows]").forEach(prepare);
