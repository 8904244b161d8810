// Three scores to drag, and live beside them softmax, the cross-entropy and its gradient P − Y.
// Python is told the scores, but nothing on the page waits for it.
// Read together with elements.js and drawing.js, as one module.

const LIMIT = 5; // scores go from -LIMIT to LIMIT, as in three_scores.py
const STEP = 0.1;
const BIG_STEP = 1;
const CLASSES = [0, 1, 2];
const MOST_LOSS = 5; // the height of the little curve
const CURVE = { width: 150, height: 84 };

const minus = (text) => text.replace("-", "−");
const fixed = (x) => minus(x.toFixed(3));
const rests = (x) => Math.abs(x) < 0.0005; // it is shown as 0.000
const signed = (x) => (rests(x) ? "0.000" : `${x > 0 ? "+" : ""}${fixed(x)}`);
const shortScore = (z) => minus(Math.abs(z * 10 - Math.round(z * 10)) < 1e-6 ? z.toFixed(1) : z.toFixed(2));
const clipped = (z) => Math.min(LIMIT, Math.max(-LIMIT, z));
const shareOf = (z) => (100 * (z + LIMIT)) / (2 * LIMIT);

/** Probabilities, loss and gradient; the largest score is taken off first, so that no exponential overflows. */
function crossEntropy(z, y) {
  const top = Math.max(...z), exponentials = z.map((score) => Math.exp(score - top));
  const sum = exponentials.reduce((a, b) => a + b);
  const p = exponentials.map((e) => e / sum);
  return { p, loss: Math.log(sum) + top - z[y], gradient: p.map((share, i) => share - (i === y ? 1 : 0)) };
}

/** A handle on a line: mouse, finger, pen or arrow keys move the score, `moved` is told where to. */
class ScoreSlider {
  constructor(label, moved) {
    this.moved = moved;
    this.number = h("span", {});
    this.arrow = h("span", { class: "ts-arrow", "aria-hidden": "true" });
    this.handle = h("div", {
      class: "ts-handle", role: "slider", tabindex: 0, "aria-label": label,
      "aria-valuemin": -LIMIT, "aria-valuemax": LIMIT, onkeydown: (event) => this.key(event),
    }, this.number);
    const ticks = [-5, 0, 5].map((at) => h("span", { class: "ts-tick", "data-at": minus(String(at)),
      style: `left: ${shareOf(at)}%` }));
    this.line = h("div", { class: "ts-line" }, ticks, this.arrow, this.handle);
    this.element = h("div", {
      class: "ts-slider",
      onpointerdown: (event) => this.down(event), onpointermove: (event) => this.drag(event),
      onpointerup: (event) => this.up(event), onpointercancel: () => (this.isDragged = false),
    }, this.line);
  }

  down(event) {
    if (event.button !== 0) return;
    event.preventDefault();
    this.handle.focus({ preventScroll: true });
    this.element.setPointerCapture(event.pointerId);
    // Who takes the handle moves it by as much as the pointer moves; a press on the line brings it there.
    const onHandle = this.handle.contains(event.target), box = this.handle.getBoundingClientRect();
    this.grip = onHandle ? event.clientX - (box.left + box.width / 2) : 0;
    this.isDragged = true;
    if (!onHandle) this.drag(event);
  }

  drag(event) {
    if (!this.isDragged) return;
    const box = this.line.getBoundingClientRect();
    const share = (event.clientX - this.grip - box.left) / box.width;
    this.move(Math.round((share * 2 * LIMIT - LIMIT) / STEP) * STEP);
  }

  up(event) {
    this.drag(event);
    this.isDragged = false;
  }

  key(event) {
    const size = event.shiftKey ? BIG_STEP : STEP;
    const to = {
      ArrowRight: this.z + size, ArrowUp: this.z + size, ArrowLeft: this.z - size, ArrowDown: this.z - size,
      PageUp: this.z + BIG_STEP, PageDown: this.z - BIG_STEP, Home: -LIMIT, End: LIMIT,
    }[event.key];
    if (to == null || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    this.move(to);
  }

  move(z) {
    const to = Math.round(clipped(z) * 1e6) / 1e6; // no 0.30000000000000004
    if (to !== this.z) this.moved(to);
  }

  /** The arrow is as long as a step z − (P − Y) moves the score. */
  show(z, p, gradient) {
    this.z = z;
    say(this.number, shortScore(z));
    this.handle.style.left = `${shareOf(z)}%`;
    this.handle.setAttribute("aria-valuenow", z);
    this.handle.setAttribute("aria-valuetext", `${shortScore(z)}, probability ${fixed(p)}`);
    this.arrow.style.setProperty("--at", `${shareOf(z)}%`);
    this.arrow.style.setProperty("--length", `${(100 * Math.abs(gradient)) / (2 * LIMIT)}%`);
    this.arrow.dataset.way = Math.abs(gradient) < 0.02 ? "" : gradient > 0 ? "down" : "up";
  }
}

/** One class: is it the right one, its score, its probability, its gradient. */
class Row {
  constructor(i, group, { choose, moved }) {
    this.i = i;
    this.radio = h("input", { type: "radio", name: group, value: i, onchange: () => choose(i) });
    this.slider = new ScoreSlider(`Score of class ${i}`, moved);
    [this.bar, this.mark] = [h("span", { class: "ts-bar" }), h("span", { class: "ts-mark" })];
    this.gap = h("span", { class: "ts-gap" });
    [this.p, this.g] = [h("span", { class: "ts-number" }), h("span", { class: "ts-number" })];
    [this.signedBar, this.way] = [h("span", { class: "ts-signed" }), h("span", { class: "ts-way" })];
    this.element = h("div", { class: "ts-row", role: "group", "aria-label": `Class ${i}` },
      h("label", { class: "ts-class" }, this.radio, h("span", {}, `class ${i}`)),
      this.slider.element,
      h("div", { class: "ts-cell", "data-name": "probability" },
        h("span", { class: "ts-track", "aria-hidden": "true" }, this.bar, this.gap, this.mark), this.p),
      h("div", { class: "ts-cell", "data-name": "P − Y" },
        h("span", { class: "ts-track ts-centred", "aria-hidden": "true" }, this.signedBar), this.g, this.way));
  }

  show({ z, y, p, gradient }) {
    const [share, slope, isRight] = [p[this.i], gradient[this.i], this.i === y];
    this.radio.checked = isRight;
    this.element.classList.toggle("ts-right", isRight);
    this.slider.show(z[this.i], share, slope);
    this.bar.style.width = `${100 * share}%`;
    this.mark.style.left = isRight ? "100%" : "0";
    say(this.p, fixed(share));
    say(this.g, signed(slope));
    // From the mark to the end of the bar it is P − Y: the same once more from a common zero.
    this.gap.style.cssText = `width: ${100 * Math.abs(slope)}%; ${isRight ? "right" : "left"}: 0`;
    this.signedBar.style.cssText = `width: ${50 * Math.abs(slope)}%; ${slope > 0 ? "left" : "right"}: 50%`;
    for (const part of [this.gap, this.signedBar]) part.dataset.sign = slope > 0 ? "positive" : "negative";
    say(this.way, rests(slope) ? "stays" : slope > 0 ? "← lower" : "raise →");
  }
}

/** The loss in words and figures, and as a point on the curve of −log p. */
class Loss {
  constructor() {
    [this.formula, this.number] = [h("span", { class: "ts-formula" }), h("b", { class: "ts-loss" })];
    this.curve = h("div", { class: "ts-curve", "aria-hidden": "true" });
    this.curve.innerHTML = curveInSvg();
    this.point = this.curve.querySelector("circle");
    this.element = h("div", { class: "ts-loss-part", role: "group", "aria-label": "Loss" },
      h("div", {}, h("h4", {}, "Loss"), this.number, this.formula), this.curve);
  }

  show({ y, p, loss }) {
    say(this.number, fixed(loss));
    say(this.formula, `= −log ${fixed(p[y])}`);
    const [x, height] = placeOnCurve(p[y], loss);
    this.point.setAttribute("cx", x);
    this.point.setAttribute("cy", height);
  }
}

const placeOnCurve = (p, loss) =>
  [p * CURVE.width, CURVE.height * (1 - Math.min(loss, MOST_LOSS) / MOST_LOSS)].map((place) => place.toFixed(1));

function curveInSvg() {
  const { width, height } = CURVE;
  const points = Array.from({ length: 81 }, (_, k) => Math.exp((-MOST_LOSS * k) / 80));
  const path = points.map((p) => placeOnCurve(p, -Math.log(p)).join(" ")).join(" L ");
  return `<svg viewBox="-14 -8 ${width + 24} ${height + 26}">
    <path class="ts-axis" d="M 0 0 V ${height} H ${width}"/>
    <path class="ts-log" d="M ${path}"/>
    <text x="5" y="1" class="ts-on-curve" dx="12" dy="6">−log p</text>
    <text x="0" y="${height + 13}">0</text><text x="${width}" y="${height + 13}" text-anchor="end">p = 1</text>
    <circle r="5"/>
  </svg>`;
}

class Scores {
  constructor(model, el) {
    this.model = model;
    const group = newId();
    this.rows = CLASSES.map((i) => new Row(i, group, {
      choose: (y) => this.change({ y }),
      moved: (score) => this.change({ z: this.z.map((old, k) => (k === i ? score : old)) }),
    }));
    this.loss = new Loss();
    this.sentence = h("p", { class: "ts-sentence" });
    const heads = ["right class", "score z", "probability P, with a mark at Y", "gradient P − Y"];
    this.root = h("div", { class: "mlp-three-scores", role: "group", "aria-label": "Three scores" },
      h("div", { class: "ts-row ts-heads", "aria-hidden": "true" }, heads.map((head) => h("span", {}, head))),
      this.rows.map((row) => row.element),
      h("div", { class: "ts-below" },
        this.loss.element,
        h("div", { class: "ts-words" }, this.sentence,
          h("div", { class: "ts-buttons" },
            button("One step downhill", () => this.step()),
            button("Start again", () => this.change({ z: this.model.get("_start") }))))));
    // Keys pressed in here belong to the sliders, not to the notebook's shortcuts.
    this.root.dataset.lmSuppressShortcuts = "true";
    el.append(this.root);
    this.show = this.show.bind(this);
    model.on("change:z", this.show);
    model.on("change:y", this.show);
    this.stopWatching = watchLook(this.root, () => lookOf(this.root));
    lookOf(this.root);
    this.show();
  }

  close() {
    this.model.off("change:z", this.show);
    this.model.off("change:y", this.show);
    this.stopWatching();
  }

  get z() {
    return this.model.get("z");
  }

  get y() {
    return this.model.get("y");
  }

  change(values) {
    for (const [name, value] of Object.entries(values)) this.model.set(name, value);
    this.model.save_changes();
  }

  /** Gradient descent on the scores themselves, with learning rate 1. */
  step() {
    const { gradient } = crossEntropy(this.z, this.y);
    this.change({ z: this.z.map((score, i) => clipped(score - gradient[i])) });
  }

  show() {
    const [z, y] = [this.z, this.y], { p, loss, gradient } = crossEntropy(z, y);
    for (const row of this.rows) row.show({ z, y, p, gradient });
    this.loss.show({ y, p, loss });
    const others = CLASSES.filter((i) => i !== y);
    say(this.sentence, "The arrows show one step against the gradient, from z to z − (P − Y). It raises the score of "
      + `class ${y} by ${fixed(-gradient[y])}, and lowers that of class ${others[0]} by `
      + `${fixed(gradient[others[0]])} and that of class ${others[1]} by ${fixed(gradient[others[1]])}.`);
    Object.assign(this.root.dataset, { z: JSON.stringify(z), y, loss: fixed(loss) });
  }
}

export default {
  render({ model, el }) {
    const scores = new Scores(model, el);
    return () => scores.close();
  },
};
