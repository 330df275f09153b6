// Says what happened, to the eyes and to screen readers; the words are in the page.
const PAUSE = 200;
const STAY = 8000;
let timers = [];

export const say = (what) => {
  const status = document.querySelector("[data-comments-status]");
  const show = (words) => (status.textContent = words);
  show("");
  timers.forEach(clearTimeout);
  if (!what) return;
  // After the focus has moved, which is read aloud too; and words that are the same again are new in an empty place.
  timers = [setTimeout(show, PAUSE, status.dataset[what])];
  if (what !== "sending") timers.push(setTimeout(show, STAY, ""));
};
