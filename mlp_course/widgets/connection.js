// The way to the kernel: what is sent there, and what is said on the page when nothing answers.
// Read together with the files of a page, as one module.

const SILENCE = 1500; // ms without an answer after which the server is asked whether it is there
const LONG_SILENCE = 6000; // ms after which the page says that the kernel is silent

/** Parts of the page whose buttons and fields are of no use while nothing answers. */
const live = (...children) => h("fieldset", { class: "mlp-live", role: "presentation" }, ...children);

/** Does this page stand alone, served by Voila? Then it has no cells, and an address that is its own. */
const standsAlone = () => document.body.dataset.voila != null;

/** What a reader can do about it: words for a notebook, and for a page that has no cells. */
function wayBack() {
  return standsAlone() ? "load this page again" : "run the cell again, after those above it";
}

const REASONS = {
  gone: () => `The kernel has stopped or was restarted, and this network is gone with it. What it showed can still be `
    + `read; to go on, ${wayBack()}.`,
  server: () => `The server does not answer. This page goes on by itself if it comes back; if it was stopped, start it `
    + `and ${wayBack()}.`,
  silent: () => `The kernel has not answered for some seconds. If it is busy, this page goes on as soon as it is free; `
    + `if not, ${wayBack()}.`,
};

/**
 * Any answer of the server's will do, also one that it refuses. Jupyter is asked for its version. Voila can't tell
 * that, and would start a kernel for a page; it refuses HEAD, which the browser's console calls an error.
 */
async function serverIsThere(kernel) {
  if (!location.protocol.startsWith("http")) return true; // it cannot be asked
  const base = standsAlone() ? null : kernel?.serverSettings?.baseUrl;
  const options = { method: base ? "GET" : "HEAD", cache: "no-store", signal: AbortSignal.timeout(2 * SILENCE) };
  return fetch(base ? `${base}api` : location.href, options).then(() => true, () => false);
}

/** Sends messages, and notices when they lead nowhere. */
class Connection {
  /**
   * `root` is the page's outermost element; `changed` is told why nothing can be reached, and "" when it can be
   * again; `askAgain` is to send something that will be answered.
   */
  constructor(model, root, { changed, askAgain }) {
    Object.assign(this, { model, root, changed, askAgain, lost: "" });
    this.message = h("div", { class: "mlp-lost", role: "alert" });
    // A notebook tells its widgets when their kernel is gone; what it tells is only ever that.
    this.end = () => this.lose("gone");
    model.on("comm_live_update", this.end);
    this.kernel = model.widget_manager?.kernel; // some kinds of pages have none to look at
    this.watching = this.kernel && setInterval(() => this.watch(), 1000);
  }

  send(message) {
    if (this.reach(message)) this.expectAnswer();
  }

  expectAnswer() {
    if (this.timer) return;
    this.since = performance.now();
    this.wonderLater();
  }

  /** Is all well while there is nothing to send? Asking the kernel itself would keep it awake for ever. */
  watch() {
    if (this.model.widget_manager.kernel !== this.kernel || this.kernel.status === "dead") this.lose("gone");
    else if (this.kernel.connectionStatus !== "connected") this.expectAnswer();
  }

  /** Send it if there is anything to send it to, and say whether there was. */
  reach(message) {
    if (this.lost === "gone") return false;
    try {
      this.model.send(message);
    } catch {
      this.lose("gone");
    }
    return this.lost !== "gone";
  }

  /** A message has come; a "pong" only says that somebody is there, however busy. */
  hear({ type }) {
    if (this.lost === "gone") return;
    this.since = performance.now();
    if (type !== "pong") {
      clearTimeout(this.timer);
      this.timer = null;
    } else if (this.lost) this.askAgain(); // what was under way may be lost
    this.lose("");
  }

  wonderLater() {
    this.timer = setTimeout(() => this.wonder(), SILENCE);
  }

  /** Nothing has come for a while: is it the server, or the kernel? */
  async wonder() {
    const asked = this.timer, isThere = await serverIsThere(this.kernel);
    if (this.timer !== asked || this.isClosed) return; // an answer has come meanwhile
    this.wonderLater();
    if (!isThere) this.lose("server");
    else if (this.reach({ type: "ping" }) && performance.now() - this.since > LONG_SILENCE) this.lose("silent");
  }

  lose(why) {
    if (this.lost === why || this.lost === "gone") return;
    this.lost = why;
    if (why === "gone") this.stop();
    say(this.message, why && REASONS[why]());
    for (const part of this.root.querySelectorAll("fieldset.mlp-live")) part.disabled = Boolean(why);
    this.root.dataset.lost = why;
    this.changed(why);
  }

  stop() {
    clearTimeout(this.timer);
    clearInterval(this.watching);
  }

  close() {
    this.isClosed = true;
    this.stop();
    this.model.off("comm_live_update", this.end);
  }
}
