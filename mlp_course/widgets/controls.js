// The controls of the playground: everything that can be chosen, and how the page shows what is.
// Read together with playground.js, as one module.

const RATES = [-5, -4, -3, -2, -1, 0, 1].flatMap((p) => [1, 2, 5].map((m) => Number(`${m}e${p}`)));
const SCALES = {
  learning_rate: [...RATES, 100],
  batch_size: [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024],
  weight_decay: [0, 1e-6, 1e-5, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 0.1, 0.3, 1],
  dropout: Array.from({ length: 19 }, (_, i) => i / 20),
  images: [100, 200, 300, 500, 1000, 2000, 3000, 5000, 10_000, 20_000, 30_000, 54_000],
  flipped: Array.from({ length: 21 }, (_, i) => i / 20),
  units: [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512],
};
const CHOICES = {
  activation: [["relu", "ReLU"], ["tanh", "tanh"], ["sigmoid", "sigmoid"]],
  init: [["he", "He"], ["xavier", "Xavier"], [0.01, "normal, 0.01"], [1, "normal, 1"], ["zeros", "zeros"]],
  optimizer: [["sgd", "SGD"], ["momentum", "SGD, momentum 0.9"], ["adam", "Adam"]],
};

/** The half of the page on which something is chosen. `send`, `change` and `start` are the View's. */
class Controls {
  button(text, action, attributes = {}) {
    return h("button", { type: "button", class: "pg-button", onclick: action, ...attributes }, text);
  }

  /** A row with a label, a slider over the values of a scale, and the value in words. */
  slider(name, label, scale, write, { live, title, onvalue }) {
    const id = newId();
    const output = h("output", { for: id, class: "pg-value" });
    const value = () => scale[Number(input.value)];
    const show = (v) => {
      say(output, write(v));
      input.setAttribute("aria-valuetext", write(v));
    };
    const submit = () => onvalue(value());
    const input = h("input", {
      id, type: "range", min: 0, max: scale.length - 1, step: 1, title,
      oninput: () => { show(value()); if (live) submit(); },
      onchange: () => { if (!live) submit(); },
    });
    const set = (v) => {
      const distance = scale.map((s) => Math.abs(Math.log((s + 1e-9) / (v + 1e-9))));
      input.value = distance.indexOf(Math.min(...distance));
      show(v);
    };
    const row = h("div", { class: "pg-row" }, h("label", { for: id }, label), input, output);
    row.dataset.setting = name;
    return { row, set, input };
  }

  setting(name, label, write, options = {}) {
    const control = this.slider(name, label, SCALES[name], write, {
      ...options, onvalue: (v) => this.change({ [name]: v }),
    });
    this.controls[name] = control;
    return control.row;
  }

  choice(name, label) {
    const id = newId();
    const select = h("select", { id, onchange: () => this.change({ [name]: CHOICES[name][select.selectedIndex][0] }) },
      CHOICES[name].map(([, text]) => h("option", {}, text)));
    this.controls[name] = { set: (v) => (select.selectedIndex = CHOICES[name].findIndex(([c]) => c === v)) };
    const row = h("div", { class: "pg-row pg-wide" }, h("label", { for: id }, label), select);
    row.dataset.setting = name;
    return row;
  }

  section(title, ...rows) {
    return h("fieldset", { class: "pg-section" }, h("legend", {}, title), rows);
  }

  buildNetwork() {
    this.layerRows = h("div", { class: "pg-layers" });
    this.addLayer = this.button("Add a layer", () => {
      const hidden = this.settings.hidden;
      this.change({ hidden: [...hidden, hidden.at(-1) ?? 64] });
    });
    this.parameterText = h("span", { class: "pg-note" });
    const seed = newId();
    const seedField = typed({
      id: seed, type: "number", min: 0, max: 4294967295, step: 1, class: "pg-number pg-seed",
      onchange: () => this.change({ seed: Math.round(Number(seedField.value)) }),
    });
    this.controls.seed = { set: (v) => put(seedField, v) };
    return this.section("Network",
      this.layerRows,
      h("div", { class: "pg-row pg-add" }, this.addLayer, this.parameterText),
      this.choice("activation", "Activation"),
      this.choice("init", "Initial weights"),
      h("div", { class: "pg-row pg-wide" }, h("label", { for: seed }, "Seed"), seedField),
      this.setting("dropout", "Dropout", (v) => percent(v, 0), { live: true, title: "Can be changed while it trains" }),
    );
  }

  buildTraining() {
    const live = { live: true, title: "Can be changed while it trains" };
    return this.section("Training",
      this.choice("optimizer", "Optimiser"),
      this.setting("learning_rate", "Learning rate", rate, live),
      this.setting("batch_size", "Batch size", String, live),
      this.setting("weight_decay", "Weight decay", rate, live),
    );
  }

  buildData() {
    return this.section("Data",
      this.setting("images", "Images", count, { title: "Training images" }),
      this.setting("flipped", "Wrong labels", (v) => percent(v, 0), { title: "Share of the training labels replaced by a wrong one" }),
      h("p", { class: "pg-note" }, "Scores are for 6,000 validation images. Test images never appear here: what was tuned on them could not be judged by them."),
    );
  }

  buildToolbar() {
    this.trainButton = this.button("", () => (this.status?.running ? this.send("pause") : this.start("train")), {
      class: "pg-button pg-primary",
    });
    this.trainIcon = h("span", { "aria-hidden": "true", class: "pg-icon" }, "▶");
    this.trainText = h("span", {}, "Train");
    this.trainButton.append(this.trainIcon, this.trainText);
    const epochs = newId();
    this.epochsField = typed({
      id: epochs, type: "number", min: 0, max: 10_000, step: 1, class: "pg-number",
      title: "0: never",
      onchange: () => this.change({ epochs: Math.round(Number(this.epochsField.value)) }),
    });
    this.statusText = h("span", { class: "pg-status", role: "status" });
    this.speedText = h("span", { class: "pg-speed" });
    this.messageText = h("div", { class: "pg-message", role: "alert" });
    return h("div", { class: "pg-top" },
      h("div", { class: "pg-toolbar", role: "toolbar", "aria-label": "Training" },
        this.trainButton,
        this.button("One batch", () => this.send("batch")),
        this.button("One epoch", () => this.start("epoch")),
        this.button("Rewind", () => this.send("rewind"), { title: "Back to the same initial weights" }),
        this.button("New weights", () => this.send("new_weights"), { title: "Start with the next seed" }),
        h("span", { class: "pg-stop" }, h("label", { for: epochs }, "pause after"), this.epochsField, h("span", {}, "epochs")),
        h("span", { class: "pg-readout" }, this.statusText, this.speedText),
      ),
      this.messageText,
    );
  }

  buildSettingsString() {
    const id = newId();
    this.textField = typed({
      id, type: "text", class: "pg-text", spellcheck: "false", autocomplete: "off",
      onkeydown: (event) => { if (event.key === "Enter") use(); },
    });
    const use = () => {
      delete this.textField.dataset.typing;
      this.send("paste", { text: this.textField.value });
    };
    const copied = h("span", { class: "pg-note", role: "status" });
    const copy = async () => {
      this.textField.select();
      try {
        await navigator.clipboard.writeText(this.textField.value);
      } catch {
        document.execCommand("copy"); // where the page may not use the clipboard itself
      }
      copied.textContent = "copied";
      setTimeout(() => (copied.textContent = ""), 2000);
    };
    return h("div", { class: "pg-string" },
      h("label", { for: id }, "All settings"),
      this.textField,
      this.button("Copy", copy),
      this.button("Use this text", use),
      copied,
    );
  }

  showSettings(settings) {
    this.settings = settings;
    for (const [name, control] of Object.entries(this.controls)) control.set(settings[name]);
    put(this.epochsField, settings.epochs);
    put(this.textField, settings.text);
    this.showLayers(settings.hidden);
    say(this.parameterText, `${count(settings.parameters)} parameters`);
  }

  showLayers(hidden) {
    const rows = [...this.layerRows.children];
    while (rows.length > hidden.length) {
      const row = rows.pop();
      const hadFocus = row.contains(document.activeElement);
      row.remove();
      if (hadFocus) this.addLayer.focus();
    }
    while (rows.length < hidden.length) {
      rows.push(this.layerRow(rows.length));
      this.layerRows.append(rows.at(-1));
    }
    rows.forEach((row, i) => row.set(hidden[i]));
    this.addLayer.disabled = hidden.length === 4;
  }

  layerRow(i) {
    const replace = (units) => {
      const hidden = [...this.settings.hidden];
      hidden.splice(i, 1, ...units);
      this.change({ hidden });
    };
    const { row, set, input } = this.slider(`layer-${i + 1}`, `Layer ${i + 1}`, SCALES.units, String, {
      onvalue: (units) => replace([units]),
    });
    row.querySelector("output").remove();
    const field = typed({
      type: "number", min: 1, max: 512, step: 1, class: "pg-number", "aria-label": `Units in layer ${i + 1}`,
      onchange: () => replace([Math.round(Number(field.value))]),
    });
    input.setAttribute("aria-label", `Units in layer ${i + 1}, slider`);
    input.addEventListener("input", () => (field.value = SCALES.units[input.value]));
    row.append(field, this.button("×", () => replace([]), { class: "pg-remove", "aria-label": `Remove layer ${i + 1}`, title: "Remove" }));
    row.classList.add("pg-layer");
    row.set = (units) => { set(units); put(field, units); };
    return row;
  }
}
