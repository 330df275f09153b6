// What is wrong with the article, looked at anew when the writer pauses. Without this the panel shows what was saved.
const PAUSE = 1500;
const FIELDS = ["title", "slug", "body", "summary", "cover", "cover_alt", "category"];

const start = (panel) => {
  const form = panel.closest("form");
  const place = panel.querySelector("[data-health-findings]");
  const said = panel.querySelector("[data-health-said]");
  let shown = "";
  let waiting = 0;
  let asked;

  const look = async () => {
    asked?.abort();
    asked = new AbortController();
    const data = new URLSearchParams({ article: panel.dataset.healthArticle });
    data.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    for (const name of FIELDS) data.set(name, form.elements[name]?.value ?? "");
    try {
      const response = await fetch(panel.dataset.health, { method: "POST", body: data, signal: asked.signal, redirect: "error" });
      if (!response.ok) return;
      const text = await response.text();
      if (text === shown) return;
      shown = place.innerHTML = text;
      said.textContent = place.querySelector("[data-health-count]")?.textContent ?? "";
    } catch { /* away, or asked anew: what is shown stays */ }
  };

  const soon = ({ target }) => {
    if (!FIELDS.includes(target.name)) return;
    clearTimeout(waiting);
    waiting = setTimeout(look, PAUSE);
  };
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  // select2 tells jQuery alone.
  window.django?.jQuery?.(form).on("change", "#id_cover, #id_category", (event) => soon(event));
};

const panel = document.querySelector("[data-health]");
if (panel) start(panel);
