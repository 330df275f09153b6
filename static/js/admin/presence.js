// Tells the others who open this article that somebody writes in it, and shows who else does. Opening it is not writing.
const EVERY = 20_000;
const WHILE = 180_000;
const box = document.querySelector("[data-presence]");
const tab = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random().toString(36).slice(2)}`;
let wrote = 0;
let told = false;

const data = (doing) => {
  const body = new FormData();
  body.set("csrfmiddlewaretoken", box.closest("form").elements.csrfmiddlewaretoken.value);
  body.set("tab", tab);
  body.set("doing", doing);
  return body;
};

const ask = async () => {
  if (document.hidden) return;
  const writes = wrote && Date.now() - wrote < WHILE;
  const doing = writes ? "write" : told ? "leave" : "look";
  told = Boolean(writes);
  try {
    const answer = await fetch(box.dataset.presence, { method: "POST", body: data(doing) });
    if (!answer.ok) return;
    const { words } = await answer.json();
    if (box.textContent !== words) box.textContent = words;
    box.hidden = !words;
  } catch {
    // No connection: the desk says so in another place.
  }
};

if (box) {
  box.closest("form").addEventListener("input", () => {
    const first = !told;
    wrote = Date.now();
    if (first) {
      told = true;
      ask();
    }
  });
  addEventListener("pagehide", () => {
    if (told) navigator.sendBeacon(box.dataset.presence, data("leave"));
  });
  document.addEventListener("visibilitychange", ask);
  setInterval(ask, EVERY);
  ask();
}
