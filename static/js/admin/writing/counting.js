// How long the text is, counted as the site counts it (articles/text.py): Chinese characters, and words of other scripts.
const CHINESE = /[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\u{20000}-\u{3ffff}]/gu;
const WORD = /[\p{L}\p{N}_]+(?:['’-][\p{L}\p{N}_]+)*/gu;
const PAUSE = 200;

// The words of a Markdown text, without what readers don't see.
const readable = (text) => text
  .replace(/^\[\^[^\]]+\]:.*$/gm, " ")
  .replace(/\[\^[^\]]+\]/g, " ")
  .replace(/!\[[^\]]*\]\([^)]*\)/g, " ")
  .replace(/\]\([^)]*\)/g, "]")
  .replace(/^(\s*)\d+[.)] /gm, "$1")
  .replace(/^(`{3,}|~{3,}).*$/gm, " ");

// As Python rounds: a half goes to the even number.
const rounded = (number) => {
  const floor = Math.floor(number);
  return number - floor === 0.5 ? floor + floor % 2 : Math.round(number);
};

export const measure = (text) => {
  const plain = readable(text);
  const characters = plain.match(CHINESE)?.length ?? 0;
  const words = plain.replace(CHINESE, " ").match(WORD)?.length ?? 0;
  return { characters, words, minutes: Math.max(1, rounded(characters / 400 + words / 220)) };
};

export const start = ({ box, field }) => {
  const place = box.querySelector("[data-count]");
  let timer;
  const show = () => {
    const found = measure(field.value);
    place.textContent = box.dataset.counted.replace(/\{(\w+)\}/g, (_all, name) => found[name].toLocaleString());
  };
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(show, PAUSE);
  });
  show();
};
