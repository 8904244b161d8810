// The two charts on top: loss and accuracy by epoch, with the present numbers.
// Read together with playground.js, as one module.

// How the curves of other runs are told apart; their colours are run-1 to run-4 of the style sheet.
const DASHES = [[2, 3], [8, 3, 2, 3], [1, 2], [12, 4]];

class Curves {
  constructor() {
    this.charts = [this.chart("Loss", "loss"), this.chart("Accuracy", "accuracy")];
    this.element = h("div", { class: "pg-charts" }, this.charts.map((chart) => chart.section));
    this.overlays = [];
  }

  chart(title, kind) {
    const sample = (set) => h("span", { class: `pg-sample pg-${set}`, "aria-hidden": "true" });
    const training = h("b", {}), validation = h("b", {});
    const canvas = h("canvas", { role: "img", "aria-label": `${title} by epoch` });
    const section = h("section", { class: "pg-chart", "aria-label": title },
      h("div", { class: "pg-chart-head" }, h("h4", {}, title),
        h("span", { class: "pg-key" }, sample("training"), "training ", training),
        h("span", { class: "pg-key" }, sample("validation"), "validation ", validation)),
      canvas);
    return { title, kind, canvas, training, validation, section };
  }

  take({ status, curves, overlays }, buffers) {
    this.status = status;
    this.training = columnsOf(curves.training, buffers);
    this.validation = columnsOf(curves.validation, buffers);
    if (overlays) this.overlays = overlays.map((o) => ({ run: o.run, ...columnsOf(o.validation, buffers) }));
    const [loss, accuracy] = this.charts;
    say(loss.training, precise(status.loss));
    say(loss.validation, precise(status.val_loss));
    say(accuracy.training, percent(status.accuracy));
    say(accuracy.validation, percent(status.val_accuracy));
    return true;
  }

  draw({ colours }) {
    if (!this.training) return;
    for (const { title, kind, canvas, training, validation } of this.charts) {
      const curves = this.overlays.map((run, i) => ({
        x: run.epoch, y: run[kind], colour: colours[`run-${(i % DASHES.length) + 1}`],
        dash: DASHES[i % DASHES.length], width: 1.4, label: `run ${run.run}`,
      }));
      const now = (columns, set) => ({ x: columns.epoch, y: columns[kind], colour: colours[set], width: 2 });
      curves.push(
        { ...now(this.training, "training"), dash: [] },
        { ...now(this.validation, "validation"), dash: [6, 4], dots: true },
      );
      drawCurves(canvas, curves, kind, colours);
      if (this.status.running) continue;
      canvas.setAttribute("aria-label", `${title} after ${this.status.epoch.toFixed(2)} epochs: `
        + `training ${training.textContent}, validation ${validation.textContent}`);
    }
  }
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

/**
 * Draw curves over epochs.
 * curves: list of {x, y, colour, dash, width, label, dots}; kind is "loss" or "accuracy".
 */
function drawCurves(canvas, curves, kind, colours) {
  const { context: c, width, height } = prepared(canvas);
  if (width < 40 || height < 40) return;
  const left = kind === "loss" ? 34 : 42, right = width - 10, top = 8, bottom = height - 30;
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
    c.fillText(kind === "loss" ? y.toFixed(digits) : `${Math.round(100 * y)} %`, left - 6, atY(y));
  }
  c.textAlign = "center";
  c.textBaseline = "top";
  const horizontal = ticks(0, end, Math.max(2, Math.floor((right - left) / 56)));
  for (const x of horizontal.values) {
    const digits = Math.max(0, -Math.floor(Math.log10(horizontal.step) + 1e-9));
    c.fillText(x.toFixed(digits), Math.min(atX(x), right - 6), bottom + 5);
  }
  c.fillText("epochs", (left + right) / 2, bottom + 17);

  c.save();
  c.beginPath();
  c.rect(left - 4, top - 5, right - left + 10, bottom - top + 10);
  c.clip();
  for (const curve of curves) drawCurve(c, curve, atX, (y) => Math.max(atY(y), top - 20));
  c.restore();
}

function drawCurve(c, { x, y, colour, dash, width, dots, label }, atX, atY) {
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
  if (label) {
    c.textAlign = "right";
    c.textBaseline = "bottom";
    c.fillText(label, last[0] - 2, last[1] - 3);
  }
}

function fillDot(c, x, y, radius) {
  c.beginPath();
  c.arc(x, y, radius, 0, 2 * Math.PI);
  c.fill();
}
