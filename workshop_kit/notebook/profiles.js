export default { render({ model, el }) {
  // (JupyterLab's keys: see host.js)
  el.addEventListener("focusin", (event) => event.target.setAttribute("data-lm-suppress-shortcuts", "true"));
  const words = model.get("words"), id = `wk-${Math.random().toString(36).slice(2)}`;
  const make = (tag, attributes, ...children) => { const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) if (value !== null && value !== false) node.setAttribute(name, value === true ? "" : value);
    node.append(...children.filter(Boolean)); return node; };
  const use = (name) => model.send({ use: name });
  const field = make("input", { id, class: "wk-field", type: "text", autocomplete: "off", spellcheck: "false", maxlength: 40, dir: "auto" });
  const form = make("form", {}, make("label", { for: id, class: "wk-label" }, words.people_label),
    make("div", { class: "wk-row" }, field, make("button", { class: "wk-go", type: "submit" }, words.people_go)));
  form.onsubmit = (event) => { event.preventDefault(); if (field.value.trim()) { use(field.value); field.value = ""; } else field.focus(); };
  const said = make("p", { class: "wk-said-plain", role: "status" }), who = make("div", { class: "wk-people" });
  const others = ({ name, label }) => { const button = make("button", { class: "wk-go wk-plain", type: "button" }, words.people_choose.replace("{name}", label));
    button.onclick = () => use(name); return button; };
  const fold = make("details", { class: "wk-fold", open: model.get("people").length > 0 }, make("summary", { class: "wk-fold-title" }, words.people_title),
    make("div", { class: "wk-fold-body" }, who, make("p", { class: "wk-door-text" }, words.people_help), form, said));
  const draw = () => {
    const people = model.get("people"), now = people.find((one) => one.now);
    who.replaceChildren(...(now ? [make("p", { class: "wk-now" }, words.people_now, " ", make("strong", { dir: "auto" }, now.label))] : []),
      make("div", { class: "wk-row" }, ...people.filter((one) => !one.now).map(others)));
    said.textContent = model.get("said");
  };
  el.replaceChildren(make("div", { class: "wk-door wk-small-door", dir: words.direction, lang: words.language }, fold));
  model.on("change:people", draw);
  model.on("change:said", draw);
  draw();
  return () => { model.off("change:people", draw); model.off("change:said", draw); };
} };
