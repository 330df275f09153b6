// The bar above the form: what was typed before and not saved, to be taken back, looked at or thrown away.
import { show } from "./difference.js";
import { collect, differing, fill } from "./formfields.js";
import { answer, post } from "./posting.js";

const close = (keeper, row) => {
  row.remove();
  if (!keeper.bar.querySelector("[data-offers] > li")) keeper.decided();
};

// What a row offers: from the server, or from this browser.
const serverDraft = (keeper, row) => {
  const address = `${keeper.words.address}${row.dataset.draft}/`;
  let content;
  return {
    load: async () => {
      content ??= await answer(await fetch(address, { headers: { Accept: "application/json" } }));
      return content;
    },
    discard: async () => answer(await post(`${address}discard/`, {})),
    forget: () => {},
  };
};

const browserDraft = (keeper, entry) => ({
  load: async () => ({ content: entry.content, version: entry.version, key: keeper.where.article ? "" : entry.form }),
  discard: async () => keeper.browser.forget(entry.key),
  forget: () => keeper.browser.forget(entry.key),
});

const connect = (keeper, row, draft) => {
  const guarded = (action) => async (event) => {
    event.preventDefault();
    try {
      await action();
    } catch {
      keeper.say(keeper.words.failed);
      row.querySelector(".kept-draft-words").append(` ${keeper.words.failed}`);
    }
  };
  const on = (name, action) => row.querySelector(`[data-${name}]`).addEventListener("click", guarded(action));
  on("restore", async () => {
    const { content, version, key } = await draft.load();
    fill(keeper.form, content);
    if (keeper.where.article) keeper.form.elements.seen_version.value = version;
    keeper.adopt(key);
    keeper.note();
    draft.forget();
    close(keeper, row);
    keeper.say(keeper.words.restored);
    keeper.form.elements.title?.focus();
  });
  on("difference", async () => {
    const { content } = await draft.load();
    show(keeper.form, collect(keeper.form), content, keeper.words.empty);
  });
  on("discard", async () => {
    await draft.discard();
    close(keeper, row);
    keeper.form.elements.title?.focus();
  });
};

const addRow = (keeper, entry) => {
  const list = keeper.bar.querySelector("[data-offers]");
  list.append(keeper.bar.querySelector("[data-offer-template]").content.cloneNode(true));
  const row = list.lastElementChild;
  const at = new Date(entry.at);
  const time = row.querySelector("[data-time]");
  time.textContent = at.toLocaleString(document.documentElement.lang);
  row.querySelector("[data-title]").textContent = keeper.where.article ? "" : entry.content.fields.title?.[0] ?? "";
  return row;
};

export const offer = async (keeper) => {
  const { form, bar, browser, where, words } = keeper;
  const now = collect(form);
  const isNews = (content) => differing(now, content).length > 0;
  const known = [];
  for (const row of bar.querySelectorAll("[data-offers] > li")) {
    const draft = serverDraft(keeper, row);
    connect(keeper, row, draft);
    try {
      const { content } = await draft.load();
      known.push(content);
      if (isNews(content)) continue;
      await draft.discard();
      row.remove();
    } catch {
      // It stays where it is.
    }
  }
  // A form that came back with errors has it all.
  const kept = "wasSent" in words ? [] : browser.offers(where.article);
  if ("wasSent" in words) browser.forgetSaved(where.article || where.key);
  for (const entry of kept) {
    if (!isNews(entry.content) || known.some((content) => !differing(content, entry.content).length)) browser.forget(entry.key);
    else connect(keeper, addRow(keeper, entry), browserDraft(keeper, entry));
  }
  keeper.isUndecided = Boolean(where.article && bar.querySelector("[data-offers] > li"));
  if (!keeper.isUndecided) form.querySelector("[data-undecided-mark]")?.remove();
};
