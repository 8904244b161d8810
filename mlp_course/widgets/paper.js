// The draw pad's paper: what the pen, the rubber and the hand do on it, with a pointer or by keyboard.
// Read together with the files of a page, as one module.

const SIDE = 280; // units of the paper, and how the pen grows with the drawing: as in paper.py
const PEN = 24, SHARE = 0.12, THINNEST = 6;
const UNIT = SIDE / 28; // a pixel of what the network sees: as far as a key moves things
const NEAR = 2.5; // a point this close to the last one adds nothing
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const TOOLS = { draw: "Draw", erase: "Erase", move: "Move" };
const KEYS = "With the paper in focus: 0 to 9 take a digit, the arrow keys move it. D draws and E erases by keyboard: "
  + "arrows move the tip, Space sets it down and lifts it. M moves, N adds noise, C centres, Backspace undoes.";

class Paper {
  constructor(post) {
    Object.assign(this, {
      post, strokes: [], picture: null, pointer: null, isDown: false, tip: [SIDE / 2, SIDE / 2], centred: true,
    });
    this.canvas = h("canvas", {
      class: "dp-paper", width: 2 * SIDE, height: 2 * SIDE, "aria-hidden": "true",
      onpointerdown: (e) => this.pointerDown(e), onpointermove: (e) => this.pointerMoves(e),
      onpointerup: (e) => this.pointerUp(e), onpointercancel: (e) => this.pointerUp(e),
      onpointerenter: () => { if (post.isIdle && this.pointer == null && !this.isOff) post.send("refresh"); },
    });
    this.mark = h("span", { class: "dp-tip", "aria-hidden": "true" });
    const keys = h("p", { id: newId(), class: "dp-note" }, KEYS);
    this.sheet = h("div", {
      class: "dp-sheet", tabindex: 0, role: "application", "aria-label": "The paper: draw a digit here",
      "aria-describedby": keys.id,
      onkeydown: (e) => this.key(e), onfocus: () => this.focused(), onblur: () => this.lift(),
    }, this.canvas, this.mark);
    this.words = h("p", { class: "dp-note dp-words", role: "status" });
    this.spoken = h("p", { class: "dp-tip-words", role: "status" }); // where the tip is
    this.element = h("section", { class: "dp-pad", "aria-label": "Drawing" },
      h("h4", {}, "Draw a digit"), this.sheet, this.words, this.spoken, ...this.controls(keys));
    this.use("draw");
    this.draw();
  }

  controls(keys) {
    const { post } = this, pressed = { "aria-pressed": "false" };
    this.tools = Object.entries(TOOLS).map(([tool, text]) => {
      return button(text, () => this.use(tool), { ...pressed, "data-tool": tool });
    });
    this.centring = button("Centre", () => this.centre(), {
      ...pressed, title: "Crop to the ink, fit and centre, as MNIST's makers did; or let it be seen as it stands",
    });
    this.noise = button("Noise", () => post.send("noise"), {
      title: "Add noise to what the network sees, and put that on the paper",
    });
    this.back = button("Undo", () => post.send("undo"));
    this.anew = button("Clear", () => this.clear());
    const digits = Array.from({ length: 10 }, (_, digit) => button(String(digit), () => this.takeDigit(digit), {
      "aria-label": `Take a ${digit}`, title: "Put a validation image on the paper; again, the next one",
    }));
    const what = "What a finger, the mouse or the keys do";
    return [
      live(h("div", { class: "dp-buttons" }, this.back, this.anew, this.noise, this.centring)),
      h("details", { class: "dp-fold", open: true },
        h("summary", {}, "Erase, move, take a digit"),
        live(
          h("div", { class: "dp-buttons dp-tools", role: "group", "aria-label": what }, this.tools),
          h("p", { class: "dp-note" }, "or take a digit that somebody wrote:"),
          h("div", { class: "dp-digits", role: "group", "aria-label": "Take a validation image" }, digits)),
        h("details", { class: "dp-keys" }, h("summary", {}, "By keyboard"), keys)),
    ];
  }

  take({ sheet, centred, empty }, buffers) {
    if (centred != null) this.centring.setAttribute("aria-pressed", this.centred = centred);
    for (const each of [this.back, this.anew]) each.setAttribute("aria-disabled", empty && !this.strokes.length);
    if (!sheet) return;
    // What is drawn here already must not be undone by an answer to something older.
    if (!this.post.isDrawing && !this.isDown) this.strokes = sheet.strokes;
    this.picture = sheet.picture && arrayOf(sheet.picture, buffers);
    say(this.words, sheet.words);
    this.draw();
  }

  // -- the three tools ------------------------------------------------------------------------

  use(tool) {
    this.lift();
    this.sheet.dataset.tool = this.tool = tool;
    for (const each of this.tools) each.setAttribute("aria-pressed", each.dataset.tool === tool);
  }

  takeDigit(digit) {
    this.use("move"); // so that the arrow keys move it
    this.post.send("take", { digit });
  }

  centre() {
    this.post.send("centre", { on: !this.centred });
  }

  clear() {
    this.use("draw");
    this.post.send("clear");
  }

  /** Set the pen or the rubber down. */
  begin(point) {
    this.isDown = true;
    this.strokes.push({ points: [point], erases: this.tool === "erase" });
    this.post.sendPoints(this.tool, [point], true);
    this.draw();
  }

  goOn(points) {
    this.strokes.at(-1).points.push(...points);
    this.post.sendPoints(this.tool, points, false);
    this.draw();
  }

  lift() {
    if (!this.isDown) return;
    this.isDown = false;
    this.sheet.classList.remove("dp-down");
    this.post.send("refresh"); // the units are sorted when the pen is up, not under it
  }

  // -- with a pointer -------------------------------------------------------------------------

  place(event) {
    const box = this.canvas.getBoundingClientRect();
    return [((event.clientX - box.left) / box.width) * SIDE, ((event.clientY - box.top) / box.height) * SIDE];
  }

  pointerDown(event) {
    if (event.button !== 0 || this.pointer != null || this.isOff) return; // a second finger does not draw
    event.preventDefault();
    this.lift();
    this.sheet.focus({ preventScroll: true });
    this.sheet.classList.remove("dp-by-keys");
    this.canvas.setPointerCapture(event.pointerId);
    this.pointer = event.pointerId;
    this.held = this.place(event);
    if (this.tool !== "move") this.begin(this.held);
  }

  pointerMoves(event) {
    if (event.pointerId !== this.pointer) return;
    if (this.tool === "move") this.drag(this.place(event));
    if (!this.isDown) return;
    let last = this.strokes.at(-1).points.at(-1);
    const fresh = [], events = event.getCoalescedEvents?.() ?? [];
    for (const each of events.length ? events : [event]) {
      const point = this.place(each);
      if (Math.hypot(point[0] - last[0], point[1] - last[1]) < NEAR) continue;
      fresh.push(last = point);
    }
    if (fresh.length) this.goOn(fresh);
  }

  drag([x, y]) {
    const [dx, dy] = [x - this.held[0], y - this.held[1]].map((way) => Math.round(way / UNIT));
    if (!dx && !dy) return;
    this.held = [this.held[0] + dx * UNIT, this.held[1] + dy * UNIT];
    this.post.sendMove(dx, dy);
  }

  pointerUp(event) {
    if (event.pointerId !== this.pointer) return;
    this.pointer = null;
    this.lift();
  }

  // -- by keyboard ----------------------------------------------------------------------------

  focused() {
    this.sheet.classList.toggle("dp-by-keys", this.sheet.matches(":focus-visible"));
    this.showTip();
  }

  key(event) {
    if (event.altKey || event.ctrlKey || event.metaKey || this.isOff) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const act = key in ARROWS ? () => this.step(...ARROWS[key])
      : key >= "0" && key <= "9" ? () => this.takeDigit(Number(key))
      : {
        " ": () => this.setDownOrLift(), Enter: () => this.setDownOrLift(), Backspace: () => this.back.click(),
        d: () => this.use("draw"), e: () => this.use("erase"), m: () => this.use("move"),
        n: () => this.noise.click(), c: () => this.centre(),
      }[key];
    if (!act) return;
    event.preventDefault();
    this.sheet.classList.add("dp-by-keys");
    act();
    this.showTip();
  }

  /** An arrow moves what is on the paper, or the tip of the pen or the rubber. */
  step(right, down) {
    if (this.tool === "move") return this.post.sendMove(right, down);
    const inside = (x) => Math.min(Math.max(x, UNIT / 2), SIDE - UNIT / 2);
    this.tip = [inside(this.tip[0] + right * UNIT), inside(this.tip[1] + down * UNIT)];
    if (this.isDown) this.goOn([this.tip]);
    return null;
  }

  setDownOrLift() {
    if (this.tool === "move") return;
    if (this.isDown) this.lift();
    else this.begin(this.tip);
  }

  /** Show where the tip is, and say it. */
  showTip() {
    this.sheet.classList.toggle("dp-down", this.isDown);
    [this.mark.style.left, this.mark.style.top] = this.tip.map((x) => `${(100 * x) / SIDE}%`);
    if (!this.sheet.matches(".dp-by-keys") || this.tool === "move") return;
    const [column, row] = this.tip.map((x) => Math.floor(x / UNIT));
    const tip = `${this.tool === "draw" ? "Pen" : "Rubber"} ${this.isDown ? "down" : "up"}`;
    say(this.spoken, `${tip}, row ${row}, column ${column}`);
  }

  // -- what is seen ---------------------------------------------------------------------------

  /** Nothing answers: what would be drawn now could not be read. */
  lose(why) {
    this.isOff = Boolean(why);
    this.pointer = null;
    this.isDown = false;
    this.sheet.classList.toggle("dp-off", this.isOff);
  }

  /** The line grows with the drawing, or is as wide as those of a picture: as in paper.py. */
  get pen() {
    const points = this.strokes.flatMap((stroke) => (stroke.erases ? [] : stroke.points));
    if (this.picture || !points.length) return PEN;
    const extent = (k) => {
      let [low, high] = [Infinity, -Infinity];
      for (const point of points) [low, high] = [Math.min(low, point[k]), Math.max(high, point[k])];
      return high - low;
    };
    return Math.min(Math.max(Math.floor(SHARE * Math.max(extent(0), extent(1))), THINNEST), PEN);
  }

  draw() {
    const c = this.canvas.getContext("2d"), scale = this.canvas.width / SIDE, { pen } = this;
    c.setTransform(scale, 0, 0, scale, 0, 0);
    c.fillStyle = "#ffffff";
    c.fillRect(0, 0, SIDE, SIDE);
    if (this.picture) {
      const small = h("canvas");
      paintInk(small, this.picture);
      c.imageSmoothingEnabled = false;
      c.drawImage(small, 0, 0, SIDE, SIDE);
    }
    c.lineCap = c.lineJoin = "round";
    for (const { points, erases } of this.strokes) {
      [c.strokeStyle, c.lineWidth] = erases ? ["#ffffff", PEN] : ["#000000", pen];
      c.beginPath();
      for (const [x, y] of points) c.lineTo(x, y);
      if (points.length === 1) c.lineTo(points[0][0] + 0.01, points[0][1]);
      c.stroke();
    }
  }
}
