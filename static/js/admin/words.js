// Words are offered for fields that are typed, as the admin's autocompletion has them.
const PAUSE = 200;

for (const input of document.querySelectorAll("input[data-words]")) {
  const list = document.getElementById(input.getAttribute("list"));
  let waiting = 0;
  let asked;

  const offer = async () => {
    asked?.abort();
    asked = new AbortController();
    const query = new URLSearchParams({
      app_label: "articles", model_name: "article", field_name: input.dataset.words, term: input.value.trim(),
    });
    try {
      const response = await fetch(`${input.dataset.wordsFrom}?${query}`, { signal: asked.signal });
      if (!response.ok) return;
      const { results } = await response.json();
      list.replaceChildren(...results.map(({ text }) => new Option("", text)));
    } catch { /* nothing is offered */ }
  };

  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(offer, PAUSE);
  });
  input.addEventListener("focus", offer, { once: true });
}
