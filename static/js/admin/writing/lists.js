// Enter goes on with a list or a quotation, and ends it on an item without words.
import { replace } from "./editing.js";

const ITEM = /^(\s*)(?:([-*+])(\s+)(\[[ xX]\]\s+)?|(\d{1,9})([.)])(\s+)|(>\s?))/;

export const continueLists = (event) => {
  if (event.key !== "Enter" || event.isComposing || event.shiftKey || event.ctrlKey || event.altKey || event.metaKey) return;
  const field = event.target;
  const { value, selectionStart, selectionEnd } = field;
  if (selectionStart !== selectionEnd) return;
  const start = value.lastIndexOf("\n", selectionStart - 1) + 1;
  const line = value.slice(start, selectionStart);
  const match = ITEM.exec(line);
  if (!match) return;
  event.preventDefault();
  const [mark, indent, bullet, gap, task, number, dot, numberGap, quote] = match;
  if (!line.slice(mark.length).trim()) {
    replace(field, start, selectionStart, "");
    return;
  }
  let next = quote;
  if (bullet) next = bullet + gap + (task ? "[ ] " : "");
  if (number) next = `${Number(number) + 1}${dot}${numberGap}`;
  replace(field, selectionStart, selectionStart, `\n${indent}${next}`);
};
