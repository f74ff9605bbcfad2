export default { render({ model, el }) {
  // (JupyterLab's keys: see host.js)
  el.addEventListener("focusin", (event) => event.target.setAttribute("data-lm-suppress-shortcuts", "true"));
  const draw = () => { el.innerHTML = model.get("value"); };
  model.on("change:value", draw);
  draw();
  return () => model.off("change:value", draw);
} };
