// The weights of the first layer, one picture a unit; a click switches a unit off.
// Read together with the files of a page, as one module.

/** Without a hidden layer the pictures are those of the ten outputs, and no buttons. */
class Tiles {
  /**
   * `kind` begins the names in the style sheet, `press` is told a unit, `extra` makes what else is in a tile, and
   * `look` is told which tile is being looked at, with the pointer or the keyboard.
   */
  constructor(kind, press, { extra = () => null, look = null } = {}) {
    Object.assign(this, { kind, press, extra, look, looked: 0, tiles: [], numbers: [], values: null });
    this.element = h("div", { class: `${kind}-tiles`, role: "group", "aria-label": "Weights of the first layer" });
  }

  /** `numbers` are those of the units; by default they are counted from 0. */
  take({ values, shape }, areUnits, numbers = [...Array(shape[0]).keys()]) {
    this.values = values;
    if (this.tiles.length !== shape[0] || this.areUnits !== areUnits) {
      this.areUnits = areUnits;
      this.tiles = numbers.map((_, i) => this.tile(i));
      if (this.tiles.length) this.tiles[0].tabIndex = 0;
      this.element.replaceChildren(...this.tiles);
    }
    this.numbers = numbers;
    this.tiles.forEach((tile, i) => {
      tile.setAttribute("aria-label", `${areUnits ? "Switch off unit" : "Weights of output"} ${numbers[i]}`);
      if (areUnits) tile.title = `Unit ${numbers[i]}`;
    });
  }

  tile(i) {
    const css = `${this.kind}-tile`, canvas = h("canvas", { width: 28, height: 28, "aria-hidden": "true" });
    let wasLookedAt = true;
    const looks = {
      class: css, tabindex: -1, onkeydown: (event) => this.key(event, i),
      // Where tiles are looked at, a finger's first touch does that, and its second switches the unit off.
      onpointerenter: ({ pointerType }) => pointerType !== "touch" && this.lookAt(i),
      onpointerdown: ({ pointerType }) => (wasLookedAt = pointerType !== "touch" || !this.look || this.looked === i),
      onfocus: () => this.lookAt(i),
      onclick: ({ detail }) => {
        this.lookAt(i);
        if (this.areUnits && (detail === 0 || wasLookedAt)) this.press(this.numbers[i]); // 0: a key was pressed
      },
    };
    if (!this.areUnits) return h("span", { role: "img", ...looks }, canvas, this.extra());
    return h("button", { type: "button", "aria-pressed": "false", ...looks }, canvas, this.extra());
  }

  lookAt(i) {
    this.looked = i;
    this.look?.(i);
  }

  /** All tiles are one stop for the Tab key; the arrows move between them. */
  key(event, i) {
    const perRow = this.tiles.filter((tile) => tile.offsetTop === this.tiles[0].offsetTop).length;
    const next = this.tiles[{
      ArrowRight: i + 1, ArrowLeft: i - 1, ArrowDown: i + perRow, ArrowUp: i - perRow,
      Home: 0, End: this.tiles.length - 1,
    }[event.key]];
    if (!next) return;
    event.preventDefault();
    for (const tile of this.tiles) tile.tabIndex = tile === next ? 0 : -1;
    next.focus();
  }

  mark(off) {
    if (!this.areUnits) return;
    this.tiles.forEach((tile, i) => tile.setAttribute("aria-pressed", off.includes(this.numbers[i])));
  }

  paint(colours) {
    this.tiles.forEach((tile, i) => {
      paintTile(tile.firstChild, this.values.subarray(784 * i, 784 * (i + 1)), colours);
    });
  }
}
