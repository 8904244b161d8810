// What the pages are made of: numbers as text, elements, fields.
// Read together with the files of a page, as one module.

const count = (n) => Math.round(n).toLocaleString("en-GB");
const percent = (p, digits = 1) => (p == null ? "–" : `${(100 * p).toFixed(digits)} %`);
const precise = (x) => (x == null ? "–" : x >= 1000 ? x.toExponential(1).replace("e+", "e") : x.toPrecision(3));
const rate = (x) => (x !== 0 && (x < 1e-3 || x >= 1000) ? x.toExponential().replace("e-", "e−") : String(x));

/** Make an element: attributes, listeners as on..., then children. */
function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== "" && value != null) element.setAttribute(name, value);
  }
  // JupyterLab would take arrow keys for itself. It looks for this mark from the focused element up,
  // and stops at the first that its rules match: so the mark has to be on that element itself.
  if (["button", "input", "select"].includes(tag) || "tabindex" in attributes) {
    element.dataset.lmSuppressShortcuts = "true";
  }
  element.append(...children.flat().filter((child) => child != null));
  return element;
}

const button = (text, action, attributes = {}) =>
  h("button", { type: "button", class: "mlp-button", onclick: action, ...attributes }, text);

/**
 * Let a press count where the pointer has stayed, though the page has grown meanwhile and what was pressed is
 * somewhere else: the browser makes no click of that.
 */
function countEveryPress(root) {
  root.addEventListener("pointerdown", ({ target, button, pointerType }) => {
    const pressed = target.closest("button, summary, label, input[type=checkbox]");
    if (!pressed || button !== 0 || pointerType === "touch") return;
    const { left, right, top, bottom } = pressed.getBoundingClientRect(), over = new AbortController();
    const release = ({ type, target: on, clientX: x, clientY: y }) => {
      over.abort();
      const hasStayed = left <= x && x <= right && top <= y && y <= bottom;
      if (type === "pointerup" && hasStayed && !pressed.contains(on)) pressed.click();
    };
    for (const type of ["pointerup", "pointercancel"]) {
      document.addEventListener(type, release, { capture: true, signal: over.signal });
    }
  });
}

let made = 0;
const newId = () => `mlp-${(made += 1)}-${Math.random().toString(36).slice(2, 8)}`;

/** Set text only where it differs, so that a screen reader is not told the same thing again. */
function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** Show a value in a field, unless the reader is typing in it. */
function put(field, value) {
  if (!field.dataset.typing) field.value = value;
}

/** Make an input whose unfinished text is left alone by `put`. */
function typed(attributes) {
  const field = h("input", attributes);
  field.addEventListener("input", () => (field.dataset.typing = "yes"));
  // A notebook may keep Enter for itself, so it is not left to the browser.
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && field.dataset.typing) field.dispatchEvent(new Event("change"));
  });
  // What was typed stays until Python has accepted it, or something else is done: a Complaint says so.
  field.addEventListener("change", () => (field.dataset.typing = "sent"));
  field.addEventListener("blur", () => { if (field.dataset.typing === "yes") delete field.dataset.typing; });
  return field;
}

/** Make a field for a whole number from `low` to `high`; `use` is told what was typed. */
function numberField([low, high], use, attributes = {}) {
  return typed({
    type: "number", min: low, max: high, step: 1, class: "pg-number", ...attributes,
    // An empty field is no 0: Python says so.
    onchange: ({ target }) => use(target.value === "" ? null : Number(target.value)),
  });
}

/** What was wrong with a field, in words that stand beside it. */
class Complaint {
  constructor(...fields) {
    this.fields = fields;
    this.element = h("p", { id: newId(), class: "pg-complaint", role: "alert" });
  }

  show(text) {
    say(this.element, text);
    if (text) this.element.scrollIntoView({ block: "nearest" }); // it may stand below the edge of the page
    for (const field of this.fields) {
      field.setAttribute("aria-invalid", Boolean(text));
      if (text) field.setAttribute("aria-describedby", this.element.id);
      else {
        field.removeAttribute("aria-describedby");
        delete field.dataset.typing; // accepted, or given up
      }
    }
  }
}

/** A button with a question mark, and the text that it shows and hides. */
function help(subject, words) {
  const text = h("p", { id: newId(), class: "pg-help-text", hidden: true }, words);
  const ask = button("?", () => {
    text.hidden = !text.hidden;
    ask.setAttribute("aria-expanded", !text.hidden);
  }, {
    class: "pg-help", "aria-label": `What is this: ${subject}`, "aria-expanded": "false", "aria-controls": text.id,
  });
  return { ask, text };
}
