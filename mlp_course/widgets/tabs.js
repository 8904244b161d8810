// The six tabs of the playground: weights, layers, digits, mistakes, confusion matrix, runs.
// Read together with playground.js, as one module.

/** The tabs, and what is drawn in each from the View's latest arrays. */
class Tabs extends Controls {
  buildTabs() {
    const names = { weights: "Weights", layers: "Layers", digits: "Digits", mistakes: "Mistakes", confusion: "Confusion", runs: "Runs" };
    const list = h("div", { class: "pg-tablist", role: "tablist", "aria-label": "Views" });
    const panels = h("div", { class: "pg-panels" });
    this.tabs = {};
    for (const [name, text] of Object.entries(names)) {
      const [tabId, panelId] = [newId(), newId()];
      const tab = h("button", {
        type: "button", role: "tab", id: tabId, "aria-controls": panelId, class: "pg-tab",
        onclick: () => this.open(name), onkeydown: (event) => this.tabKey(event, name),
      }, text);
      const panel = h("div", { role: "tabpanel", id: panelId, "aria-labelledby": tabId, class: `pg-panel pg-${name}`, tabindex: 0 });
      this.tabs[name] = { tab, panel };
      list.append(tab);
      panels.append(panel);
    }
    this.open("weights");
    return h("div", { class: "pg-tabs" }, list, panels);
  }

  open(name) {
    this.tab = name;
    for (const [each, { tab, panel }] of Object.entries(this.tabs)) {
      tab.setAttribute("aria-selected", each === name);
      tab.tabIndex = each === name ? 0 : -1;
      panel.hidden = each !== name;
    }
    if (this.stale.delete(name)) this.redraw(name);
  }

  tabKey(event, name) {
    const names = Object.keys(this.tabs), here = names.indexOf(name), n = names.length;
    const next = { ArrowRight: here + 1, ArrowLeft: here - 1 + n, Home: 0, End: n - 1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    this.open(names[next % n]);
    this.tabs[names[next % n]].tab.focus();
  }

  draw_weights() {
    const { panel } = this.tabs.weights;
    const { tiles, units, hidden, largest, off } = this.weights;
    const shown = tiles.shape[0];
    if (!this.tiles || this.tiles.length !== shown || this.tilesHidden !== hidden) {
      this.tilesHidden = hidden;
      this.tileNote = h("p", { class: "pg-note" });
      this.tiles = Array.from({ length: shown }, (_, i) => this.tile(i, hidden));
      if (this.tiles[0]) this.tiles[0].tabIndex = 0;
      panel.replaceChildren(this.tileNote, h("div", { class: "pg-tiles", role: "group", "aria-label": "Weights of the first layer" }, this.tiles));
    }
    this.tiles.forEach((tile, i) => {
      paintTile(tile.firstChild, tiles.values.subarray(784 * i, 784 * (i + 1)), this.table);
      if (hidden) tile.setAttribute("aria-pressed", off.includes(i));
    });
    const which = hidden
      ? `What each unit of the first layer looks for${shown < units ? ` (${shown} of ${units} shown)` : ""}. `
      : "What each of the ten outputs looks for. ";
    say(this.tileNote, `${which}Orange weights count ink, blue ones count against; the strongest is ${precise(largest)}. ${hidden ? "Click a unit to switch it off in the predictions for single images." : ""}`);
  }

  tile(i, hidden) {
    const canvas = h("canvas", { width: 28, height: 28 });
    if (!hidden) return h("span", { class: "pg-tile", role: "img", "aria-label": `Output ${i}` }, canvas);
    return h("button", {
      type: "button", class: "pg-tile", tabindex: -1, "aria-pressed": "false", "aria-label": `Switch off unit ${i}`, title: `Unit ${i}`,
      onclick: () => this.send("switch", { unit: i }),
      onkeydown: (event) => this.tileKey(event, i),
    }, canvas);
  }

  tileKey(event, i) {
    const perRow = this.tiles.filter((tile) => tile.offsetTop === this.tiles[0].offsetTop).length;
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: perRow, ArrowUp: -perRow }[event.key];
    const next = this.tiles[i + step];
    if (!next) return;
    event.preventDefault();
    moveFocus(this.tiles, next);
  }

  draw_layers() {
    const { panel } = this.tabs.layers;
    const { names, units, idle, word, gradients, images } = this.layers;
    const known = gradients.filter((g) => g > 0);
    const strongest = Math.max(...known, 1e-12), decades = 6;
    const width = (g) => (g > 0 ? Math.max(0.02, 1 + Math.log10(g / strongest) / decades) : 0);
    const bar = (share, text, kind) => h("div", { class: "pg-bar" }, h("span", { class: `pg-fill pg-${kind}`, style: `width:${100 * share}%` }), h("span", { class: "pg-bar-text" }, text));
    const rows = names.map((name, i) => h("tr", {},
      h("th", { scope: "row" }, name), h("td", { class: "pg-right" }, String(units[i])),
      h("td", {}, i < idle.length ? bar(idle[i] ?? 1, percent(idle[i], 0), "idle") : "–"),
      h("td", {}, i < gradients.length ? bar(width(gradients[i]), precise(gradients[i]), "gradient") : "–")));
    panel.replaceChildren(
      h("table", { class: "pg-table" },
        h("thead", {}, h("tr", {}, ["Layer", "Units", `Units that are ${word}`, "Gradient norm (logarithmic)"].map((t) => h("th", { scope: "col" }, t)))),
        h("tbody", {}, rows)),
      h("p", { class: "pg-note" }, word === "dead"
        ? `A dead unit gives 0 for each of ${images} validation images, and learns nothing. `
        : `A saturated unit has a mean slope below 5 % of the largest, on ${images} validation images. `,
      "The gradient norm is that of the last batch; where it is tiny, a layer hardly learns."));
  }

  /** A digit with a caption below it. */
  figure(values, ...caption) {
    const canvas = h("canvas", { width: 28, height: 28, "aria-hidden": "true" });
    paintInk(canvas, { values, shape: [28, 28] });
    return h("figure", {}, canvas, h("figcaption", {}, ...caption));
  }

  draw_digits() {
    const { panel } = this.tabs.digits;
    const { labels, values } = this.digitImages;
    if (this.digitsShown !== values) {
      this.digitsShown = values;
      this.digitFigures = labels.map((label, i) => {
        const verdict = h("span", {}), bars = Array.from({ length: 10 }, () => h("i"));
        const figure = this.figure(values.subarray(784 * i, 784 * (i + 1)), verdict,
          h("span", { class: "pg-bars", "aria-hidden": "true" }, bars),
          h("span", { class: "pg-axis", "aria-hidden": "true" }, [..."0123456789"].map((d) => h("i", {}, d))));
        return { figure, verdict, bars, label };
      });
      this.digitNote = h("p", { class: "pg-note" });
      panel.replaceChildren(
        h("div", { class: "pg-head" }, this.digitNote, this.button("Other images", () => this.send("images"))),
        h("div", { class: "pg-strip" }, this.digitFigures.map((each) => each.figure)));
    }
    const { P, off } = this.digits;
    this.digitFigures.forEach(({ figure, verdict, bars, label }, i) => {
      const p = P.subarray(10 * i, 10 * i + 10), best = p.indexOf(Math.max(...p));
      say(verdict, `${best === label ? "✓" : "✗"} ${best}, ${percent(p[best], 0)}`);
      figure.classList.toggle("pg-wrong", best !== label);
      figure.setAttribute("aria-label", `A ${label}, read as ${best} with ${percent(p[best], 0)}`);
      bars.forEach((b, d) => {
        b.style.height = `${100 * p[d]}%`;
        b.classList.toggle("pg-true", d === label);
      });
    });
    say(this.digitNote, `Validation images and the ten probabilities; the true digit's bar is blue.${off ? ` ${off} hidden ${off > 1 ? "units are" : "unit is"} switched off.` : ""}`);
  }

  draw_mistakes() {
    const { labels, predicted, confidence, pixels, wrong, of } = this.mistakes;
    this.tabs.mistakes.panel.replaceChildren(
      h("p", { class: "pg-note" }, wrong
        ? `${count(wrong)} of ${count(of)} validation images are misread. These are the most confident mistakes: true digit → what was read.`
        : "No validation image is misread."),
      h("div", { class: "pg-strip" }, labels.map((label, i) => this.figure(
        pixels.subarray(784 * i, 784 * (i + 1)), h("span", {}, `${label} → ${predicted[i]}`), h("span", { class: "pg-note" }, percent(confidence[i], 0))))));
  }

  draw_confusion() {
    const counts = this.counts, digits = [...counts.keys()];
    const most = Math.max(1, ...counts.flatMap((row, i) => row.filter((_, j) => i !== j)));
    const cell = (n, i, j) => {
      const kind = i === j ? "right" : "wrong";
      const strength = i === j ? 0.16 : n ? 0.12 + 0.6 * (n / most) : 0;
      return h("td", { class: `pg-${kind}`, style: `--strength:${strength}` }, n ? String(n) : h("span", { class: "pg-zero" }, "0"));
    };
    this.tabs.confusion.panel.replaceChildren(
      h("table", { class: "pg-matrix" },
        h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "true \\ read as"), digits.map((d) => h("th", { scope: "col" }, String(d))))),
        h("tbody", {}, counts.map((row, i) => h("tr", {}, h("th", { scope: "row" }, String(i)), row.map((n, j) => cell(n, i, j)))))),
      h("p", { class: "pg-note" }, "Counts on the validation images. A row is a true digit, a column what it was read as: the diagonal is right, and the darker another cell, the more often that mistake is made."));
  }

  draw_runs() {
    const { panel } = this.tabs.runs;
    const rows = this.ledger;
    say(this.tabs.runs.tab, rows.length ? `Runs (${rows.length})` : "Runs");
    if (this.tab !== "runs") return this.stale.add("runs");
    const shown = JSON.stringify(rows);
    if (shown === this.shownRuns) return;
    this.shownRuns = shown;
    if (!rows.length) return panel.replaceChildren(h("p", { class: "pg-note" }, "Every run appears here as a row, as soon as it has trained. Tick runs to compare their curves."));
    const focused = document.activeElement?.dataset?.key;
    panel.replaceChildren(
      h("table", { class: "pg-table pg-ledger" },
        h("thead", {}, h("tr", {}, ["Curve", "Run", "Settings", "Epochs", "Best validation", "Seconds", ""].map((t, i) => h(t ? "th" : "td", { scope: t && "col", class: i > 2 && i < 6 && "pg-right" }, t)))),
        h("tbody", {}, [...rows].reverse().map((row) => this.runRow(row)))),
      h("p", { class: "pg-note" }, "A ticked run's validation curve is drawn with the present one. In the next cell, playground.ledger.to_frame() is this table for pandas."));
    if (focused) panel.querySelector(`[data-key="${focused}"]`)?.focus();
  }

  runRow(row) {
    const box = h("input", {
      type: "checkbox", "aria-label": `Overlay the curve of run ${row.run}`, "data-key": `box-${row.run}`,
      onchange: () => {
        const runs = this.ledger.filter((r) => (r.run === row.run ? box.checked : r.overlaid)).map((r) => r.run);
        this.send("overlay", { runs });
      },
    });
    box.checked = row.overlaid;
    return h("tr", {},
      h("td", {}, box), h("th", { scope: "row" }, String(row.run), row.current ? h("span", { class: "pg-note" }, " now") : null),
      h("td", { title: row.text }, brief(row.text), row.notes ? h("span", { class: "pg-note" }, ` ${row.notes}`) : null),
      h("td", { class: "pg-right" }, row.epochs.toFixed(2)), h("td", { class: "pg-right" }, percent(row.best, 2)),
      h("td", { class: "pg-right" }, row.seconds.toFixed(1)),
      h("td", {}, this.button("Restore", () => this.send("restore", { run: row.run }), { "aria-label": `Restore the settings of run ${row.run}`, "data-key": `restore-${row.run}` })));
  }
}

/** A settings string, shortened to what usually matters. */
function brief(text) {
  const s = Object.fromEntries(text.split(" ").map((part) => part.split("=")));
  const network = `${s.hidden === "none" ? "no hidden layer" : s.hidden} ${s.activation} ${s.init}`;
  const extras = [
    s.dropout > 0 ? `dropout ${s.dropout}` : "", s.weight_decay > 0 ? `decay ${s.weight_decay}` : "",
    s.images < 54_000 ? `${count(Number(s.images))} images` : "", s.flipped > 0 ? `${percent(Number(s.flipped), 0)} wrong labels` : "",
    s.seed > 0 ? `seed ${s.seed}` : "",
  ].filter(Boolean);
  return [network, `${s.optimizer} ${s.learning_rate}, batch ${s.batch_size}`, ...extras].join(" · ");
}
