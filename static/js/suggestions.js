// What a reader may be looking for, offered under the search field: a combobox with a list, as the ARIA Authoring
// Practices describe it.
const MOST = 8;
const PAUSE = 150;
const MARGIN = 12;
const WIDTH = 360;

class Suggestions {
  constructor(field, number) {
    this.field = field;
    this.list = document.createElement("div");
    this.list.id = `suggestions-${number}`;
    this.list.className = "suggestions";
    // In the top layer nothing of the header cuts it.
    this.list.popover = "manual";
    this.list.role = "listbox";
    this.list.ariaLabel = field.ariaLabel;
    field.after(this.list);
    field.role = "combobox";
    field.ariaAutoComplete = "list";
    field.setAttribute("aria-controls", this.list.id);
    this.close();
    field.addEventListener("input", (event) => event.isComposing || this.wait());
    field.addEventListener("compositionstart", () => this.stop());
    field.addEventListener("compositionend", () => this.wait());
    field.addEventListener("keydown", (event) => this.press(event));
    field.addEventListener("blur", () => this.close());
    field.form.addEventListener("submit", () => this.close());
    this.list.addEventListener("mousedown", (event) => event.preventDefault()); // The field keeps the focus.
    this.list.addEventListener("click", () => this.close());
    for (const where of [window, visualViewport]) {
      for (const what of ["scroll", "resize"]) where?.addEventListener(what, () => this.place(), { passive: true });
    }
  }

  get isOpen() {
    return this.field.ariaExpanded === "true";
  }

  stop() {
    clearTimeout(this.timer);
    this.request?.abort();
    this.mark(-1);
  }

  close() {
    this.stop();
    this.field.ariaExpanded = "false";
    if (this.list.isConnected) this.list.hidePopover();
  }

  wait() {
    this.stop();
    this.timer = setTimeout(() => this.ask(), PAUSE);
  }

  async ask() {
    const text = this.field.value.trim();
    if (!text) return this.close();
    const { signal } = (this.request = new AbortController());
    let found = [];
    try {
      const answer = await fetch(`${this.field.dataset.suggest}?${new URLSearchParams({ q: text })}`, { signal });
      found = (await answer.json()).suggestions;
    } catch {
      // The search itself works without suggestions.
    }
    if (!signal.aborted) this.show(found);
  }

  show(found) {
    this.close();
    this.list.replaceChildren(...found.slice(0, MOST).map((one, number) => this.row(one, number)));
    if (!this.list.children.length || document.activeElement !== this.field) return;
    this.field.ariaExpanded = "true";
    this.list.showPopover();
    this.place();
  }

  row({ text, url, label }, number) {
    const row = document.createElement("a");
    row.id = `${this.list.id}-${number}`;
    row.className = "suggestions-row";
    row.role = "option";
    row.ariaSelected = "false";
    row.tabIndex = -1;
    row.href = url;
    for (const [name, words] of Object.entries({ text, label })) {
      const part = document.createElement("span");
      part.className = `suggestions-${name}`;
      part.textContent = words;
      row.append(part, " ");
    }
    return row;
  }

  place() {
    if (!this.isOpen) return;
    const field = this.field.getBoundingClientRect();
    const end = this.field.form.getBoundingClientRect().right;
    const room = document.documentElement.clientWidth - 2 * MARGIN;
    const width = Math.min(room, Math.max(WIDTH, field.width));
    const { style } = this.list;
    style.width = `${width}px`;
    style.left = `${Math.max(MARGIN, Math.min(field.left, end - width))}px`;
    style.top = `${field.bottom + 6}px`;
    style.maxHeight = `${Math.max(120, (visualViewport?.height ?? innerHeight) - field.bottom - 6 - MARGIN)}px`;
  }

  mark(number) {
    const rows = [...this.list.children];
    rows.forEach((row, at) => (row.ariaSelected = String(at === number)));
    this.chosen = rows[number];
    if (this.chosen) {
      this.field.setAttribute("aria-activedescendant", this.chosen.id);
      this.chosen.scrollIntoView({ block: "nearest" });
    } else this.field.removeAttribute("aria-activedescendant");
  }

  press(event) {
    if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.altKey || event.metaKey) return;
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by && !this.isOpen) this.ask();
    else if (by) {
      const count = this.list.children.length + 1; // The field itself is a stop of the round.
      const at = [...this.list.children].indexOf(this.chosen) + 1;
      this.mark(((at + by + count) % count) - 1);
    } else if (event.key === "Enter" && this.chosen) this.chosen.click();
    else if (event.key === "Escape" && this.isOpen) this.close();
    else return;
    event.preventDefault();
  }
}

if ("popover" in HTMLElement.prototype) {
  document.querySelectorAll("[data-suggest]").forEach((field, number) => new Suggestions(field, number + 1));
}
