export default { render({ model, el }) {
  // (JupyterLab's keys: see host.js)
  el.addEventListener("focusin", (event) => event.target.setAttribute("data-lm-suppress-shortcuts", "true"));
  const make = (tag, attributes, ...children) => { const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) if (value !== null && value !== false) node.setAttribute(name, value === true ? "" : value);
    node.append(...children); return node; };
  const said = make("p", { class: "wk-said-plain", role: "status", dir: "auto" });
  let buttons = [];
  const draw = () => {
    const words = model.get("words");
    buttons = ["page", "pdf", "reminder"].map((what, index) => {
      const button = make("button", { class: index ? "wk-go wk-plain" : "wk-go", type: "button" }, words[`take_${what}`]);
      button.onclick = () => { if (!model.get("busy")) model.send({ make: what }); };
      return button;
    });
    el.replaceChildren(make("div", { class: "wk-door", role: "group", "aria-label": words.take_title, dir: words.direction, lang: words.language },
      make("div", { class: "wk-row" }, ...buttons), said, make("p", { class: "wk-note" }, words.take_help)));
    tell();
  };
  const tell = () => {
    said.textContent = model.get("said");
    for (const button of buttons) button.setAttribute("aria-disabled", String(model.get("busy")));
  };
  // A file out of the page's own memory: the browser saves it, and nobody is asked for it.
  const save = ({ name, type }, [bytes]) => {
    if (!name) return;
    const link = make("a", { href: URL.createObjectURL(new Blob([bytes], { type })), download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  };
  model.on("change:words", draw);
  model.on("change:said", tell);
  model.on("change:busy", tell);
  model.on("msg:custom", save);
  draw();
  return () => { model.off("change:words", draw); model.off("change:said", tell); model.off("change:busy", tell); model.off("msg:custom", save); };
} };
