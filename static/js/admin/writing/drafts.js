// What is typed is kept while it is typed: on the server every few seconds, and in this browser where that fails.
import { BrowserDrafts } from "./browser-drafts.js";
import { collect } from "./formfields.js";
import { offer } from "./offers.js";
import { answer, paused, post } from "./posting.js";

const EVERY = 3000;
const AGAIN = 10_000;
const LARGEST_LAST_WORD = 60_000;
const COOKIE = "desk-saved";

const savedForm = () => {
  const found = new RegExp(`(?:^|; )${COOKIE}=([^;]+)`).exec(document.cookie)?.[1];
  document.cookie = `${COOKIE}=; path=/admin/; max-age=0; samesite=strict`;
  return found;
};

const ago = (moment) => {
  const seconds = Math.round((Date.now() - moment) / 1000);
  const words = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: "auto" });
  return seconds < 60 ? words.format(-seconds, "second") : words.format(-Math.round(seconds / 60), "minute");
};

class Keeper {
  constructor({ box, field }, bar) {
    this.form = field.form;
    this.bar = bar;
    this.words = bar.dataset;
    this.where = { article: this.words.article, key: this.words.key };
    this.stateLine = box.querySelector("[data-draft-state]");
    this.ageLine = box.querySelector("[data-draft-age]");
    this.browser = new BrowserDrafts(this.words.user, this.where.article || this.where.key);
    this.isUndecided = false;
    this.isLeaving = false;
    this.nextTry = 0;
  }

  get version() {
    return this.form.elements.seen_version?.value || this.words.version;
  }

  begin() {
    this.first = this.sent = this.local = JSON.stringify(collect(this.form));
  }

  say(text) {
    if (this.stateLine.textContent !== text) this.stateLine.textContent = text;
  }

  showAge() {
    this.ageLine.textContent = this.keptAt && this.stateLine.textContent === this.words.kept ? ago(this.keptAt) : "";
  }

  // Keep what the form has now in this browser; whether that, or the server, has it.
  note() {
    const now = JSON.stringify(collect(this.form));
    if (now === this.sent || now === this.local) return true;
    const isKept = this.browser.keep(JSON.parse(now), this.version);
    if (isKept) this.local = now;
    return isKept;
  }

  async send() {
    if (this.isLeaving || this.request) return;
    const now = JSON.stringify(collect(this.form));
    if (now === this.sent) return;
    const isLocal = this.note();
    if (this.isUndecided) {
      this.say(isLocal ? this.words.undecided : this.words.lost);
      return;
    }
    if (Date.now() < this.nextTry) return;
    this.request = new AbortController();
    try {
      await this.post(now, { signal: this.request.signal });
      this.kept(now);
    } catch (error) {
      this.failed(error, isLocal);
    } finally {
      this.request = null;
    }
  }

  async post(content, options) {
    const values = { ...this.where, version: this.version, content };
    const response = await post(this.words.address, values, options);
    if (response.status === 403) throw new Error(this.words.refused);
    if (response.status >= 500) throw new TypeError(); // as no connection
    return answer(response);
  }

  kept(content) {
    this.sent = content;
    this.keptAt = Date.now();
    this.nextTry = 0;
    if (JSON.stringify(collect(this.form)) === content) {
      this.browser.forget();
      this.local = content;
    }
    this.say(this.words.kept);
    this.showAge();
  }

  failed(error, isLocal) {
    if (this.isLeaving) return;
    this.nextTry = Date.now() + AGAIN;
    const words = error instanceof TypeError || error instanceof SyntaxError ? this.words.offline : error.message;
    this.say(isLocal ? words : this.words.lost);
    this.showAge();
  }

  // The page goes away: the last words are sent on behind it, and only what is kept nowhere holds anybody up.
  leave(event) {
    if (this.isLeaving || this.note()) return;
    event.preventDefault();
  }

  lastWord() {
    const now = JSON.stringify(collect(this.form));
    if (this.isLeaving || this.isUndecided || now === this.sent || now.length > LARGEST_LAST_WORD / 3) return;
    this.post(now, { keepalive: true }).then(() => this.kept(now)).catch(() => {});
  }

  decided() {
    this.isUndecided = false;
    this.form.querySelector("[data-undecided-mark]")?.remove();
    this.send();
  }

  // Go on with another draft in its place.
  adopt(key) {
    if (!key) return;
    this.browser.forget();
    this.where.key = key;
    this.form.elements.draft_key.value = key;
    this.browser = new BrowserDrafts(this.words.user, key);
  }
}

const watch = (keeper) => {
  const { form } = keeper;
  const noted = paused(() => keeper.note(), 500);
  form.addEventListener("input", noted);
  form.addEventListener("change", noted);
  setInterval(() => {
    keeper.send();
    keeper.showAge();
  }, EVERY);
  addEventListener("online", () => {
    keeper.nextTry = 0;
    keeper.send();
  });
  addEventListener("offline", () => keeper.failed(new TypeError(), keeper.note()));
  addEventListener("beforeunload", (event) => keeper.leave(event));
  addEventListener("pagehide", () => keeper.lastWord());
  addEventListener("pageshow", () => {
    keeper.isLeaving = false;
  });
  form.addEventListener("submit", () => {
    keeper.note();
    keeper.isLeaving = true;
    keeper.request?.abort();
    const token = /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1];
    if (token) form.elements.csrfmiddlewaretoken.value = token; // a new login in another tab changes it
  });
};

export const start = (desk) => {
  const bar = document.querySelector("[data-drafts]");
  if (!bar) return;
  const keeper = new Keeper(desk, bar);
  const saved = savedForm();
  if (saved) keeper.browser.forgetSaved(saved);
  // The admin's own scripts change fields until everything is loaded.
  const begin = () => setTimeout(async () => {
    keeper.begin();
    await offer(keeper);
    watch(keeper);
  });
  if (document.readyState === "complete") begin();
  else addEventListener("load", begin, { once: true });
};
