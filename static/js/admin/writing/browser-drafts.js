// The second net: what could not be kept on the server is kept in this browser.
const START = "newsblog-form:";

const guarded = (action, otherwise) => {
  try {
    return action();
  } catch {
    return otherwise; // Storage may be forbidden, or full.
  }
};

export class BrowserDrafts {
  // Every open page has a place of its own, so that none writes over another's.
  constructor(user, form) {
    this.prefix = `${START}${user}:`;
    this.form = form;
    this.own = `${this.prefix}${form}:${crypto.getRandomValues(new Uint32Array(1))[0].toString(36)}`;
  }

  keep(content, version) {
    const entry = JSON.stringify({ content, version, at: Date.now() });
    return guarded(() => {
      localStorage.setItem(this.own, entry);
      return true;
    }, false);
  }

  forget(key = this.own) {
    guarded(() => localStorage.removeItem(key));
  }

  // Those of one form; of all that are no article's where `form` is empty.
  offers(form) {
    const keys = guarded(() => Object.keys(localStorage), []).filter((key) => {
      if (key === this.own || !key.startsWith(this.prefix)) return false;
      const name = key.slice(this.prefix.length).split(":")[0];
      return form ? name === form : /^[0-9a-f]{32}$/.test(name);
    });
    return keys.flatMap((key) => guarded(() => {
      const entry = JSON.parse(localStorage.getItem(key));
      return entry.content.fields && entry.content.labels ? [{ key, form: key.slice(this.prefix.length).split(":")[0], ...entry }] : [];
    }, []));
  }

  forgetSaved(form) {
    for (const { key } of this.offers(form)) this.forget(key);
  }
}
