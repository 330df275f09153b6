// Pictures that are chosen, dropped or pasted: a placeholder stands in the text until they are there.
import { escapeLabel, exchange, insertBlock } from "./editing.js";
import { answer, post, token } from "./posting.js";
import { thumbnail } from "./thumbnail.js";

const AT_ONCE = 2;
const TOKEN = /\/images\/[0-9a-f]{2}\/([0-9a-f]{32})\//;

const send = (address, file, progress) => {
  const request = new XMLHttpRequest();
  const done = new Promise((resolve, reject) => {
    request.open("POST", address);
    request.setRequestHeader("X-CSRFToken", token());
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
      if (data.image_code) resolve(data.image_code);
      else reject(new Error(data.image?.join(" ") ?? ""));
    });
    request.addEventListener("error", () => reject(new Error()));
    request.addEventListener("abort", () => resolve(null));
  });
  const body = new FormData();
  body.append("image", file);
  request.send(body);
  return { done, cancel: () => request.abort() };
};

// Ask what is to be said about a picture that has just come; nobody has to answer. `asked` knows how to save what was
// typed and not saved yet, by the row.
const ask = async ({ box, field }, row, code, asked) => {
  const key = TOKEN.exec(code)?.[1];
  const address = `${box.dataset.pictures}${key}/`;
  const form = row.querySelector("[data-words]");
  const part = (name) => row.querySelector(`[data-${name}]`);
  let picture;
  try {
    picture = await answer(await fetch(address));
  } catch {
    row.remove();
    return;
  }
  part("thumb").replaceChildren(thumbnail(picture));
  part("alt").value = picture.alt;
  part("credit").value = picture.credit;
  form.hidden = false;
  const save = async () => {
    const alt = part("alt").value.trim();
    try {
      await answer(await post(address, { alt, credit: part("credit").value }));
    } catch (error) {
      part("error").textContent = error.message || box.dataset.wordsFailed;
      return false;
    } finally {
      asked.delete(row); // what fails is told, and stands in nobody's way
    }
    exchange(field, code, code.replace(/!\[.*?\]\(/s, () => `![${escapeLabel(alt)}](`));
    const hadFocus = row.contains(document.activeElement);
    row.remove();
    if (hadFocus) field.focus();
    return true;
  };
  part("save").addEventListener("click", save);
  part("skip").addEventListener("click", () => {
    asked.delete(row);
    row.remove();
    field.focus();
  });
  form.addEventListener("input", () => asked.set(row, save));
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || !event.target.matches("input")) return;
    event.preventDefault();
    save();
  });
};

export const start = (desk) => {
  const { box, field, actions } = desk;
  const chooser = box.querySelector("[data-files]");
  const list = box.querySelector("[data-uploads]");
  const template = box.querySelector("[data-upload-template]");
  const message = box.querySelector("[data-held-message]");
  const waiting = [];
  const asked = new Map();
  let running = 0;
  let number = 0;
  let held = null;

  const addRow = (name) => {
    list.append(template.content.cloneNode(true));
    const row = list.lastElementChild;
    row.querySelector("[data-name]").textContent = name;
    row.querySelector("[data-dismiss]").addEventListener("click", () => {
      row.remove();
      field.focus();
    });
    return row;
  };

  const fail = (row, words) => {
    row.querySelector(".writing-upload-line").hidden = true;
    row.querySelector("[data-error]").textContent = `${row.querySelector("[data-name]").textContent}: ${words || box.dataset.failed}`;
    row.querySelector("[data-dismiss]").hidden = false;
  };

  // With the empty lines that came with it.
  const remove = (placeholder) => {
    const alone = `\n\n${placeholder}\n\n`;
    if (field.value.endsWith(alone)) exchange(field, alone, "");
    else if (!exchange(field, `${placeholder}\n\n`, "")) exchange(field, placeholder, "");
  };

  const run = async (job) => {
    running += 1;
    const bar = job.row.querySelector("progress");
    const upload = send(field.dataset.markdownxUploadUrlsPath, job.file, (part) => {
      bar.value = part;
    });
    job.cancel = upload.cancel;
    try {
      const code = await upload.done;
      if (code === null) {
        remove(job.placeholder);
        job.row.remove();
      } else {
        if (!exchange(field, job.placeholder, code)) insertBlock(field, code);
        job.row.querySelector(".writing-upload-line").hidden = true;
        await ask(desk, job.row, code, asked);
      }
    } catch (error) {
      remove(job.placeholder);
      fail(job.row, error.message);
      if (held) stop(box.dataset.notSaved);
    } finally {
      running -= 1;
      next();
      release();
    }
  };

  const isBusy = () => running > 0 || waiting.length > 0;

  // A text that is saved too early would for ever say that its pictures are on their way, and lose what was typed about
  // them: it is held until they are there, and then saved as it was asked for.
  const stop = (words = "") => {
    held = null;
    message.textContent = words;
  };

  const release = async () => {
    if (!held || isBusy()) return;
    const { submitter } = held;
    stop();
    const saved = await Promise.all([...asked.values()].map((save) => save()));
    if (saved.every(Boolean)) field.form.requestSubmit(submitter);
    else stop(box.dataset.notSaved);
  };

  field.form.addEventListener("submit", (event) => {
    if (!isBusy() && !asked.size) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    held = event;
    message.textContent = isBusy() ? box.dataset.held : "";
    release();
  });
  addEventListener("beforeunload", (event) => {
    if (isBusy()) event.preventDefault();
  });

  const next = () => {
    while (running < AT_ONCE && waiting.length) run(waiting.shift());
  };

  desk.upload = (files) => {
    const jobs = [];
    for (const file of files) {
      const row = addRow(file.name);
      if (!file.type.startsWith("image/")) {
        fail(row, box.dataset.notAPicture);
        continue;
      }
      number += 1;
      const words = box.dataset.uploading.replace("{name}", () => escapeLabel(file.name));
      const job = { file, row, placeholder: `![${words}](#${number})` };
      job.cancel = () => {
        waiting.splice(waiting.indexOf(job), 1);
        remove(job.placeholder);
        row.remove();
        release();
      };
      row.querySelector("[data-cancel]").addEventListener("click", () => {
        job.cancel();
        field.focus();
      });
      jobs.push(job);
    }
    if (!jobs.length) return;
    insertBlock(field, jobs.map((job) => job.placeholder).join("\n\n"));
    waiting.push(...jobs);
    next();
  };

  actions.set("upload", () => chooser.click());
  chooser.addEventListener("change", () => {
    desk.upload([...chooser.files]);
    chooser.value = "";
  });
  const holdsFiles = (event) => event.dataTransfer?.types.includes("Files");
  box.addEventListener("dragover", (event) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
    box.toggleAttribute("data-dropping", true);
  });
  box.addEventListener("dragleave", (event) => {
    if (!box.contains(event.relatedTarget)) box.removeAttribute("data-dropping");
  });
  box.addEventListener("drop", (event) => {
    box.removeAttribute("data-dropping");
    if (!holdsFiles(event)) return;
    event.preventDefault();
    desk.upload([...event.dataTransfer.files]);
  });
};
