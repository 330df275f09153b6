// What other programs put into the clipboard as HTML, made plain HTML that turns into good Markdown.
const RUBBISH = "script, style, svg, button, input, select, textarea, iframe, object, template, noscript, meta, link, title";
const LISTED = /mso-list:\s*\w+\s+level(\d+)/;
const DECLARED = { bold: /font-weight:\s*(?:bold|[6-9]00)/, italic: /font-style:\s*italic/, strike: /text-decoration[^;]*line-through/ };
const ELEMENTS = { bold: "strong", italic: "em", strike: "del" };

// Styles say what is bold, but would be applied, which the page's policy forbids: they become data.
const parse = (html) => {
  const quiet = html
    .replace(/<!--[\s\S]*?-->|<!\[[^\]]*\]>/g, "")
    .replace(/<style\b[\s\S]*?<\/style>/gi, "")
    .replace(/(<[^<>]*?\s)style(\s*=)/gi, "$1data-style$2");
  return new DOMParser().parseFromString(quiet, "text/html");
};

const style = (element) => element.getAttribute("data-style") ?? "";
const unwrap = (element) => element.replaceWith(...element.childNodes);
const wrap = (element, name) => {
  const made = element.ownerDocument.createElement(name);
  made.append(...element.childNodes);
  element.append(made);
};

// Word has no lists, but paragraphs that look like items.
const listsOfWord = (page) => {
  let lists = [];
  let last;
  for (const paragraph of page.querySelectorAll("p, h1, h2, h3, h4, h5, h6, div")) {
    const level = Number(LISTED.exec(style(paragraph))?.[1] ?? 0);
    if (!level) continue;
    const sign = [...paragraph.querySelectorAll("span")].find((span) => /mso-list:\s*Ignore/i.test(style(span)));
    const name = /^[\s(]*(?:\d+|[a-z]|[ivx]+)[.)]/i.test(sign?.textContent ?? "") ? "ol" : "ul";
    sign?.remove();
    if (!last || paragraph.previousElementSibling !== last) lists = [];
    lists.length = Math.min(lists.length, level);
    while (lists.length < level) {
      const list = page.createElement(name);
      if (!lists.length) paragraph.before(list);
      else (lists.at(-1).lastElementChild ?? lists.at(-1)).append(list);
      lists.push(list);
    }
    const item = page.createElement("li");
    item.append(...paragraph.childNodes);
    lists.at(-1).append(item);
    paragraph.remove();
    [last] = lists;
  }
};

const address = (link) => {
  const url = new URL(link.getAttribute("href"), "about:blank");
  if (/(^|\.)google\.com$/.test(url.hostname) && url.pathname === "/url") return url.searchParams.get("q") ?? "";
  return url.href;
};

const cleanLinks = (page) => {
  for (const link of page.querySelectorAll("a")) {
    try {
      link.setAttribute("href", address(link));
    } catch {
      link.removeAttribute("href");
    }
    if (!/^(?:https?|mailto):/.test(link.getAttribute("href") ?? "")) unwrap(link);
  }
};

const cleanMarks = (page) => {
  for (const element of page.querySelectorAll("b, strong")) {
    if (/font-weight:\s*(?:normal|400)/.test(style(element))) unwrap(element);
  }
  for (const element of page.querySelectorAll("span, font")) {
    const inHeading = element.closest("h1, h2, h3, h4, h5, h6");
    for (const [kind, pattern] of Object.entries(DECLARED)) {
      if (pattern.test(style(element)) && !(inHeading && kind === "bold")) wrap(element, ELEMENTS[kind]);
    }
    unwrap(element);
  }
};

export const cleaned = (html) => {
  const page = parse(html);
  for (const element of page.querySelectorAll(RUBBISH)) element.remove();
  for (const element of page.querySelectorAll("*")) {
    if (/display:\s*none|mso-hide:\s*all/.test(style(element))) element.remove();
    else if (element.localName.includes(":")) unwrap(element);
  }
  listsOfWord(page);
  cleanLinks(page);
  cleanMarks(page);
  for (const image of page.querySelectorAll("img")) {
    if (!/^https?:/.test(image.getAttribute("src") ?? "")) image.remove();
  }
  for (const part of page.querySelectorAll("li > p:first-child, td > p:only-child, th > p:only-child")) {
    if (part.parentElement.querySelectorAll(":scope > p").length === 1) unwrap(part);
  }
  for (const heading of page.querySelectorAll("h1")) {
    const lower = page.createElement("h2");
    lower.append(...heading.childNodes);
    heading.replaceWith(lower);
  }
  return page.body;
};
