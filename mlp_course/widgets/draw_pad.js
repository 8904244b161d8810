// The draw pad's page: strokes go to Python, pictures and probabilities come back.
// Read together with views.js and elements.js, as one module.

const SIDE = 280; // units of the pad, and the width of its pen: as in draw_pad.py
const PEN = 24;
const NEAR = 2.5; // a point this close to the last one adds nothing
const STEPS = ["Cropped to the ink", "Fitted into 20 × 20", "Centred in 28 × 28"];

class Pad {
  constructor(model, el) {
    this.model = model;
    this.id = newId();
    this.seq = 0;
    this.waiting = []; // messages to send, once the one under way has been answered
    this.underWay = null;
    this.strokes = [];
    this.pointer = null;
    this.build(el);
    this.receive = this.receive.bind(this);
    model.on("msg:custom", this.receive);
    this.stopWatching = watchLook(this.root, () => this.retheme());
    this.retheme();
    this.drawStrokes();
    this.send("hello");
  }

  close() {
    this.model.send({ type: "bye", view: this.id });
    this.model.off("msg:custom", this.receive);
    this.stopWatching();
    clearTimeout(this.announcing);
  }

  // -- messages: one at a time, so that they arrive in order ----------------------------------------

  send(type, content = {}) {
    this.waiting.push({ type, ...content });
    this.next();
  }

  next() {
    if (this.underWay != null || !this.waiting.length) return;
    const message = this.waiting.shift();
    this.seq += 1;
    this.underWay = this.seq;
    this.model.send({ ...message, view: this.id, seq: this.seq });
  }

  /** Points that wait to be sent travel together. */
  sendPoints(points, begin) {
    const last = this.waiting.at(-1);
    if (last?.type === "draw" && !begin) last.points.push(...points);
    else this.send("draw", { points: [...points], begin });
  }

  receive(message, buffers) {
    if (message.type !== "update") return;
    if (message.view === this.id && message.seq === this.underWay) this.underWay = null;
    this.next();
    // What is drawn here already must not be undone by an answer to something older.
    if (message.strokes && this.underWay == null && this.pointer == null) {
      this.strokes = message.strokes;
      this.drawStrokes();
    }
    if (message.steps) message.steps.forEach((place, i) => this.showStep(i, arrayOf(place, buffers)));
    this.off = message.off;
    if (message.units) this.showUnits(message.units, arrayOf(message.units.tiles, buffers));
    this.markUnits();
    this.showAnswer(message);
    say(this.message, message.message);
    Object.assign(this.root.dataset, { seq: message.seq ?? this.root.dataset.seq, waiting: this.waiting.length + (this.underWay ? 1 : 0) });
  }

  // -- building the page ------------------------------------------------------------------------------

  button(text, action, attributes = {}) {
    return h("button", { type: "button", class: "dp-button", onclick: action, ...attributes }, text);
  }

  build(el) {
    this.root = h("div", { class: "mlp-draw-pad", role: "group", "aria-label": "Draw pad" });
    // Keys pressed in here belong to the buttons, not to the notebook's shortcuts.
    this.root.dataset.lmSuppressShortcuts = "true";
    this.message = h("div", { class: "dp-message", role: "alert" });
    this.root.append(
      h("div", { class: "dp-columns" }, this.buildPad(), this.buildSteps(), this.buildAnswer()),
      this.message,
      this.buildUnits(),
    );
    el.append(this.root);
  }

  buildPad() {
    this.canvas = h("canvas", {
      class: "dp-paper", width: 2 * SIDE, height: 2 * SIDE, role: "img", "aria-label": "The pad: draw a digit here",
      onpointerdown: (e) => this.penDown(e), onpointermove: (e) => this.penMoves(e),
      onpointerup: (e) => this.penUp(e), onpointercancel: (e) => this.penUp(e),
      onpointerenter: () => { if (this.underWay == null && this.pointer == null) this.send("refresh"); },
    });
    this.undoButton = this.button("Undo", () => this.undo());
    this.clearButton = this.button("Clear", () => this.clear());
    return h("section", { class: "dp-pad", "aria-label": "Drawing" },
      h("h4", {}, "Draw a digit"), this.canvas, h("div", { class: "dp-buttons" }, this.undoButton, this.clearButton));
  }

  buildSteps() {
    this.steps = STEPS.map((text) => {
      const canvas = h("canvas", { width: 1, height: 1, "aria-hidden": "true" });
      const size = h("span", { class: "dp-note" });
      const frame = h("span", { class: "dp-frame" }, canvas);
      return { canvas, size, figure: h("figure", {}, frame, h("figcaption", {}, h("span", {}, text), size)) };
    });
    this.steps[2].figure.classList.add("dp-last");
    return h("section", { class: "dp-steps", "aria-label": "What becomes of the drawing" },
      h("h4", {}, "Made like MNIST"), this.steps.map((step) => step.figure));
  }

  buildAnswer() {
    this.headline = h("p", { class: "dp-headline", "aria-hidden": "true" });
    this.spoken = h("p", { class: "dp-spoken", role: "status", "aria-live": "polite" });
    this.bars = Array.from({ length: 10 }, (_, digit) => {
      const fill = h("span", { class: "dp-fill" }), mark = h("span", { class: "dp-mark" });
      const number = h("td", { class: "dp-number" }), winner = h("td", { class: "dp-winner", "aria-hidden": "true" });
      const bar = h("td", { class: "dp-bar", "aria-hidden": "true" }, h("span", { class: "dp-track" }, fill, mark));
      return { row: h("tr", {}, h("th", { scope: "row" }, String(digit)), bar, number, winner), fill, mark, number, winner };
    });
    this.barNote = h("p", { class: "dp-note dp-bar-note" });
    return h("section", { class: "dp-answer", "aria-label": "What the network reads" },
      h("h4", {}, "What the network reads"), this.headline, this.spoken,
      h("table", { "aria-label": "Probabilities of the ten digits" }, h("tbody", {}, this.bars.map((bar) => bar.row))),
      this.barNote);
  }

  buildUnits() {
    this.unitTitle = h("h4", {}, "Units of the first layer");
    this.unitNote = h("p", { class: "dp-note" });
    this.tileGroup = h("div", { class: "dp-tiles", role: "group", "aria-label": "Units of the first layer" });
    this.allOnButton = this.button("All units on", () => this.send("all_on"));
    this.tiles = [];
    return h("section", { class: "dp-units" },
      h("div", { class: "dp-head" }, h("div", {}, this.unitTitle, this.unitNote), this.allOnButton), this.tileGroup);
  }

  // -- drawing ------------------------------------------------------------------------------------------

  place(event) {
    const box = this.canvas.getBoundingClientRect();
    return [((event.clientX - box.left) / box.width) * SIDE, ((event.clientY - box.top) / box.height) * SIDE];
  }

  penDown(event) {
    if (event.button !== 0 || this.pointer != null) return; // a second finger does not draw
    event.preventDefault();
    this.canvas.setPointerCapture(event.pointerId);
    this.pointer = event.pointerId;
    this.strokes.push([this.place(event)]);
    this.sendPoints(this.strokes.at(-1), true);
    this.drawStrokes();
  }

  penMoves(event) {
    if (event.pointerId !== this.pointer) return;
    const stroke = this.strokes.at(-1), fresh = [];
    const events = event.getCoalescedEvents?.() ?? [];
    for (const each of events.length ? events : [event]) {
      const point = this.place(each), last = stroke.at(-1);
      if (Math.hypot(point[0] - last[0], point[1] - last[1]) < NEAR) continue;
      stroke.push(point);
      fresh.push(point);
    }
    if (!fresh.length) return;
    this.sendPoints(fresh, false);
    this.drawStrokes();
  }

  penUp(event) {
    if (event.pointerId === this.pointer) this.pointer = null;
  }

  undo() {
    this.strokes.pop();
    this.drawStrokes();
    this.send("undo");
  }

  clear() {
    this.strokes = [];
    this.drawStrokes();
    this.send("clear");
  }

  drawStrokes() {
    const c = this.canvas.getContext("2d"), scale = this.canvas.width / SIDE;
    c.setTransform(scale, 0, 0, scale, 0, 0);
    c.fillStyle = "#ffffff";
    c.fillRect(0, 0, SIDE, SIDE);
    c.strokeStyle = "#000000";
    c.lineWidth = PEN;
    c.lineCap = c.lineJoin = "round";
    for (const stroke of this.strokes) {
      c.beginPath();
      stroke.forEach(([x, y]) => c.lineTo(x, y));
      if (stroke.length === 1) c.lineTo(stroke[0][0] + 0.01, stroke[0][1]);
      c.stroke();
    }
    const none = !this.strokes.length;
    this.undoButton.setAttribute("aria-disabled", none);
    this.clearButton.setAttribute("aria-disabled", none);
  }

  // -- showing ------------------------------------------------------------------------------------------

  showStep(i, picture) {
    const { canvas, size } = this.steps[i];
    paintInk(canvas, picture);
    const [height, width] = picture.shape, whole = i === 2 ? 28 : i === 1 ? 20 : Math.max(height, width, 1);
    canvas.style.width = `${(100 * width) / whole}%`;
    canvas.style.height = `${(100 * height) / whole}%`;
    say(size, i === 1 && height ? `${width} × ${height} pixels` : i === 2 ? "what the network sees" : "");
  }

  showAnswer({ P, P_all, empty, off }) {
    const best = P ? P.indexOf(Math.max(...P)) : -1;
    this.bars.forEach(({ row, fill, mark, number, winner }, digit) => {
      fill.style.width = P ? `${100 * P[digit]}%` : "0";
      mark.hidden = !P || !off.length;
      mark.style.left = P_all ? `${100 * P_all[digit]}%` : "0";
      say(number, P ? percent(P[digit]) : "–");
      row.classList.toggle("dp-best", digit === best);
      say(winner, digit === best ? "◀" : "");
    });
    const text = P ? `It reads a ${best}` : empty ? "Nothing drawn yet" : "No answer";
    const before = P && off.length ? P_all.indexOf(Math.max(...P_all)) : best;
    const switched = `${off.length} unit${off.length === 1 ? "" : "s"} off`;
    this.headline.replaceChildren(
      P ? h("span", { class: "dp-digit" }, String(best)) : h("span", { class: "dp-digit dp-none" }, "?"),
      h("span", {}, P ? `with probability ${percent(P[best])}` : text));
    say(this.barNote, P && off.length
      ? `${switched}; the marks stand for all units on${before === best ? "" : `, when it reads a ${before}`}.` : "");
    this.root.dataset.prediction = best;
    // While the network trains the numbers never rest; only what has settled is announced.
    const announcement = P ? `${text}, probability ${percent(P[best])}${off.length ? `, ${switched}` : ""}` : text;
    clearTimeout(this.announcing);
    this.announcing = setTimeout(() => say(this.spoken, announcement), 600);
  }

  showUnits(units, tiles) {
    this.tileValues = tiles.values;
    const n = tiles.shape[0];
    if (this.tiles.length !== n || this.tilesHidden !== units.hidden) {
      this.tilesHidden = units.hidden;
      this.tiles = Array.from({ length: n }, (_, i) => this.tile(i, units.hidden));
      if (this.tiles[0]) this.tiles[0].tabIndex = 0;
      this.tileGroup.replaceChildren(...this.tiles);
    }
    this.paintTiles();
    this.tiles.forEach((tile, i) => (tile.lastChild.style.width = `${100 * (units.response[i] ?? 0)}%`));
    const some = n < units.units ? ` (${n} of ${units.units})` : "";
    say(this.unitTitle, units.hidden ? `Units of the first hidden layer${some}` : "The ten outputs");
    say(this.unitNote, units.hidden
      ? "Orange weights count ink, blue ones count against. The line below shows how strongly a unit responds to your drawing. Click a unit to switch it off."
      : "There is no hidden layer: each output has weights of its own. Orange ones count ink, blue ones count against.");
    this.allOnButton.hidden = !units.hidden;
  }

  tile(i, hidden) {
    const canvas = h("canvas", { width: 28, height: 28, "aria-hidden": "true" });
    const line = h("span", { class: "dp-response", "aria-hidden": "true" });
    if (!hidden) return h("div", { class: "dp-tile", role: "img", "aria-label": `Weights of output ${i}` }, canvas, line);
    return h("button", {
      type: "button", class: "dp-tile", tabindex: -1, "aria-label": `Unit ${i}: switch off`, title: `Unit ${i}`,
      onclick: () => this.send("switch", { unit: i }), onkeydown: (event) => this.tileKey(event, i),
    }, canvas, line);
  }

  /** One stop for the Tab key; the arrows move between the tiles. */
  tileKey(event, i) {
    const n = this.tiles.length;
    const next = { ArrowRight: i + 1, ArrowLeft: i - 1 + n, ArrowDown: i + 1, ArrowUp: i - 1 + n, Home: 0, End: n - 1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    moveFocus(this.tiles, this.tiles[next % n]);
  }

  markUnits() {
    if (this.tilesHidden) this.tiles.forEach((tile, i) => tile.setAttribute("aria-pressed", this.off.includes(i)));
    this.allOnButton.setAttribute("aria-disabled", !this.off.length);
  }

  paintTiles() {
    this.tiles.forEach((tile, i) => paintTile(tile.firstChild, this.tileValues.subarray(784 * i, 784 * (i + 1)), this.table));
  }

  retheme() {
    this.table = divergingColours(coloursOf(this.root));
    if (this.tileValues) this.paintTiles();
  }
}

export default {
  render({ model, el }) {
    const pad = new Pad(model, el);
    return () => pad.close();
  },
};
