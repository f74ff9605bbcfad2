// Ten facets in one of three amounts at a time.
export default { render({ model, el }) {
  // (JupyterLab's keys: see host.js)
  el.addEventListener("focusin", (event) => event.target.setAttribute("data-lm-suppress-shortcuts", "true"));
  const make = (tag, attributes, ...children) => { const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) if (value !== null && value !== false) node.setAttribute(name, value === true ? "" : value);
    node.append(...children); return node; };
  const name = `wk-${Math.random().toString(36).slice(2)}`;
  let amount = "much";
  const draw = () => {
    const words = model.get("words"), facets = model.get("facets");
    const list = make("div", { class: "wk-amounts" });
    const fill = () => list.replaceChildren(...[...new Set(facets.map((facet) => facet.side))].map((side) => {
      const own = facets.filter((facet) => facet.side === side);
      return make("section", {}, make("h3", { class: `wk-card-title ${side}` }, own[0].dimension),
        make("dl", {}, ...own.flatMap((facet) => [make("dt", {}, facet.name), make("dd", {}, facet.texts[amount])])));
    }));
    const chips = ["little", "right", "much"].map((id) => {
      const input = make("input", { type: "radio", name, value: id, checked: id === amount });
      input.addEventListener("change", () => { amount = id; fill(); });
      return make("label", { class: "wk-chip" }, input, make("span", {}, words[id]));
    });
    fill();
    el.replaceChildren(make("div", { class: "wk-card", dir: words.direction, lang: words.language },
      make("fieldset", { class: "wk-answers" }, make("legend", { class: "wk-label" }, words.choose), make("div", { class: "wk-row" }, ...chips)), list));
  };
  model.on("change:facets", draw);
  draw();
  return () => model.off("change:facets", draw);
} };
