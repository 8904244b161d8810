// The two charts on top: loss and accuracy by epoch, with the present numbers.
// Read together with playground.js, as one module.

// How the curves of other runs are told apart; their colours are run-1 to run-4 of the style sheet.
const DASHES = [[2, 3], [8, 3, 2, 3], [1, 2], [12, 4]];

/**
 * The charts, and below them the names of the runs that are compared. The pointer, or the arrow keys, choose an epoch
 * that was validated; then the numbers beside the names are those of that epoch.
 */
class Curves {
  constructor(redraw) {
    this.redraw = redraw;
    this.charts = [this.chart("Loss", "loss", precise), this.chart("Accuracy", "accuracy", (p) => percent(p))];
    this.legend = h("ul", { class: "pg-legend", "aria-label": "Other runs, by their validation curves" });
    this.element = h("div", { class: "pg-charts" }, this.charts.map((chart) => chart.section), this.legend);
    this.overlays = [];
    this.at = null; // the epoch that was chosen
  }

  chart(title, kind, write) {
    const key = (set, value) => h("span", { class: "pg-key" },
      h("span", { class: `pg-sample pg-${set}`, "aria-hidden": "true" }),
      h("span", { class: "pg-word" }, `${set} `), value);
    const training = h("b", {}), validation = h("b", {});
    const canvas = h("canvas", {
      tabindex: 0, role: "slider", "aria-label": `${title} by epoch`, "aria-valuemin": 0,
      onpointermove: (event) => this.point(chart, event), onpointerdown: (event) => this.touch(chart, event),
      onpointerleave: ({ pointerType }) => { if (pointerType !== "touch") this.choose(null); },
      onpointercancel: () => this.choose(null), onblur: () => this.choose(null),
      onkeydown: (event) => this.key(event),
    });
    const section = h("section", { class: "pg-chart", "aria-label": title },
      h("div", { class: "pg-chart-head" }, h("h4", {}, title),
        key("training", training), key("validation", validation)),
      canvas);
    const chart = { title, kind, write, canvas, training, validation, section };
    return chart;
  }

  take({ status, curves, overlays, ledger }, buffers) {
    this.status = status;
    this.training = columnsOf(curves.training, buffers);
    this.validation = columnsOf(curves.validation, buffers);
    if (overlays) this.overlays = overlays.map((o) => ({ run: o.run, ...columnsOf(o.validation, buffers) }));
    if (ledger) this.current = ledger.find((run) => run.current)?.run;
    // The present run has its curve already.
    this.others = this.overlays.filter(({ run }) => run !== this.current);
    return true;
  }

  /** The pointer is over a chart: choose what was validated nearest to it. */
  point({ canvas, frame }, event) {
    if (!frame) return;
    const x = event.clientX - canvas.getBoundingClientRect().left;
    this.choose(nearest(this.validation.epoch, ((x - frame.left) / (frame.right - frame.left)) * frame.end));
  }

  /** What a finger has chosen stays until something else is touched: it hides what it points at. */
  touch(chart, event) {
    chart.canvas.focus({ preventScroll: true });
    this.point(chart, event);
  }

  key(event) {
    const { epoch } = this.validation, last = epoch.length - 1;
    const i = this.at == null ? last + 1 : nearest(epoch, this.at); // the present state comes after the last
    const chosen = {
      ArrowLeft: i - 1, ArrowDown: i - 1, ArrowRight: i + 1, ArrowUp: i + 1, Home: 0, End: last, Escape: null,
    }[event.key];
    if (chosen === undefined) return;
    event.preventDefault();
    this.choose(chosen == null ? null : Math.min(Math.max(chosen, 0), last));
  }

  /** Choose the validation with this index; null for the present state. */
  choose(i) {
    const at = i == null || i < 0 ? null : this.validation?.epoch[i] ?? null;
    if (at === this.at) return;
    this.at = at;
    this.redraw();
  }

  /** The training and validation values of a kind, those of the chosen epoch or the present ones. */
  values(kind) {
    if (this.at == null) return [this.status[kind], this.status[`val_${kind}`]];
    return [valueAt(this.training, kind, this.at, 1 / 8), valueAt(this.validation, kind, this.at)];
  }

  draw({ colours }) {
    if (!this.training) return;
    const epochs = this.validation.epoch;
    for (const chart of this.charts) {
      const { kind, write, canvas, training, validation } = chart;
      const curves = this.others.map((run, i) => ({
        x: run.epoch, y: run[kind], colour: colours[`run-${(i % DASHES.length) + 1}`],
        dash: DASHES[i % DASHES.length], width: 1.4,
      }));
      const now = (columns, set) => ({ x: columns.epoch, y: columns[kind], colour: colours[set], width: 2 });
      curves.push(
        { ...now(this.training, "training"), dash: [] },
        { ...now(this.validation, "validation"), dash: [6, 4], dots: true },
      );
      chart.frame = drawCurves(canvas, curves, kind, colours, this.at);
      const [a, b] = this.values(kind).map(write);
      say(training, a);
      say(validation, b);
      if (this.status.running && this.at == null) continue; // the numbers never rest
      const place = this.at == null ? epochs.length - 1 : nearest(epochs, this.at);
      const others = this.others.map((run) => `run ${run.run} ${write(this.valueOf(run, kind))}`);
      const words = `epoch ${epochText(this.at ?? this.status.epoch)}: `
        + [`training ${a}`, `validation ${b}`, ...others].join(", ");
      canvas.setAttribute("aria-valuemax", Math.max(epochs.length - 1, 0));
      canvas.setAttribute("aria-valuenow", Math.max(place, 0));
      canvas.setAttribute("aria-valuetext", words);
    }
    this.explain(colours);
  }

  /** A run's value at the chosen epoch; without one, its last. */
  valueOf(run, kind) {
    return this.at == null ? run[kind].at(-1) : valueAt(run, kind, this.at);
  }

  /** Name the other runs, with their numbers. */
  explain(colours) {
    this.legend.replaceChildren(...this.others.map((run) => {
      const line = h("canvas", { class: "pg-line", "aria-hidden": "true" });
      return h("li", {}, line, h("span", {}, `run ${run.run} `),
        h("b", {}, `${precise(this.valueOf(run, "loss"))}, ${percent(this.valueOf(run, "accuracy"))}`));
    }));
    this.others.forEach((_, i) => {
      const { context: c, width, height } = prepared(this.legend.children[i].firstChild);
      c.strokeStyle = colours[`run-${(i % DASHES.length) + 1}`];
      c.lineWidth = 2;
      c.setLineDash(DASHES[i % DASHES.length]);
      c.beginPath();
      c.moveTo(0, height / 2);
      c.lineTo(width, height / 2);
      c.stroke();
    });
  }
}

const epochText = (epoch) => String(Math.round(100 * epoch) / 100);

/** The index of the number that is nearest to x; -1 if there is none. */
function nearest(numbers, x) {
  let best = -1;
  numbers.forEach((number, i) => {
    if (best < 0 || Math.abs(number - x) < Math.abs(numbers[best] - x)) best = i;
  });
  return best;
}

/** A curve's value at an epoch; null if it has no point as near as `tolerance`. */
function valueAt(columns, kind, epoch, tolerance = 1e-3) {
  const i = nearest(columns.epoch, epoch);
  const isThere = i >= 0 && Math.abs(columns.epoch[i] - epoch) <= tolerance && Number.isFinite(columns[kind][i]);
  return isThere ? columns[kind][i] : null;
}

/** Return the columns of a (3, n) array as epochs, losses and accuracies. */
function columnsOf(place, buffers) {
  const { values, shape } = arrayOf(place, buffers);
  const n = shape[1];
  return {
    epoch: values.subarray(0, n),
    loss: values.subarray(n, 2 * n),
    accuracy: values.subarray(2 * n, 3 * n),
  };
}

/** Return round numbers that divide the range into at most `most` parts. */
function ticks(low, high, most) {
  const rough = (high - low) / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((m) => m * power).find((s) => s >= rough * 0.999);
  const values = [];
  for (let i = Math.ceil(low / step - 1e-6); i * step <= high + step * 1e-6; i++) values.push(i * step);
  return { values, step };
}

/** The top of the loss axis: a few wild values at the start or the end must not flatten the rest. */
function lossLimit(curves, epochs) {
  const values = curves.flatMap((curve) => Array.from(curve.y)).filter(Number.isFinite);
  if (!values.length) return 2.5;
  values.sort((a, b) => a - b);
  const highest = values[values.length - 1];
  const typical = values[Math.floor(values.length * 0.9)];
  const wanted = epochs < 2 ? Math.max(2.5, 1.6 * typical) : 2.2 * typical;
  return Math.max(Math.min(highest, wanted), 0.01) * 1.06;
}

/** The bottom of the accuracy axis: zoom in once everything recent is high. */
function accuracyFloor(curves) {
  const late = curves.flatMap((curve) => Array.from(curve.y).slice(Math.floor(curve.y.length / 3)));
  const lowest = Math.min(...late.filter(Number.isFinite), 1);
  return [0.95, 0.9, 0.8, 0.6].find((floor) => lowest > floor + 0.01) ?? 0;
}

/** A number on the loss axis: many digits would not fit. */
const axisNumber = (y, digits) => (y >= 1e4 ? y.toExponential(0).replace("e+", "e") : y.toFixed(digits));

/**
 * Draw curves over epochs, and mark the epoch `at` if it is not null. Returns where the axis of epochs begins and
 * ends, in pixels and in epochs.
 * curves: list of {x, y, colour, dash, width, dots}; kind is "loss" or "accuracy".
 */
function drawCurves(canvas, curves, kind, colours, at) {
  const { context: c, width, height } = prepared(canvas);
  if (width < 40 || height < 40) return null;
  const isLow = height < 120; // then the word below the axis is left out
  const left = kind === "loss" ? 34 : 42, right = width - 10, top = 8, bottom = height - (isLow ? 18 : 30);
  const longest = Math.max(0, ...curves.map((curve) => curve.x[curve.x.length - 1] ?? 0));
  const [low, high] = kind === "loss" ? [0, lossLimit(curves, longest)] : [accuracyFloor(curves), 1];
  const end = longest <= 1 ? 1 : longest;
  const atX = (x) => left + (x / end) * (right - left);
  const atY = (y) => bottom - ((y - low) / (high - low)) * (bottom - top);

  c.font = colours.font;
  c.lineWidth = 1;
  c.strokeStyle = colours.line;
  c.fillStyle = colours.muted;
  c.textAlign = "right";
  c.textBaseline = "middle";
  const vertical = ticks(low, high, Math.max(2, Math.floor((bottom - top) / 34)));
  for (const y of vertical.values) {
    c.beginPath();
    c.moveTo(left, Math.round(atY(y)) + 0.5);
    c.lineTo(right, Math.round(atY(y)) + 0.5);
    c.stroke();
    const digits = Math.max(0, -Math.floor(Math.log10(vertical.step) + 1e-9));
    c.fillText(kind === "loss" ? axisNumber(y, digits) : `${Math.round(100 * y)} %`, left - 6, atY(y));
  }
  c.textAlign = "center";
  c.textBaseline = "top";
  const horizontal = ticks(0, end, Math.max(2, Math.floor((right - left) / 56)));
  for (const x of horizontal.values) {
    const digits = Math.max(0, -Math.floor(Math.log10(horizontal.step) + 1e-9));
    c.fillText(x.toFixed(digits), Math.min(atX(x), right - 6), bottom + 5);
  }
  if (!isLow) c.fillText("epochs", (left + right) / 2, bottom + 17);
  if (at != null) {
    c.strokeStyle = colours.muted;
    c.beginPath();
    c.moveTo(Math.round(atX(at)) + 0.5, top);
    c.lineTo(Math.round(atX(at)) + 0.5, bottom);
    c.stroke();
  }

  c.save();
  c.beginPath();
  c.rect(left - 4, top - 5, right - left + 10, bottom - top + 10);
  c.clip();
  for (const curve of curves) drawCurve(c, curve, atX, (y) => Math.max(atY(y), top - 20));
  c.restore();
  if (at != null) writeBeside(c, `epoch ${epochText(at)}`, atX(at), top, (left + right) / 2, colours);
  return { left, right, end };
}

/** Write beside a vertical line, on the side where there is more room. */
function writeBeside(c, text, x, y, middle, colours) {
  const isLeft = x > middle, width = c.measureText(text).width + 6;
  c.fillStyle = colours.panel;
  c.fillRect(isLeft ? x - 2 - width : x + 2, y, width, 15);
  c.fillStyle = colours.muted;
  c.textAlign = isLeft ? "right" : "left";
  c.textBaseline = "top";
  c.fillText(text, isLeft ? x - 5 : x + 5, y + 2);
}

function drawCurve(c, { x, y, colour, dash, width, dots }, atX, atY) {
  c.strokeStyle = c.fillStyle = colour;
  c.lineWidth = width;
  c.setLineDash(dash);
  c.lineJoin = "round";
  c.beginPath();
  let drawing = false, last = null;
  for (let i = 0; i < x.length; i++) {
    if (!Number.isFinite(y[i])) {
      drawing = false; // a gap where the loss was no number
      continue;
    }
    last = [atX(x[i]), atY(y[i])];
    if (drawing) c.lineTo(...last);
    else c.moveTo(...last);
    drawing = true;
  }
  c.stroke();
  c.setLineDash([]);
  if (!last) return;
  if (dots && x.length <= 40) {
    for (let i = 0; i < x.length; i++) {
      if (Number.isFinite(y[i])) fillDot(c, atX(x[i]), atY(y[i]), 2.4);
    }
  } else fillDot(c, ...last, 2.6);
}

function fillDot(c, x, y, radius) {
  c.beginPath();
  c.arc(x, y, radius, 0, 2 * Math.PI);
  c.fill();
}
