// What the tools do with the text: marks around a selection, marks of whole lines, blocks.
import { insertBlock, replace } from "./editing.js";

// Put a mark around the selection, or take it away where it is.
const around = (mark) => ({ field }) => {
  const { value } = field;
  let { selectionStart: start, selectionEnd: end } = field;
  while (start < end && /\s/.test(value[start])) start += 1;
  while (end > start && /\s/.test(value[end - 1])) end -= 1;
  const chosen = value.slice(start, end);
  const size = mark.length;
  // One star inside of two is no mark of its own.
  const isMark = (place) => value.slice(place, place + size) === mark
    && (mark !== "*" || (value[place - 1] === "*") === (value[place + 1] === "*"));
  if (isMark(start - size) && isMark(end)) {
    replace(field, start - size, end + size, chosen, start - size, end - size);
  } else if (chosen.length > 2 * size && isMark(start) && isMark(end - size)) {
    replace(field, start, end, chosen.slice(size, -size), start, end - 2 * size);
  } else {
    replace(field, start, end, mark + chosen + mark, start + size, end + size);
  }
};

const MARKS = /^(?:#{1,6} |> |[-*+] |\d+[.)] )/;

// Give every selected line the same mark, or take it away where all have it.
const before = (mark) => ({ field }) => {
  const { value, selectionStart, selectionEnd } = field;
  const start = value.lastIndexOf("\n", selectionStart - 1) + 1;
  const found = value.indexOf("\n", Math.max(selectionStart, selectionEnd - 1));
  const end = found < 0 ? value.length : found;
  const lines = value.slice(start, end).split("\n");
  const full = lines.length > 1 ? lines.filter((line) => line.trim()) : lines;
  let number = 0;
  const marked = (line) => mark(number += 1) + line.replace(mark(1) === "> " ? /^$/ : MARKS, "");
  const has = (line) => mark(1) === "1. " ? /^\d+[.)] /.test(line) : line.startsWith(mark(1));
  const isMarked = full.every(has);
  const made = lines.map((line) => {
    if (isMarked) return line.replace(MARKS, "");
    return line.trim() || lines.length === 1 ? marked(line) : line;
  }).join("\n");
  const cursor = selectionStart === selectionEnd;
  replace(field, start, end, made, cursor ? start + made.length : start, start + made.length);
};

const link = ({ field }) => {
  const { value, selectionStart: start, selectionEnd: end } = field;
  const chosen = value.slice(start, end);
  if (/^(?:https?:\/\/|mailto:)\S+$/.test(chosen)) replace(field, start, end, `[](${chosen})`, start + 1);
  else {
    const at = start + chosen.length + 3;
    replace(field, start, end, `[${chosen}](https://)`, at, at + 8);
  }
};

const block = ({ field }) => {
  const { value, selectionStart: start, selectionEnd: end } = field;
  const chosen = value.slice(start, end);
  const longest = Math.max(2, ...(chosen.match(/`{3,}/g) ?? []).map((fence) => fence.length));
  const fence = "`".repeat(longest + 1);
  insertBlock(field, `${fence}\n${chosen}\n${fence}`);
  const at = field.value.lastIndexOf(`\n${fence}`, field.selectionStart);
  field.setSelectionRange(at, at);
};

const table = ({ box, field }) => {
  const name = box.dataset.column;
  insertBlock(field, `| ${name} 1 | ${name} 2 |\n| --- | --- |\n|  |  |`);
};

const footnote = ({ field }) => {
  const { value, selectionEnd: at } = field;
  const used = new Set([...value.matchAll(/\[\^(\d+)\]/g)].map((match) => Number(match[1])));
  let number = 1;
  while (used.has(number)) number += 1;
  replace(field, at, at, `[^${number}]`);
  const end = field.value.length;
  replace(field, end, end, `${field.value.endsWith("\n") ? "\n" : "\n\n"}[^${number}]: `);
  field.scrollTop = field.scrollHeight;
};

export const marks = {
  bold: around("**"),
  italic: around("*"),
  strike: around("~~"),
  code: around("`"),
  heading2: before(() => "## "),
  heading3: before(() => "### "),
  quote: before(() => "> "),
  bullets: before(() => "- "),
  numbers: before((number) => `${number}. `),
  link,
  block,
  table,
  footnote,
};
