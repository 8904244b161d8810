// The unit that is looked at in the first tab: what it looks for, what excites it, its sum, where its output goes.
// Read together with playground.js, as one module.

/** A number with its sign, for a sum that is written out. */
const term = (x) => `${x < 0 ? "−" : "+"}${plain(Math.abs(x))}`;
function plain(x) {
  const size = Math.abs(x);
  return (x < 0 ? "−" : "") + (size >= 1000 ? precise(size) : size.toFixed(size >= 100 ? 0 : 2));
}

class UnitCard {
  constructor({ press }) {
    this.name = h("h4", {});
    this.toggle = button("Switch off", () => press(this.unit.layer, this.unit.unit));
    this.picture = new Captioned("Looks for");
    this.onImage = new Captioned("In this image");
    this.images = h("div", { class: "nw-exciting" });
    this.sum = h("tbody", {});
    this.goes = h("tbody", {});
    this.goesTitle = h("h5", {});
    this.parts = h("div", { class: "nw-parts" },
      h("div", { class: "nw-pictures" }, this.picture.element, this.onImage.element),
      h("div", { class: "nw-part" }, h("h5", {}, "Digits that excite it most"), this.images),
      h("div", { class: "nw-part" }, h("h5", {}, "Its sum"), h("table", { class: "nw-sum" }, this.sum)),
      (this.goesPart = h("div", { class: "nw-part" }, this.goesTitle, h("table", { class: "nw-sum" }, this.goes))));
    this.head = h("div", { class: "nw-head" }, this.name, this.toggle);
    this.element = h("section", { class: "nw-unit", "aria-label": "The unit that is looked at" },
      this.head, this.parts);
  }

  take({ unit, layers }, buffers) {
    const isSame = unit && this.unit?.layer === unit.layer && this.unit.unit === unit.unit;
    this.unit = unit;
    this.element.hidden = !unit;
    if (!unit) return;
    this.outputs = layers.length - 1;
    this.toggle.hidden = unit.layer === this.outputs; // at once: the Tab key may be on its way there
    if (unit.picture) {
      this.values = arrayOf(unit.picture, buffers).values;
      this.on = unit.on_image && arrayOf(unit.on_image, buffers).values;
      this.exciting = { ...unit, values: arrayOf(unit.images, buffers).values };
      this.isFresh = true;
    } else if (!isSame) this.exciting = null;
  }

  draw(look) {
    const { unit } = this;
    if (!unit) return;
    const isOutput = unit.layer === this.outputs;
    say(this.name, unitName(unit.layer, unit.unit, isOutput));
    say(this.toggle, unit.switched ? "Switch on" : "Switch off");
    if (this.exciting && (this.isFresh || look !== this.look)) this.show(look); // else it looks as it did
    [this.look, this.isFresh] = [look, false];
    this.sum.replaceChildren(...this.lines(isOutput));
    this.goesPart.hidden = isOutput;
    if (isOutput) return;
    const toOutputs = unit.layer + 1 === this.outputs;
    say(this.goesTitle, "Where it goes");
    this.goes.replaceChildren(...(unit.goes.length ? unit.goes.map(([to, given]) => row(
      `${given > 0 ? "raises" : "lowers"} ${toOutputs ? `output ${to}` : `unit ${to}`}`, "", term(given), given))
      : [row("It gives 0: nothing goes on.", "", "")]));
  }

  show({ weights }) {
    const { labels, excited, values, layer } = this.exciting;
    this.picture.show(this.values, weights);
    this.onImage.element.hidden = !this.on;
    if (this.on) this.onImage.show(this.on, weights);
    say(this.picture.note, layer === 0 ? "weights minus their start" : "ink that goes with it");
    say(this.onImage.note, "pixel × weight");
    this.images.replaceChildren(...labels.map((label, i) => (
      digitFigure(imageOf(values, i), `${label}: ${plain(excited[i])}`))));
  }

  /** The sum written out: its largest terms, the others together, the bias, and what becomes of it. */
  lines(isOutput) {
    const { layer, terms, others, n, bias, sum, said, off, function: applied } = this.unit;
    const source = (i) => (layer ? `unit ${i}` : `pixel ${placeOf(i).slice(3)}`);
    const most = terms.map(([i, a, w, given]) => row(source(i), `${plain(a)} × ${term(w)}`, term(given), given));
    const more = n - terms.length;
    return [
      ...most,
      more > 0 ? row(`${count(more)} others`, "", term(others), others) : null,
      row("bias", "", term(bias), bias),
      row("sum", "", plain(sum), 0, "nw-total"),
      row(off ? "switched off" : isOutput ? "softmax" : applied || "as it is", "",
        isOutput ? percent(said) : plain(said), 0, "nw-result"),
    ].filter(Boolean);
  }
}

/** A line of a sum: what, how it comes about, how much. */
function row(what, how, much, sign = 0, kind = "") {
  return h("tr", { class: `${kind} ${sign > 0 ? "nw-raises" : sign < 0 ? "nw-lowers" : ""}` },
    h("th", { scope: "row" }, what), h("td", {}, how), h("td", {}, much));
}

/** A picture of weights with words below it. */
class Captioned {
  constructor(title) {
    this.canvas = h("canvas", { width: 28, height: 28, "aria-hidden": "true" });
    this.note = h("span", { class: "pg-note" });
    this.element = h("figure", { class: "nw-captioned" },
      h("h5", {}, title), this.canvas, h("figcaption", {}, this.note));
  }

  show(values, colours) {
    paintTile(this.canvas, values, colours);
  }
}
