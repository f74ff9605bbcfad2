// Fields for one's own words. What is typed goes to the kernel after a short pause, and at once when the field is left.
const PAUSE = 300; // ms

function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value !== null && value !== undefined && value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter(Boolean));
  return node;
}

export default { render({ model, el }) {
  // (JupyterLab's keys: see host.js)
  el.addEventListener("focusin", (event) => event.target.setAttribute("data-lm-suppress-shortcuts", "true"));
  const own = `wk-${Math.random().toString(36).slice(2)}`;
  const texts = { ...model.get("texts") }, waiting = new Map();
  const said = make("p", { class: "wk-said", role: "alert" });
  let sentences = [];

  const send = (field) => {
    if (!waiting.has(field)) return;
    clearTimeout(waiting.get(field));
    waiting.delete(field);
    model.send({ what: "save", field, text: texts[field] || "" });
  };
  const note = (field, text, pause = PAUSE) => {
    texts[field] = text;
    clearTimeout(waiting.get(field));
    waiting.set(field, setTimeout(() => send(field), pause));
    sentences.forEach((fill) => fill());
  };

  const written = (field) => {
    const id = `${own}-${field.id}`;
    const area = make("textarea", { id, class: "wk-field", rows: field.lines, maxlength: model.get("words").longest, dir: "auto",
      "aria-describedby": field.hint ? `${id}-hint` : null,
      oninput: () => note(field.id, area.value), onblur: () => send(field.id),
      onkeydown: (event) => { if (event.key === "Enter" && field.lines === 1) event.preventDefault(); } });
    area.value = texts[field.id] || "";
    return make("div", { class: "wk-writing-field" }, make("label", { for: id, class: "wk-label" }, field.label), area,
      field.hint && make("p", { id: `${id}-hint`, class: "wk-hint" }, field.hint));
  };

  const chosen = (field) => make("fieldset", { class: "wk-writing-field wk-answers" },
    make("legend", { class: "wk-label" }, field.label),
    field.recalls && make("blockquote", { dir: "auto" }, field.recalls),
    field.hint && make("p", { class: "wk-hint" }, field.hint),
    make("div", { class: "wk-row" }, ...Object.entries(field.options).map(([value, text]) => make("label", { class: "wk-chip" },
      make("input", { type: "radio", name: `${own}-${field.id}`, value, checked: texts[field.id] === value,
        onchange: () => note(field.id, value, 0) }), make("span", {}, text)))));

  // A sentence of several fields, as it reads when they are filled in.
  const sentenceOf = (section) => {
    if (!section.sentence) return null;
    const line = make("p", { class: "wk-sentence" });
    const fill = () => line.replaceChildren(...section.sentence.split(/(\{\w+\})/).map((part) => {
      if (!/^\{\w+\}$/.test(part)) return document.createTextNode(part);
      const text = (texts[part.slice(1, -1)] || "").trim().replace(/[.…]+$/, "");
      return make(text ? "bdi" : "span", { class: text ? "" : "wk-open" }, text || "…");
    }));
    sentences.push(fill);
    fill();
    return line;
  };

  const sectionOf = (section) => make("section", { class: "wk-writing-section" },
    section.title && make("h3", { class: "wk-card-title" }, section.title),
    section.help && make("p", { class: "wk-help" }, section.help),
    ...section.fields.map((field) => (field.options ? chosen(field) : written(field))), sentenceOf(section));

  const draw = () => {
    const words = model.get("words"), sections = model.get("sections");
    sentences = [];
    if (!sections.length) return el.replaceChildren(make("div", { class: "wk-words", dir: words.direction, lang: words.language },
      make("p", { class: "quiet" }, words.empty)));
    el.replaceChildren(make("div", { class: "wk-card wk-writing", dir: words.direction, lang: words.language },
      ...sections.map(sectionOf), make("p", { class: "wk-hint wk-kept" }, words.kept), said));
  };
  // The same fields for something else: what stands in them now is kept already, where it belongs.
  const again = (message) => {
    if (!message.again) return;
    for (const timer of waiting.values()) clearTimeout(timer);
    waiting.clear();
    for (const field of Object.keys(texts)) delete texts[field];
    Object.assign(texts, model.get("texts"));
    draw();
  };
  const tell = () => { said.textContent = model.get("said"); };
  const leaving = () => [...waiting.keys()].forEach(send); // what was typed just before the page closes is kept as well
  addEventListener("pagehide", leaving);
  model.on("change:sections", draw);
  model.on("change:said", tell);
  model.on("msg:custom", again);
  draw();
  tell();
  return () => {
    leaving();
    removeEventListener("pagehide", leaving);
    model.off("change:sections", draw);
    model.off("change:said", tell);
    model.off("msg:custom", again);
  };
} };
