// The draw pad's page: strokes go to Python, pictures and probabilities come back. Its parts know nothing of one
// another: each has an `element`, sends through the Post, and takes what concerns it from every message.
// Read together with elements.js, connection.js, drawing.js and tiles.js, as one module.

const SIDE = 280; // units of the pad, and the width of its pen: as in draw_pad.py
const PEN = 24;
const NEAR = 2.5; // a point this close to the last one adds nothing

/** Sends messages one at a time, so that they arrive in order. */
class Post {
  constructor() {
    Object.assign(this, { view: newId(), seq: 0, waiting: [], underWay: null, connection: null });
  }

  get isIdle() {
    return this.underWay == null;
  }

  get unanswered() {
    return this.waiting.length + (this.isIdle ? 0 : 1);
  }

  send(type, content = {}) {
    this.waiting.push({ type, ...content });
    this.next();
  }

  /** Points that wait to be sent travel together. */
  sendPoints(points, begin) {
    const last = this.waiting.at(-1);
    if (last?.type === "draw" && !begin) last.points.push(...points);
    else this.send("draw", { points: [...points], begin });
  }

  next() {
    if (!this.isIdle || !this.waiting.length) return;
    this.seq += 1;
    this.underWay = this.seq;
    this.connection.send({ ...this.waiting.shift(), view: this.view, seq: this.seq });
  }

  /** Ask anew for all there is: what was under way is lost. */
  startAgain() {
    Object.assign(this, { waiting: [], underWay: null });
    this.send("hello");
  }

  take({ view, seq }) {
    if (view === this.view && seq === this.underWay) this.underWay = null;
    this.next();
  }

  close() {
    this.connection.send({ type: "bye", view: this.view });
    this.connection.close();
  }
}

/** The paper, and what the pen does on it. */
class Paper {
  constructor(post) {
    Object.assign(this, { post, strokes: [], pointer: null });
    this.canvas = h("canvas", {
      class: "dp-paper", width: 2 * SIDE, height: 2 * SIDE, role: "img", "aria-label": "The pad: draw a digit here",
      onpointerdown: (e) => this.penDown(e), onpointermove: (e) => this.penMoves(e),
      onpointerup: (e) => this.penUp(e), onpointercancel: (e) => this.penUp(e),
      onpointerenter: () => { if (post.isIdle && this.pointer == null && !this.isOff) post.send("refresh"); },
    });
    this.buttons = [button("Undo", () => this.undo()), button("Clear", () => this.clear())];
    this.element = h("section", { class: "dp-pad", "aria-label": "Drawing" },
      h("h4", {}, "Draw a digit"), this.canvas, live(h("div", { class: "dp-buttons" }, this.buttons)));
    this.draw();
  }

  take({ strokes }) {
    // What is drawn here already must not be undone by an answer to something older.
    if (!strokes || !this.post.isIdle || this.pointer != null) return;
    this.strokes = strokes;
    this.draw();
  }

  place(event) {
    const box = this.canvas.getBoundingClientRect();
    return [((event.clientX - box.left) / box.width) * SIDE, ((event.clientY - box.top) / box.height) * SIDE];
  }

  penDown(event) {
    if (event.button !== 0 || this.pointer != null || this.isOff) return; // a second finger does not draw
    event.preventDefault();
    this.canvas.setPointerCapture(event.pointerId);
    this.pointer = event.pointerId;
    this.strokes.push([this.place(event)]);
    this.post.sendPoints(this.strokes.at(-1), true);
    this.draw();
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
    this.post.sendPoints(fresh, false);
    this.draw();
  }

  penUp(event) {
    if (event.pointerId !== this.pointer) return;
    this.pointer = null;
    this.post.send("refresh"); // the units are sorted when the pen is up, not under it
  }

  /** Nothing answers: what would be drawn now could not be read. */
  lose(why) {
    this.isOff = Boolean(why);
    this.pointer = null;
    this.canvas.classList.toggle("dp-off", this.isOff);
  }

  undo() {
    this.strokes.pop();
    this.draw();
    this.post.send("undo");
  }

  clear() {
    this.strokes = [];
    this.draw();
    this.post.send("clear");
  }

  draw() {
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
    for (const each of this.buttons) each.setAttribute("aria-disabled", !this.strokes.length);
  }
}

/** The drawing on its way to a picture like those of MNIST. */
class Steps {
  constructor() {
    this.steps = [
      this.step("Cropped to the ink", { sideOf: ({ shape }) => Math.max(...shape, 1), words: () => "" }),
      this.step("Fitted into 20\u00a0×\u00a020", {
        sideOf: () => 20,
        words: ({ shape: [height, width] }) => (height ? `${width} × ${height} pixels` : ""),
      }),
      this.step("Centred in 28\u00a0×\u00a028", { sideOf: () => 28, words: () => "what the network sees" }),
    ];
    this.steps[2].figure.classList.add("dp-last");
    this.element = h("section", { class: "dp-steps", "aria-label": "What becomes of the drawing" },
      h("h4", {}, "Made like MNIST"), this.steps.map(({ figure }) => figure));
  }

  /** `sideOf` says how many pixels the frame is wide for a picture, `words` what stands below it. */
  step(text, { sideOf, words }) {
    const canvas = h("canvas", { width: 1, height: 1, "aria-hidden": "true" }), size = h("span", { class: "dp-note" });
    const figure = h("figure", {},
      h("span", { class: "dp-frame" }, canvas), h("figcaption", {}, h("span", {}, text), size));
    const show = (picture) => {
      paintInk(canvas, picture);
      const [height, width] = picture.shape, side = sideOf(picture);
      canvas.style.width = `${(100 * width) / side}%`;
      canvas.style.height = `${(100 * height) / side}%`;
      say(size, words(picture));
    };
    return { figure, show };
  }

  take({ steps }, buffers) {
    steps?.forEach((place, i) => this.steps[i].show(arrayOf(place, buffers)));
  }
}

/** The most probable digit; -1 without an answer. */
const bestOf = (P) => (P ? P.indexOf(Math.max(...P)) : -1);

/** The ten probabilities, and the most probable digit in words. */
class Answer {
  constructor() {
    this.headline = h("p", { class: "dp-headline", "aria-hidden": "true" });
    this.spoken = h("p", { class: "dp-spoken", role: "status", "aria-live": "polite" });
    this.bars = Array.from({ length: 10 }, (_, digit) => this.bar(digit));
    this.note = h("p", { class: "dp-note dp-bar-note" });
    this.element = h("section", { class: "dp-answer", "aria-label": "What the network reads" },
      h("h4", {}, "What the network reads"), this.headline, this.spoken,
      h("table", { "aria-label": "Probabilities of the ten digits" },
        h("tbody", {}, this.bars.map((bar) => bar.row))),
      this.note);
  }

  bar(digit) {
    const fill = h("span", { class: "dp-fill" }), mark = h("span", { class: "dp-mark" });
    const number = h("td", { class: "dp-number" });
    const winner = h("td", { class: "dp-winner", "aria-hidden": "true" });
    const row = h("tr", {},
      h("th", { scope: "row" }, String(digit)),
      h("td", { class: "dp-bar", "aria-hidden": "true" }, h("span", { class: "dp-track" }, fill, mark)),
      number, winner);
    return { row, fill, mark, number, winner };
  }

  take({ P, P_all, empty, off }) {
    const best = bestOf(P);
    this.bars.forEach(({ row, fill, mark, number, winner }, digit) => {
      fill.style.width = P ? `${100 * P[digit]}%` : "0";
      mark.hidden = !P || !off.length;
      mark.style.left = P_all ? `${100 * P_all[digit]}%` : "0";
      say(number, P ? percent(P[digit]) : "–");
      row.classList.toggle("dp-best", digit === best);
      say(winner, digit === best ? "◀" : "");
    });
    const text = P ? `It reads a ${best}` : empty ? "Nothing drawn yet" : "No answer";
    this.headline.replaceChildren(
      P ? h("span", { class: "dp-digit" }, String(best)) : h("span", { class: "dp-digit dp-none" }, "?"),
      h("span", {}, P ? `with probability ${percent(P[best])}` : text));
    const switched = P && off.length ? `${off.length} unit${off.length === 1 ? "" : "s"} off` : "";
    const before = switched ? bestOf(P_all) : best;
    const changed = before === best ? "" : `, when it reads a ${before}`;
    say(this.note, switched && `${switched}; the marks stand for all units on${changed}.`);
    this.announce(P ? `${text}, probability ${percent(P[best])}${switched && `, ${switched}`}` : text);
  }

  /** Nothing answers: what has been drawn since the last answer has none. */
  lose(why, post) {
    if (why && post.unanswered) this.take({ P: null, P_all: null, empty: false, off: [] });
  }

  /** While the network trains the numbers never rest; only what has settled is announced. */
  announce(text) {
    clearTimeout(this.announcing);
    this.announcing = setTimeout(() => say(this.spoken, text), 600);
  }

  close() {
    clearTimeout(this.announcing);
  }
}

/** The units of the first layer, a page of them at a time, how strongly each responds, and which are off. */
class Units {
  constructor(post) {
    this.title = h("h4", {}, "Units of the first layer");
    this.note = h("p", { class: "dp-note" });
    this.allOn = button("All units on", () => post.send("all_on"));
    this.tiles = new Tiles("dp", (unit) => post.send("switch", { unit }), {
      extra: () => h("span", { class: "dp-response", "aria-hidden": "true" }),
    });
    const turn = (by) => {
      const page = this.page + by;
      if (page >= 0 && page < this.pages) post.send("page", { page });
    };
    this.turns = [button("Previous units", () => turn(-1)), button("Next units", () => turn(1))];
    this.place = h("span", { class: "dp-place", role: "status" });
    this.order = h("select", { onchange: () => post.send("sort", { by_strength: this.order.value === "strength" }) },
      h("option", { value: "strength" }, "strongest response first"), h("option", { value: "number" }, "by number"));
    const sorted = h("label", { class: "dp-order" }, "Order ", this.order);
    this.pager = h("div", { class: "dp-pager" }, this.turns[0], this.place, this.turns[1], sorted);
    // On a narrow page they are folded away, so that what follows the pad is not far below.
    this.element = h("details", { class: "dp-units", open: true },
      h("summary", {}, "The units of the first layer"),
      h("section", { "aria-label": "Units of the first layer" },
        h("div", { class: "dp-head" }, h("div", {}, this.title, this.note), live(this.allOn)),
        live(this.pager, this.tiles.element)));
  }

  take({ units, off }, buffers) {
    if (units?.tiles) this.pictures = arrayOf(units.tiles, buffers);
    if (units && this.pictures) this.show(units);
    this.tiles.mark(off);
    this.allOn.setAttribute("aria-disabled", !off.length);
  }

  show({ units, hidden, shown, response, page, pages, by_strength }) {
    this.tiles.take(this.pictures, hidden, shown);
    this.paint();
    this.tiles.tiles.forEach((tile, i) => (tile.lastChild.style.width = `${100 * (response[i] ?? 0)}%`));
    say(this.title, hidden ? `The ${units} units of the first hidden layer` : "The ten outputs");
    say(this.note, hidden
      ? "Ink on red pixels raises a unit, ink on blue ones lowers it. The line below shows how strongly it responds "
        + "to your drawing. Click a unit to switch it off."
      : "There is no hidden layer: each output has weights of its own. Ink on red pixels raises it, ink on blue "
        + "ones lowers it.");
    Object.assign(this, { page, pages });
    this.allOn.hidden = this.pager.hidden = !hidden;
    for (const part of [...this.turns, this.place]) part.hidden = pages === 1;
    say(this.place, `page ${page + 1} of ${pages}`);
    this.turns[0].setAttribute("aria-disabled", page === 0);
    this.turns[1].setAttribute("aria-disabled", page === pages - 1);
    this.order.value = by_strength ? "strength" : "number";
  }

  restyle(look) {
    const isNarrow = this.element.clientWidth < 680; // as in the style sheet
    if (isNarrow !== this.isNarrow) [this.isNarrow, this.element.open] = [isNarrow, !isNarrow];
    this.look = look;
    this.paint();
  }

  paint() {
    this.tiles.paint(this.look.weights);
  }
}

class Pad {
  constructor(model, el) {
    this.model = model;
    this.root = h("div", { class: "mlp-draw-pad", role: "group", "aria-label": "Draw pad" });
    this.post = new Post();
    [this.answer, this.units] = [new Answer(), new Units(this.post)];
    const [paper, steps] = [new Paper(this.post), new Steps()];
    this.parts = [this.post, paper, steps, this.units, this.answer];
    this.message = h("div", { class: "dp-message", role: "alert" });
    this.connection = this.post.connection = new Connection(model, this.root, {
      changed: (why) => {
        paper.lose(why);
        this.answer.lose(why, this.post);
      },
      askAgain: () => this.post.startAgain(),
    });
    this.root.append(
      this.connection.message,
      h("div", { class: "dp-columns" }, paper.element, steps.element, this.answer.element),
      this.message,
      this.units.element);
    // Keys pressed in here belong to the buttons, not to the notebook's shortcuts.
    this.root.dataset.lmSuppressShortcuts = "true";
    el.append(this.root);
    this.receive = this.receive.bind(this);
    model.on("msg:custom", this.receive);
    const restyle = () => this.units.restyle(lookOf(this.root));
    this.stopWatching = watchLook(this.root, restyle);
    restyle();
    this.post.send("hello");
  }

  close() {
    this.post.close();
    this.model.off("msg:custom", this.receive);
    this.stopWatching();
    this.answer.close();
  }

  receive(message, buffers) {
    this.connection.hear(message);
    if (message.type !== "update") return;
    for (const part of this.parts) part.take(message, buffers);
    say(this.message, message.message);
    // What tests and curious readers can look up.
    const seq = message.seq ?? this.root.dataset.seq;
    Object.assign(this.root.dataset, { prediction: bestOf(message.P), seq, waiting: this.post.unanswered });
  }
}

export default {
  render({ model, el }) {
    const pad = new Pad(model, el);
    return () => pad.close();
  },
};
