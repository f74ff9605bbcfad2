const IN_SIGHT = 10000; // ms after the last touch in which one's own choice can be read (see questionnaire/between.js)

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
  let asked = null, hiding = null; // the choice in sight, {activity, text, …}: it comes when it is asked for, and is kept nowhere else
  const button = (text, look, press) => { const node = make("button", { class: `wk-go ${look}`, type: "button" }, text); node.onclick = press; return node; };
  const decide = (what, activity) => model.send({ what, activity, group: groups.querySelector("select")?.value || null });
  const stay = () => { clearTimeout(hiding); hiding = setTimeout(hide, IN_SIGHT); };
  function hide() {
    clearTimeout(hiding);
    if (!asked) return;
    const held = offers.querySelector(".wk-choice-mine")?.contains(el.getRootNode().activeElement), { activity } = asked;
    asked = null;
    draw();
    if (held) offers.querySelector(`[data-id="${activity}"] [aria-expanded]`)?.focus();
  }
  const choice = ({ activity, text, shared, may, again }) => {
    const node = make("div", { class: "wk-choice-mine" }, make("p", { tabindex: -1 }, text), make("div", { class: "wk-row" },
      ...(may ? [button(again, "wk-plain", () => decide("share", activity)), shared && button(words.take_back, "wk-plain", () => decide("keep", activity))] : []).filter(Boolean)),
    make("p", { class: "wk-note" }, words.choice_hides));
    for (const event of ["focusin", "pointerdown", "keydown"]) node.addEventListener(event, stay);
    node.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
    return node;
  };
  const offered = ({ id: activity, title, text, may, decided }) => {
    const open = asked?.activity === activity;
    const look = () => (open ? hide() : model.send({ what: "choice", activity }));
    const node = make("div", { class: "wk-offer", "data-id": activity }, ...(text ? [make("p", { class: "wk-door-text", tabindex: -1 }, text)] : []));
    const row = make("div", { class: "wk-row" });
    if (decided) row.append(button(words.choice, "wk-plain", look));
    else if (may) row.append(button(words.share_go.replace("{title}", title), "", () => decide("share", activity)),
      button(words.share_keep.replace("{title}", title), "wk-plain", () => decide("keep", activity)));
    if (decided) row.firstChild.setAttribute("aria-expanded", String(open));
    node.append(...[row.childNodes.length && row, open && choice(asked)].filter(Boolean));
    return node;
  };
  const draw = () => {
    const at = offers.contains(el.getRootNode().activeElement) && el.getRootNode().activeElement.closest("[data-id]")?.dataset.id;
    said.textContent = model.get("said");
    groups.replaceChildren(...(model.get("groups").length ? [groupField()] : []));
    offers.replaceChildren(...model.get("offers").map(offered));
    if (at) offers.querySelector(`[data-id="${at}"] p`)?.focus();
  };
  const heard = (message) => {
    if (!message.choice) return;
    asked = message.choice;
    stay();
    for (const leaving of ["visibilitychange", "blur"]) addEventListener(leaving, hide, { once: true });
    draw();
    offers.querySelector(".wk-choice-mine p")?.focus();
  };
  const groupField = () => { const select = make("select", { id: `${id}-g`, class: "wk-field" }, make("option", { value: "" }, words.share_group_none),
      ...model.get("groups").map((name) => make("option", { value: name, selected: name === model.get("group") }, name)));
    return make("div", {}, make("label", { for: `${id}-g`, class: "wk-label" }, words.share_group), select); };
  el.replaceChildren(make("div", { class: "wk-door", dir: words.direction, lang: words.language }, make("h3", { class: "wk-door-title" }, words.share_title),
    make("p", { class: "wk-door-text" }, words.share_help), form, groups, offers, said));
  const synced = () => { if (asked && !model.get("offers").some((offer) => offer.id === asked.activity && offer.decided)) asked = null; draw(); };
  for (const name of ["said", "offers", "groups"]) model.on(`change:${name}`, synced);
  model.on("msg:custom", heard);
  draw();
  return () => {
    clearTimeout(hiding);
    for (const name of ["said", "offers", "groups"]) model.off(`change:${name}`, synced);
    model.off("msg:custom", heard);
  };
} };
