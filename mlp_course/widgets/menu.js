// A menu with its name before it. JupyterLab takes the arrow keys and digits of a plain menu for
// its own shortcuts; here it is told to leave them alone.
function render({ model, el }) {
  const label = document.createElement("label");
  label.className = "mlp-menu";
  label.style.cssText = "display: flex; gap: 8px; align-items: center; width: 300px; margin: 2px";
  const name = document.createElement("span");
  name.textContent = model.get("description");
  name.style.cssText = "flex: 0 0 80px; text-align: right";
  const select = document.createElement("select");
  select.dataset.lmSuppressShortcuts = "true";
  select.style.cssText = "flex: 1; font: inherit; padding: 3px";
  for (const option of model.get("options")) select.add(new Option(option));
  const show = () => {
    select.selectedIndex = model.get("options").indexOf(model.get("value"));
  };
  select.addEventListener("change", () => {
    model.set("value", model.get("options")[select.selectedIndex]);
    model.save_changes();
  });
  model.on("change:value", show);
  show();
  label.append(name, select);
  el.append(label);
}

export default { render };
