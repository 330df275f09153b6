// The point of a picture that crops keep in view: set by a click or with the arrow keys, shown in the crops at once.
const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const within = (value) => Math.min(1, Math.max(0, Math.round(value * 100) / 100));

const start = (box) => {
  const [x, y] = ["x", "y"].map((name) => document.querySelector(`#id_focal_${name}`));
  if (!x || !y) return;
  const [width, height, ratio] = ["width", "height", "ratio"].map((name) => Number(box.dataset[name]));
  const area = box.querySelector("[data-focal-area]");
  const point = box.querySelector("[data-focal-point]");
  const said = box.querySelector("[data-focal-said]");
  const cropWidth = Math.min(width, height * ratio);
  const cropHeight = cropWidth / ratio;

  const show = () => {
    const [left, top] = [within(Number(x.value)), within(Number(y.value))];
    point.setAttribute("cx", left * width);
    point.setAttribute("cy", top * height);
    const crop = [(width - cropWidth) * left, (height - cropHeight) * top, cropWidth, cropHeight].join(" ");
    for (const one of box.querySelectorAll("[data-focal-crop]")) one.setAttribute("viewBox", crop);
    said.textContent = `${Math.round(left * 100)} % · ${Math.round(top * 100)} %`;
  };
  const set = (left, top) => {
    x.value = within(left);
    y.value = within(top);
    show();
  };

  area.addEventListener("click", ({ detail, clientX, clientY }) => {
    if (!detail) return; // a key, not a pointer
    const place = area.querySelector("img").getBoundingClientRect();
    set((clientX - place.left) / place.width, (clientY - place.top) / place.height);
  });
  area.addEventListener("keydown", (event) => {
    const step = STEPS[event.key];
    if (!step || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const size = event.shiftKey ? 0.1 : 0.01;
    set(Number(x.value) + step[0] * size, Number(y.value) + step[1] * size);
  });
  for (const field of [x, y]) field.addEventListener("input", show);
  box.dataset.ready = "";
};

for (const box of document.querySelectorAll("[data-focal]")) start(box);
