// What is drawn: curves, weights and digits on canvases, from small arrays.
// Read together with playground.js or draw_pad.js, as one module.

const DTYPES = { float32: Float32Array, int8: Int8Array, uint8: Uint8Array };

/** Return the array that `place` stands for in a message with these buffers. */
function arrayOf(place, buffers) {
  const view = buffers[place.buffer];
  // A copy, because a typed array must begin at a multiple of its item's size.
  const bytes = view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength);
  return { values: new DTYPES[place.dtype](bytes), shape: place.shape };
}

/** Return the columns of a (3, n) array as epochs, losses and accuracies. */
function columnsOf(place, buffers) {
  const { values, shape } = arrayOf(place, buffers);
  const n = shape[1];
  return {
    epoch: values.subarray(0, n),
    loss: values.subarray(n, 2 * n),
    accuracy: values.subarray(2 * n, 3 * n),
  };
}

/** The colours of the present theme, as the style sheet names them; marks the root as dark or light. */
function coloursOf(root) {
  const style = getComputedStyle(root);
  const [red, green, blue] = channels(style.color);
  root.dataset.theme = red + green + blue > 382 ? "dark" : "light";
  const names = ["muted", "line", "panel", "training", "validation", "negative", "positive"];
  const colours = Object.fromEntries(
    [...names, "run-1", "run-2", "run-3", "run-4"].map((n) => [n, style.getPropertyValue(`--mlp-${n}`).trim()]),
  );
  colours.font = `11px ${style.fontFamily}`;
  return colours;
}

/**
 * Call `changed` whenever the theme or the root's size changes. The size also changes when the root
 * first stands in the page: before that it has no style, and no colours. Returns how to end this.
 */
function watchLook(root, changed) {
  const size = new ResizeObserver(changed), theme = new MutationObserver(changed);
  size.observe(root);
  theme.observe(document.body, { attributes: true });
  return () => [size, theme].forEach((observer) => observer.disconnect());
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

/** Return round numbers that divide the range into at most `most` parts. */
function ticks(low, high, most) {
  const rough = (high - low) / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((m) => m * power).find((s) => s >= rough * 0.999);
  const values = [];
  for (let i = Math.ceil(low / step - 1e-6); i * step <= high + step * 1e-6; i++) values.push(i * step);
  return { values, step };
}

/** The top of the loss axis: a few wild values at the start or the end must not flatten the rest. */
function lossLimit(curves, epochs) {
  const values = curves.flatMap((curve) => Array.from(curve.y)).filter(Number.isFinite);
  if (!values.length) return 2.5;
  values.sort((a, b) => a - b);
  const highest = values[values.length - 1];
  const typical = values[Math.floor(values.length * 0.9)];
  const wanted = epochs < 2 ? Math.max(2.5, 1.6 * typical) : 2.2 * typical;
  return Math.max(Math.min(highest, wanted), 0.01) * 1.06;
}

/** The bottom of the accuracy axis: zoom in once everything recent is high. */
function accuracyFloor(curves) {
  const late = curves.flatMap((curve) => Array.from(curve.y).slice(Math.floor(curve.y.length / 3)));
  const lowest = Math.min(...late.filter(Number.isFinite), 1);
  return [0.95, 0.9, 0.8, 0.6].find((floor) => lowest > floor + 0.01) ?? 0;
}

/**
 * Draw curves over epochs.
 * curves: list of {x, y, colour, dash, width, label, dots}; kind is "loss" or "accuracy".
 */
function drawCurves(canvas, curves, kind, colours) {
  const { context: c, width, height } = prepared(canvas);
  if (width < 40 || height < 40) return;
  const left = kind === "loss" ? 34 : 42, right = width - 10, top = 8, bottom = height - 30;
  const longest = Math.max(0, ...curves.map((curve) => curve.x[curve.x.length - 1] ?? 0));
  const [low, high] = kind === "loss" ? [0, lossLimit(curves, longest)] : [accuracyFloor(curves), 1];
  const end = longest <= 1 ? 1 : longest;
  const atX = (x) => left + (x / end) * (right - left);
  const atY = (y) => bottom - ((y - low) / (high - low)) * (bottom - top);

  c.font = colours.font;
  c.lineWidth = 1;
  c.strokeStyle = colours.line;
  c.fillStyle = colours.muted;
  c.textAlign = "right";
  c.textBaseline = "middle";
  const vertical = ticks(low, high, Math.max(2, Math.floor((bottom - top) / 34)));
  for (const y of vertical.values) {
    c.beginPath();
    c.moveTo(left, Math.round(atY(y)) + 0.5);
    c.lineTo(right, Math.round(atY(y)) + 0.5);
    c.stroke();
    const digits = Math.max(0, -Math.floor(Math.log10(vertical.step) + 1e-9));
    c.fillText(kind === "loss" ? y.toFixed(digits) : `${Math.round(100 * y)} %`, left - 6, atY(y));
  }
  c.textAlign = "center";
  c.textBaseline = "top";
  const horizontal = ticks(0, end, Math.max(2, Math.floor((right - left) / 56)));
  for (const x of horizontal.values) {
    const digits = Math.max(0, -Math.floor(Math.log10(horizontal.step) + 1e-9));
    c.fillText(x.toFixed(digits), Math.min(atX(x), right - 6), bottom + 5);
  }
  c.fillText("epochs", (left + right) / 2, bottom + 17);

  c.save();
  c.beginPath();
  c.rect(left - 4, top - 5, right - left + 10, bottom - top + 10);
  c.clip();
  for (const curve of curves) drawCurve(c, curve, atX, (y) => Math.max(atY(y), top - 20));
  c.restore();
}

function drawCurve(c, { x, y, colour, dash, width, dots, label }, atX, atY) {
  c.strokeStyle = c.fillStyle = colour;
  c.lineWidth = width;
  c.setLineDash(dash);
  c.lineJoin = "round";
  c.beginPath();
  let drawing = false, last = null;
  for (let i = 0; i < x.length; i++) {
    if (!Number.isFinite(y[i])) {
      drawing = false; // a gap where the loss was no number
      continue;
    }
    last = [atX(x[i]), atY(y[i])];
    if (drawing) c.lineTo(...last);
    else c.moveTo(...last);
    drawing = true;
  }
  c.stroke();
  c.setLineDash([]);
  if (!last) return;
  if (dots && x.length <= 40) {
    for (let i = 0; i < x.length; i++) {
      if (Number.isFinite(y[i])) fillDot(c, atX(x[i]), atY(y[i]), 2.4);
    }
  } else fillDot(c, ...last, 2.6);
  if (label) {
    c.textAlign = "right";
    c.textBaseline = "bottom";
    c.fillText(label, last[0] - 2, last[1] - 3);
  }
}

function fillDot(c, x, y, radius) {
  c.beginPath();
  c.arc(x, y, radius, 0, 2 * Math.PI);
  c.fill();
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
