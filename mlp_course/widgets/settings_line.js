// All settings as a line of text, to copy and to use; where the page has an address of its own, there as well.
// Read together with playground.js, as one module.

class SettingsLine {
  constructor({ send }) {
    const id = newId();
    this.field = h("input", {
      id, type: "text", class: "pg-text", spellcheck: "false", autocomplete: "off",
      oninput: () => (this.isTyped = true),
      onkeydown: (event) => { if (event.key === "Enter") use(); },
    });
    const complaint = new Complaint(this.field);
    const show = (text, isAnswer) => {
      complaint.show(text);
      if (isAnswer && !text) this.isTyped = false; // it was accepted
    };
    const use = () => send("paste", { text: this.field.value }, { show });
    this.use = use;
    this.copied = h("span", { class: "pg-note", role: "status" });
    this.element = h("div", { class: "pg-string" },
      h("label", { for: id }, "All settings"), this.field,
      h("span", { class: "pg-string-buttons" },
        button("Copy", () => this.copy()), live(button("Use this text", use)), this.copied),
      complaint.element);
  }

  async copy() {
    this.field.select();
    try {
      await navigator.clipboard.writeText(this.field.value);
    } catch {
      document.execCommand("copy"); // where the page may not use the clipboard itself
    }
    this.copied.textContent = "copied";
    setTimeout(() => (this.copied.textContent = ""), 2000);
  }

  take({ settings }) {
    if (!settings) return;
    // What was typed stays until it is accepted, or something else has been chosen.
    if (settings.text !== this.text) this.isTyped = false;
    if (!this.isTyped) this.field.value = settings.text;
    this.text = settings.text;
  }
}
