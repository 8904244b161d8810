// The first tab: one image on its way through the network. What a unit contributes to a sum is a line, solid if it
// raises the sum and dashed if it lowers it, and as thick as it is large.
// Read together with playground.js, as one module.

const SQUARES = 7; // the image is drawn as 7 x 7 sources, as in network_view.py
const STEADY = 10; // drawings a second, below which the page says so
const FAINT = 0.03; // of the largest contribution: what is smaller is not drawn
const WIDTHS = 10; // lines are drawn in so many widths, all those of a width together
const MOST = 2; // of the widest line of a single source, for those that come together
const ANSWER = 500; // ms in which an answer comes
const REST = 120; // ms on a unit after which it is looked at: the pointer may be on its way to somewhere else
const hiddenName = (layer) => `Hidden ${layer + 1}`;
const unitName = (layer, unit, isOutput) => (isOutput ? `Output ${unit}` : `${hiddenName(layer)}, unit ${unit}`);
const wantsCalm = matchMedia("(prefers-reduced-motion: reduce)");

class NetworkView {
  title = "Network";
  isOpen = true; // as the first tab
  panel = panelOf("network");

  constructor({ send }) {
    this.pace = new Pace();
    const ask = (type, content) => {
      this.pace.asked = performance.now();
      send(type, content);
    };
    const look = (content) => ask("look", content);
    const press = (layer, unit) => ask("switch", { layer: layer + 1, unit });
    this.look = look;
    this.choice = new ImageChoice(look);
    this.picture = new Picture({ look: (unit) => look({ unit }), press });
    this.unit = new UnitCard({ press });
    this.damage = new DamageBox({ change: (damage) => look({ damage }), mend: () => ask("mend") });
    this.obstacle = h("p", { class: "nw-obstacle" });
    const sample = (kind) => h("span", { class: `nw-sample ${kind}`, "aria-hidden": "true" });
    this.hint = h("p", { class: "pg-note" },
      "Point at a unit, or go to it with Tab and the arrow keys, to see what it does. A click switches it off.");
    this.legend = h("p", { class: "pg-note nw-legend" },
      h("span", { class: "nw-key" }, sample("nw-raising"), "raises the sum"),
      h("span", { class: "nw-key" }, sample("nw-lowering"), "lowers it"),
      h("span", {}, "thickness: activation × weight"), h("span", {}, "drawn: the units that contribute most"),
      h("span", {}, "picture: what a unit looks for, in hidden 1 as far as it has learned"),
      h("span", {}, "bar below it: its activation"), h("span", {}, "blue bar: the true digit"), this.pace.element);
    this.body = h("div", { class: "nw-body" }, this.choice.element, this.hint, this.damage.element,
      this.picture.element, this.unit.element, this.legend);
    this.panel.append(this.obstacle, this.body);
  }

  /** The tab has been opened, or left: only while it is open Python sends what is in it. */
  opens(isOpen) {
    if (this.isOpen === isOpen) return;
    this.isOpen = isOpen;
    this.look({ open: isOpen });
  }

  take({ network, status, knobs }, buffers) {
    if (knobs) this.damage.begin(knobs);
    if (!network) return false;
    this.isRunning = status.running;
    say(this.obstacle, network.obstacle ?? "");
    this.body.hidden = Boolean(network.obstacle);
    if (network.obstacle) return false;
    this.choice.take(network);
    this.picture.take(network, buffers, status.running);
    this.unit.take(network, buffers);
    this.damage.take(network);
    return this.pace.isDue(status.running);
  }

  draw(look) {
    if (!this.picture.layers) return;
    this.picture.draw(look);
    this.unit.draw(look);
    this.pace.count(this.isRunning);
  }
}

/** How often the picture is drawn while it trains; says so when that is seldom. */
class Pace {
  constructor() {
    this.element = h("span", {});
    this.times = [];
    this.asked = -ANSWER; // when the reader did something last
  }

  /** Who asked the system for less motion gets a picture a second, and answers at once. */
  isDue(isRunning) {
    const now = performance.now();
    return !isRunning || !wantsCalm.matches || now - this.asked < ANSWER || now - (this.times.at(-1) ?? 0) >= 1000;
  }

  count(isRunning) {
    if (!isRunning) this.times = [];
    const now = performance.now();
    this.times = [...this.times.filter((time) => now - time < 3000), now];
    const seconds = (now - this.times[0]) / 1000;
    if (isRunning && seconds < 1.5) return;
    const rate = (this.times.length - 1) / seconds;
    say(this.element, !isRunning || rate >= STEADY - 0.5 ? ""
      : wantsCalm.matches ? "Drawn once a second, as your system asks for less motion."
        : `Drawn ${rate.toFixed(rate < 2 ? 1 : 0)} times a second.`);
  }
}

/** Which image goes through the network. */
class ImageChoice {
  constructor(look) {
    this.digits = [...DIGITS].map((digit) => button(digit, () => look({ digit: Number(digit) }), {
      class: "mlp-button nw-digit", "aria-label": `Show a ${digit}`, "aria-pressed": "false",
      title: "Again for the next one",
    }));
    this.drawing = button("Drawing", () => look({ drawing: true }), { "aria-pressed": "false" });
    this.turns = [
      button("‹", () => look({ misread: -1 }), { "aria-label": "Previous misread image" }),
      button("›", () => look({ misread: 1 }), { "aria-label": "Next misread image" }),
    ];
    this.misread = h("span", {});
    this.element = h("div", { class: "nw-choice" },
      h("div", { class: "nw-digits", role: "group", "aria-label": "Digit" }, this.digits, this.drawing),
      h("div", {
        class: "nw-misread", role: "group", "aria-label": "Misread images",
        title: "What the whole network misreads, whatever is broken",
      }, this.turns[0], this.misread, this.turns[1]));
  }

  take({ image, misread, drawing }) {
    this.digits.forEach((each, digit) => each.setAttribute("aria-pressed", image.label === digit));
    this.drawing.hidden = !drawing;
    this.drawing.setAttribute("aria-pressed", image.label == null);
    say(this.misread, `${misread ? count(misread) : "none"} misread`);
    for (const each of this.turns) each.disabled = !misread;
  }
}

/** The image, the units and the outputs as columns, and the lines between them. */
class Picture {
  /** `look` is told the unit that is looked at, `press` the one that is switched off or on. */
  constructor({ look, press }) {
    Object.assign(this, { look, press, columns: [], selected: null, isPointedAt: false });
    this.lines = h("canvas", { class: "nw-lines", "aria-hidden": "true" });
    this.image = h("canvas", { width: 28, height: 28, "aria-hidden": "true" });
    [this.imageWord, this.imageName] = [h("span", { class: "nw-word" }, "validation "), h("span", {})];
    this.figure = h("figure", { class: "nw-image" }, this.image,
      h("figcaption", {}, this.imageWord, this.imageName));
    this.spoken = h("p", { class: "nw-spoken", role: "status" });
    this.stage = h("div", {
      class: "nw-stage", role: "group", "aria-label": "The network",
      onpointerleave: () => this.rest(() => this.light(false), 0), onfocusout: () => this.light(false),
    });
    this.element = h("div", {}, this.stage, this.spoken);
  }

  take({ image, layers, P, pictures, unit, damage }, buffers, isRunning) {
    if (image.pixels) paintInk(this.image, { ...arrayOf(image.pixels, buffers), shape: [28, 28] });
    this.layers = layers.map((layer) => ({
      ...layer, terms: arrayOf(layer.terms, buffers).values, said: arrayOf(layer.said, buffers).values,
    }));
    this.P = arrayOf(P, buffers).values;
    if (pictures) [this.pictures, this.isFresh] = [pictures.map((place) => arrayOf(place, buffers).values), true];
    const now = unit ? [unit.layer, unit.unit] : null;
    if (!this.asked || String(this.asked) === String(now)) [this.asked, this.selected] = [null, now];
    Object.assign(this, { isRunning, label: image.label, name: image.name, damage });
    const shape = JSON.stringify(layers.map(({ units, shown }) => [units, shown.length]));
    if (shape !== this.shape) this.build(layers); // once all is known: it may look at another unit
    this.shape = shape;
  }

  build(layers) {
    const hadFocus = this.stage.contains(document.activeElement);
    this.columns = layers.map((layer, i) => new Column(this, layer, i, i === layers.length - 1));
    const hidden = layers.length - 1;
    this.stage.style.setProperty("--hidden", hidden ? `repeat(${hidden}, var(--node))` : "");
    this.stage.classList.toggle("nw-many", layers.length > 3);
    this.stage.replaceChildren(this.lines, this.figure, ...this.columns.map(({ element }) => element));
    this.columns.at(-1).buttons[0].tabIndex = 0;
    if (hadFocus) this.columns.at(-1).buttons[0].focus();
  }

  /** Look at a unit. As long as it is pointed at, or has the focus, its lines stand out. */
  select(layer, row) {
    if (!this.isSelected(layer, row)) {
      this.selected = this.asked = [layer, this.layers[layer].shown[row]];
      this.look(this.selected);
    }
    this.light(true);
  }

  /** The pointer has come to something: what that leads to if it stays there. */
  rest(then, ms = REST) {
    clearTimeout(this.resting);
    this.resting = setTimeout(then, ms);
  }

  isSelected(layer, row) {
    return this.selected?.[0] === layer && this.selected[1] === this.layers[layer].shown[row];
  }

  light(isPointedAt) {
    this.isPointedAt = isPointedAt;
    this.paint();
  }

  /** All units are one stop for the Tab key; the arrows move between them. */
  key(event, layer, row) {
    const rows = this.columns[layer].buttons.length;
    const [toLayer, toRow] = {
      ArrowUp: [layer, row - 1], ArrowDown: [layer, row + 1], ArrowLeft: [layer - 1, row], ArrowRight: [layer + 1, row],
      Home: [layer, 0], End: [layer, rows - 1],
    }[event.key] ?? [-1];
    const buttons = this.columns[toLayer]?.buttons;
    if (!buttons || toRow < 0 || (toLayer === layer && toRow >= rows)) return;
    event.preventDefault();
    buttons[Math.min(toRow, buttons.length - 1)].focus();
  }

  /** One unit at a time can be reached with the Tab key: the last that had the focus. */
  focused(button) {
    for (const { buttons } of this.columns) for (const each of buttons) each.tabIndex = each === button ? 0 : -1;
  }

  draw(look) {
    const isFresh = this.isFresh || look !== this.colours; // else the units look as they did
    [this.colours, this.isFresh] = [look, false];
    const best = this.P.indexOf(Math.max(...this.P)), { name, label } = this;
    this.imageWord.hidden = name === "drawing";
    say(this.imageName, name === "drawing" ? "your drawing" : `image ${name}, a ${label}`);
    this.columns.forEach((column, i) => {
      if (!column.isOutput) column.paint(this.layers[i], isFresh && this.pictures[i], look.weights);
      else column.fill(this.P, best, label);
    });
    this.paint();
    clearTimeout(this.announcing);
    // While it trains the numbers never rest; only what has settled is announced.
    if (!this.isRunning) this.announcing = setTimeout(() => say(this.spoken, this.words(best)), 600);
  }

  words(best) {
    const { name, label, P } = this;
    const second = P.indexOf(Math.max(...P.filter((_, digit) => digit !== best)));
    const what = name === "drawing" ? "Your drawing is" : `Validation image ${name}, a ${label}, is`;
    const n = this.damage.off, off = n ? ` ${n} hidden unit${n > 1 ? "s are" : " is"} off.` : "";
    return `${what} read as ${best} with ${percent(P[best])}; next comes ${second} with ${percent(P[second])}.${off}`;
  }

  /** Draw the lines, those of the unit that is pointed at on top. */
  paint() {
    if (!this.colours) return;
    const { context, width } = prepared(this.lines);
    if (!width) return;
    let sources = this.squares();
    this.layers.forEach((layer, i) => {
      const goals = this.columns[i].entries(this.stage), drawn = this.layers[i - 1]?.shown.length ?? SQUARES ** 2;
      const isLit = (source, goal) => !this.isPointedAt || this.isSelected(i, goal)
        || (i > 0 && source < drawn && this.isSelected(i - 1, source));
      context.save();
      if (!this.isPointedAt) this.spareImage(context); // else it shows from where the lines come
      drawLines(context, layer.terms, sources, goals, { drawn, isLit, colours: this.colours.colours });
      context.restore();
      sources = this.columns[i].exits(this.stage);
    });
    this.columns.forEach((column, layer) => column.buttons.forEach((each, row) => {
      each.classList.toggle("nw-selected", this.isSelected(layer, row));
    }));
  }

  /** Nothing will be drawn over the image, which is to be read. */
  spareImage(context) {
    const { x, y, width, height } = placeIn(this.image, this.stage), all = placeIn(this.stage, this.stage);
    const outside = new Path2D();
    outside.rect(0, 0, all.width, all.height);
    outside.rect(x, y, width, height);
    context.clip(outside, "evenodd");
  }

  /** The centres of the squares of the image. */
  squares() {
    const { x, y, width, height } = placeIn(this.image, this.stage);
    return Array.from({ length: SQUARES ** 2 }, (_, i) => [
      x + (width * ((i % SQUARES) + 0.5)) / SQUARES, y + (height * (Math.floor(i / SQUARES) + 0.5)) / SQUARES,
    ]);
  }
}

/**
 * Draw what each of the sources contributes to each of the goals. The largest contribution of a single source has the
 * thickest line; what those beyond the `drawn` ones contribute together may be larger, and its line is pale.
 */
function drawLines(c, terms, sources, goals, { drawn, isLit, colours }) {
  const n = goals.length, largest = Math.max(...terms.subarray(0, drawn * n).map(Math.abs), 1e-12);
  const groups = new Map(); // lines that look the same, by what comes on top
  terms.forEach((term, k) => {
    const source = Math.floor(k / n), goal = k % n, share = Math.min(Math.abs(term) / largest, MOST);
    if (share < FAINT || !sources[source]) return;
    const width = Math.min(Math.ceil(share * WIDTHS), MOST * WIDTHS) / WIDTHS;
    const look = { width, isRaising: term > 0, isLit: isLit(source, goal), isSingle: source < drawn };
    const key = 4000 * look.isLit + 2000 * look.isSingle + 10 * WIDTHS * width + look.isRaising;
    if (!groups.has(key)) groups.set(key, { ...look, lines: [] });
    groups.get(key).lines.push([sources[source], goals[goal]]);
  });
  for (const [, { width, isRaising, isLit: isClear, isSingle, lines }] of [...groups].sort(([a], [b]) => a - b)) {
    c.strokeStyle = isRaising ? colours.positive : colours.negative;
    c.globalAlpha = (isClear ? 1 : 0.14) * (isSingle ? 0.2 + 0.7 * width : 0.22);
    c.lineWidth = 0.5 + 4.5 * width;
    c.setLineDash(isRaising ? [] : [3 + 3 * width, 2 + 2 * width]);
    c.beginPath();
    for (const [[x, y], [toX, toY]] of lines) {
      const bend = (toX - x) * 0.45;
      c.moveTo(x, y);
      c.bezierCurveTo(x + bend, y, toX - bend, toY, toX, toY);
    }
    c.stroke();
  }
  c.globalAlpha = 1;
  c.setLineDash([]);
}

/** Set an attribute only where it differs, as `say` does with text. */
function tell(element, name, value) {
  if (element.getAttribute(name) !== String(value)) element.setAttribute(name, value);
}

/** Where an element is in another that has a position. */
function placeIn(element, root) {
  const box = element.getBoundingClientRect(), outer = root.getBoundingClientRect();
  return { x: box.x - outer.x, y: box.y - outer.y, width: box.width, height: box.height };
}

/** The units of a layer that are drawn, or the ten outputs. */
class Column {
  constructor(picture, { units, shown }, layer, isOutput) {
    Object.assign(this, { picture, layer, isOutput, units });
    this.buttons = shown.map((_, row) => this.button(row));
    const others = units - shown.length, word = (text) => h("span", { class: "nw-word" }, text);
    const title = `${count(others)} more units, which contribute less to this image's answer`;
    this.others = others ? h("span", { class: "nw-others", title }, `+${count(others)}`, word(" more")) : null;
    this.reads = h("span", {});
    this.title = h("span", { class: "nw-title" }, ...(isOutput ? [word("reads "), this.reads]
      : [word("Hidden "), String(layer + 1)]));
    this.element = h("div", {
      class: `nw-column ${isOutput ? "nw-outputs" : ""}`, role: "group",
      "aria-label": isOutput ? "Outputs" : hiddenName(layer),
    }, this.title, this.buttons, this.others);
  }

  button(row) {
    const { picture, layer } = this;
    const inside = this.isOutput
      ? [h("b", {}, String(row)), h("span", { class: "nw-track" }, h("span", { class: "nw-fill" })),
        h("span", { class: "nw-p" })]
      : [h("canvas", { width: 28, height: 28, "aria-hidden": "true" }), h("span", { class: "nw-said" })];
    let wasLookedAt = false;
    const element = h("button", {
      type: "button", tabindex: -1, class: this.isOutput ? "nw-output" : "nw-node",
      // A finger's first touch looks at a unit, its second switches it off.
      onpointerenter: ({ pointerType }) => pointerType !== "touch" && picture.rest(() => picture.select(layer, row)),
      onpointerdown: ({ pointerType }) => (wasLookedAt = pointerType !== "touch" || picture.isSelected(layer, row)),
      onfocus: () => { picture.focused(element); picture.select(layer, row); },
      onkeydown: (event) => picture.key(event, layer, row),
      onclick: (event) => {
        const isLookedAt = event.detail === 0 || wasLookedAt; // 0: a key was pressed
        picture.select(layer, row);
        if (isLookedAt && !this.isOutput) picture.press(layer, picture.layers[layer].shown[row]);
      },
    }, inside);
    return element;
  }

  /** Where lines arrive, and from where they go on. */
  entries(root) {
    return this.buttons.map((each) => {
      const { x, y, height } = placeIn(each, root);
      return [x, y + height / 2];
    });
  }

  exits(root) {
    return [...this.buttons, this.others].filter(Boolean).map((each) => {
      const { x, y, width, height } = placeIn(each, root);
      return [x + width, y + height / 2];
    });
  }

  // The names of units and outputs have their numbers while these rest: else a reader would be told without end.
  paint({ shown, off, said }, pictures, colours) {
    const largest = Math.max(...said.map(Math.abs), 1e-12);
    this.buttons.forEach((each, row) => {
      const unit = shown[row], [canvas, bar] = each.children;
      if (pictures) paintTile(canvas, imageOf(pictures, row), colours);
      bar.style.width = `${(100 * Math.abs(said[row])) / largest}%`;
      bar.classList.toggle("nw-below", said[row] < 0);
      const isOff = off.includes(unit);
      each.classList.toggle("nw-off", isOff);
      tell(each, "aria-pressed", isOff);
      const gives = this.picture.isRunning ? "" : `, which gives ${plain(said[row])}`;
      tell(each, "aria-label", `Switch off unit ${unit} of ${hiddenName(this.layer).toLowerCase()}${gives}`);
    });
  }

  fill(P, best, label) {
    const verdict = label == null ? "" : best === label ? " ✓" : " ✗";
    say(this.reads, `${best}, ${percent(P[best], 0)}${verdict}`);
    this.buttons.forEach((each, digit) => {
      const [, track, p] = each.children;
      track.firstChild.style.width = `${100 * P[digit]}%`;
      say(p, percent(P[digit], P[digit] < 0.1 ? 1 : 0));
      each.classList.toggle("nw-best", digit === best);
      each.classList.toggle("nw-true", digit === label);
      const says = this.picture.isRunning ? "" : `, ${percent(P[digit])}`;
      tell(each, "aria-label", `Output ${digit}${says}${digit === label ? ", the true digit" : ""}`);
    });
  }
}

/** What can be broken, what that does to the score, and the button that mends it. */
class DamageBox {
  constructor({ change, mend }) {
    this.changed = -ANSWER;
    this.change = (damage) => {
      this.changed = performance.now();
      change(damage);
    };
    this.mend = button("Mend", () => {
      this.changed = -ANSWER;
      mend();
    });
    this.score = h("p", { class: "nw-score", role: "status" });
    this.knobs = h("div", { class: "nw-knobs" });
    this.box = h("div", { id: newId(), hidden: true }, this.knobs,
      h("p", { class: "pg-note" }, "Broken is only what this tab shows: the training goes on with the whole network."));
    const open = button("Break it", () => {
      this.box.hidden = !this.box.hidden;
      open.setAttribute("aria-expanded", !this.box.hidden);
    }, { "aria-expanded": "false", "aria-controls": this.box.id });
    this.element = h("section", { class: "nw-damage", "aria-label": "What is broken" },
      h("div", { class: "nw-head" }, open, this.mend, this.score), this.box);
  }

  /** Build the knobs, as Python says what they may be. */
  begin({ stops, help: texts }) {
    if (this.noise) return;
    const id = newId(), { change } = this, live = { live: true };
    const sigma = (v) => (v ? `${v} σ` : "none"), share = (v) => percent(v, 0);
    this.noise = slider("Weight noise", stops.noise, sigma, (noise) => change({ noise }), live);
    this.share = slider("Units off", stops.share, share, (part) => change({ share: part }), live);
    this.layer = h("select", {
      "aria-label": "Layer whose units are off", class: "nw-layer", title: texts.layer,
      onchange: () => change({ layer: this.layer.selectedIndex }),
    });
    this.share.row.append(this.layer);
    this.biases = h("input", { id, type: "checkbox", onchange: () => change({ biases: !this.biases.checked }) });
    const biases = h("div", { class: "pg-row nw-biases" }, this.biases, h("label", { for: id }, "Biases off"));
    this.items = Object.entries({ noise: this.noise.row, share: this.share.row, biases }).map(([name, row]) => {
      const { ask, text } = help(row.querySelector("label").textContent, texts[name]);
      row.append(ask);
      return h("div", {}, row, text);
    });
    this.knobs.append(...this.items);
  }

  take({ damage, layers }) {
    const { off, any, scores } = damage, hidden = layers.length - 1;
    if (this.layer.options.length !== hidden) {
      this.layer.replaceChildren(...Array.from({ length: hidden }, (_, i) => new Option(hiddenName(i))));
    }
    // An answer to an older change would undo the latest.
    if (performance.now() - this.changed >= ANSWER) this.show(damage, hidden);
    this.items[1].hidden = !hidden;
    this.mend.disabled = !any;
    const units = off ? ` ${off} unit${off > 1 ? "s are" : " is"} off.` : "";
    say(this.score, scores ? `Broken, it reads ${percent(scores.damaged)} of ${count(scores.images)} validation `
      + `images; mended, ${percent(scores.whole)}.${units}` : "");
  }

  show({ noise, biases, share, layer }, hidden) {
    this.noise.show(noise);
    this.share.show(share);
    this.biases.checked = !biases;
    this.layer.selectedIndex = Math.min(layer, hidden - 1);
  }
}
