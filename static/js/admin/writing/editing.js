// Changes of the text that the browser's own undo takes back.

// Put `text` in the place of a part of the field. The selection is [from, to] afterwards, counted in the new text.
export const replace = (field, start, end, text, from = start + text.length, to = from) => {
  const focused = document.activeElement;
  const { scrollTop } = field;
  field.focus({ preventScroll: true });
  field.setSelectionRange(start, end);
  const isDone = document.activeElement === field
    && (start === end && !text || document.execCommand(text ? "insertText" : "delete", false, text));
  if (!isDone) {
    field.setRangeText(text, start, end, "end");
    field.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }
  field.setSelectionRange(from, to);
  if (focused !== field) {
    field.scrollTop = scrollTop;
    focused?.focus({ preventScroll: true });
  }
};

// Put `text` at the cursor or in the place of what is selected.
export const insert = (field, text) => replace(field, field.selectionStart, field.selectionEnd, text);

// The same with an empty line before and after it.
export const insertBlock = (field, text) => {
  const before = field.value.slice(0, field.selectionStart);
  const after = field.value.slice(field.selectionEnd);
  const gap = (have) => "\n".repeat(Math.max(0, 2 - have));
  const head = before ? gap(/\n*$/.exec(before)[0].length) : "";
  const tail = after ? gap(/^\n*/.exec(after)[0].length) : "\n\n";
  insert(field, head + text + tail);
};

// Put `text` in the place of the first `search`, and leave the cursor where it is.
export const exchange = (field, search, text) => {
  const at = field.value.indexOf(search);
  if (at < 0) return false;
  const moved = (place) => place <= at ? place : Math.max(at, place + text.length - search.length);
  replace(field, at, at + search.length, text, moved(field.selectionStart), moved(field.selectionEnd));
  return true;
};

// The part of the field that is selected now, to be selected again after a dialog: behind one the browser forgets it.
export const remembered = (field) => {
  const { selectionStart, selectionEnd } = field;
  return () => {
    field.focus();
    field.setSelectionRange(selectionStart, selectionEnd);
  };
};

export const escapeLabel = (text) => text.replace(/[\\[\]]/g, "\\$&").replace(/\s+/g, " ").trim();
export const escapeTitle = (text) => text.replace(/[\\"]/g, "\\$&").replace(/\s+/g, " ").trim();
