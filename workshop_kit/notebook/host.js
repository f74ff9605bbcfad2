// The notebook as a host of the questionnaire. This text stands behind module.js in one ES module (anywidget loads
// its module from a blob, where imports do not resolve): `mount` is the module's. In a room's seat what stands beside
// the questions is there as well.
//
// Every message is one small object. To the kernel: {what, id?, …}; from it: {id, answer} or {room} or {notice}.

const SAVE_PAUSE = 250; // ms between two messages of changes: a person never notices, a burst becomes one

const beside = () => typeof between === "undefined" ? {} : { between, secondLook, tools: answerTools(false) };

const isTree = (thing) => thing !== null && typeof thing === "object" && !Array.isArray(thing);

// What became of `before`: [path, value] for what is new, [path] for what is gone.
function changed(before, after, path = [], found = []) {
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const was = before[name], is = after[name], here = [...path, name];
    if (is === undefined) { if (was !== undefined) found.push([here]); }
    else if (isTree(was) && isTree(is)) changed(was, is, here, found);
    else if (JSON.stringify(was) !== JSON.stringify(is)) found.push([here, is]);
  }
  return found;
}

function lineTo(model) {
  const waiting = new Map();
  const heard = (message) => {
    waiting.get(message.id)?.(message.answer);
    waiting.delete(message.id);
  };
  model.on("msg:custom", heard);
  return {
    tell: (what, body = {}) => model.send({ what, ...body }),
    ask: (what, body = {}) => new Promise((resolve) => {
      const id = Math.random().toString(36).slice(2);
      waiting.set(id, resolve);
      model.send({ what, id, ...body });
    }),
    close: () => model.off("msg:custom", heard),
  };
}

// Saves what changed: at once after a pause, gathered while taps come faster than that.
function saver(line, initial) {
  let last = structuredClone(initial ?? {}), next = null, timer = null;
  const send = () => {
    timer = null;
    if (!next) return;
    const changes = changed(last, next);
    last = next;
    next = null;
    if (!changes.length) return;
    line.tell("save", { changes });
    timer = setTimeout(send, SAVE_PAUSE);
  };
  return {
    save(state) { next = structuredClone(state); if (timer === null) send(); },
    flush() { clearTimeout(timer); send(); },
  };
}

function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value !== null && value !== undefined && value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

// A field for a room's address, where there is no room yet.
function doorOf(model, line) {
  const words = model.get("words"), entry = model.get("entry");
  const id = `wk-${Math.random().toString(36).slice(2)}`;
  const said = make("p", { class: "wk-said", role: "alert" }, entry.said || "");
  const field = make("input", { id, class: "wk-field", type: "text", inputmode: "url", autocomplete: "off",
    spellcheck: "false", value: entry.address || "", placeholder: words.placeholder, "aria-describedby": `${id}-help` });
  const button = make("button", { class: "wk-go", type: "submit" }, words.enter);
  const send = async (event) => {
    event.preventDefault();
    said.textContent = words.looking;
    button.disabled = true;
    const answer = await line.ask("join", { address: field.value });
    button.disabled = false;
    said.textContent = answer.ok ? "" : answer.said;
    if (!answer.ok) field.focus();
  };
  return make("form", { class: "wk-door", dir: words.direction, lang: words.language, onsubmit: send },
    make("h2", { class: "wk-door-title" }, words.title),
    make("p", { class: "wk-door-text", id: `${id}-help` }, words.help),
    make("label", { for: id, class: "wk-label" }, words.label),
    make("div", { class: "wk-row" }, field, button), said);
}

// Which form of the questions: only where the kernel offers a choice.
function choiceOf(model, line) {
  const choices = model.get("choices");
  if (!choices.length) return null;
  const name = `wk-${Math.random().toString(36).slice(2)}`;
  const options = choices.map((choice) => make("label", { class: "wk-choice" },
    make("input", { type: "radio", name, value: choice.id, checked: choice.chosen,
      onchange: () => line.tell("choose", { choice: choice.id }) }),
    make("span", {}, make("strong", {}, choice.title), make("span", { class: "wk-choice-text" }, choice.text))));
  const { direction, language } = model.get("words");
  return make("fieldset", { class: "wk-choices", dir: direction, lang: language }, make("legend", {}, model.get("words").choose), ...options);
}

function render({ model, el }) {
  // JupyterLab's keys (Enter, b, d d, …) are bound to whatever has the focus inside a notebook, and a mark on a
  // parent does not help: it looks at the focused element first. So each that takes the focus gets the mark itself.
  el.addEventListener("focusin", (event) => event.target.setAttribute("data-lm-suppress-shortcuts", "true"));
  const line = lineTo(model);
  const followers = new Set();
  let latest = null, mounted = null, saving = null, turn = 0, speaking = false, around = {};

  const heard = (message) => {
    if (message.again) draw();
    if (!message.room) return;
    latest = message.room;
    followers.forEach((tell) => tell(latest));
  };
  model.on("msg:custom", heard);

  // Alone there is no room to send to; in a room the kernel sends, never the browser.
  const hostWith = (state) => {
    const own = {
      load: () => state,
      save: (next) => saving.save(next),
      forget() { saving = saver(line, {}); line.tell("forget"); },
      language: (language) => { saving.flush(); speaking = true; line.tell("language", { language }); },
    };
    return model.get("options").mode === "alone" ? own : {
      ...own,
      put: (activity, body) => { saving.flush(); return line.ask("put", { activity, ...body }); },
      tally: (activity) => line.ask("tally", { activity }),
      onRoom(tell) {
        followers.add(tell);
        if (latest) tell(latest);
        return () => followers.delete(tell);
      },
    };
  };

  async function draw() {
    const mine = ++turn;
    mounted?.destroy?.();
    mounted = null;
    saving?.flush();
    followers.clear();
    const asked = model.get("document");
    if (!asked?.activities) return el.replaceChildren(doorOf(model, line));
    const { state, room } = await line.ask("load");
    if (mine !== turn) return;
    if (room) latest = room;
    saving = saver(line, state);
    const root = make("div", { class: "wk-host" });
    around = { choice: choiceOf(model, line), leave: leaveOf() };
    el.replaceChildren(...[around.choice, root, unkept, around.leave].filter(Boolean));
    mounted = mount(root, asked, hostWith(state), { ...model.get("options"), ...beside() });
  }

  // Another language changes words and nothing else: whoever is in the middle of something goes on there.
  function heardDocument() {
    if (!speaking || !mounted) return draw();
    speaking = false;
    const fresh = { choice: choiceOf(model, line), leave: leaveOf() };
    for (const name of ["choice", "leave"]) if (around[name]) around[name].replaceWith(fresh[name]);
    around = fresh;
    mounted.speak(model.get("document"));
  }

  const leaveOf = () => model.get("options").mode === "room" && model.get("words").leave
    ? make("p", { class: "wk-leave", dir: model.get("words").direction, lang: model.get("words").language }, make("bdi", {}, model.get("entry").address || ""), " ",
        make("button", { class: "wk-quiet", type: "button", onclick: () => line.tell("leave") }, model.get("words").leave))
    : null;

  // What the disk did not take, above all: whoever closes the page now loses it.
  const unkept = make("p", { class: "wk-unkept", role: "alert", dir: "auto" });
  const warn = () => { unkept.textContent = model.get("unkept") || ""; };

  const leaving = () => saving?.flush(); // a tap just before the page closes is kept as well
  addEventListener("pagehide", leaving);
  model.on("change:document", heardDocument);
  model.on("change:unkept", warn);
  warn();
  draw();
  return () => {
    leaving();
    removeEventListener("pagehide", leaving);
    mounted?.destroy?.();
    model.off("change:document", heardDocument);
    model.off("change:unkept", warn);
    model.off("msg:custom", heard);
    line.close();
  };
}

export default { render };
