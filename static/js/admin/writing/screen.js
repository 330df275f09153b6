// What is on the screen: text and preview side by side, or one of them where there is no room; the whole screen, or not.
const NARROW = 640;
const STORED = "newsblog-writing-preview";

const remembered = () => {
  try {
    return localStorage.getItem(STORED) !== "off";
  } catch {
    return true;
  }
};

const remember = (isOn) => {
  try {
    localStorage.setItem(STORED, isOn ? "on" : "off");
  } catch {
    // It holds for this page.
  }
};

const panes = (desk) => {
  const { box, field, actions } = desk;
  const tabs = [...box.querySelectorAll("[data-tab]")];
  const pane = (name) => box.querySelector(`[data-pane=${name}]`);
  const toggle = box.querySelector("[data-do=preview]");
  let isNarrow = false;
  let tab = "write";
  let isBeside = remembered();
  box.querySelector("[data-tabs]").setAttribute("role", "tablist");
  for (const one of tabs) one.setAttribute("role", "tab");

  const show = () => {
    box.toggleAttribute("data-narrow", isNarrow);
    box.toggleAttribute("data-alone", !isNarrow && !isBeside);
    toggle.setAttribute("aria-pressed", String(isBeside));
    for (const one of tabs) {
      const { tab: name } = one.dataset;
      const isChosen = tab === name;
      one.setAttribute("aria-selected", String(isChosen));
      one.tabIndex = isChosen ? 0 : -1;
      pane(name).hidden = isNarrow ? !isChosen : name === "preview" && !isBeside;
      for (const [attribute, value] of [["role", "tabpanel"], ["aria-labelledby", one.id]]) {
        if (isNarrow) pane(name).setAttribute(attribute, value);
        else pane(name).removeAttribute(attribute);
      }
    }
    box.dispatchEvent(new CustomEvent("writing:view"));
  };

  const choose = (name) => {
    tab = name;
    show();
  };

  for (const one of tabs) {
    one.addEventListener("click", () => choose(one.dataset.tab));
    one.addEventListener("keydown", (event) => {
      if (event.key !== "ArrowRight" && event.key !== "ArrowLeft") return;
      event.preventDefault();
      const other = tabs.find((each) => each !== one);
      choose(other.dataset.tab);
      other.focus();
    });
  }
  actions.set("preview", () => {
    if (isNarrow) {
      choose(tab === "write" ? "preview" : "write");
      if (tab === "write") field.focus();
      return;
    }
    isBeside = !isBeside;
    remember(isBeside);
    show();
  });
  new ResizeObserver(() => {
    const before = isNarrow;
    isNarrow = box.clientWidth < NARROW;
    if (before !== isNarrow) show();
  }).observe(box);
  isNarrow = box.clientWidth < NARROW;
  show();
};

const whole = ({ box, field, actions }) => {
  const tool = box.querySelector("[data-do=full]");
  let silenced = [];
  // Its label is out of reach then.
  field.setAttribute("aria-label", field.labels[0]?.textContent.replace(/[:：]\s*$/, "") ?? "");

  // Nothing behind the text can be reached while it has the whole screen.
  const others = () => {
    const found = [];
    for (let part = box; part !== document.body; part = part.parentElement) {
      for (const other of part.parentElement.children) {
        if (other !== part && !other.inert && !other.matches("dialog, script")) found.push(other);
      }
    }
    return found;
  };

  const set = (isFull) => {
    box.toggleAttribute("data-full", isFull);
    document.documentElement.classList.toggle("writing-full", isFull);
    tool.setAttribute("aria-pressed", String(isFull));
    for (const part of silenced) part.inert = false;
    silenced = isFull ? others() : [];
    for (const part of silenced) part.inert = true;
    if (isFull) field.focus();
  };

  actions.set("full", () => set(!box.hasAttribute("data-full")));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.isComposing || !box.hasAttribute("data-full")) return;
    if (document.querySelector("dialog[open]")) return;
    event.preventDefault();
    set(false);
  });
};

export const start = (desk) => {
  panes(desk);
  whole(desk);
};
