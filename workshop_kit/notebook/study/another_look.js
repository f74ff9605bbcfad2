// What can be chosen here, if anything: a sentence, and one button.
export default { render({ model, el }) {
  // (JupyterLab's keys: see host.js)
  el.addEventListener("focusin", (event) => event.target.setAttribute("data-lm-suppress-shortcuts", "true"));
  const make = (tag, look, text) => Object.assign(document.createElement(tag), { className: look, textContent: text });
  const text = make("p", "", ""), said = make("p", "wk-said", ""), card = make("div", "wk-card wk-another", "");
  text.tabIndex = -1;
  text.setAttribute("role", "status");
  said.setAttribute("role", "alert");
  let pressed = false;
  const draw = () => {
    const words = model.get("words");
    const button = make("button", "wk-chip", words.button);
    button.type = "button";
    button.onclick = () => { pressed = button.disabled = true; model.send({ what: words.press }); };
    Object.assign(card, { dir: words.direction, lang: words.language, hidden: !words.text });
    text.textContent = words.text;
    card.replaceChildren(text, button, said);
    if (pressed && words.text) text.focus();
    pressed = false;
  };
  // A disk that took nothing leaves everything as it was, and the button can be pressed again.
  const tell = () => { said.textContent = model.get("said"); if (model.get("said")) draw(); };
  el.replaceChildren(card);
  model.on("change:words", draw);
  model.on("change:said", tell);
  draw();
  tell();
  return () => { model.off("change:words", draw); model.off("change:said", tell); };
} };
