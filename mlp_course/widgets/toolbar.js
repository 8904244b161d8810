// The buttons on top, what the training is doing, what was refused; and what goes wrong, in words.
// Read together with playground.js, as one module.

class Toolbar {
  /** `send` sends a message, `start` one that begins a training; `marks` stand beside what it is doing. */
  constructor({ send, start, marks }) {
    this.trainIcon = h("span", { "aria-hidden": "true", class: "pg-icon" }, "▶");
    this.trainText = h("span", {}, "Train");
    this.trainButton = button("", () => (this.status?.running ? send("pause") : start("train")), {
      class: "mlp-button pg-primary",
    });
    this.trainButton.append(this.trainIcon, this.trainText);
    this.statusText = h("span", { class: "pg-status", role: "status" });
    this.epochText = h("span", { class: "pg-muted" });
    this.speedText = h("span", { class: "pg-muted pg-speed" });
    this.message = h("div", { class: "pg-message", role: "alert" });
    const id = newId();
    this.epochs = numberField([0, ""], (epochs) => send("change", { changes: { epochs } }, complaint), { id });
    const complaint = new Complaint(this.epochs);
    this.undo = button("Undo", () => send("undo"));
    this.newWeights = button("New weights", () => send("new_weights"), { title: "Start with the next seed" });
    this.stop = h("span", { class: "pg-stop" },
      h("label", { for: id }, "pause after"), this.epochs, h("span", {}, "epochs"));
    this.rest = h("div", { class: "pg-more" },
      button("One batch", () => send("batch")),
      button("One epoch", () => start("epoch")),
      button("Rewind", () => send("rewind"), { title: "Back to the same initial weights" }),
      this.newWeights, this.undo, this.stop, complaint.element);
    this.element = h("div", { class: "pg-top", role: "toolbar", "aria-label": "Training" },
      h("div", { class: "pg-drive" },
        this.trainButton,
        h("span", { class: "pg-readout" }, this.statusText, this.epochText, this.speedText), marks),
      this.rest, this.message);
  }

  take({ status, settings, knobs }) {
    if (knobs && !this.isBuilt) {
      this.isBuilt = true;
      this.newWeights.hidden = !knobs.shown.includes("seed");
      [this.epochs.min, this.epochs.max] = knobs.limits.epochs;
      const { ask, text } = help("pause after", knobs.help.epochs);
      this.stop.append(ask);
      this.rest.append(text);
    }
    if (settings) put(this.epochs, settings.epochs);
    this.measureSpeed(status, this.status);
    this.status = status;
    const { running, diverged, batches, epoch, undo } = status;
    this.undo.disabled = undo == null;
    this.undo.title = undo == null ? "" : `Back to run ${undo}, as it was`;
    say(this.trainIcon, running ? "❚❚" : "▶");
    say(this.trainText, running ? "Pause" : "Train");
    this.trainButton.classList.toggle("pg-running", running);
    // Only a change of state is worth announcing; the epoch counts up beside it in silence.
    say(this.statusText, running ? "Training" : diverged ? "Diverged" : batches ? "Paused" : "Ready");
    say(this.epochText, batches ? `epoch ${epoch.toFixed(2)}` : "");
    say(this.speedText, running && this.speed ? `${count(this.speed)} batches/s` : "");
    say(this.message, status.message);
  }

  /** Nothing answers: whatever trained, it does no longer, or nobody sees it. */
  lose(why) {
    if (!why) return; // an answer has come, with the state of things
    say(this.statusText, why === "gone" ? "Ended" : "No answer");
    say(this.trainIcon, "▶");
    say(this.trainText, "Train");
    this.trainButton.classList.remove("pg-running");
  }

  measureSpeed({ running, batches }, before) {
    const now = performance.now();
    if (!running || !before?.running || batches < before.batches) {
      this.mark = { now, batches };
      this.speed = null;
    } else if (now - this.mark.now > 700) {
      this.speed = ((batches - this.mark.batches) / (now - this.mark.now)) * 1000;
      this.mark = { now, batches };
    }
  }
}

class Findings {
  constructor({ send }) {
    this.send = send;
    this.element = h("div", {
      class: "pg-findings", role: "region", "aria-label": "Diagnosis", "aria-live": "polite", tabindex: -1,
    });
    // Leads there where it is out of sight.
    this.flag = button("!", () => {
      this.element.scrollIntoView({ block: "center" });
      this.element.focus({ preventScroll: true });
    }, { class: "pg-flag", "aria-label": "Go to the diagnosis", hidden: true });
  }

  take({ findings, status }) {
    if (!findings) return;
    const fine = status.batches > 0
      ? "Nothing is amiss so far."
      : "Press Train. What goes wrong, if anything does, is explained here.";
    const shown = JSON.stringify([findings, fine]);
    if (shown === this.shown) return; // nothing new: leave the page, and the reader's focus, alone
    // While it trains the numbers never rest, and neither could a pointer on its way to a button.
    const advice = JSON.stringify(findings.map(({ key, button }) => [key, button]));
    if (status.running && findings.length && advice === this.advice) return;
    [this.shown, this.advice] = [shown, advice];
    this.element.replaceChildren(...findings.map((finding) => this.finding(finding)));
    this.flag.hidden = !findings.length;
    if (!findings.length) this.element.append(h("p", { class: "pg-fine" }, fine));
  }

  finding({ key, title, text, button: words }) {
    return h("div", { class: "pg-finding" },
      h("span", { class: "pg-mark", "aria-hidden": "true" }, "!"),
      h("p", {}, h("strong", {}, `${title}. `), text),
      words ? button(words, () => this.send("advice", { key })) : null);
  }
}
