// The playground's page. The parts know nothing of one another: each has an `element`, is given functions to call
// when something is chosen, takes what concerns it from every message, and `draw`s if that is more than words.
//
//   task.js, toolbar.js (Toolbar, Findings), controls.js, curves.js, tabs.js with network.js, unit.js and views.js,
//   settings_line.js
//   elements.js, connection.js, drawing.js, tiles.js: what they are made of
//
// Inside a notebook one file cannot import another, so Python joins them to one module, this one last.

const IN_FLIGHT = 2; // ticks under way, so that Python need not wait for the next one to arrive

/**
 * Asks Python to train, tick by tick, as long as a training lasts that was started on this page. The answers drive
 * it, so a hidden page trains on.
 */
class Clock {
  constructor(send) {
    Object.assign(this, { send, number: -1, asked: 0, start: null, isRunning: false });
  }

  /** `start` is the number of the message that asked for a training: the last one, after a double click. */
  take({ status, tick, seq }, answersMe) {
    if (answersMe && seq === this.start && status.running) {
      Object.assign(this, { number: status.clock, asked: 0, start: null });
    } else if (tick) this.asked = Math.max(0, this.asked - 1);
    this.isRunning = status.running && status.clock === this.number;
    while (this.isRunning && this.asked < IN_FLIGHT) {
      this.asked += 1;
      this.send({ type: "tick", clock: this.number });
    }
  }
}

class Page {
  constructor(model, el) {
    this.model = model;
    this.id = newId();
    this.seq = this.updates = 0;
    this.changed = new Set(); // parts to draw with the next frame
    this.clock = new Clock((message) => this.connection.send(message));
    this.build(el);
    this.receive = this.receive.bind(this);
    model.on("msg:custom", this.receive);
    this.stopWatching = watchLook(this.root, () => this.restyle());
    this.restyle();
    this.hello();
  }

  /** Ask for all that there is. */
  hello() {
    this.send("hello", { network: this.network.isOpen });
  }

  build(el) {
    const send = (type, content, place) => this.send(type, content, place);
    const start = (type) => {
      send(type);
      this.clock.start = this.seq;
    };
    const [task, findings] = [new Task(), new Findings({ send })];
    const toolbar = new Toolbar({ send, start, marks: [task.mark, findings.flag] });
    const [controls, settingsLine] = [new Controls({ send }), new SettingsLine({ send })];
    this.root = h("div", { class: "mlp-playground", role: "group", "aria-label": "Neural network playground" });
    this.connection = new Connection(this.model, this.root, {
      changed: (why) => {
        toolbar.lose(why);
        if (why === "gone") this.clock.isRunning = false;
      },
      askAgain: () => this.hello(),
    });
    [this.network, this.runs] = [new NetworkView({ send }), new RunsView({ send })];
    const views = [
      this.network, new WeightsView({ send }), new LayersView(), new DigitsView({ send }), new MistakesView(),
      new ConfusionView(), this.runs,
    ];
    this.curves = new Curves(() => this.redraw(this.curves));
    this.tabs = new Tabs(views, () => this.redraw(this.tabs));
    this.parts = [task, toolbar, controls, this.curves, findings, this.tabs, settingsLine];
    this.root.append(h("div", { class: "pg-page" },
      this.connection.message, task.element,
      live(toolbar.element),
      h("div", { class: "pg-columns" },
        live(controls.element),
        h("div", { class: "pg-views" }, this.curves.element, live(findings.element), this.tabs.element)),
      settingsLine.element));
    el.append(this.root);
    countEveryPress(this.root);
    // How much stays in sight at the top: a help, a complaint or a long legend there makes it more.
    const heights = { "--top": toolbar.element, "--curves": this.curves.element };
    this.head = new ResizeObserver(() => {
      for (const [name, part] of Object.entries(heights)) this.root.style.setProperty(name, `${part.offsetHeight}px`);
    });
    for (const part of Object.values(heights)) this.head.observe(part);
  }

  close() {
    if (this.clock.isRunning) this.send("pause");
    this.network.opens(false);
    this.head.disconnect();
    this.connection.close();
    this.model.off("msg:custom", this.receive);
    this.stopWatching();
  }

  /**
   * `place` is where a complaint about this message belongs; without one it comes on top. It stands there until
   * something else is done, which to look at a unit is not: the pointer does that on its way.
   */
  send(type, content = {}, place = null) {
    this.seq += 1;
    this.root.dataset.asked = this.seq;
    if (type !== "look") {
      this.asked?.place.show("");
      this.asked = place && { place, seq: this.seq, complaint: "" };
    }
    this.connection.send({ type, view: this.id, seq: this.seq, ...content });
  }

  receive(message, buffers) {
    this.connection.hear(message);
    // A page begins with the answer to its hello, or another page's: with all that there is.
    this.isWhole ||= Boolean(message.knobs);
    const answersMe = message.view === this.id;
    if (answersMe) this.root.dataset.answered = message.seq;
    if (message.type === "ledger_csv" && answersMe) this.runs.save(message.text);
    if (message.type !== "update" || !this.isWhole) return;
    // An answer to something older than my latest action would set the controls back.
    if (answersMe && message.seq !== this.seq) message = { ...message, settings: null };
    this.complain(message, answersMe);
    this.clock.take(message, answersMe);
    for (const part of this.parts) if (part.take(message, buffers)) this.redraw(part);
    this.updates += 1;
    // What tests and curious readers can look up.
    const { running, epoch, batches } = message.status;
    Object.assign(this.root.dataset, { running, epoch, batches, updates: this.updates });
  }

  /** Show what was refused beside the field that it is about, and not on top as well. */
  complain({ status, seq }, answersMe) {
    if (!this.asked) return;
    if (answersMe && seq === this.asked.seq) {
      this.asked.complaint = status.message;
      this.asked.place.show(status.message, true);
    }
    if (status.message === this.asked.complaint) status.message = "";
  }

  /** Draw a part with the next frame, once however many messages come before it. */
  redraw(part) {
    this.changed.add(part);
    this.frame ??= requestAnimationFrame(() => {
      this.frame = null;
      if (!this.look.colours.training) this.look = lookOf(this.root); // the style sheet may come after the script
      const parts = [...this.changed];
      this.changed.clear();
      for (const each of parts) each.draw(this.look);
    });
  }

  /** The theme or the size has changed. */
  restyle() {
    this.look = lookOf(this.root);
    this.tabs.restyle();
    this.redraw(this.curves);
    this.redraw(this.tabs);
  }
}

export default {
  render({ model, el }) {
    const page = new Page(model, el);
    return () => page.close();
  },
};
