export default { render({ model, el }) {
  // (JupyterLab's keys: see host.js)
  const quiet = (event) => event.target.setAttribute("data-lm-suppress-shortcuts", "true");
  el.addEventListener("focusin", quiet);
  const words = model.get("words");
  const make = (tag, attributes, ...children) => { const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) if (value !== null && value !== false) node.setAttribute(name, value === true ? "" : value);
    node.append(...children); return node; };
  const id = `wk-${Math.random().toString(36).slice(2)}`;
  const field = make("input", { id, class: "wk-field", type: "text", inputmode: "url", autocomplete: "off", spellcheck: "false",
    placeholder: words.share_placeholder, value: model.get("address") });
  const form = make("form", {}, make("label", { for: id, class: "wk-label" }, words.share_label),
    make("div", { class: "wk-row" }, field, make("button", { class: "wk-go", type: "submit" }, words.share_look)));
  form.onsubmit = (event) => { event.preventDefault(); model.send({ what: "look", address: field.value }); };
  const said = make("p", { class: "wk-said-plain", role: "status" }), offers = make("div", { class: "wk-offers" }), groups = make("div", {});
  const draw = () => {
    said.textContent = model.get("said");
    groups.replaceChildren(...(model.get("groups").length ? [groupField()] : []));
    offers.replaceChildren(...model.get("offers").map((offer) => {
      if (!offer.may) return make("p", { class: "wk-door-text" }, offer.text);
      const button = make("button", { class: "wk-go", type: "button" }, offer.text);
      button.onclick = () => model.send({ what: "share", activity: offer.id, group: groups.querySelector("select")?.value || null });
      return button;
    }));
  };
  const groupField = () => { const select = make("select", { id: `${id}-g`, class: "wk-field" }, make("option", { value: "" }, words.share_group_none),
      ...model.get("groups").map((name) => make("option", { value: name, selected: name === model.get("group") }, name)));
    return make("div", {}, make("label", { for: `${id}-g`, class: "wk-label" }, words.share_group), select); };
  el.replaceChildren(make("div", { class: "wk-door", dir: words.direction, lang: words.language }, make("h3", { class: "wk-door-title" }, words.share_title),
    make("p", { class: "wk-door-text" }, words.share_help), form, groups, offers, said));
  for (const name of ["said", "offers", "groups"]) model.on(`change:${name}`, draw);
  draw();
  return () => { for (const name of ["said", "offers", "groups"]) model.off(`change:${name}`, draw); };
} };
