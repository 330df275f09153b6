// The writing desk: everything around the text of an article, each thing in a file of its own.
import { start as draft } from "./writing/drafts.js";
import { start as screen } from "./writing/screen.js";
import { start as count } from "./writing/counting.js";
import { start as keys } from "./writing/keys.js";
import { start as library } from "./writing/library.js";
import { continueLists } from "./writing/lists.js";
import { start as paste } from "./writing/pasting.js";
import { start as preview } from "./writing/preview.js";
import { start as goOn } from "./writing/returning.js";
import { start as titles } from "./writing/titles.js";
import { start as toolbar } from "./writing/toolbar.js";
import { start as uploads } from "./writing/uploads.js";

for (const box of document.querySelectorAll("[data-writing]")) {
  const field = box.querySelector("textarea");
  const desk = { box, field, actions: new Map() };
  screen(desk);
  preview(desk);
  count(desk);
  uploads(desk);
  paste(desk);
  library(desk);
  titles(desk);
  keys(desk);
  toolbar(desk);
  field.addEventListener("keydown", continueLists);
  goOn(desk);
  draft(desk);
  box.dataset.ready = "";
}
