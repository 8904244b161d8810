// Everything that can be chosen. What there is to choose, and its limits, Python sends: `knobs`.
// Read together with playground.js, as one module.

const LIVE = { live: true, while: " It can be changed while the network trains." };

class Controls {
  constructor({ send }) {
    this.send = send;
    this.element = h("div", { class: "pg-controls" });
    this.shown = {}; // name of a setting -> how its control shows a value
    this.parameters = h("span", { class: "pg-note" });
  }

  take({ knobs, settings }) {
    if (knobs && !this.knobs) {
      this.knobs = knobs;
      this.item = itemMaker(knobs.help);
      this.element.append(...[this.network(), this.training(), this.data()].filter(Boolean));
    }
    if (!settings || !this.knobs) return;
    this.settings = settings;
    for (const [name, show] of Object.entries(this.shown)) show(settings[name]);
    say(this.parameters, `${count(settings.parameters)} parameters`);
  }

  /** `complaint` is beside the field that was changed. */
  change(changes, complaint) {
    // Taken as granted until Python answers, so that quick changes build on one another.
    if (!Object.values(changes).flat().includes(null)) this.settings = { ...this.settings, ...changes };
    this.shown.hidden?.(this.settings.hidden);
    this.send("change", { changes }, complaint);
  }

  network() {
    return this.section("Network", {
      hidden: () => this.layers(),
      activation: () => this.choice("activation", "Activation"),
      init: () => this.choice("init", "Initial weights"),
      seed: () => this.seed(),
      dropout: () => this.slider("dropout", "Dropout", (v) => percent(v, 0), LIVE),
    });
  }

  training() {
    return this.section("Training", {
      optimizer: () => this.choice("optimizer", "Optimiser"),
      learning_rate: () => this.slider("learning_rate", "Learning rate", rate, LIVE),
      batch_size: () => this.slider("batch_size", "Batch size", String, LIVE),
      weight_decay: () => this.slider("weight_decay", "Weight decay", rate, LIVE),
    });
  }

  data() {
    const note = "Scores are for 6,000 validation images. Test images never appear here: what was tuned on them could "
      + "not be judged by them.";
    return this.section("Data", {
      images: () => this.slider("images", "Images", count),
      flipped: () => this.slider("flipped", "Wrong labels", (v) => percent(v, 0)),
    }, h("p", { class: "pg-note" }, note));
  }

  /** A group of knobs: those of `makers` that are to be shown, by the names of their settings. Without any, null. */
  section(title, makers, note = null) {
    const names = Object.keys(makers).filter((name) => this.knobs.shown.includes(name));
    if (!names.length) return null;
    const knobs = names.flatMap((name) => makers[name]());
    return h("fieldset", { class: "pg-section" }, h("legend", {}, title), knobs, note);
  }

  layers() {
    const layers = new Layers(this.knobs, (hidden, complaint) => this.change({ hidden }, complaint));
    this.shown.hidden = (hidden) => layers.show(hidden);
    const row = h("div", { class: "pg-row pg-add" }, layers.addButton, this.parameters);
    return [layers.element, this.item("hidden", "Hidden layers", null, row).element];
  }

  seed() {
    const id = newId();
    const seed = numberField(this.knobs.limits.seed, (value) => this.change({ seed: value }, complaint), {
      id, class: "pg-number pg-seed",
    });
    this.shown.seed = (value) => put(seed, value);
    const row = h("div", { class: "pg-row pg-wide" }, h("label", { for: id }, "Seed"), seed);
    const { element, complaint } = this.item("seed", "Seed", seed, row);
    return element;
  }

  slider(name, label, write, options) {
    const { row, show, input } = slider(label, this.knobs.stops[name], write, (v) => change(v), options);
    const { element, complaint } = this.item(name, label, input, row, options?.while);
    const change = (v) => this.change({ [name]: v }, complaint);
    this.shown[name] = show;
    return element;
  }

  choice(name, label) {
    const id = newId(), choices = this.knobs.choices[name];
    const change = () => this.change({ [name]: choices[select.selectedIndex][0] }, complaint);
    const select = h("select", { id, onchange: change }, choices.map(([, text]) => h("option", {}, text)));
    this.shown[name] = (value) => (select.selectedIndex = choices.findIndex(([choice]) => choice === value));
    const row = h("div", { class: "pg-row pg-wide" }, h("label", { for: id }, label), select);
    const { element, complaint } = this.item(name, label, select, row);
    return element;
  }
}

/**
 * Return what puts a row together with its help, which stands in the row as a question mark, and with the place for
 * what was wrong. `texts` are the helps by name, from Python.
 */
function itemMaker(texts) {
  return (name, label, field, row, more = "") => {
    const complaint = new Complaint(...(field ? [field] : []));
    const { ask, text } = help(label, `${texts[name]}${more}`);
    row.append(ask);
    return { complaint, element: h("div", { class: "pg-item", "data-setting": name }, row, text, complaint.element) };
  };
}

/** The rows of the hidden layers: a slider, a field for the number of units, a button to remove it. */
class Layers {
  /** `change` is told the sizes of all hidden layers. */
  constructor(knobs, change) {
    Object.assign(this, { knobs, change, hidden: [], rows: [] });
    this.element = h("div", { class: "pg-layers" });
    this.addButton = button("Add a layer", () => {
      change([...this.hidden, this.hidden.at(-1) ?? knobs.new_layer]);
    });
  }

  show(hidden) {
    this.hidden = hidden;
    while (this.rows.length > hidden.length) {
      const { row } = this.rows.pop();
      const hadFocus = row.contains(document.activeElement);
      row.remove();
      if (hadFocus) this.addButton.focus();
    }
    while (this.rows.length < hidden.length) {
      this.rows.push(this.row(this.rows.length));
      this.element.append(this.rows.at(-1).row);
    }
    this.rows.forEach(({ show }, i) => show(hidden[i]));
    this.addButton.disabled = hidden.length === this.knobs.most_layers;
  }

  row(i) {
    const replace = (...units) => {
      const hidden = [...this.hidden];
      hidden.splice(i, 1, ...units);
      this.change(hidden, units.length ? complaint : null);
    };
    const { stops, limits } = this.knobs;
    const { row, show, input, output } = slider(`Layer ${i + 1}`, stops.units, String, replace);
    output.remove();
    input.setAttribute("aria-label", `Units in layer ${i + 1}, slider`);
    const field = numberField(limits.units, replace, {
      "aria-label": `Units in layer ${i + 1}`, title: this.knobs.help.units,
    });
    input.addEventListener("input", () => (field.value = stops.units[input.value]));
    row.append(field, button("×", () => replace(), {
      class: "pg-remove", "aria-label": `Remove layer ${i + 1}`, title: "Remove",
    }));
    row.classList.add("pg-layer");
    const complaint = new Complaint(field);
    const element = h("div", { class: "pg-item", "data-setting": `layer-${i + 1}` }, row, complaint.element);
    return { row: element, show: (units) => { show(units); put(field, units); } };
  }
}

/**
 * A row with a label, a slider over some stops, and the value as `write` puts it. `use` is told the value that
 * was chosen; with `live` also those on the way there.
 */
function slider(label, stops, write, use, { live = false } = {}) {
  // The slider says its value itself, so that it is not said twice.
  const id = newId(), output = h("span", { class: "pg-value", "aria-hidden": "true" });
  const value = () => stops[Number(input.value)];
  const tell = (v) => {
    say(output, write(v));
    input.setAttribute("aria-valuetext", write(v));
  };
  const input = h("input", {
    id, type: "range", min: 0, max: stops.length - 1, step: 1,
    oninput: () => { tell(value()); if (live) use(value()); },
    onchange: () => { if (!live) use(value()); },
  });
  const show = (v) => {
    const distances = stops.map((stop) => Math.abs(Math.log((stop + 1e-9) / (v + 1e-9))));
    input.value = distances.indexOf(Math.min(...distances));
    tell(v);
  };
  const row = h("div", { class: "pg-row" }, h("label", { for: id }, label), input, output);
  return { row, show, input, output };
}
