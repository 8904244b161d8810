// The task, where there is one: what is to be reached, how far the present run is, and which run has solved it.
// Read together with playground.js, as one module.

class Task {
  constructor() {
    this.text = h("p", {});
    this.progress = h("p", { class: "pg-task-progress" });
    this.solved = h("p", { class: "pg-task-solved", role: "status" }); // said aloud once, when it changes
    this.element = h("div", { class: "pg-task", role: "region", "aria-label": "Task", hidden: true },
      this.text, h("div", { class: "pg-task-state" }, this.solved, this.progress));
    // Stays in sight where the task itself does not.
    this.mark = h("span", { class: "pg-task-mark", "aria-hidden": "true", hidden: true },
      "✓", h("span", { class: "pg-word" }, " solved"));
  }

  take({ task }) {
    if (!task) return;
    this.element.hidden = false;
    if (!this.text.childElementCount) this.text.append(h("strong", {}, "Task. "), h("span", {}, task.text));
    say(this.progress, task.progress);
    say(this.solved, task.solved);
    this.mark.hidden = !task.solved;
  }
}
