// What is in the tabs: weights, layers, digits, mistakes, confusion matrix, runs. Each view takes its own part
// of a message, says whether there was one, and draws it when its tab is open.
// Read together with playground.js, as one module.

const DIGITS = "0123456789";
const panelOf = (name) => h("div", { role: "tabpanel", id: newId(), class: `pg-panel pg-${name}`, tabindex: 0 });
const note = (...text) => h("p", { class: "pg-note" }, ...text);
const headings = (texts) => texts.map((text) => h("th", { scope: "col" }, text));
const imageOf = (values, i) => values.subarray(784 * i, 784 * (i + 1));

/** A digit with a caption below it. */
function digitFigure(values, ...caption) {
  const canvas = h("canvas", { width: 28, height: 28, "aria-hidden": "true" });
  paintInk(canvas, { values, shape: [28, 28] });
  return h("figure", {}, canvas, h("figcaption", {}, ...caption));
}

class WeightsView {
  title = "Weights";
  panel = panelOf("weights");

  constructor({ send }) {
    this.note = note();
    this.enlarged = new EnlargedTile();
    this.tiles = new Tiles("pg", (unit) => send("switch", { unit }), { look: (i) => this.enlarge(i) });
    this.looked = 0;
    const turn = (by) => send("weights", { page: this.weights.page + by });
    this.turns = [button("Previous units", () => turn(-1)), button("Next units", () => turn(1))];
    this.place = h("span", { role: "status" });
    const id = newId();
    this.minus = h("input", {
      id, type: "checkbox", onchange: () => send("weights", { minus_start: this.minus.checked }),
    });
    this.pages = h("div", { class: "pg-turns" }, this.turns[0], this.place, this.turns[1]);
    this.panel.append(this.note, h("div", { class: "pg-head pg-weights-head" },
      h("span", { class: "pg-turns" }, this.minus, h("label", { for: id }, "Minus their start: what was learned")),
      this.pages));
    this.panel.append(h("div", { class: "pg-weights-columns" }, this.tiles.element, this.enlarged.element));
  }

  enlarge(i) {
    this.looked = i;
    const { largest, hidden, first } = this.weights;
    const values = this.tiles.values.subarray(784 * i, 784 * (i + 1));
    this.enlarged.show(values, largest / 127, `${hidden ? "Unit" : "Output"} ${first + i}`, this.colours);
  }

  take({ weights }, buffers) {
    if (!weights) return false;
    this.weights = weights;
    const tiles = arrayOf(weights.tiles, buffers);
    this.tiles.take(tiles, weights.hidden, Array.from({ length: tiles.shape[0] }, (_, i) => weights.first + i));
    return true;
  }

  draw(look) {
    const { units, hidden, largest, off, page, pages, minus_start: isMinus, start_is_known: isKnown } = this.weights;
    this.colours = look.weights;
    this.tiles.paint(look.weights);
    this.enlarge(Math.min(this.looked, this.tiles.tiles.length - 1));
    this.tiles.mark(off);
    this.minus.checked = isMinus;
    this.minus.disabled = !isKnown;
    this.pages.hidden = pages === 1;
    say(this.place, `${page + 1} of ${pages}`);
    [this.turns[0].disabled, this.turns[1].disabled] = [page === 0, page === pages - 1];
    say(this.note, [
      `What each of the ${hidden ? `${units} units of the first layer` : "ten outputs"} looks for.`,
      isMinus ? "Red pixels have gained weight since the start, blue ones lost; the most that any did"
        : "Ink on red pixels raises it, ink on blue ones lowers it; the strongest weight",
      `is ${precise(largest)}.`,
      hidden ? "Click a unit to switch it off in the predictions for single images." : "",
    ].join(" "));
  }
}

/** One tile, large, with its numbers. */
class EnlargedTile {
  constructor() {
    this.canvas = h("canvas", {
      width: 28, height: 28, "aria-hidden": "true",
      onpointermove: (event) => this.point(event), onpointerleave: () => say(this.pixel, ""),
    });
    [this.name, this.least, this.most] = [h("b", {}), h("span", {}), h("span", {})];
    this.pixel = h("span", { class: "pg-pixel" });
    this.element = h("div", { class: "pg-enlarged" },
      this.canvas, h("p", { class: "pg-note" }, this.name, this.least, this.most, this.pixel));
  }

  /** `scale` is what a value has to be multiplied by. */
  show(values, scale, name, colours) {
    this.element.hidden = !values.length;
    if (!values.length) return;
    Object.assign(this, { values, scale });
    paintTile(this.canvas, values, colours);
    const words = (value) => `${signed(value * scale)} ${placeOf(values.indexOf(value))}`;
    const isFaint = values.every((value) => !value); // beside the layer's strongest weight
    say(this.name, name);
    say(this.least, isFaint ? `all within ±${precise(scale / 2)}` : `from ${words(Math.min(...values))}`);
    say(this.most, isFaint ? "" : `to ${words(Math.max(...values))}`);
  }

  point({ clientX, clientY }) {
    const box = this.canvas.getBoundingClientRect();
    const [column, row] = [(clientX - box.left) / box.width, (clientY - box.top) / box.height]
      .map((share) => Math.min(27, Math.max(0, Math.floor(28 * share))));
    const i = 28 * row + column;
    say(this.pixel, `${signed(this.values[i] * this.scale)} ${placeOf(i)}`);
  }
}

/** A pixel's place, counted from 0 as in NumPy. */
const placeOf = (i) => `at [${Math.floor(i / 28)}, ${i % 28}]`;
/** A weight with its sign; the picture has it in 127 steps, so two digits are what it can say. */
function signed(x) {
  const size = Math.abs(x);
  return (x > 0 ? "+" : x < 0 ? "−" : "") + (size >= 100 ? precise(size) : size.toPrecision(2));
}

class LayersView {
  title = "Layers";
  panel = panelOf("layers");

  take({ layers }) {
    if (!layers) return false;
    this.layers = layers;
    return true;
  }

  draw() {
    const { names, word, flat, images } = this.layers;
    this.panel.replaceChildren(
      h("table", { class: "pg-table" },
        h("thead", {}, h("tr", {},
          headings(["Layer", "Units", `Units that are ${word}`, "Gradient norm (logarithmic)"]))),
        h("tbody", {}, names.map((_, i) => this.row(i)))),
      note(word === "dead"
        ? `A dead unit gives 0 for each of ${images} validation images, and learns nothing. `
        : `A saturated unit has a mean slope below ${percent(flat, 0)} of the largest, on ${images} `
          + "validation images. ",
      "The gradient norm is that of the last batch; where it is tiny, a layer hardly learns."));
  }

  row(i) {
    const { names, units, idle, gradients } = this.layers;
    const strongest = Math.max(...gradients, 1e-12), decades = 6;
    const width = (g) => (g > 0 ? Math.max(0.02, 1 + Math.log10(g / strongest) / decades) : 0);
    const bar = (share, text, kind) => h("div", { class: "pg-bar" },
      h("span", { class: `pg-fill pg-${kind}`, style: `width:${100 * share}%` }),
      h("span", { class: "pg-bar-text" }, text));
    return h("tr", {},
      h("th", { scope: "row" }, names[i]),
      h("td", { class: "pg-right" }, String(units[i])),
      h("td", {}, i < idle.length ? bar(idle[i] ?? 1, percent(idle[i], 0), "idle") : "–"),
      h("td", {}, i < gradients.length ? bar(width(gradients[i]), precise(gradients[i]), "gradient") : "–"));
  }
}

class DigitsView {
  title = "Digits";
  panel = panelOf("digits");

  constructor({ send }) {
    this.note = note();
    this.strip = h("div", { class: "pg-strip" });
    this.panel.append(
      h("div", { class: "pg-head" }, this.note, button("Other images", () => send("images"))), this.strip);
  }

  take({ digits }, buffers) {
    if (!digits) return false;
    this.P = arrayOf(digits.P, buffers).values;
    this.off = digits.off;
    if (digits.pixels) {
      const { values } = arrayOf(digits.pixels, buffers);
      this.figures = digits.labels.map((label, i) => this.figure(label, imageOf(values, i)));
      this.strip.replaceChildren(...this.figures.map(({ figure }) => figure));
    }
    return true;
  }

  figure(label, values) {
    const verdict = h("span", {}), bars = [...DIGITS].map(() => h("i"));
    const figure = digitFigure(values, verdict,
      h("span", { class: "pg-bars", "aria-hidden": "true" }, bars),
      h("span", { class: "pg-axis", "aria-hidden": "true" }, [...DIGITS].map((digit) => h("i", {}, digit))));
    bars[label].classList.add("pg-true");
    return { figure, verdict, bars, label };
  }

  draw() {
    this.figures.forEach(({ figure, verdict, bars, label }, i) => {
      const p = this.P.subarray(10 * i, 10 * i + 10), best = p.indexOf(Math.max(...p));
      say(verdict, `${best === label ? "✓" : "✗"} ${best}, ${percent(p[best], 0)}`);
      figure.classList.toggle("pg-wrong", best !== label);
      figure.setAttribute("aria-label", `A ${label}, read as ${best} with ${percent(p[best], 0)}`);
      bars.forEach((bar, digit) => (bar.style.height = `${100 * p[digit]}%`));
    });
    const off = this.off ? ` ${this.off} hidden ${this.off > 1 ? "units are" : "unit is"} switched off.` : "";
    say(this.note, `Validation images and the ten probabilities; the true digit's bar is blue.${off}`);
  }
}

class MistakesView {
  title = "Mistakes";
  panel = panelOf("mistakes");

  take({ mistakes }, buffers) {
    if (!mistakes) return false;
    this.mistakes = mistakes;
    this.pixels = arrayOf(mistakes.pixels, buffers).values;
    return true;
  }

  draw() {
    const { labels, predicted, confidence, wrong, of } = this.mistakes;
    this.panel.replaceChildren(
      note(wrong
        ? `${count(wrong)} of ${count(of)} validation images are misread. `
          + "These are the most confident mistakes: true digit → what was read."
        : "No validation image is misread."),
      h("div", { class: "pg-strip" }, labels.map((label, i) => digitFigure(imageOf(this.pixels, i),
        h("span", {}, `${label} → ${predicted[i]}`),
        h("span", { class: "pg-note" }, percent(confidence[i], 0))))));
  }
}

class ConfusionView {
  title = "Confusion";
  panel = panelOf("confusion");

  take({ confusion }) {
    if (!confusion) return false;
    this.counts = confusion;
    return true;
  }

  draw() {
    const { counts } = this;
    const most = Math.max(1, ...counts.flatMap((row, i) => row.filter((_, j) => i !== j)));
    const cell = (n, i, j) => {
      const strength = i === j ? 0.16 : n ? 0.12 + 0.6 * (n / most) : 0;
      return h("td", { class: i === j ? "pg-right" : "pg-wrong", style: `--strength:${strength}` },
        n ? String(n) : h("span", { class: "pg-zero" }, "0"));
    };
    const row = (numbers, i) => h("tr", {},
      h("th", { scope: "row" }, String(i)), numbers.map((n, j) => cell(n, i, j)));
    this.panel.replaceChildren(
      h("table", { class: "pg-matrix" },
        h("thead", {}, h("tr", {}, headings(["true \\ read as", ...DIGITS]))),
        h("tbody", {}, counts.map(row))),
      note("Counts on the validation images. A row is a true digit, a column what it was read as: "
        + "the diagonal is right, and the darker another cell, the more often that mistake is made."));
  }
}

class RunsView {
  title = "Runs";
  panel = panelOf("runs");

  constructor({ send }) {
    this.send = send;
    [this.rows, this.runs, this.solvers] = [new Map(), [], []];
    const titles = headings(["Curve", "Run", "Settings", "Epochs", "Best validation", "Seconds"]);
    for (const title of titles.slice(3)) title.classList.add("pg-right");
    this.body = h("tbody", {});
    this.none = note("Every run appears here as a row, as soon as it has trained. Tick runs to compare their curves.");
    this.table = h("table", { class: "pg-table pg-ledger" },
      h("thead", {}, h("tr", {}, titles, h("td", {}))), this.body);
    this.foot = h("div", { class: "pg-head" },
      note("A ticked run's validation curve is drawn with the present one. "
        + (standsAlone() ? ""
          : "For pandas: give it a name, playground = Playground(): this table is playground.ledger.to_frame().")),
      button("Save as CSV file", () => send("ledger_csv")));
    this.panel.append(this.none, this.table, this.foot);
  }

  /** Let the reader save the ledger, which has come as the text of a file. */
  save(text) {
    const address = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
    h("a", { href: address, download: "playground_runs.csv" }).click();
    setTimeout(() => URL.revokeObjectURL(address), 1000);
  }

  take({ ledger, task }) {
    if (task) this.solvers = task.solvers;
    if (!ledger) return false;
    this.runs = ledger;
    this.title = ledger.length ? `Runs (${ledger.length})` : "Runs";
    return true;
  }

  draw() {
    this.none.hidden = this.runs.length > 0;
    this.table.hidden = this.foot.hidden = !this.runs.length;
    for (const run of this.runs) {
      if (!this.rows.has(run.run)) {
        const row = new RunRow(run.run, { send: this.send, overlay: () => this.overlay() });
        this.rows.set(run.run, row);
        this.body.prepend(row.element); // the latest on top
      }
      this.rows.get(run.run).show(run, this.solvers.includes(run.run));
    }
  }

  overlay() {
    this.send("overlay", { runs: [...this.rows.values()].filter(({ box }) => box.checked).map(({ run }) => run) });
  }
}

/** A row lasts, and only its words change while the run trains: so a pointer and the focus can rest on its buttons. */
class RunRow {
  constructor(run, { send, overlay }) {
    Object.assign(this, { run, ticked: -ANSWER });
    this.box = h("input", {
      type: "checkbox", "aria-label": `Overlay the curve of run ${run}`, "data-key": `box-${run}`,
      onchange: () => {
        this.ticked = performance.now();
        overlay();
      },
    });
    [this.brief, this.notes, this.now] = ["", "pg-note", "pg-note"].map((name) => h("span", { class: name }));
    this.solved = h("span", { role: "img", "aria-label": "solved the task", title: "Solved the task" }, " ✓");
    this.settings = h("td", { class: "pg-brief" }, this.brief, this.notes);
    this.epochs = h("td", { class: "pg-right", "data-title": "epochs" });
    this.best = h("td", { class: "pg-right", "data-title": "best" });
    this.seconds = h("td", { class: "pg-right pg-seconds" });
    this.element = h("tr", {},
      h("td", {}, this.box),
      h("th", { scope: "row" }, String(run), this.now, this.solved),
      this.settings, this.epochs, this.best, this.seconds,
      h("td", {}, button("Restore", () => send("restore", { run }), {
        "aria-label": `Restore the settings of run ${run}`,
      })));
  }

  show({ overlaid, current, text, brief, notes, epochs, best, seconds }, isSolved) {
    // An answer to something older would undo the latest tick.
    if (performance.now() - this.ticked >= ANSWER) this.box.checked = overlaid;
    tell(this.settings, "title", text);
    say(this.brief, brief);
    say(this.notes, notes && ` ${notes}`);
    say(this.now, current ? " now" : "");
    this.solved.hidden = !isSolved;
    say(this.epochs, epochs.toFixed(2));
    say(this.best, percent(best, 2));
    say(this.seconds, seconds.toFixed(1));
  }
}
