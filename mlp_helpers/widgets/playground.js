// The playground's page: native controls, a clock that asks Python to train, and the views.

const IN_FLIGHT = 2; // ticks under way, so that Python need not wait for the next one to arrive

const RATES = [-6, -5, -4, -3, -2, -1, 0, 1].flatMap((p) => [1, 2, 5].map((m) => Number(`${m}e${p}`)));
const SCALES = {
  learning_rate: [...RATES.filter((r) => r >= 1e-5), 100],
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
const count = (n) => Math.round(n).toLocaleString("en-GB");
const percent = (p, digits = 1) => (p == null ? "–" : `${(100 * p).toFixed(digits)} %`);
const precise = (x) => (x == null ? "–" : x >= 1000 ? x.toExponential(1) : x.toPrecision(3));
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

let made = 0;
const newId = () => `playground-${(made += 1)}-${Math.random().toString(36).slice(2, 8)}`;

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
  for (const end of ["change", "blur"]) field.addEventListener(end, () => delete field.dataset.typing);
  return field;
}

class View {
  constructor(model, el) {
    this.model = model;
    this.id = newId();
    this.seq = 0;
    this.owned = -1; // the number of the clock that this view keeps
    this.asked = 0;
    this.settings = null;
    this.status = null;
    this.curves = { training: null, validation: null, overlays: [] };
    this.dirty = new Set();
    this.updates = 0;
    this.build(el);
    this.receive = this.receive.bind(this);
    model.on("msg:custom", this.receive);
    // It also reports when the page first has a place and a style for the playground.
    this.watchSize = new ResizeObserver(() => this.retheme());
    this.watchSize.observe(this.root);
    this.watchTheme = new MutationObserver(() => this.retheme());
    this.watchTheme.observe(document.body, { attributes: true });
    this.retheme();
    this.send("hello");
  }

  close() {
    if (this.owned >= 0 && this.status?.running) this.send("pause");
    this.owned = -1;
    this.model.off("msg:custom", this.receive);
    this.watchSize.disconnect();
    this.watchTheme.disconnect();
  }

  send(type, content = {}) {
    this.seq += 1;
    this.model.send({ type, view: this.id, seq: this.seq, ...content });
  }

  change(changes) {
    // Taken as granted until Python answers, so that quick changes build on one another.
    this.settings = { ...this.settings, ...changes };
    if (changes.hidden) this.showLayers(changes.hidden);
    this.send("change", { changes });
  }

  // -- the clock ------------------------------------------------------------------------------

  /** Keep ticks under way while it trains. The answers drive it, so a hidden page trains on. */
  tick() {
    if (!this.status.running || this.status.clock !== this.owned) return;
    while (this.asked < IN_FLIGHT) {
      this.asked += 1;
      this.model.send({ type: "tick", clock: this.owned });
    }
  }

  start(type) {
    this.claims = true; // the next clock that starts is this view's
    this.send(type);
  }

  // -- messages -------------------------------------------------------------------------------

  receive(message, buffers) {
    if (message.type !== "update") return;
    const answersMe = message.view === this.id;
    const before = this.status;
    this.status = message.status;
    this.updates += 1;
    if (answersMe && this.claims && message.status.running && message.status.clock !== this.owned) {
      this.owned = message.status.clock;
      this.asked = 0;
      this.claims = false;
      this.speed = null;
    } else if (message.view == null) this.asked = Math.max(0, this.asked - 1);
    this.tick();
    // An answer to something older than my latest change would set the controls back.
    if (message.settings && (!answersMe || message.seq === this.seq)) this.showSettings(message.settings);
    this.curves.training = columnsOf(message.curves.training, buffers);
    this.curves.validation = columnsOf(message.curves.validation, buffers);
    if (message.overlays) {
      this.curves.overlays = message.overlays.map((o) => ({ run: o.run, ...columnsOf(o.validation, buffers) }));
    }
    if (message.weights) {
      this.weights = { ...message.weights, tiles: arrayOf(message.weights.tiles, buffers) };
      this.redraw("weights");
    }
    if (message.digits) {
      const digits = message.digits;
      if (digits.pixels) this.digitImages = { labels: digits.labels, ...arrayOf(digits.pixels, buffers) };
      this.digits = { P: arrayOf(digits.P, buffers).values, off: digits.off };
      this.redraw("digits");
    }
    if (message.mistakes) {
      this.mistakes = { ...message.mistakes, pixels: arrayOf(message.mistakes.pixels, buffers).values };
      this.redraw("mistakes");
    }
    if (message.layers) [this.layers] = [message.layers, this.redraw("layers")];
    if (message.confusion) [this.counts] = [message.confusion, this.redraw("confusion")];
    if (message.ledger) [this.ledger] = [message.ledger, this.redraw("runs")];
    if (message.findings) this.showFindings(message.findings);
    this.showStatus(before);
    this.redraw("curves");
  }

  /** Draw a view with the next frame, once however many messages come before it. */
  redraw(name) {
    this.dirty.add(name);
    if (this.frame) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = null;
      if (!this.colours.training) this.readColours(); // the style sheet may arrive after the script
      const names = [...this.dirty];
      this.dirty.clear();
      for (const each of names) {
        if (each === "curves") this.drawCurves();
        else if (each === this.tab || each === "runs") this[`draw_${each}`]?.();
        else this.stale.add(each); // drawn when its tab is opened
      }
    });
  }

  retheme() {
    this.readColours();
    for (const name of this.weights ? ["curves", "weights"] : ["curves"]) this.redraw(name);
  }

  readColours() {
    const [red, green, blue] = channels(getComputedStyle(this.root).color);
    this.root.dataset.theme = red + green + blue > 382 ? "dark" : "light";
    this.colours = coloursOf(this.root);
    this.table = divergingColours(this.colours);
  }

  // -- building the page ------------------------------------------------------------------------

  build(el) {
    this.stale = new Set();
    this.root = h("div", { class: "mlp-playground", role: "group", "aria-label": "Neural network playground" });
    this.controls = {};
    this.root.append(
      this.buildToolbar(),
      h("div", { class: "pg-columns" },
        h("div", { class: "pg-controls" }, this.buildNetwork(), this.buildTraining(), this.buildData()),
        h("div", { class: "pg-views" }, this.buildCurves(), this.buildFindings(), this.buildTabs()),
      ),
      this.buildSettingsString(),
    );
    el.append(this.root);
  }

  button(text, action, attributes = {}) {
    return h("button", { type: "button", class: "pg-button", onclick: action, ...attributes }, text);
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

  buildCurves() {
    const sample = (dashed) => h("span", { class: `pg-sample pg-${dashed ? "validation" : "training"}`, "aria-hidden": "true" });
    const panel = (title, name) => {
      const training = h("b", {}), validation = h("b", {});
      const canvas = h("canvas", { role: "img", "aria-label": `${title} by epoch` });
      this[`${name}Chart`] = { canvas, training, validation, title };
      return h("section", { class: "pg-chart", "aria-label": title },
        h("div", { class: "pg-chart-head" }, h("h4", {}, title),
          h("span", { class: "pg-key" }, sample(false), "training ", training),
          h("span", { class: "pg-key" }, sample(true), "validation ", validation)),
        canvas);
    };
    return h("div", { class: "pg-charts" }, panel("Loss", "loss"), panel("Accuracy", "accuracy"));
  }

  buildFindings() {
    this.findings = h("div", { class: "pg-findings", role: "region", "aria-label": "Diagnosis", "aria-live": "polite" });
    return this.findings;
  }

  buildTabs() {
    const names = { weights: "Weights", layers: "Layers", digits: "Digits", mistakes: "Mistakes", confusion: "Confusion", runs: "Runs" };
    const list = h("div", { class: "pg-tablist", role: "tablist", "aria-label": "Views" });
    const panels = h("div", { class: "pg-panels" });
    this.tabs = {};
    for (const [name, text] of Object.entries(names)) {
      const [tabId, panelId] = [newId(), newId()];
      const tab = h("button", {
        type: "button", role: "tab", id: tabId, "aria-controls": panelId, class: "pg-tab",
        onclick: () => this.open(name), onkeydown: (event) => this.tabKey(event, name),
      }, text);
      const panel = h("div", { role: "tabpanel", id: panelId, "aria-labelledby": tabId, class: `pg-panel pg-${name}`, tabindex: 0 });
      this.tabs[name] = { tab, panel };
      list.append(tab);
      panels.append(panel);
    }
    this.open("weights");
    return h("div", { class: "pg-tabs" }, list, panels);
  }

  open(name) {
    this.tab = name;
    for (const [each, { tab, panel }] of Object.entries(this.tabs)) {
      tab.setAttribute("aria-selected", each === name);
      tab.tabIndex = each === name ? 0 : -1;
      panel.hidden = each !== name;
    }
    if (this.stale.delete(name)) this.redraw(name);
  }

  tabKey(event, name) {
    const names = Object.keys(this.tabs), here = names.indexOf(name), n = names.length;
    const next = { ArrowRight: here + 1, ArrowLeft: here - 1 + n, Home: 0, End: n - 1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    this.open(names[next % n]);
    this.tabs[names[next % n]].tab.focus();
  }

  // -- showing the state --------------------------------------------------------------------------

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

  showStatus(before) {
    const s = this.status;
    const running = s.running;
    say(this.trainIcon, running ? "❚❚" : "▶");
    say(this.trainText, running ? "Pause" : "Train");
    this.trainButton.classList.toggle("pg-running", running);
    const words = running ? "Training" : s.diverged ? "Diverged" : s.batches ? "Paused" : "Ready";
    // Only a change of state is worth announcing; the epoch counts up beside it in silence.
    say(this.statusText, words);
    this.measureSpeed(before);
    const speed = running && this.speed ? `, ${count(this.speed)} batches/s` : "";
    say(this.speedText, s.batches ? `epoch ${s.epoch.toFixed(2)}${speed}` : "");
    say(this.messageText, s.message);
    for (const [chart, training, validation, write] of [
      [this.lossChart, s.loss, s.val_loss, precise], [this.accuracyChart, s.accuracy, s.val_accuracy, percent],
    ]) {
      say(chart.training, write(training));
      say(chart.validation, write(validation));
    }
    // What tests and curious readers can look up.
    Object.assign(this.root.dataset, { running, epoch: s.epoch, batches: s.batches, updates: this.updates });
  }

  measureSpeed(before) {
    const now = performance.now();
    if (!this.status.running || !before?.running || this.status.batches < before.batches) {
      this.mark = { now, batches: this.status.batches };
      this.speed = null;
    } else if (now - this.mark.now > 700) {
      this.speed = ((this.status.batches - this.mark.batches) / (now - this.mark.now)) * 1000;
      this.mark = { now, batches: this.status.batches };
    }
  }

  showFindings(findings) {
    const started = this.status.batches > 0;
    const shown = JSON.stringify([findings, started]);
    if (shown === this.shownFindings) return; // nothing new: leave the page, and the reader's focus, alone
    this.shownFindings = shown;
    if (!findings.length) {
      const text = started ? "Nothing is amiss so far." : "Press Train. What goes wrong, if anything does, is explained here.";
      this.findings.replaceChildren(h("p", { class: "pg-fine" }, text));
      return;
    }
    this.findings.replaceChildren(...findings.map((finding) => h("div", { class: "pg-finding" },
      h("span", { class: "pg-mark", "aria-hidden": "true" }, "!"),
      h("p", {}, h("strong", {}, finding.title + ". "), finding.text),
      finding.button ? this.button(finding.button, () => this.send("advice", { key: finding.key })) : null)));
  }

  drawCurves() {
    const { training, validation, overlays } = this.curves;
    if (!training) return;
    for (const [chart, kind] of [[this.lossChart, "loss"], [this.accuracyChart, "accuracy"]]) {
      const curves = overlays.map((run, i) => ({
        x: run.epoch, y: run[kind], colour: this.colours[`run-${(i % 4) + 1}`],
        dash: [[2, 3], [8, 3, 2, 3], [1, 2], [12, 4]][i % 4], width: 1.4, label: `run ${run.run}`,
      }));
      curves.push(
        { x: training.epoch, y: training[kind], colour: this.colours.training, dash: [], width: 2 },
        { x: validation.epoch, y: validation[kind], colour: this.colours.validation, dash: [6, 4], width: 2, dots: true },
      );
      drawCurves(chart.canvas, curves, kind, this.colours);
      if (!this.status.running) {
        chart.canvas.setAttribute("aria-label",
          `${chart.title} after ${this.status.epoch.toFixed(2)} epochs: training ${chart.training.textContent}, validation ${chart.validation.textContent}`);
      }
    }
  }

  // -- the tabs -------------------------------------------------------------------------------------

  draw_weights() {
    const { panel } = this.tabs.weights;
    const { tiles, units, hidden, largest, off } = this.weights;
    const shown = tiles.shape[0];
    if (!this.tiles || this.tiles.length !== shown || this.tilesHidden !== hidden) {
      this.tilesHidden = hidden;
      this.tileNote = h("p", { class: "pg-note" });
      this.tiles = Array.from({ length: shown }, (_, i) => this.tile(i, hidden));
      if (this.tiles[0]) this.tiles[0].tabIndex = 0;
      panel.replaceChildren(this.tileNote, h("div", { class: "pg-tiles", role: "group", "aria-label": "Weights of the first layer" }, this.tiles));
    }
    this.tiles.forEach((tile, i) => {
      paintTile(tile.firstChild, tiles.values.subarray(784 * i, 784 * (i + 1)), this.table);
      if (hidden) tile.setAttribute("aria-pressed", off.includes(i));
    });
    const which = hidden
      ? `What each unit of the first layer looks for${shown < units ? ` (${shown} of ${units} shown)` : ""}. `
      : "What each of the ten outputs looks for. ";
    say(this.tileNote, `${which}Orange weights count ink, blue ones count against; the strongest is ${precise(largest)}. ${hidden ? "Click a unit to switch it off in the predictions for single images." : ""}`);
  }

  tile(i, hidden) {
    const canvas = h("canvas", { width: 28, height: 28 });
    if (!hidden) return h("span", { class: "pg-tile", role: "img", "aria-label": `Output ${i}` }, canvas);
    return h("button", {
      type: "button", class: "pg-tile", tabindex: -1, "aria-pressed": "false", "aria-label": `Switch off unit ${i}`, title: `Unit ${i}`,
      onclick: () => this.send("switch", { unit: i }),
      onkeydown: (event) => this.tileKey(event, i),
    }, canvas);
  }

  tileKey(event, i) {
    const perRow = this.tiles.filter((tile) => tile.offsetTop === this.tiles[0].offsetTop).length;
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: perRow, ArrowUp: -perRow }[event.key];
    const next = this.tiles[i + step];
    if (!next) return;
    event.preventDefault();
    this.tiles[i].tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  }

  draw_layers() {
    const { panel } = this.tabs.layers;
    const { names, units, idle, word, gradients, images } = this.layers;
    const known = gradients.filter((g) => g > 0);
    const strongest = Math.max(...known, 1e-12), decades = 6;
    const width = (g) => (g > 0 ? Math.max(0.02, 1 + Math.log10(g / strongest) / decades) : 0);
    const bar = (share, text, kind) => h("div", { class: "pg-bar" }, h("span", { class: `pg-fill pg-${kind}`, style: `width:${100 * share}%` }), h("span", { class: "pg-bar-text" }, text));
    const rows = names.map((name, i) => h("tr", {},
      h("th", { scope: "row" }, name), h("td", { class: "pg-right" }, String(units[i])),
      h("td", {}, i < idle.length ? bar(idle[i] ?? 1, percent(idle[i], 0), "idle") : "–"),
      h("td", {}, i < gradients.length ? bar(width(gradients[i]), precise(gradients[i]), "gradient") : "–")));
    panel.replaceChildren(
      h("table", { class: "pg-table" },
        h("thead", {}, h("tr", {}, ["Layer", "Units", `Units that are ${word}`, "Gradient norm (logarithmic)"].map((t) => h("th", { scope: "col" }, t)))),
        h("tbody", {}, rows)),
      h("p", { class: "pg-note" }, word === "dead"
        ? `A dead unit gives 0 for each of ${images} validation images, and learns nothing. `
        : `A saturated unit has a mean slope below 5 % of the largest, on ${images} validation images. `,
      "The gradient norm is that of the last batch; where it is tiny, a layer hardly learns."));
  }

  /** A digit with a caption below it. */
  figure(values, ...caption) {
    const canvas = h("canvas", { width: 28, height: 28, "aria-hidden": "true" });
    paintDigit(canvas, values);
    return h("figure", {}, canvas, h("figcaption", {}, ...caption));
  }

  draw_digits() {
    const { panel } = this.tabs.digits;
    const { labels, values } = this.digitImages;
    if (this.digitsShown !== values) {
      this.digitsShown = values;
      this.digitFigures = labels.map((label, i) => {
        const verdict = h("span", {}), bars = Array.from({ length: 10 }, () => h("i"));
        const figure = this.figure(values.subarray(784 * i, 784 * (i + 1)), verdict,
          h("span", { class: "pg-bars", "aria-hidden": "true" }, bars),
          h("span", { class: "pg-axis", "aria-hidden": "true" }, [..."0123456789"].map((d) => h("i", {}, d))));
        return { figure, verdict, bars, label };
      });
      this.digitNote = h("p", { class: "pg-note" });
      panel.replaceChildren(
        h("div", { class: "pg-head" }, this.digitNote, this.button("Other images", () => this.send("images"))),
        h("div", { class: "pg-strip" }, this.digitFigures.map((each) => each.figure)));
    }
    const { P, off } = this.digits;
    this.digitFigures.forEach(({ figure, verdict, bars, label }, i) => {
      const p = P.subarray(10 * i, 10 * i + 10), best = p.indexOf(Math.max(...p));
      say(verdict, `${best === label ? "✓" : "✗"} ${best}, ${percent(p[best], 0)}`);
      figure.classList.toggle("pg-wrong", best !== label);
      figure.setAttribute("aria-label", `A ${label}, read as ${best} with ${percent(p[best], 0)}`);
      bars.forEach((b, d) => {
        b.style.height = `${100 * p[d]}%`;
        b.classList.toggle("pg-true", d === label);
      });
    });
    say(this.digitNote, `Validation images and the ten probabilities; the true digit's bar is blue.${off ? ` ${off} hidden ${off > 1 ? "units are" : "unit is"} switched off.` : ""}`);
  }

  draw_mistakes() {
    const { labels, predicted, confidence, pixels, wrong, of } = this.mistakes;
    this.tabs.mistakes.panel.replaceChildren(
      h("p", { class: "pg-note" }, wrong
        ? `${count(wrong)} of ${count(of)} validation images are misread. These are the most confident mistakes: true digit → what was read.`
        : "No validation image is misread."),
      h("div", { class: "pg-strip" }, labels.map((label, i) => this.figure(
        pixels.subarray(784 * i, 784 * (i + 1)), h("span", {}, `${label} → ${predicted[i]}`), h("span", { class: "pg-note" }, percent(confidence[i], 0))))));
  }

  draw_confusion() {
    const counts = this.counts, digits = [...counts.keys()];
    const most = Math.max(1, ...counts.flatMap((row, i) => row.filter((_, j) => i !== j)));
    const cell = (n, i, j) => {
      const kind = i === j ? "right" : "wrong";
      const strength = i === j ? 0.16 : n ? 0.12 + 0.6 * (n / most) : 0;
      return h("td", { class: `pg-${kind}`, style: `--strength:${strength}` }, n ? String(n) : h("span", { class: "pg-zero" }, "0"));
    };
    this.tabs.confusion.panel.replaceChildren(
      h("table", { class: "pg-matrix" },
        h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "true \\ read as"), digits.map((d) => h("th", { scope: "col" }, String(d))))),
        h("tbody", {}, counts.map((row, i) => h("tr", {}, h("th", { scope: "row" }, String(i)), row.map((n, j) => cell(n, i, j)))))),
      h("p", { class: "pg-note" }, "Counts on the validation images. A row is a true digit, a column what it was read as: the diagonal is right, and the darker another cell, the more often that mistake is made."));
  }

  draw_runs() {
    const { panel } = this.tabs.runs;
    const rows = this.ledger;
    say(this.tabs.runs.tab, rows.length ? `Runs (${rows.length})` : "Runs");
    if (this.tab !== "runs") return this.stale.add("runs");
    const shown = JSON.stringify(rows);
    if (shown === this.shownRuns) return;
    this.shownRuns = shown;
    if (!rows.length) return panel.replaceChildren(h("p", { class: "pg-note" }, "Every run appears here as a row, as soon as it has trained. Tick runs to compare their curves."));
    const focused = document.activeElement?.dataset?.key;
    panel.replaceChildren(
      h("table", { class: "pg-table pg-ledger" },
        h("thead", {}, h("tr", {}, ["Curve", "Run", "Settings", "Epochs", "Best validation", "Seconds", ""].map((t, i) => h(t ? "th" : "td", { scope: t && "col", class: i > 2 && i < 6 && "pg-right" }, t)))),
        h("tbody", {}, [...rows].reverse().map((row) => this.runRow(row)))),
      h("p", { class: "pg-note" }, "A ticked run's validation curve is drawn with the present one. In the next cell, playground.ledger.to_frame() is this table for pandas."));
    if (focused) panel.querySelector(`[data-key="${focused}"]`)?.focus();
  }

  runRow(row) {
    const box = h("input", {
      type: "checkbox", "aria-label": `Overlay the curve of run ${row.run}`, "data-key": `box-${row.run}`,
      onchange: () => {
        const runs = this.ledger.filter((r) => (r.run === row.run ? box.checked : r.overlaid)).map((r) => r.run);
        this.send("overlay", { runs });
      },
    });
    box.checked = row.overlaid;
    return h("tr", {},
      h("td", {}, box), h("th", { scope: "row" }, String(row.run), row.current ? h("span", { class: "pg-note" }, " now") : null),
      h("td", { title: row.text }, brief(row.text), row.notes ? h("span", { class: "pg-note" }, ` ${row.notes}`) : null),
      h("td", { class: "pg-right" }, row.epochs.toFixed(2)), h("td", { class: "pg-right" }, percent(row.best, 2)),
      h("td", { class: "pg-right" }, row.seconds.toFixed(1)),
      h("td", {}, this.button("Restore", () => this.send("restore", { run: row.run }), { "aria-label": `Restore the settings of run ${row.run}`, "data-key": `restore-${row.run}` })));
  }
}

/** A settings string, shortened to what usually matters. */
function brief(text) {
  const s = Object.fromEntries(text.split(" ").map((part) => part.split("=")));
  const network = `${s.hidden === "none" ? "no hidden layer" : s.hidden} ${s.activation} ${s.init}`;
  const extras = [
    s.dropout > 0 ? `dropout ${s.dropout}` : "", s.weight_decay > 0 ? `decay ${s.weight_decay}` : "",
    s.images < 54_000 ? `${count(Number(s.images))} images` : "", s.flipped > 0 ? `${percent(Number(s.flipped), 0)} wrong labels` : "",
    s.seed > 0 ? `seed ${s.seed}` : "",
  ].filter(Boolean);
  return [network, `${s.optimizer} ${s.learning_rate}, batch ${s.batch_size}`, ...extras].join(" · ");
}

export default {
  render({ model, el }) {
    const view = new View(model, el);
    return () => view.close();
  },
};
