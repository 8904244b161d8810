// The draw pad's page: strokes go to Python, pictures and probabilities come back. Its parts know nothing of one
// another: each has an `element`, sends through the Post, and takes what concerns it from every message.
// Read together with elements.js, connection.js, drawing.js, tiles.js and paper.js, as one module.

/** Sends messages one at a time, so that they arrive in order; `root` says how many have no answer yet. */
class Post {
  constructor(root) {
    Object.assign(this, { root, view: newId(), seq: 0, waiting: [], underWay: null, connection: null });
  }

  get isIdle() {
    return this.underWay == null;
  }

  /** Is there a piece of a stroke that Python does not have yet? */
  get isDrawing() {
    return [this.underWay, ...this.waiting].some((message) => message?.type === "draw" || message?.type === "erase");
  }

  get unanswered() {
    return this.waiting.length + (this.isIdle ? 0 : 1);
  }

  send(type, content = {}) {
    this.waiting.push({ type, ...content });
    this.next();
  }

  /** Points that wait to be sent travel together; `type` is "draw" or "erase". */
  sendPoints(type, points, begin) {
    const last = this.waiting.at(-1);
    if (last?.type === type && !begin) last.points.push(...points);
    else this.send(type, { points: [...points], begin });
  }

  /** Moves that wait to be sent are one. */
  sendMove(dx, dy) {
    const last = this.waiting.at(-1);
    if (last?.type === "move") [last.dx, last.dy] = [last.dx + dx, last.dy + dy];
    else this.send("move", { dx, dy });
  }

  next() {
    if (this.isIdle && this.waiting.length) {
      this.seq += 1;
      this.underWay = { ...this.waiting.shift(), view: this.view, seq: this.seq };
      this.connection.send(this.underWay);
    }
    this.root.dataset.waiting = this.unanswered;
  }

  /** Ask anew for all there is: what was under way is lost. */
  startAgain() {
    Object.assign(this, { waiting: [], underWay: null });
    this.send("hello");
  }

  take({ view, seq }) {
    if (view === this.view && seq === this.underWay?.seq) this.underWay = null;
    this.next();
  }

  close() {
    this.connection.send({ type: "bye", view: this.view });
    this.connection.close();
  }
}

/** The drawing on its way to a picture like those of MNIST, and which pixels speak for the answer. */
class Steps {
  constructor(post) {
    this.steps = [
      this.step("Cropped to the ink", { sideOf: ({ shape }) => Math.max(...shape, 1), words: () => "" }),
      this.step("Fitted into 20\u00a0×\u00a020", {
        sideOf: () => 20,
        words: ({ shape: [height, width] }) => (height ? `${height} × ${width} pixels` : ""),
      }),
      this.step("Centred in 28\u00a0×\u00a028", { sideOf: () => 28, words: () => "what the network sees" }),
    ];
    const [, , last] = this.steps;
    last.figure.classList.add("dp-last");
    this.pixels = h("canvas", { width: 28, height: 28, class: "dp-pixels", role: "img", hidden: true });
    last.figure.firstChild.append(this.pixels);
    this.toggle = button("Which pixels speak", () => {
      post.send("saliency", { on: this.toggle.getAttribute("aria-pressed") !== "true" });
    }, { "aria-pressed": "false" });
    this.note = h("p", { class: "dp-note" });
    this.element = h("section", { class: "dp-steps", "aria-label": "What becomes of the drawing" },
      h("h4", {}, "Made like MNIST"), this.steps.map(({ figure }) => figure), live(this.toggle), this.note);
  }

  /** `sideOf` says how many pixels the frame is wide for a picture, `words` what stands below it. */
  step(text, { sideOf, words }) {
    const canvas = h("canvas", { width: 1, height: 1, "aria-hidden": "true" }), size = h("span", { class: "dp-note" });
    const name = h("span", {}, text);
    const figure = h("figure", {}, h("span", { class: "dp-frame" }, canvas), h("figcaption", {}, name, size));
    const show = (picture) => {
      paintInk(canvas, picture);
      const [height, width] = picture.shape, side = sideOf(picture);
      canvas.style.width = `${(100 * width) / side}%`;
      canvas.style.height = `${(100 * height) / side}%`;
      say(size, words(picture));
    };
    return { figure, show, name, text };
  }

  take({ steps, centred, saliency, P }, buffers) {
    steps?.forEach((place, i) => this.steps[i].show(arrayOf(place, buffers)));
    if (centred != null) {
      const [cropped, fitted, last] = this.steps;
      cropped.figure.hidden = fitted.figure.hidden = !centred;
      say(last.name, centred ? last.text : "As it stands, 28\u00a0×\u00a028");
    }
    this.toggle.setAttribute("aria-pressed", Boolean(saliency));
    this.tile = saliency?.tile && arrayOf(saliency.tile, buffers).values;
    this.pixels.hidden = !this.tile;
    if (this.tile) this.speak(bestOf(P));
    else say(this.note, saliency?.trouble ?? "");
  }

  /** Words go with the colours: what they mean, and where the strongest are. */
  speak(digit) {
    this.paint();
    const place = (value) => {
      const i = this.tile.indexOf(value);
      return `row ${Math.floor(i / 28)}, column ${i % 28}`;
    };
    const [low, high] = [Math.min(...this.tile), Math.max(...this.tile)];
    say(this.note, `Red ink speaks for the ${digit}: with a little less of it the score would fall. Blue ink speaks `
      + "against it.");
    this.pixels.ariaLabel = [
      high > 0 && `Most for the ${digit}: ${place(high)}.`, low < 0 && `Most against it: ${place(low)}.`,
    ].filter(Boolean).join(" ") || "No pixel speaks for it or against it.";
  }

  restyle(look) {
    this.look = look;
    this.paint();
  }

  paint() {
    if (this.tile && this.look) paintTile(this.pixels, this.tile, this.look.weights);
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
    this.doubt = h("p", { class: "dp-doubt" });
    this.element = h("section", { class: "dp-answer", "aria-label": "What the network reads" },
      h("h4", {}, "What the network reads"), this.headline, this.spoken,
      h("table", { "aria-label": "Probabilities of the ten digits" },
        h("tbody", {}, this.bars.map((bar) => bar.row))),
      this.note, this.doubt);
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

  take({ P, P_all, empty, off, doubt }) {
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
    say(this.doubt, doubt);
    const spoken = P ? `${text}, probability ${percent(P[best])}${switched && `, ${switched}`}` : text;
    this.announce(doubt ? `${spoken}. ${doubt}` : spoken);
  }

  /** Nothing answers: what has been drawn since the last answer has none. */
  lose(why, post) {
    if (why && post.unanswered) this.take({ P: null, P_all: null, empty: false, off: [], doubt: "" });
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
    this.element = h("details", { class: "dp-fold dp-units", open: true },
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
    this.post = new Post(this.root);
    [this.answer, this.units] = [new Answer(), new Units(this.post)];
    const [paper, steps] = [new Paper(this.post), new Steps(this.post)];
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
    countEveryPress(this.root);
    this.receive = this.receive.bind(this);
    model.on("msg:custom", this.receive);
    const restyle = () => {
      const look = lookOf(this.root);
      for (const part of [steps, this.units]) part.restyle(look);
      this.fold();
    };
    this.stopWatching = watchLook(this.root, restyle);
    restyle();
    this.post.send("hello");
  }

  /** On a narrow page what is needed less is folded away, so that what follows the pad is not far below. */
  fold() {
    const isNarrow = this.root.clientWidth < 680; // as in the style sheet
    if (isNarrow === this.isNarrow) return;
    this.isNarrow = isNarrow;
    for (const each of this.root.querySelectorAll(".dp-fold")) each.open = !isNarrow;
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
    Object.assign(this.root.dataset, { prediction: bestOf(message.P), seq });
  }
}

export default {
  render({ model, el }) {
    const pad = new Pad(model, el);
    return () => pad.close();
  },
};
