// All settings as a line of text, to copy and to use.
// Read together with playground.js, as one module.

class SettingsLine {
  constructor({ send }) {
    const id = newId();
    this.field = typed({
      id, type: "text", class: "pg-text", spellcheck: "false", autocomplete: "off",
      onkeydown: (event) => { if (event.key === "Enter") use(); },
    });
    const use = () => {
      delete this.field.dataset.typing;
      send("paste", { text: this.field.value });
    };
    this.copied = h("span", { class: "pg-note", role: "status" });
    this.element = h("div", { class: "pg-string" },
      h("label", { for: id }, "All settings"),
      this.field, button("Copy", () => this.copy()), live(button("Use this text", use)), this.copied);
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
    if (settings) put(this.field, settings.text);
  }
}
