// All that is in a form, as data, and back again.
const LEFT_OUT = /^(?:csrfmiddlewaretoken|do|draft_key|draft_undecided|seen_version|_\w+|initial-.*)$|-__prefix__-|-(?:MIN|MAX)_NUM_FORMS$/;
const NO_VALUE = new Set(["file", "password", "submit", "button", "image", "reset", "fieldset", "output"]);
const COUNTS = /-(?:TOTAL|INITIAL)_FORMS$/;

const named = (form) => [...form.elements].filter((one) => one.name && !one.disabled && !NO_VALUE.has(one.type) && !LEFT_OUT.test(one.name));

// `fields`: the values by the fields' names; `labels`: what chosen values are called.
export const collect = (form) => {
  const fields = {};
  const labels = {};
  for (const one of named(form)) {
    const values = fields[one.name] ??= [];
    if (one.type === "checkbox" || one.type === "radio") {
      if (one.checked) values.push(one.value);
    } else if (one.options) {
      for (const option of one.selectedOptions) {
        values.push(option.value);
        if (option.value) (labels[one.name] ??= {})[option.value] = option.text;
      }
    } else {
      values.push(one.value);
      if (one.dataset.label) (labels[one.name] ??= {})[one.value] = one.dataset.label;
    }
  }
  return { fields, labels };
};

// Rows of inlines, as many as there were. Where others added or took out some meanwhile, a stored row is known by its
// key and a new one by its place among the new; the answer says for each such inline which row of the draft is which.
const addRows = (form, fields) => {
  const moved = {};
  for (const name of Object.keys(fields).filter((one) => one.endsWith("-TOTAL_FORMS"))) {
    const prefix = name.slice(0, -"-TOTAL_FORMS".length);
    const total = form.elements[name];
    const initial = form.elements[`${prefix}-INITIAL_FORMS`];
    if (!total || !initial) continue;
    const key = (row) => `${prefix}-${row}-id`;
    const then = Array.from({ length: fields[`${prefix}-INITIAL_FORMS`]?.[0] }, (_none, row) => fields[key(row)]?.[0]);
    const now = Array.from({ length: initial.value }, (_none, row) => form.elements[key(row)]?.value);
    for (let missing = Math.min(fields[name][0] - then.length + now.length - total.value, 200); missing > 0; missing -= 1) {
      document.querySelector(`#${CSS.escape(prefix)}-group :is(.add-row a, a.add-row, [data-add-row])`)?.click();
    }
    if (JSON.stringify(then) !== JSON.stringify(now)) {
      moved[prefix] = (row) => (row < now.length ? then.indexOf(now[row]) : row - now.length + then.length);
    }
  }
  return moved;
};

// What a draft calls a field of the form. A stored row that is merged with nothing on saving stays as others left it.
const nameInDraft = (form, moved, name) => {
  const [, prefix, row, field] = /^(.+)-(\d+)-(\w+)$/.exec(name) ?? [];
  if (!moved[prefix]) return name;
  const isUnmerged = form.elements[`initial-${name}`] && form.elements[`${prefix}-${row}-id`]?.value;
  return isUnmerged ? "" : `${prefix}-${moved[prefix](Number(row))}-${field}`;
};

const choose = (select, values, labels = {}) => {
  for (const value of values) {
    if (![...select.options].some((option) => option.value === value)) select.add(new Option(labels[value] ?? value, value));
  }
  for (const option of select.options) option.selected = values.includes(option.value);
};

export const fill = (form, { fields, labels }) => {
  const moved = addRows(form, fields);
  const places = {};
  for (const one of named(form)) {
    const name = nameInDraft(form, moved, one.name);
    const values = fields[name];
    if (!values || COUNTS.test(one.name)) continue;
    const at = places[one.name] ??= 0;
    if (one.type === "checkbox" || one.type === "radio") one.checked = values.includes(one.value);
    else if (one.options) choose(one, values, labels[name]);
    else if (values[at] !== undefined && one.value !== values[at]) one.value = values[at];
    if ("label" in one.dataset) one.dataset.label = labels[name]?.[one.value] ?? one.dataset.label;
    places[one.name] += 1;
    one.dispatchEvent(new Event("input", { bubbles: true }));
    one.dispatchEvent(new Event("change", { bubbles: true }));
  }
  form.dispatchEvent(new Event("filled"));
};

const empty = (values) => !values || values.every((value) => value === "");

// The names of the fields that differ.
export const differing = (one, other) => {
  const names = new Set([...Object.keys(one.fields), ...Object.keys(other.fields)]);
  const text = (values) => JSON.stringify((values ?? []).map((value) => value.replace(/\r\n?/g, "\n")));
  return [...names].filter((name) => {
    if (COUNTS.test(name) || empty(one.fields[name]) && empty(other.fields[name])) return false;
    return text(one.fields[name]) !== text(other.fields[name]);
  });
};

export const shown = ({ fields, labels }, name) => (fields[name] ?? []).map((value) => labels[name]?.[value] ?? value).join(", ");
