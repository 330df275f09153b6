// The pictures of a text in full size, one after the other, without leaving the page.
const prose = document.querySelector("[data-lightbox]");
const root = document.documentElement;
const links = [...(prose?.querySelectorAll(".zoom") ?? [])];
let dialog, image, caption, at;

const add = (parent, name, className) => {
  const element = document.createElement(name);
  if (className) element.className = className;
  parent.append(element);
  return element;
};

const addButton = (name, act) => {
  const button = add(dialog, "button", `lightbox-button lightbox-${name}`);
  const label = prose.dataset[`lightbox${name[0].toUpperCase()}${name.slice(1)}`];
  button.type = "button";
  button.title = label;
  button.setAttribute("aria-label", label);
  button.innerHTML = '<svg class="icon" aria-hidden="true"><use/></svg>';
  button.querySelector("use").setAttribute("href", `${prose.dataset.lightboxIcons}#${name}`);
  button.addEventListener("click", act);
};

const show = (number) => {
  at = (number + links.length) % links.length;
  const link = links[at];
  const small = link.querySelector("img");
  image.removeAttribute("src"); // What was shown before must not stand under the new words.
  image.alt = small.alt;
  image.src = link.href;
  const words = link.closest("figure")?.querySelector("figcaption")?.cloneNode(true).childNodes;
  caption.replaceChildren();
  if (links.length > 1) add(caption, "span", "lightbox-count").textContent = `${at + 1} / ${links.length}`;
  if (words?.length || small.title) add(caption, "span").append(...(words ?? [small.title]));
  // A change of the picture alone is not read aloud.
  else add(caption, "span", "hidden").textContent = small.alt;
};

const make = () => {
  dialog = add(document.body, "dialog", "lightbox");
  dialog.setAttribute("aria-label", prose.dataset.lightbox);
  addButton("close", () => dialog.close());
  const figure = add(dialog, "figure", "lightbox-figure");
  image = add(figure, "img", "lightbox-image");
  caption = add(figure, "figcaption", "lightbox-caption");
  caption.setAttribute("aria-live", "polite");
  if (prose.lang) figure.lang = prose.lang;
  if (links.length > 1) {
    addButton("previous", () => show(at - 1));
    addButton("next", () => show(at + 1));
  }
  dialog.addEventListener("click", (event) => {
    if (!event.target.closest("button, figcaption")) dialog.close();
  });
  dialog.addEventListener("keydown", (event) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!by || links.length < 2 || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    show(at + by);
  });
};

prose?.addEventListener("click", (event) => {
  const link = event.target.closest(".zoom");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  if (!dialog) make();
  show(links.indexOf(link));
  // Only where a bar took room is that room kept while the page can't be scrolled.
  root.classList.toggle("has-scrollbar", innerWidth > root.clientWidth);
  dialog.addEventListener("close", () => link.focus({ preventScroll: true }), { once: true });
  dialog.showModal();
});
