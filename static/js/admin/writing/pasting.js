// What is pasted: pictures are uploaded, formatted text becomes Markdown, an address over a selection a link.
import { insert } from "./editing.js";

const ADDRESS = /^(?:https?:\/\/|mailto:)\S+$/;
const FORMATTED = "h1, h2, h3, h4, h5, h6, ul, ol, table, blockquote, pre, a, strong, b, em, i, del, s, strike, code, img, hr";

let converter;

const table = (_content, node) => {
  const rows = [...node.rows].map((row) => [...row.cells].map((cell) => (
    cell.dataset.markdown ?? cell.textContent).trim().replace(/\s+/g, " ").replace(/(?<!\\)\|/g, "\\|")));
  const width = Math.max(0, ...rows.map((row) => row.length));
  if (!width) return "";
  const line = (cells) => `| ${Array.from({ length: width }, (_none, index) => cells[index] ?? "").join(" | ")} |`;
  const [head, ...others] = rows;
  return `\n\n${[line(head), line(Array(width).fill("---")), ...others.map(line)].join("\n")}\n\n`;
};

const item = (content, node, options) => {
  const list = node.parentNode;
  const place = [...list.children].indexOf(node) + Number(list.getAttribute("start") ?? 1);
  const mark = list.nodeName === "OL" ? `${place}. ` : `${options.bulletListMarker} `;
  const text = content.trim().replace(/\n/g, `\n${" ".repeat(mark.length)}`);
  return `${mark}${text}${node.nextElementSibling ? "\n" : ""}`;
};

const load = async () => {
  const { default: Turndown } = await import("../../../vendor/turndown/turndown.js");
  const service = new Turndown({
    headingStyle: "atx", bulletListMarker: "-", codeBlockStyle: "fenced", emDelimiter: "*", hr: "---",
  });
  service.addRule("strike", { filter: ["del", "s", "strike"], replacement: (content) => `~~${content}~~` });
  service.addRule("cell", {
    filter: ["td", "th"],
    replacement: (content, node) => {
      node.dataset.markdown = content;
      return content;
    },
  });
  service.addRule("table", { filter: "table", replacement: table });
  service.addRule("item", { filter: "li", replacement: item });
  return service;
};

const markdown = async (html) => {
  const { cleaned } = await import("./clipboard.js");
  const body = cleaned(html);
  if (!body.querySelector(FORMATTED)) return null;
  converter ??= load();
  return (await converter).turndown(body).replace(/\n{3,}/g, "\n\n").trim();
};

const pictures = (data) => [...data.files].filter((file) => file.type.startsWith("image/"));
const hasWords = (html) => Boolean(html.replace(/<style\b[\s\S]*?<\/style>|<!--[\s\S]*?-->|<[^>]*>/gi, "").trim());

export const start = (desk) => {
  const { field } = desk;
  let isPlain = false;
  field.addEventListener("keydown", (event) => {
    if (event.code === "KeyV") isPlain = event.shiftKey;
  });
  field.addEventListener("keyup", () => {
    isPlain = false;
  });

  field.addEventListener("paste", async (event) => {
    const { clipboardData: data } = event;
    const html = data.getData("text/html");
    const text = data.getData("text/plain");
    const files = pictures(data);
    if (files.length && !hasWords(html)) {
      event.preventDefault();
      desk.upload(files);
      return;
    }
    if (isPlain) return;
    const chosen = field.value.slice(field.selectionStart, field.selectionEnd);
    if (ADDRESS.test(text.trim()) && chosen.trim() && !chosen.includes("\n") && !ADDRESS.test(chosen)) {
      event.preventDefault();
      insert(field, `[${chosen}](${text.trim()})`);
      return;
    }
    // What a program for code copies is text, however coloured.
    if (!html || data.types.includes("vscode-editor-data")) return;
    event.preventDefault();
    let made;
    try {
      made = await markdown(html);
    } catch {
      made = null;
    }
    insert(field, made ?? text.replace(/\r\n?/g, "\n"));
  });
};
