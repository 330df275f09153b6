// Many pictures at once: each is sent by itself, with its own progress and its own error.
import { token } from "../writing/posting.js";
import { thumbnail } from "../writing/thumbnail.js";

const AT_ONCE = 2;
// An address has an end; what is behind it is found in the library by its filter.
const MOST_KEYS = 400;

const send = (address, file, progress) => new Promise((resolve, reject) => {
  const request = new XMLHttpRequest();
  request.open("POST", address);
  request.setRequestHeader("X-CSRFToken", token());
  request.setRequestHeader("Accept", "application/json");
  request.upload.addEventListener("progress", ({ loaded, total, lengthComputable }) => {
    if (lengthComputable) progress(loaded / total * 100);
  });
  request.addEventListener("load", () => {
    let data = {};
    try {
      data = JSON.parse(request.responseText);
    } catch {
      // A page of a proxy, say: it has no words for us.
    }
    if (data.key) resolve(data);
    else reject(new Error(data.error ?? ""));
  });
  request.addEventListener("error", () => reject(new Error()));
  const body = new FormData();
  body.append("files", file);
  request.send(body);
});

const start = (form) => {
  const chooser = form.querySelector("[type=file]");
  const list = form.querySelector("[data-files]");
  const next = form.querySelector("[data-next]");
  const status = form.querySelector("[data-status]");
  const words = form.dataset;
  const waiting = [];
  const keys = new Set();
  let [running, all, done] = [0, 0, 0];

  const addRow = (file) => {
    list.append(form.querySelector("[data-file]").content.cloneNode(true));
    const row = list.lastElementChild;
    row.querySelector("[data-name]").textContent = file.name;
    row.querySelector("[data-progress]").setAttribute("aria-label", file.name);
    row.querySelector("[data-said]").textContent = words.waiting;
    return row;
  };

  const tell = () => {
    status.textContent = words.counted.replace("{done}", done).replace("{all}", all);
    if (running || waiting.length || !keys.size) return;
    next.href = `${words.words}?pictures=${[...keys].slice(0, MOST_KEYS).join(",")}`;
    next.hidden = false;
  };

  const run = async ({ file, row }) => {
    const [bar, said] = [row.querySelector("[data-progress]"), row.querySelector("[data-said]")];
    running += 1;
    said.textContent = "";
    try {
      const picture = await send(form.action, file, (part) => { bar.value = part; });
      keys.add(picture.key);
      const link = Object.assign(document.createElement("a"), { href: picture.address, textContent: words[picture.is_new ? "done" : "known"] });
      said.replaceChildren(link);
      row.querySelector("[data-thumb]").replaceChildren(thumbnail(picture));
      row.classList.toggle("picture-file-known", !picture.is_new);
    } catch (error) {
      said.textContent = error.message || words.failed;
      row.classList.add("picture-file-failed");
    } finally {
      bar.hidden = true;
      running -= 1;
      done += 1;
      tell();
      go();
    }
  };

  const go = () => {
    while (running < AT_ONCE && waiting.length) run(waiting.shift());
  };

  const take = (files) => {
    for (const file of files) waiting.push({ file, row: addRow(file) });
    all += files.length;
    next.hidden = true;
    go();
    tell();
  };

  form.querySelector("[data-send]").hidden = true; // they go as soon as they are chosen
  form.addEventListener("submit", (event) => event.preventDefault());
  chooser.addEventListener("change", () => {
    take([...chooser.files]);
    chooser.value = "";
  });
  const drop = form.querySelector("[data-drop]");
  const holdsFiles = ({ dataTransfer }) => dataTransfer?.types.includes("Files");
  drop.addEventListener("dragover", (event) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    drop.toggleAttribute("data-dropping", true);
  });
  drop.addEventListener("dragleave", (event) => {
    if (!drop.contains(event.relatedTarget)) drop.removeAttribute("data-dropping");
  });
  drop.addEventListener("drop", (event) => {
    drop.removeAttribute("data-dropping");
    if (!holdsFiles(event)) return;
    event.preventDefault();
    take([...event.dataTransfer.files]);
  });
  addEventListener("beforeunload", (event) => {
    if (running || waiting.length) event.preventDefault();
  });
  form.dataset.ready = "";
};

for (const form of document.querySelectorAll("[data-picture-upload]")) start(form);
