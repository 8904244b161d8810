// The playground's page: a clock that asks Python to train, the messages, and the curves. Its controls
// and tabs are in the files beside it; Python joins them to one module, this one last.

const IN_FLIGHT = 2; // ticks under way, so that Python need not wait for the next one to arrive

class View extends Tabs {
  constructor(model, el) {
    super();
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
    this.stopWatching = watchLook(this.root, () => this.retheme());
    this.retheme();
    this.send("hello");
  }

  close() {
    if (this.owned >= 0 && this.status?.running) this.send("pause");
    this.owned = -1;
    this.model.off("msg:custom", this.receive);
    this.stopWatching();
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

  // -- showing the state --------------------------------------------------------------------------

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
}

export default {
  render({ model, el }) {
    const view = new View(model, el);
    return () => view.close();
  },
};
