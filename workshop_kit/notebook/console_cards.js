// The console's cards beside what is said: each is drawn from what it is given and hands back what was pressed. `c` is
// the console's own voice: {t, many, tell, model, close, latest}. (`make` and `moderation` are of leading.js.)

const SAVING = 700; // ms after the last key until what was written is sent

const cardHead = (c, title, text) => [
  make("div", { class: "wc-card-head" }, make("p", { class: "wc-card-title" }, title),
    make("button", { class: "wc-quiet", type: "button", onclick: c.close }, c.t("shut"))),
  text ? make("p", { class: "wc-muted" }, text) : null];

// Saves while somebody writes, and at once when they turn away.
function saving(send) {
  let timer = null;
  const now = () => { if (timer) { clearTimeout(timer); timer = null; send(); } };
  return { soon: () => { clearTimeout(timer); timer = setTimeout(now, SAVING); }, now };
}

// before the start

function managesCard(c, room) {
  const choice = (value) => make("label", { class: "wc-choice" },
    make("input", { type: "radio", name: "wc-manages", checked: room.manages === value, onchange: () => c.tell("change", { changes: { manages: value } }) }),
    c.t(value ? "manages_yes" : "manages_no"));
  return make("fieldset", { class: "wc-card wc-manages" },
    make("legend", { class: "wc-card-title" }, c.t("manages_title")),
    make("div", { class: "wc-row" }, choice(false), choice(true)),
    room.manages ? [make("p", { class: "wc-muted" }, c.t("manages_text", { k: room.threshold })),
      make("label", { class: "wc-choice" }, make("input", { type: "checkbox", checked: room.texts, onchange: (event) => c.tell("change", { changes: { texts: event.target.checked } }) }), c.t("manages_texts"))] : null);
}

function aheadCard(c, room, states) {
  if (room.pace !== "participants") return make("details", { class: "wc-more wc-ahead-offer" }, make("summary", {}, c.t("ahead_offer")),
    make("p", { class: "wc-muted" }, c.t("ahead_about")),
    make("button", { class: "wc-button", type: "button", onclick: () => c.tell("change", { changes: { pace: "participants" } }) }, c.t("ahead_go")));
  const text = make("textarea", { class: "wc-field wc-invitation", readonly: true, rows: "9", dir: "auto", "aria-label": c.t("ahead_title") });
  text.value = c.t("ahead_invitation", { title: room.title, address: c.model.get("join"), k: room.threshold }).trim();
  const copy = make("button", { class: "wc-button", type: "button" }, c.t("ahead_copy"));
  copy.addEventListener("click", async () => {
    text.select();
    try { await navigator.clipboard.writeText(text.value); } catch { document.execCommand("copy"); }
    copy.textContent = c.t("ahead_copied");
  });
  const open = Object.values(states).filter((one) => one.state === "open");
  return make("div", { class: "wc-card wc-ahead" }, make("p", { class: "wc-card-title" }, c.t("ahead_title")),
    make("p", { class: "wc-muted" }, c.t("ahead_text")), text,
    make("div", { class: "wc-row" }, copy, make("button", { class: "wc-button", type: "button", onclick: () => c.tell("change", { changes: { pace: "presenter" } }) }, c.t("ahead_end"))),
    make("ul", { class: "wc-each" }, open.map((one) => make("li", {}, make("span", {}, one.title),
      make("span", {}, room.seats ? c.t("of", { n: one.finished, total: room.seats }) : one.finished)))));
}

// what to say and ask about this team

function insightsCard(c, told, view) {
  const round = told.open_round ? [{ ...told.open_round, id: "open_round", open: true }] : [];
  const here = (one) => (one.view === view ? 0 : 1);
  const all = [...(told.insights || [])].sort((a, b) => here(a) - here(b)).concat(round);
  return make("div", { class: "wc-card wc-team" },
    all.map((one) => make("details", { class: "wc-insight", name: "wc-insight", open: all.length === 1 },
      make("summary", {}, make("span", { class: "wc-insight-finding", dir: "auto" }, one.finding),
        make("span", { class: "wc-sure" }, one.sure_words || one.sure || "")),
      make("div", { class: "wc-insight-more", dir: "auto" },
        make("ul", { class: "wc-ask" }, (one.questions || []).map((each) => make("li", {}, each))),
        one.exercise ? [make("p", { class: "wc-exercise" }, make("strong", {}, one.exercise.title), " · ", c.many("minutes", one.exercise.minutes)),
          make("ol", { class: "wc-exercise-steps" }, (one.exercise.steps || []).map((step) => make("li", {}, make("b", {}, c.many("minutes", step.minutes)), " ", step.text)))] : null))),
    make("p", { class: "wc-muted wc-foot" }, c.t("team_foot")));
}

// texts that nobody else has seen yet

function textsCard(c, batch, title) {
  const list = moderation({ texts: batch.texts, say: c.t, name: "wm",
    decide: (decided) => c.tell("let_through", { activity: batch.activity, ...decided }) });
  return make("div", { class: "wc-card wc-texts" }, make("p", { class: "wc-card-title" }, c.t("texts_title")),
    make("p", { class: "wc-muted" }, c.t("texts_text", { title })), list.nodes,
    make("p", { class: "wc-muted wc-foot" }, c.t("texts_keys")));
}

// a question on the spot

function askCard(c, texts) {
  const kinds = ["yes_no", "scale", "pick", ...(texts ? ["text"] : [])];
  const words = make("input", { id: "wc-ask-text", class: "wc-field", type: "text", maxlength: "300", required: true, autocomplete: "off" });
  const options = make("textarea", { id: "wc-ask-options", class: "wc-field", rows: "4" });
  const more = make("div", { hidden: true }, make("label", { class: "wc-label", for: "wc-ask-options" }, c.t("ask_options")), options);
  const chosen = () => form.querySelector("input[type=radio]:checked").value;
  const send = (event) => {
    event.preventDefault();
    const lines = options.value.split("\n").map((line) => line.trim()).filter(Boolean);
    c.tell("ask", { kind: chosen(), text: words.value, options: chosen() === "pick" ? lines : [] });
    c.close();
  };
  // A notebook takes Enter for itself.
  const enter = (event) => { if (event.key === "Enter" && event.target === words) { event.preventDefault(); form.requestSubmit(); } };
  const form = make("form", { class: "wc-card wc-asking", onsubmit: send, onkeydown: enter, onchange: () => { more.hidden = chosen() !== "pick"; options.required = !more.hidden; } },
    cardHead(c, c.t("ask_title"), c.t("ask_about")),
    make("label", { class: "wc-label", for: "wc-ask-text" }, c.t("ask_words")), words,
    make("div", { class: "wc-row wc-kinds", role: "radiogroup", "aria-label": c.t("ask_kind") }, kinds.map((kind, index) =>
      make("label", { class: "wc-choice" }, make("input", { type: "radio", name: "wc-kind", value: kind, checked: index === 0 }), c.t(`ask_${kind}`)))),
    more, make("div", { class: "wc-row" }, make("button", { class: "wc-button wc-first", type: "submit" }, c.t("ask_go"))));
  return form;
}

// what the team has agreed: `leave` saves at once and hands on what was typed, for the card that takes its place

function actionCard(c, action, closable) {
  const given = action || {};
  const fields = Object.fromEntries(["what", "who", "by"].map((name) => [name, make("input", { id: `wc-action-${name}`, class: "wc-field",
    type: "text", maxlength: "300", dir: "auto", autocomplete: "off", value: given[name] || "" })]));
  const typed = () => Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, field.value]));
  let touched = false;
  const keep = saving(() => c.tell("keep", { action: typed() }));
  for (const field of Object.values(fields)) {
    field.addEventListener("input", () => { touched = true; keep.soon(); });
    field.addEventListener("blur", keep.now);
  }
  const line = (name) => [make("label", { class: "wc-label", for: `wc-action-${name}` }, c.t(`action_${name}`)), fields[name]];
  const node = make("div", { class: "wc-card wc-action" },
    closable ? cardHead(c, c.t("action_title"), c.t("action_text")) : [make("p", { class: "wc-card-title" }, c.t("action_title")), make("p", { class: "wc-muted" }, c.t("action_text"))],
    line("what"), make("div", { class: "wc-pair" }, make("div", {}, line("who")), make("div", {}, line("by"))));
  return { node, leave() { keep.now(); return touched ? typed() : null; } };
}

// One field for all steps, so that nothing is taken from under somebody who writes.
function noteField(c) {
  const field = make("textarea", { id: "wc-note", class: "wc-field wc-note-field", rows: "2", maxlength: "4000", dir: "auto" });
  const written = {}; // by step, until the room has it
  let step = null;
  const keep = saving(() => c.tell("keep", { notes: { ...written } }));
  field.addEventListener("input", () => { written[step] = field.value; keep.soon(); });
  field.addEventListener("blur", keep.now);
  const node = make("div", { class: "wc-note" }, make("label", { for: "wc-note", class: "wc-note-label" }, c.t("note")), field);
  return { node, now: keep.now, show(id, notes) {
    for (const [name, text] of Object.entries(written)) if ((notes[name] || "") === text) delete written[name];
    const text = written[id] ?? notes[id] ?? "";
    if (step === id && (field.value === text || field.getRootNode().activeElement === field)) return;
    keep.now();
    step = id;
    field.value = text;
  } };
}

// another day

const DAY = 24 * 60 * 60 * 1000;
const SECOND_LOOK = 42, AFTER_IT = 14; // days until it, and days that the room is kept after it

function againCard(c, room, possible, begin) {
  const day = (from) => new Date(Date.now() + from * DAY).toLocaleDateString("sv"); // year-month-day, as the field takes it
  const field = make("input", { id: "wc-again", class: "wc-field", type: "date", min: day(1), value: day(SECOND_LOOK), required: true });
  const keep = (event) => {
    event.preventDefault();
    const days = Math.ceil((new Date(field.value) - Date.now()) / DAY) + AFTER_IT;
    c.tell("change", { changes: { keep: days } });
  };
  const until = new Date(Date.now() + room.keep * DAY).toLocaleDateString(c.model.get("words").language, { dateStyle: "long" });
  return make("div", { class: "wc-card wc-again" }, cardHead(c, c.t("again_title"), c.t("again_text")),
    make("form", { onsubmit: keep }, make("label", { class: "wc-label", for: "wc-again" }, c.t("again_when")),
      make("div", { class: "wc-row" }, field, make("button", { class: "wc-button", type: "submit" }, c.t("again_keep")))),
    make("p", { class: "wc-muted", role: "status" }, c.t("again_kept", { day: until })),
    possible ? [make("p", { class: "wc-watch" }, c.t("again_begin_text")),
      make("button", { class: "wc-button wc-first", type: "button", onclick: begin }, c.t("again_begin"))] : null);
}

// a file for whoever leads, as the browser keeps files
function download(name, content) {
  const link = make("a", { href: URL.createObjectURL(new Blob([content])), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

// a second pair of hands

function presenterCard(c, presenter) {
  const code = make("div", { class: "wc-qr", role: "img", "aria-label": c.t("presenter_qr") });
  code.innerHTML = presenter.qr || ""; // drawn in the kernel, nothing else
  return make("div", { class: "wc-card wc-presenter" }, cardHead(c, c.t("presenter_title"), c.t("presenter_text")), code,
    presenter.address ? make("a", { class: "wc-muted", href: presenter.address, target: "_blank", rel: "noopener" }, presenter.address.replace(/#.*/, "")) : null,
    make("p", { class: "wc-watch" }, c.t("presenter_warn")));
}
