// A dialog with the pictures that are there already.
import { escapeLabel, escapeTitle, insertBlock, remembered } from "./editing.js";
import { answer, paused, post } from "./posting.js";
import { thumbnail } from "./thumbnail.js";

const PAUSE = 250;

export const start = ({ box, field, actions }) => {
  const dialog = document.querySelector("[data-library-dialog]");
  const part = (name) => dialog.querySelector(`[data-${name}]`);
  const address = box.dataset.pictures;
  let page = 1;
  let request = 0;
  let picture;
  let back = () => {};

  const button = (one) => {
    const item = document.createElement("li");
    const choice = document.createElement("button");
    choice.type = "button";
    choice.className = "library-picture";
    choice.setAttribute("aria-label", one.alt || dialog.dataset.nameless);
    choice.title = [one.alt, one.credit].filter(Boolean).join(" · ");
    choice.append(thumbnail(one));
    choice.addEventListener("click", () => choose(one));
    item.append(choice);
    return item;
  };

  const show = async () => {
    const mine = request += 1;
    const wanted = new URLSearchParams({ q: part("query").value, page });
    try {
      const found = await answer(await fetch(`${address}?${wanted}`));
      if (mine !== request) return;
      part("results").replaceChildren(...found.pictures.map(button));
      part("state").textContent = found.pictures.length ? "" : dialog.dataset.none;
      part("previous").disabled = page === 1;
      part("next").disabled = !found.more;
    } catch (error) {
      if (mine === request) part("state").textContent = error.message || dialog.dataset.failed;
    }
  };

  const turn = (isChosen) => {
    part("search").hidden = isChosen;
    part("chosen").hidden = !isChosen;
  };

  const choose = (one) => {
    picture = one;
    part("thumb").replaceChildren(thumbnail(one));
    part("alt").value = one.alt;
    part("credit").value = one.credit;
    part("caption").value = "";
    part("error").textContent = "";
    turn(true);
    part("alt").focus();
  };

  const put = async () => {
    const [alt, credit, caption] = ["alt", "credit", "caption"].map((name) => part(name).value.trim());
    if (credit !== picture.credit || (alt && !picture.alt)) {
      try {
        await answer(await post(`${address}${picture.token}/`, { alt: picture.alt || alt, credit }));
      } catch (error) {
        part("error").textContent = error.message || box.dataset.wordsFailed;
        return;
      }
    }
    dialog.close("put");
    back();
    const title = caption ? ` "${escapeTitle(caption)}"` : "";
    insertBlock(field, `![${escapeLabel(alt)}](${picture.address}${title})`);
  };

  const again = () => {
    page = 1;
    show();
  };

  actions.set("library", () => {
    back = remembered(field);
    part("query").value = "";
    turn(false);
    again();
    dialog.showModal();
    part("query").focus();
  });
  part("query").addEventListener("input", paused(again, PAUSE));
  part("search").addEventListener("submit", (event) => event.preventDefault());
  part("chosen").addEventListener("submit", (event) => {
    event.preventDefault();
    put();
  });
  for (const [name, step] of [["previous", -1], ["next", 1]]) {
    part(name).addEventListener("click", () => {
      page += step;
      show();
    });
  }
  part("back").addEventListener("click", () => {
    turn(false);
    part("query").focus();
  });
  part("close").addEventListener("click", () => dialog.close("left"));
  part("results").addEventListener("keydown", ({ key, target }) => {
    const step = { ArrowRight: "nextElementSibling", ArrowLeft: "previousElementSibling" }[key];
    if (step) target.closest("li")?.[step]?.firstElementChild.focus();
  });
  dialog.addEventListener("cancel", () => {
    dialog.returnValue = "left";
  });
  dialog.addEventListener("close", () => {
    if (dialog.returnValue === "left") back();
  });
};
