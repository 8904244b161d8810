// All settings as a line of text, to copy and to use; where the page has an address of its own, there as well.
// Read together with playground.js, as one module.

class SettingsLine {
  constructor({ send }) {
    const id = newId();
    this.field = h("input", {
      id, type: "text", class: "pg-text", spellcheck: "false", autocomplete: "off",
      oninput: () => (this.isTyped = true),
      onkeydown: (event) => { if (event.key === "Enter") this.use(); },
    });
    const complaint = new Complaint(this.field);
    const show = (text, isAnswer) => {
      complaint.show(text);
      if (isAnswer && !text) this.isTyped = false; // it was accepted
    };
    this.use = () => send("paste", { text: this.field.value }, { show });
    this.copied = h("span", { class: "pg-note", role: "status" });
    this.address = standsAlone() ? new Address() : null;
    this.element = h("div", { class: "pg-string" },
      h("label", { for: id }, "All settings"), this.field,
      h("span", { class: "pg-string-buttons" },
        button("Copy", () => this.copy()),
        this.address && button("Copy the link", () => this.copy(location.href)),
        live(button("Use this text", this.use)), this.copied),
      complaint.element);
  }

  /** Copy a link; without one, what stands in the field. */
  async copy(link = null) {
    if (!link) this.field.select();
    try {
      await navigator.clipboard.writeText(link ?? this.field.value);
      say(this.copied, "copied");
    } catch {
      // Where the page may not use the clipboard itself.
      say(this.copied, !link && document.execCommand("copy") ? "copied" : "to be copied from the address line");
    }
    setTimeout(() => say(this.copied, ""), 3000);
  }

  take({ settings, knobs }) {
    if (!settings) return;
    const { text } = settings, isFirst = this.text === undefined;
    // What was typed stays until it is accepted, or something else has been chosen; but not before, what is only now
    // answered.
    if (text !== this.text && !this.field.matches(":focus")) this.isTyped = false;
    if (!this.isTyped) this.field.value = text;
    if (this.address && !isFirst && text !== this.text) this.address.write(text);
    this.text = text;
    if (this.address && isFirst) this.begin(knobs);
  }

  /** The address says with which settings the page begins. */
  begin(knobs) {
    this.address.defaults = knobs.defaults.split(" ");
    const text = this.address.read();
    if (!text) return;
    this.field.value = text;
    this.isTyped = true;
    this.use();
  }
}

/** The settings in the page's own address: a link to it opens the same playground. */
class Address {
  parts() {
    return [...new URLSearchParams(location.search)];
  }

  isForServer([name]) {
    return ["theme", "template", "token"].includes(name) || name.startsWith("voila");
  }

  /** Return the settings string that stands there. */
  read() {
    return this.parts().filter((part) => !this.isForServer(part)).map((part) => part.join("=")).join(" ");
  }

  /** Write what differs from the defaults. */
  write(text) {
    const theirs = this.parts().filter((part) => this.isForServer(part));
    const ours = text.split(" ").filter((part) => !this.defaults.includes(part)).map((part) => part.split("="));
    const query = new URLSearchParams([...theirs, ...ours]).toString();
    history.replaceState(history.state, "", query ? `?${query}` : location.pathname);
  }
}
