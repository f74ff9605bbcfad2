export default { render({ model, el }) {
  // (JupyterLab's keys: see host.js)
  const quiet = (event) => event.target.setAttribute("data-lm-suppress-shortcuts", "true");
  el.addEventListener("focusin", quiet);
  const make = (tag, name, ...children) => { const node = document.createElement(tag); node.className = name; node.append(...children); return node; };
  const draw = () => {
    const words = model.get("words"), lines = model.get("lines"), heard = model.get("heard");
    const all = [...lines, { ok: heard, text: heard ? words.check_pressed : "" }].filter((line) => line.text);
    const list = make("ul", "wk-check-list", ...all.map((line) => make("li", line.ok ? "wk-ok" : "wk-bad",
      Object.assign(make("span", "wk-mark", line.ok ? "✓" : "✗"), { ariaHidden: "true" }), line.text)));
    const said = make("p", "wk-check-said", lines.some((line) => !line.ok) ? words.check_bad : heard ? words.check_ok : "");
    said.setAttribute("role", "status");
    const press = make("button", "wk-go", words.check_press);
    press.type = "button";
    press.onclick = () => model.send({ what: "press" });
    el.dir = words.direction;
    el.replaceChildren(make("div", "wk-check", make("h3", "wk-check-title", words.check_title), list, ...(heard ? [] : [press]), said));
  };
  model.on("change:heard", draw);
  draw();
  return () => model.off("change:heard", draw);
} };
