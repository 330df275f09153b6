// The tools as one stop of the Tab key, with the arrow keys among them.
export const start = ({ box, actions }) => {
  const bar = box.querySelector("[data-toolbar]");
  const tools = [...bar.querySelectorAll("button")];
  const seen = () => tools.filter((tool) => tool.offsetParent);
  let current = tools[0];
  current.tabIndex = 0;

  const move = (tool) => {
    current.tabIndex = -1;
    current = tool;
    current.tabIndex = 0;
    current.focus();
  };

  bar.addEventListener("keydown", (event) => {
    const all = seen();
    const at = all.indexOf(document.activeElement);
    const steps = {
      ArrowRight: at + 1,
      ArrowLeft: at - 1 + all.length,
      Home: 0,
      End: all.length - 1,
    };
    if (at < 0 || !(event.key in steps) || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    move(all[steps[event.key] % all.length]);
  });

  // A click must not take the selection from the text.
  bar.addEventListener("mousedown", (event) => event.preventDefault());
  bar.addEventListener("click", (event) => {
    const tool = event.target.closest("[data-do]");
    if (!tool) return;
    current.tabIndex = -1;
    current = tool;
    current.tabIndex = 0;
    actions.get(tool.dataset.do)?.();
  });
};
