// After a save that goes on writing, the text is as it was left: the same place in it, and the whole screen if it had it.
const STORED = "newsblog-writing-place";
const KEPT = 60_000;

const take = () => {
  try {
    const stored = JSON.parse(sessionStorage.getItem(STORED));
    sessionStorage.removeItem(STORED);
    return stored && Date.now() - stored.at < KEPT ? stored : null;
  } catch {
    return null;
  }
};

const keep = (place) => {
  try {
    sessionStorage.setItem(STORED, JSON.stringify({ ...place, at: Date.now() }));
  } catch {
    // Then the page begins at its head.
  }
};

export const start = ({ box, field, actions }) => {
  const { form } = field;
  const said = document.querySelector(".messagelist .success");
  const place = take();
  if (place && said) {
    field.focus({ preventScroll: true });
    field.setSelectionRange(place.from, place.to);
    field.scrollTop = place.top;
    if (place.isFull) {
      actions.get("full")();
      box.querySelector("[data-draft-state]").textContent = said.textContent.trim();
    }
  }
  form.addEventListener("submit", ({ submitter }) => {
    if (submitter?.name !== "_continue" || document.activeElement !== field) return;
    const { selectionStart: from, selectionEnd: to, scrollTop: top } = field;
    keep({ from, to, top, isFull: box.hasAttribute("data-full") });
  });
};
