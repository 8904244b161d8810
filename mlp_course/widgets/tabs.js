// The tabs below the curves: which view is open, and which has something new to draw.
// Read together with playground.js, as one module.

class Tabs {
  /** `views` are those of views.js; `redraw` asks for `draw` with the next frame. */
  constructor(views, redraw) {
    Object.assign(this, { views, redraw });
    const list = h("div", { class: "pg-tablist", role: "tablist", "aria-label": "Views" });
    this.tabs = views.map((view, i) => h("button", {
      type: "button", role: "tab", id: newId(), "aria-controls": view.panel.id, class: "pg-tab",
      onclick: () => this.open(i), onkeydown: (event) => this.key(event, i),
    }, view.title));
    list.append(...this.tabs);
    views.forEach(({ panel }, i) => panel.setAttribute("aria-labelledby", this.tabs[i].id));
    const panels = h("div", { class: "pg-panels" }, views.map((v) => v.panel));
    this.element = h("div", { class: "pg-tabs" }, list, live(panels));
    this.select(0);
  }

  select(i) {
    this.opened = this.views[i];
    this.tabs.forEach((tab, j) => {
      tab.setAttribute("aria-selected", j === i);
      tab.tabIndex = j === i ? 0 : -1;
      this.views[j].panel.hidden = j !== i;
    });
  }

  open(i) {
    this.select(i);
    this.tabs[i].scrollIntoView({ block: "nearest" }); // beside this view the curves may stay in sight, over it
    for (const view of this.views) view.opens?.(view === this.opened);
    this.redraw();
  }

  /** The theme or the size has changed. */
  restyle() {
    for (const view of this.views) view.isStale ||= view.wasDrawn;
  }

  key(event, i) {
    const n = this.tabs.length;
    const next = { ArrowRight: (i + 1) % n, ArrowLeft: (i - 1 + n) % n, Home: 0, End: n - 1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    this.open(next);
    this.tabs[next].focus();
  }

  take(message, buffers) {
    this.views.forEach((view, i) => {
      if (view.take(message, buffers)) view.isStale = true;
      say(this.tabs[i], view.title);
    });
    return this.opened.isStale;
  }

  /** Draw the open view, if there is something new in it; the others wait until they are opened. */
  draw(look) {
    if (!this.opened.isStale) return;
    Object.assign(this.opened, { isStale: false, wasDrawn: true });
    this.opened.draw(look);
  }
}
