// The page as readers will see it, in a frame with the site's own style sheet; it scrolls with the text.
import { offer } from "../../embeds.js";
import { paused, token } from "./posting.js";

const PAUSE = 400;

// Exchange only what changed, so that pictures don't flicker and the page stays where it is.
const renew = (prose, html) => {
  const fresh = prose.ownerDocument.createElement("div");
  fresh.innerHTML = html;
  offer(fresh, prose.dataset);
  const was = [...prose.childNodes];
  const is = [...fresh.childNodes];
  let head = 0;
  while (head < was.length && head < is.length && was[head].isEqualNode(is[head])) head += 1;
  let tail = 0;
  const most = Math.min(was.length, is.length) - head;
  while (tail < most && was.at(-1 - tail).isEqualNode(is.at(-1 - tail))) tail += 1;
  const after = tail ? was.at(-tail) : null;
  for (const node of was.slice(head, was.length - tail)) node.remove();
  for (const node of is.slice(head, is.length - tail)) prose.insertBefore(node, after);
};

const follow = (page) => {
  const show = () => {
    const { theme } = document.documentElement.dataset;
    if (theme === "light" || theme === "dark") page.documentElement.dataset.theme = theme;
    else delete page.documentElement.dataset.theme;
  };
  new MutationObserver(show).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  show();
};

const run = ({ box, field }, page) => {
  const pane = box.querySelector("[data-pane=preview]");
  const message = box.querySelector("[data-message]");
  const prose = page.querySelector(".prose");
  const title = document.querySelector("#id_title");
  let shown;
  let request;

  const scroll = () => {
    const { scrollHeight, clientHeight, scrollTop } = field;
    const part = scrollHeight > clientHeight ? scrollTop / (scrollHeight - clientHeight) : 0;
    const root = page.documentElement;
    root.scrollTop = part * (root.scrollHeight - root.clientHeight);
  };

  const render = async () => {
    const text = field.value;
    if (pane.hidden || text === shown) return;
    request?.abort();
    const mine = request = new AbortController();
    const body = new URLSearchParams({ content: text });
    try {
      const response = await fetch(field.dataset.markdownxUrlsPath, {
        method: "POST", body, headers: { "X-CSRFToken": token() }, signal: mine.signal,
      });
      const html = await response.text();
      if (mine !== request) return;
      if (!response.ok) throw new Error(html);
      renew(prose, html);
      shown = text;
      message.textContent = "";
      scroll();
    } catch (error) {
      if (mine === request && error.name !== "AbortError") message.textContent = box.dataset.previewFailed;
    }
  };

  const name = () => {
    page.querySelector(".article-title").textContent = title?.value ?? "";
  };

  follow(page);
  name();
  render();
  title?.addEventListener("input", name);
  field.addEventListener("input", paused(render, PAUSE));
  field.addEventListener("scroll", scroll, { passive: true });
  box.addEventListener("writing:view", render);
  page.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (!link) return;
    event.preventDefault();
    const target = link.getAttribute("href") ?? "";
    if (target.startsWith("#")) page.getElementById(decodeURIComponent(target.slice(1)))?.scrollIntoView();
    else if (!link.matches(".zoom")) open(link.href, "_blank", "noopener");
  });
};

export const start = (desk) => {
  const frame = desk.box.querySelector("[data-frame]");
  const begin = () => run(desk, frame.contentDocument);
  if (frame.contentDocument?.querySelector(".prose") && frame.contentDocument.readyState === "complete") begin();
  else frame.addEventListener("load", begin, { once: true });
};
