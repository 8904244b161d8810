// From small arrays to pictures: colours of the theme, canvases, weights and digits.
// Read together with the files of a page, as one module.

const DTYPES = { float32: Float32Array, int8: Int8Array, uint8: Uint8Array };

/** Return the array that `place` stands for in a message with these buffers. */
function arrayOf(place, buffers) {
  const view = buffers[place.buffer];
  // A copy, because a typed array must begin at a multiple of its item's size.
  const bytes = view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength);
  return { values: new DTYPES[place.dtype](bytes), shape: place.shape };
}

/**
 * How things are painted in the present theme: `colours`, as the style sheet names them, and `weights`, the
 * colours for -127 to 127. Marks the root as dark or light.
 */
function lookOf(root) {
  const style = getComputedStyle(root);
  const [red, green, blue] = channels(style.color);
  root.dataset.theme = red + green + blue > 382 ? "dark" : "light";
  const names = ["muted", "line", "panel", "training", "validation", "negative", "positive"];
  // As the browser resolves them: a canvas knows no var(), and no colours of a system with high contrast.
  const probe = h("span", { hidden: true, style: "forced-color-adjust: none" });
  root.append(probe);
  const resolved = (name) => {
    if (!style.getPropertyValue(name)) return ""; // the style sheet is not there yet
    probe.style.color = `var(${name})`;
    return getComputedStyle(probe).color;
  };
  const colours = Object.fromEntries(
    [...names, "run-1", "run-2", "run-3", "run-4"].map((name) => [name, resolved(`--mlp-${name}`)]),
  );
  probe.remove();
  colours.font = `11px ${style.fontFamily}`;
  return { colours, weights: divergingColours(colours) };
}

/**
 * Call `changed` whenever the theme, the system's colours or the root's size change. The size also changes when the
 * root first stands in the page: before that it has no style, and no colours. Returns how to end this.
 */
function watchLook(root, changed) {
  const size = new ResizeObserver(changed), theme = new MutationObserver(changed);
  size.observe(root);
  theme.observe(document.body, { attributes: true });
  const system = ["(prefers-color-scheme: dark)", "(forced-colors: active)"].map((query) => matchMedia(query));
  for (const each of system) each.addEventListener("change", changed);
  return () => {
    for (const observer of [size, theme]) observer.disconnect();
    for (const each of system) each.removeEventListener("change", changed);
  };
}

/** Fit a canvas to its place in the page, at the screen's own resolution. */
function prepared(canvas) {
  const scale = window.devicePixelRatio || 1;
  const width = canvas.clientWidth, height = canvas.clientHeight;
  const pixels = [Math.round(width * scale), Math.round(height * scale)];
  if (canvas.width !== pixels[0] || canvas.height !== pixels[1]) [canvas.width, canvas.height] = pixels;
  const context = canvas.getContext("2d");
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.clearRect(0, 0, width, height);
  return { context, width, height };
}

/** Return [red, green, blue] of a colour such as #0072b2 or rgb(0, 114, 178). */
function channels(colour) {
  const hex = colour.match(/^#([\da-f]{6}|[\da-f]{3})$/i)?.[1];
  if (!hex) return (colour.match(/[\d.]+/g) ?? [255, 255, 255]).slice(0, 3).map(Number);
  const wide = hex.length === 3 ? hex.replace(/./g, "$&$&") : hex;
  return [0, 2, 4].map((i) => parseInt(wide.slice(i, i + 2), 16));
}

/** Colours for -127 to 127: negative, through the panel's own colour at 0, to positive. */
function divergingColours(colours) {
  const zero = channels(colours.panel);
  const ends = [channels(colours.negative), channels(colours.positive)];
  const table = new Uint8ClampedArray(255 * 3);
  for (let value = -127; value <= 127; value++) {
    const share = Math.abs(value / 127) ** 0.8;
    const strong = ends[value > 0 ? 1 : 0];
    for (let k = 0; k < 3; k++) table[3 * (value + 127) + k] = zero[k] + share * (strong[k] - zero[k]);
  }
  return table;
}

/** Paint one weight tile, 28 x 28 values from -127 to 127. */
function paintTile(canvas, values, table) {
  const context = canvas.getContext("2d");
  const image = context.createImageData(28, 28);
  for (let i = 0; i < 784; i++) {
    const place = 3 * (values[i] + 127);
    image.data.set([table[place], table[place + 1], table[place + 2], 255], 4 * i);
  }
  context.putImageData(image, 0, 0);
}

/** Paint ink of any size, dark on white paper as everywhere in the series. */
function paintInk(canvas, { values, shape }) {
  const [height, width] = shape;
  [canvas.width, canvas.height] = [width || 1, height || 1];
  if (!values.length) return;
  const context = canvas.getContext("2d");
  const image = context.createImageData(width, height);
  values.forEach((ink, i) => image.data.set([255 - ink, 255 - ink, 255 - ink, 255], 4 * i));
  context.putImageData(image, 0, 0);
}
