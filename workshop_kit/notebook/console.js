// The facilitator's console. The kernel hands over the room, its agenda and the picture; this draws them and sends
// back what was pressed. All that is said stands in the messages (`words`).
//
// The sections, each drawn anew only when its own facts change. It stands behind questionnaire/leading.js (where the
// room stands, the time) and console_cards.js in one ES module: anywidget loads its script from a blob.

// Another room may speak another language: then all of it is drawn anew.
function render({ model, el }) {
  let stop = panel({ model, el });
  const again = () => { stop(); stop = panel({ model, el }); };
  model.on("change:words", again);
  return () => { model.off("change:words", again); stop(); };
}

function panel({ model, el }) {
  el.classList.add("wc");
  // JupyterLab's keys (Enter, b, d d, …) are bound to whatever has the focus inside a notebook, and a mark on a
  // parent does not help: it looks at the focused element first. So each that takes the focus gets the mark itself.
  const quiet = (event) => event.target.setAttribute("data-lm-suppress-shortcuts", "true");
  el.addEventListener("focusin", quiet);
  const words = model.get("words");
  el.dir = words.direction;
  el.lang = words.language;
  const plurals = new Intl.PluralRules(words.language);
  const rtl = words.direction === "rtl";
  // What is filled in may be in another language than the sentence (an agenda's title): it keeps its own order.
  const filled = (value) => (rtl && typeof value === "string" ? `\u2068${value}\u2069` : value);
  const t = (key, values = {}) =>
    String(words[key] ?? key).replace(/\{(\w+)\}/g, (slot, name) => (name in values ? filled(values[name]) : slot));
  const many = (key, n, values = {}) => {
    const form = `${key}_${plurals.select(n)}`;
    return t(form in words ? form : `${key}_other`, { n, ...values });
  };
  const tell = (what, body = {}) => model.send({ what, ...body });
  const titleOf = (id, at) => at.states[id]?.title || id;
  const titles = (ids, at) => ids.map((id) => titleOf(id, at)).join(t("comma"));

  const live = make("p", { class: "wc-hidden", role: "status", "aria-live": "polite" });
  const parts = { head: make("div", { class: "wc-head" }), rail: make("div", { class: "wc-rail" }),
    words: make("section", { class: "wc-words", "aria-label": t("track"), tabindex: "0" }), side: make("section", { class: "wc-side", "aria-label": t("room"), tabindex: "-1" }),
    acts: make("div", { class: "wc-acts", role: "group", "aria-label": t("actions") }) };
  el.replaceChildren(live, ...Object.values(parts));

  const facts = {}; // what each section was last drawn from
  function section(name, key, draw) {
    const said = JSON.stringify(key);
    if (facts[name] === said) return;
    facts[name] = said;
    const active = parts[name].getRootNode().activeElement, held = parts[name].contains(active);
    parts[name].replaceChildren(...[draw()].flat().filter(Boolean));
    if (held && parts[name].contains(active)) active.focus(); // what lives on keeps the focus
  }

  let timed = { at: 0, seconds: null, elapsed: null };
  let asking = null;   // the text of a question before something final
  let tool = null;     // the card that was asked for: "ask", "action" or "presenter"
  let editSeats = false;
  let onwards = "next"; // the button that the space bar and a clicker press
  let beside = null;   // "team" or "picture", where somebody has chosen; else as the moment asks
  let busy = false;
  let time = null;     // how the time stands, as last looked
  const heardBefore = { offered: true, over: true }; // what has had its sound
  let sound = false;
  try { sound = localStorage.getItem("workshop:sound") === "on"; } catch { /* nothing is kept here */ }
  const close = () => { if (tool === "presenter") tell("presenter", { shown: false }); tool = null; draw(); parts.side.focus(); };
  const c = { t, many, tell, model, close };
  const notes = noteField(c);

  // a small door where there is no room
  function invitation() {
    const entry = model.get("entry");
    for (const name of Object.keys(parts)) if (name !== "side") { parts[name].replaceChildren(); facts[name] = null; }
    el.classList.add("wc-closed");
    section("side", entry, () => {
      const field = make("input", { id: "wc-address", class: "wc-field", type: "text", inputmode: "url", autocomplete: "off",
        spellcheck: "false", value: entry.address, placeholder: t("placeholder"), "aria-describedby": "wc-invite-help" });
      const key = make("input", { id: "wc-key", class: "wc-field", type: "password", autocomplete: "off" });
      const send = (event) => { event.preventDefault(); tell("join", { address: field.value, key: key.value }); };
      return make("form", { class: "wc-card wc-invite", onsubmit: send },
        make("h2", { class: "wc-title" }, t("invite_title")),
        make("p", { id: "wc-invite-help", class: "wc-muted" }, t("invite_text")),
        make("pre", { class: "wc-code", tabindex: "0" }, make("code", {}, t("invite_command"))),
        make("p", { class: "wc-muted" }, t("invite_or")),
        make("label", { class: "wc-label", for: "wc-address" }, t("invite_label")),
        make("div", { class: "wc-row" }, field, entry.key ? null : make("button", { class: "wc-button wc-first", type: "submit" }, t("invite_go"))),
        entry.key ? [make("label", { class: "wc-label", for: "wc-key" }, t("invite_key")),
          make("div", { class: "wc-row" }, key, make("button", { class: "wc-button wc-first", type: "submit" }, t("invite_go")))] : [],
        make("p", { class: "wc-said", role: "alert" }, entry.said || ""));
    });
  }

  function drawHead(room, at) {
    const ended = room.stage === "closed";
    const ahead = room.pace === "participants" && !at.step;
    const title = ended ? t("closed") : at.aside ? t("aside") : at.step ? at.step.title : t(ahead ? "ahead_now" : "before");
    section("head", [room.title, room.step, title, room.rehearsal, model.get("connected"), room.stage], () => [
      make("div", { class: "wc-where" },
        make("p", { class: "wc-eyebrow" },
          room.rehearsal ? make("span", { class: "wc-tag" }, t("rehearsal")) : null,
          room.stage === "pause" ? make("span", { class: "wc-tag wc-tag-warm" }, t("blank_now")) : null,
          model.get("connected") ? null : make("span", { class: "wc-tag wc-tag-warm" }, t("lost")),
          at.step ? t("step", { n: at.place + 1, total: at.steps.length }) : room.title),
        make("h2", { class: "wc-title" }, make("bdi", {}, title))),
      at.step && !ended ? make("div", { class: "wc-time" }, make("p", { class: "wc-clock" }), make("p", { class: "wc-clock-text" })) : null,
    ]);
    section("rail", [at.place, at.steps.map((step) => [step.title, minutesOf(step)])], () =>
      make("ol", { class: "wc-steps" }, at.steps.map((step, index) => make("li", {
        class: `wc-step${index < at.place ? " wc-done" : ""}${index === at.place ? " wc-now" : ""}`,
        style: `flex-grow:${minutesOf(step) || 1}`, "aria-current": index === at.place ? "step" : null,
        title: `${step.title} · ${many("minutes", minutesOf(step))}`, ondblclick: () => send("step", { step: step.moments[0].index }) },
        make("span", { class: "wc-bar" }, make("span", { class: "wc-fill" })),
        make("span", { class: index === at.place || index === at.place + 1 ? "wc-step-name" : "wc-hidden", dir: "auto" }, step.title)))));
    tick(room, at);
  }

  function tick(room, at) {
    const before = time;
    time = timing(timed, at, (performance.now() - timed.at) / 1000);
    if (!time) return;
    const face = parts.head.querySelector(".wc-clock"), said = parts.head.querySelector(".wc-clock-text");
    if (face) {
      const off = Math.round(Math.abs(time.behind) / 60);
      face.textContent = (time.left < 0 ? "+" : "") + clock(time.left);
      face.classList.toggle("wc-over", time.left < 0);
      said.textContent = [t(time.left < 0 ? "over" : "left"), t("in_all", { minutes: many("minutes", Math.round(time.inAll / 60)) }),
        off < 1 ? t("on_time") : many(time.behind > 0 ? "behind" : "ahead", off)].join(" · ");
    }
    const fill = parts.rail.querySelector(".wc-now .wc-fill");
    if (fill) fill.style.width = `${Math.min(100, time.part * 100)}%`;
    if (before && (before.late !== time.late || before.timeUp !== time.timeUp)) draw();
    ring("over", time.left < 0);
  }

  // One sound for each thing that becomes true, and none where nobody wants it.
  function ring(what, is) {
    if (is && !heardBefore[what] && sound) chime();
    heardBefore[what] = is;
  }

  function drawWords(room, at) {
    const step = at.step;
    const late = Boolean(time?.late && !at.aside);
    section("words", [room.step, room.stage, at.tooFew, room.threshold, room.seats === null, step, at.aside?.title, late, room.pace], () => {
      if (room.stage === "closed") return [make("p", { class: "wc-say" }, t("closed_text"))];
      if (at.aside) return [make("h3", {}, t("asked")), make("p", { class: "wc-say", dir: "auto" }, at.aside.title), make("p", { class: "wc-watch" }, t("aside_text"))];
      if (!step) return lobbyWords(room);
      const drops = [step, at.then].filter((one) => one?.drop);
      const track = at.tooFew && step.too_few ? { ...step, ask: [], ...step.too_few } : step;
      const say = at.tooFew ? [track.say] : (track.say || "").split(/\s*…\s*(?=\S)/);
      const due = Math.min(at.part, say.length - 1);
      return [
        late && drops.length ? make("div", { class: "wc-late" }, make("strong", {}, t("late_now")), make("ul", {}, drops.map((one) => make("li", { dir: "auto" }, make("b", {}, `${one.title}: `), one.drop)))) : null,
        at.tooFew ? make("p", { class: "wc-kind" }, t("too_few", { k: room.threshold })) : null,
        track.say ? [make("h3", {}, t("say")), make("p", { class: "wc-say", dir: "auto" }, say.map((part, index) =>
          make("span", { class: index === due ? "wc-due" : index < due ? "wc-past" : "wc-ahead" }, index ? " " : "", part)))] : [],
        track.ask?.length ? [make("h3", {}, t("ask")), make("ul", { class: "wc-ask" }, track.ask.map((one) => make("li", { dir: "auto" }, one)))] : [],
        track.watch ? [make("h3", {}, t("watch")), make("p", { class: "wc-watch", dir: "auto" }, track.watch)] : [],
        make("p", { class: "wc-then" }, at.then ? t("then", { title: at.then.title, minutes: many("minutes", minutesOf(at.then)) }) : t("then_end")),
        !late && step.drop ? make("p", { class: "wc-drop" }, make("strong", {}, t("late")), " ", make("bdi", {}, step.drop)) : null,
        notes.node,
      ].flat();
    });
    if (step) notes.show(step.id, model.get("notes"));
  }

  function lobbyWords(room) {
    const screen = model.get("screen");
    return [make("h3", {}, t("lobby_title")),
      make("ol", { class: "wc-list" },
        make("li", {}, `${t("lobby_screen")} `, make("a", { href: screen, target: "_blank", rel: "noopener" }, screen)),
        make("li", {}, t("lobby_join")),
        make("li", {}, t("lobby_seats")),
        make("li", {}, t("lobby_next"))),
      make("p", { class: "wc-watch" }, t("lobby_boss"))];
  }

  function seatsForm(room) {
    const seats = make("input", { id: "wc-seats", class: "wc-field wc-number", type: "number", min: "1", max: "10000", value: room.seats ?? "", required: true });
    const rows = make("div", { class: "wc-groups" });
    const addRow = (name = "", heads = "") => rows.append(make("div", { class: "wc-row" },
      make("input", { class: "wc-field", type: "text", value: name, maxlength: "60", "aria-label": t("group_name"), placeholder: t("group_name") }),
      make("input", { class: "wc-field wc-number", type: "number", min: "1", value: heads, "aria-label": t("group_heads"), placeholder: t("group_heads") })));
    const given = Object.entries(model.get("groups"));
    given.forEach(([name, heads]) => addRow(name, heads));
    const send = (event) => {
      event.preventDefault();
      const groups = {};
      for (const row of rows.children) {
        const [name, heads] = [...row.querySelectorAll("input")].map((field) => field.value.trim());
        if (name && heads) groups[name] = Number(heads);
      }
      tell("seats", { seats: Number(seats.value), groups });
      editSeats = false;
    };
    const more = make("details", { class: "wc-more", open: given.length > 0 }, make("summary", {}, t("groups_title")),
      make("p", { class: "wc-muted" }, t("groups_text", { k: room.threshold })), rows,
      make("button", { class: "wc-quiet", type: "button", onclick: () => { addRow(); rows.lastChild.querySelector("input").focus(); } }, t("group_add")));
    more.addEventListener("toggle", () => { if (more.open && !rows.children.length) { addRow(); addRow(); } });
    return make("form", { class: "wc-card wc-seats", onsubmit: send },
      make("label", { class: "wc-card-title", for: "wc-seats" }, t("seats_title")),
      make("p", { class: "wc-muted" }, t("seats_text")),
      make("div", { class: "wc-row" }, seats, make("button", { class: "wc-button wc-first", type: "submit" }, t("seats_go"))), more);
  }

  function qrCard(room, small = false) {
    const code = make("div", { class: "wc-qr", role: "img", "aria-label": t("qr", { address: model.get("join") }) });
    code.innerHTML = model.get("qr"); // drawn in the kernel from the join address, nothing else
    return make("div", { class: `wc-card wc-join${small ? " wc-small" : ""}` }, code,
      make("div", { class: "wc-join-text" }, make("p", { class: "wc-muted" }, t("join")),
        make("p", { class: "wc-address" }, model.get("join").replace(/^https?:\/\//, "").replace(/\/[^/]*$/, "")),
        make("p", { class: "wc-muted" }, t("code")), make("p", { class: "wc-letters" }, room.code),
        room.seats && room.step === 0 ? make("p", { class: "wc-seats-line" }, many("seats", room.seats), " ",
          make("button", { class: "wc-quiet", type: "button", onclick: () => { editSeats = true; draw(); } }, t("change"))) : null));
  }

  function counting(room, at) {
    const asked = at.reveal?.first || at.now?.activities || [];
    const shown = asked.filter((id) => at.states[id]);
    const least = Math.min(...shown.map((id) => at.states[id].finished));
    const total = room.seats;
    const dots = total && total <= 60
      ? make("div", { class: "wc-dots", "aria-hidden": "true" }, Array.from({ length: total }, (_, n) => make("span", { class: n < least ? "wc-dot wc-full" : "wc-dot" })))
      : make("progress", { class: "wc-progress", max: total || least || 1, value: least, "aria-label": t("finished_label") });
    return make("div", { class: "wc-card wc-count" },
      make("p", { class: "wc-big" }, String(least), make("span", { class: "wc-of" }, ` ${many(total ? "of_finished" : "finished", least, { total })}`)),
      dots,
      shown.length > 1 ? make("ul", { class: "wc-each" }, shown.map((id) => make("li", {}, make("span", {}, titleOf(id, at)), make("span", {}, total ? t("of", { n: at.states[id].finished, total }) : at.states[id].finished)))) : null,
      make("p", { class: "wc-muted wc-foot" }, t("count_only")));
  }

  function others(room, at) {
    const asked = new Set(at.reveal?.first || []);
    const open = (room.activities || []).filter((one) => one.state === "open" && !asked.has(one.id));
    return open.length ? make("ul", { class: "wc-each wc-others" }, open.map((one) => make("li", {},
      make("span", {}, t("also_open", { title: one.title })), make("span", {}, room.seats ? t("of", { n: one.finished, total: room.seats }) : one.finished)))) : null;
  }

  function drawSide(room, at) {
    const picture = model.get("picture"), told = model.get("insights"), batch = model.get("texts");
    const shown = Boolean(picture.finding) && room.stage !== "lobby" && (at.aside ? room.stage === "reveal" : at.now?.do !== "answer");
    const card = sideCard(room, at, batch);
    const spoken = shown && !card && !at.aside && Boolean(told.insights?.length || told.open_round);
    const side = beside || (at.now?.do === "talk" ? "team" : "picture");
    const pictured = shown && !card && (!spoken || side === "picture");
    el.classList.toggle("wc-pictured", pictured);
    el.closest(".workshop-console")?.classList.toggle("wc-no-figure", !pictured);
    el.classList.toggle("wc-closed", false);
    if (room.seats && room.step > 0) editSeats = false; // fixed, whoever said them
    if (editSeats && parts.side.querySelector(".wc-seats")) return; // do not take the form from under somebody
    const key = card === "texts" ? batch : card === "ask" ? card : card === "action" ? [at.place, tool, room.activities]
      : [room.seats, room.step, room.stage, room.activities, room.pace, room.manages, room.texts, room.over?.show, picture.finding, picture.sub, spoken && [side, told],
        model.get("groups"), model.get("qr").length, model.get("presenter"), room.question];
    section("side", [card, shown, key], () => {
      if (card) return CARDS[card](room, at, batch);
      if (shown) return [make("div", { class: "wc-finding" },
        make("p", { class: "wc-eyebrow" }, picture.kicker || t("picture")), make("h3", { class: "wc-finding-text" }, picture.finding),
        picture.sub && pictured ? make("p", { class: "wc-muted" }, picture.sub) : null),
        spoken ? switcher(side) : null,
        spoken && side === "team" ? insightsCard(c, told, room.view) : null,
        pictured ? make("details", { class: "wc-more wc-alternative" }, make("summary", {}, t("in_words")), make("p", {}, picture.alternative)) : null,
        others(room, at)];
      if (at.now?.do === "answer" || room.stage === "answer" && at.reveal) return [counting(room, at), others(room, at)];
      return [make("div", { class: "wc-card wc-question" }, make("p", { class: "wc-eyebrow" }, t("on_screen")),
        make("p", { class: "wc-question-text", dir: "auto" }, room.question || at.step?.title || "")), others(room, at)];
    });
  }

  // Which card stands beside, or null: what has to be done comes before what was asked for.
  function sideCard(room, at, batch) {
    const seats = room.seats === null || room.seats === undefined;
    if (seats || editSeats) return "seats";
    if (tool) return tool;
    if (room.over?.show === "code") return "code";
    if (room.step === 0 && room.pace === "participants" && room.stage === "answer") return "ahead";
    if (room.step === 0 && room.stage === "lobby") return "lobby";
    if (batch.texts && ["reveal", "pause"].includes(room.stage)) return "texts";
    return at.now?.do === "answer" && at.now.activities.some((id) => id.split("@")[0] === "action") && !at.aside ? "action" : null;
  }

  const CARDS = {
    seats: (room) => { editSeats = true; return [seatsForm(room), room.seats ? null : managesCard(c, room), qrCard(room, true)]; },
    lobby: (room, at) => [qrCard(room), waiting(room) ? managesCard(c, room) : null, waiting(room) || room.pace === "participants" ? aheadCard(c, room, at.states) : null],
    ahead: (room, at) => [aheadCard(c, room, at.states), qrCard(room, true)],
    code: (room) => [qrCard(room), make("p", { class: "wc-muted" }, t("code_shown"))],
    texts: (room, at, batch) => [textsCard(c, batch, titleOf(batch.activity, at))],
    ask: (room) => [askCard(c, room.texts !== false)],
    action: (room, at) => [heldAction(room), tool === "action" || !at.reveal ? null : counting(room, at)],
    presenter: () => [presenterCard(c, model.get("presenter"))],
    again: (room) => [againCard(c, room, today(room).some((one) => one.state === "revealed"), () => ask(() => t("sure_again"), t("again_now"), () => { tool = null; send("another_day"); }))],
  };

  // Somebody writes in it while others finish: it is drawn once, and again when it is asked for again.
  let action = {};
  function heldAction(room) {
    const key = `${tool} ${room.step}`;
    if (action.key !== key) action = { key, ...actionCard(c, action.leave?.() || room.action, tool === "action") };
    return action.node;
  }

  const today = (room) => room.activities.filter((one) => one.wave === room.wave);
  const waiting = (room) => today(room).every((one) => one.state === "waiting");

  function switcher(side) {
    const one = (name) => make("button", { class: "wc-switch", type: "button", "aria-pressed": String(side === name),
      onclick: () => { beside = name; draw(); parts.side.querySelector("[aria-pressed=true]")?.focus(); } }, t(name === "team" ? "team" : "the_picture"));
    return make("div", { class: "wc-switches", role: "group", "aria-label": t("beside") }, one("team"), one("picture"));
  }

  // buttons live on, so that the focus stays where it is
  const buttons = {};
  function button(name, kind, act) {
    buttons[name] = make("button", { class: `wc-button ${kind}`, type: "button", onclick: () => { if (buttons[name].getAttribute("aria-disabled") !== "true") act(); } });
    return buttons[name];
  }
  const set = (name, text, { hidden = false, off = false, first = false, wide = first, why = null, key = null } = {}) => {
    const node = buttons[name];
    node.hidden = hidden;
    node.classList.toggle("wc-first", first);
    node.classList.toggle("wc-wide", wide);
    node.setAttribute("aria-disabled", off ? "true" : "false");
    if (why) node.setAttribute("aria-describedby", why); else node.removeAttribute("aria-describedby");
    node.replaceChildren(text, ...(key ? [make("kbd", { "aria-hidden": "true" }, key)] : []));
  };
  const reason = make("p", { class: "wc-reason", id: "wc-reason" });
  const notice = make("p", { class: "wc-notice", role: "alert" });
  const confirmBox = make("div", { class: "wc-confirm", role: "alertdialog", "aria-labelledby": "wc-confirm-text", hidden: true });
  const row = make("div", { class: "wc-buttons" },
    button("blank", "", () => send(latest().stage === "pause" ? "resume" : "blank")),
    button("qr", "", () => send("over", { over: latest().over?.show === "code" ? "nothing" : "code" })),
    button("back", "", () => send("back")),
    button("anyway", "", () => anyway()),
    button("reveal", "wc-main", () => pressReveal()),
    button("next", "wc-main", () => pressNext()));
  const digit = make("p", { class: "wc-digit", role: "status" });
  const countBox = make("div", { class: "wc-confirm wc-count-down", hidden: true }, digit, make("p", {}, t("counting")),
    make("button", { class: "wc-button wc-first", type: "button", onclick: () => stopCount() }, t("stop"), make("kbd", { "aria-hidden": "true" }, "Esc")));
  const tools = make("div", { class: "wc-tools", role: "group", "aria-label": t("tools") },
    toolButton("ask", "A", () => toggle("ask")), toolButton("action", "T", () => toggle("action")),
    toolButton("view", "V", () => otherPicture()), toolLink(), toolButton("presenter", "P", () => toggle("presenter")),
    toolButton("again", "L", () => toggle("again")), toolButton("report", "W", () => tell("report")), toolButton("archive", "E", () => tell("archive")),
    toolButton("sound", "S", () => setSound(!sound)));
  const acts = [notice, confirmBox, countBox, reason, row, tools];

  function toolButton(name, key, act) {
    buttons[name] = make("button", { class: "wc-quiet wc-tool", type: "button", title: t("key", { key }), "aria-keyshortcuts": key, onclick: act }, t(`tool_${name}`));
    return buttons[name];
  }

  // The screen's page keeps plotly, so it is the one that makes a file of the picture.
  function toolLink() {
    buttons.save = make("a", { class: "wc-quiet wc-tool", target: "_blank", rel: "noopener" }, t("tool_save"));
    return buttons.save;
  }

  function toggle(name) {
    if (tool === name) return close();
    if (tool === "presenter" || name === "presenter") tell("presenter", { shown: name === "presenter" });
    tool = name;
    draw();
    parts.side.querySelector("input, textarea, button")?.focus();
  }

  function setSound(on) {
    sound = on;
    try { localStorage.setItem("workshop:sound", on ? "on" : "off"); } catch { /* then until this page is closed */ }
    if (on) chime();
    draw();
  }

  // The pictures of what is revealed, this step's own first; the one after that on the screen.
  function pictures(room, at) {
    const shown = (one) => one.needs.length && one.needs.every((id) => at.states[id]?.state === "revealed");
    const all = (model.get("agenda").views || []).filter(shown).map((one) => ({ ...one, here: one.needs.includes(room.activity) }));
    const here = all.filter((one) => one.here || one.id === room.view);
    return (here.length > 1 ? here : all).map((one) => one.id);
  }

  function otherPicture() {
    const room = latest(), ids = pictures(room, standing(room, model.get("agenda")));
    const next = ids[(ids.indexOf(room.view) + 1) % ids.length];
    if (next && next !== room.view) { beside = "picture"; send("view", { view: next }); }
  }

  // three, two, one
  const countsDown = () => latest().over?.show === "countdown";
  let counted = null, begun = null; // `begun`: of which revision a count-down was asked for, which may not be seen yet
  function drawCount() {
    const on = countsDown();
    if (!on) { counted = null; countBox.hidden = true; return; }
    const { revision, over } = latest();
    if (counted?.revision !== revision) {
      counted = { revision, end: performance.now() + over.seconds * 1000 };
      countBox.hidden = false;
      countBox.querySelector("button").focus();
    }
    digit.textContent = String(Math.max(1, Math.ceil((counted.end - performance.now()) / 1000)));
    if (performance.now() < counted.end + 4000) setTimeout(drawCount, 100);
  }
  function stopCount() {
    busy = false;
    send("over", { over: "nothing" });
  }

  const latest = () => model.get("room");
  function send(what, body = {}) {
    if (busy) return;
    busy = true;
    begun = what === "count" ? latest().revision : null;
    notice.textContent = "";
    tell(what, { revision: latest().revision, ...body });
    setTimeout(() => { busy = false; }, 4000);
  }

  // `text` is a function: the number in a question follows the room while somebody thinks about it.
  function ask(text, yes, act) {
    asking = text;
    const no = make("button", { class: "wc-button", type: "button", onclick: () => stopAsking() }, t("not_yet"));
    confirmBox.replaceChildren(make("p", { id: "wc-confirm-text" }, text()), make("div", { class: "wc-buttons" }, no,
      make("button", { class: "wc-button wc-first", type: "button", onclick: () => { stopAsking(); act(); } }, yes)));
    confirmBox.hidden = false;
    row.hidden = reason.hidden = true;
    no.focus();
  }

  function stopAsking() {
    asking = null;
    confirmBox.hidden = true;
    row.hidden = false;
    draw();
    (buttons.reveal.hidden ? buttons.next : buttons.reveal).focus();
  }

  function reveal(due) {
    if (due.by === "next") send("count", { by: "next" });
    else send("count", { by: "reveal", activities: due.activities, view: due.view });
  }

  function pressReveal() {
    const room = latest(), at = standing(room, model.get("agenda")), due = at.reveal;
    if (!due) return;
    const ready = readiness(due, room, at.states);
    const text = () => {
      const here = standing(latest(), model.get("agenda"));
      const answering = readiness(here.reveal, latest(), here.states)?.answering;
      return ready.many && answering ? many("sure_many", answering) : t("sure_now", { title: titles(due.activities, at) });
    };
    text.due = true;
    if (ready.many || due.by === "stage" && !at.tooFew && !at.aside) ask(text, t("reveal_now"), () => reveal(due));
    else reveal(due);
  }

  function anyway() {
    const room = latest(), at = standing(room, model.get("agenda")), ready = readiness(at.reveal, room, at.states);
    const rest = at.reveal.activities.filter((id) => at.states[id].finished >= room.threshold);
    if (ready.some) ask(() => t("sure_rest", { title: titles(rest, at) }), t("reveal_now"), () => send("count", { by: "next" }));
    else send("next");
  }

  function pressNext() {
    const room = latest(), at = standing(room, model.get("agenda"));
    if (at.aside) send("step", { step: room.step });
    else if (at.next) send("next");
    else ask(() => t("sure_close"), t("close_now"), () => send("close"));
  }

  function nextLabel(at, room) {
    if (at.aside) return t("aside_back");
    if (!at.next) return t("close");
    const { do: what, activities, view } = at.next;
    const entering = at.next.place !== at.place ? at.steps[at.next.place].title : null;
    if (what === "answer") return t("next_open", { title: entering || titles(activities, at) });
    if (what === "profile") return t("next_profile");
    if (what === "reveal") return t(room.stage === "reveal" && room.view && view !== room.view ? "next_picture" : "next_show");
    return entering ? t("next_step", { title: entering }) : t("next_talk");
  }

  const onward = rtl ? "←" : "→";
  function drawActs(room, at) {
    if (!acts[0].isConnected) parts.acts.replaceChildren(...acts);
    const ended = room.stage === "closed";
    const due = at.reveal, ready = readiness(due, room, at.states, Boolean(time?.timeUp));
    const seats = room.seats !== null && room.seats !== undefined;
    const off = Boolean(ready && ready.missing);
    const revealIsNext = due?.by === "next" || Boolean(at.aside && due);
    const few = seats && room.seats < room.threshold, never = off && few; // there are no pictures in such a room
    onwards = !revealIsNext ? "next" : never ? "anyway" : "reveal";
    const undecided = Boolean(model.get("texts").texts) && at.next?.do === "answer";
    const focused = row.contains(row.getRootNode().activeElement);
    if (asking && asking.due && !due) stopAsking();
    if (asking) confirmBox.querySelector("p").textContent = asking();
    const counting = countsDown();
    row.hidden = tools.hidden = Boolean(asking) || counting;
    drawCount();
    ring("offered", Boolean(ready?.offered));
    drawTools(room, at, ended);
    set("blank", t(room.stage === "pause" ? "unblank" : "blank"), { hidden: ended || room.step === 0, key: "B" });
    set("qr", t(room.over?.show === "code" ? "qr_hide" : "qr_show"), { hidden: ended || room.step === 0, key: "Q" });
    set("back", t("back"), { hidden: ended, off: room.step === 0 || Boolean(at.aside), key: rtl ? "→" : "←" });
    set("anyway", t(ready?.some ? "anyway_some" : "anyway"), { hidden: ended || Boolean(at.aside) || !(revealIsNext && off), first: never, key: never ? onward : null });
    set("reveal", due ? t("reveal", { title: at.states[due.first[0]] ? titles(due.first, at) : "" }) : "", {
      hidden: ended || !due || never, off, first: revealIsNext && Boolean(ready?.offered), wide: revealIsNext, why: off || ready?.offered ? "wc-reason" : null, key: revealIsNext ? onward : null });
    set("next", nextLabel(at, room), { hidden: ended || revealIsNext && !at.aside, off: !seats, first: !revealIsNext, why: seats ? null : "wc-reason", key: revealIsNext ? null : onward });
    reason.textContent = ended ? "" : !seats ? t("no_seats") : few && (off || !room.step) ? t("few_seats", { k: room.threshold }) : off ? many("wait", ready.missing, { k: room.threshold })
      : ready?.offered ? t(ready.all ? "offer_all" : time?.timeUp ? "offer_time" : "offer_most") : undecided ? t("texts_first") : "";
    // A button that goes away hands its focus on; else JupyterLab takes it, and its keys with it (b: a cell below).
    const active = row.getRootNode().activeElement;
    if (focused && !counting && (!row.contains(active) || active.hidden)) buttons[onwards].focus();
    reason.hidden = !reason.textContent || Boolean(asking) || counting;
    notice.textContent = model.get("notice");
    notice.hidden = !notice.textContent;
  }

  function drawTools(room, at, ended) {
    const seats = room.seats !== null && room.seats !== undefined;
    const picture = room.stage === "reveal" && Boolean(room.view);
    buttons.ask.hidden = ended || !seats || room.step === 0;
    buttons.action.hidden = ended || room.step === 0;
    buttons.view.hidden = ended || !picture || Boolean(at.aside) || pictures(room, at).length < 2;
    buttons.save.hidden = ended || !picture;
    buttons.save.href = `${model.get("screen")}#save`;
    buttons.presenter.hidden = ended;
    buttons.again.hidden = ended || !room.activities.some((one) => one.state === "revealed");
    buttons.archive.hidden = buttons.report.hidden = !room.activities.some((one) => one.state === "revealed");
    buttons.sound.textContent = t(sound ? "tool_sound_off" : "tool_sound");
    buttons.sound.setAttribute("aria-pressed", String(sound));
    for (const name of ["ask", "action", "presenter", "again"]) buttons[name].setAttribute("aria-expanded", String(tool === name));
  }

  let spoken = "";
  function draw() {
    const room = model.get("room");
    if (!room.code) return invitation();
    const at = standing(room, model.get("agenda"));
    drawHead(room, at);
    drawWords(room, at);
    drawSide(room, at);
    drawActs(room, at);
    requestAnimationFrame(fitPicture);
    const now = at.step ? `${at.step.title}. ${room.stage === "reveal" ? model.get("picture").finding || "" : ""}` : "";
    if (now !== spoken) live.textContent = spoken = now;
  }

  // a presenter's clicker sends Page Down and Page Up
  const keys = { PageDown: "on", [rtl ? "ArrowLeft" : "ArrowRight"]: "on", " ": "on",
    PageUp: "back", [rtl ? "ArrowRight" : "ArrowLeft"]: "back", b: "blank", ".": "blank", q: "qr", a: "ask", t: "action", v: "view", p: "presenter",
    l: "again", w: "report", e: "archive", s: "sound" };
  function pressed(event) {
    const target = event.target;
    // Also where nothing has the focus: a clicker does not point at anything.
    if (!el.isConnected || target !== document.body && !el.contains(target)) return;
    if (event.key === "Escape" && (countsDown() || begun === latest().revision)) return stopCount();
    if (event.key === "Escape" && asking) return stopAsking();
    if (event.key === "Escape" && tool) return close();
    if (event.ctrlKey || event.metaKey || event.altKey || target.closest("input, textarea, select, summary, a")) return;
    if (event.key === " " && target.closest("button")) return;
    const what = keys[event.key] || keys[event.key.toLowerCase()];
    if (event.key === "n" || event.key === "i") return aside(event);
    if (!what || asking || !latest().code) return;
    event.preventDefault();
    if (countsDown()) { if (what === "back") stopCount(); return; }
    const node = buttons[what === "on" ? onwards : what];
    if (!node.hidden) node.click();
  }
  // n: the note of this step; i: this team, or the picture
  function aside(event) {
    const node = event.key === "n" ? el.querySelector("#wc-note") : parts.side.querySelector(".wc-switch[aria-pressed=false]");
    if (!node) return;
    event.preventDefault();
    if (event.key === "n") node.focus(); else node.click();
  }
  el.tabIndex = -1;
  document.addEventListener("keydown", pressed);

  // The picture as large as its place allows.
  const place = new ResizeObserver(() => fitPicture());
  function fitPicture() {
    const home = el.closest(".workshop-console"), box = home?.querySelector(".wc-figure");
    if (!box) return;
    place.observe(box);
    const { width, height } = model.get("picture");
    if (!width) return;
    const low = getComputedStyle(home).gridTemplateColumns.split(" ").length < 2;
    const zoom = Math.min(box.clientWidth / width, low ? 1 : box.clientHeight / height);
    if (zoom > 0.1) home.style.setProperty("--wc-zoom", zoom.toFixed(3));
  }

  const agendaHeard = () => {
    const { seconds, elapsed } = model.get("agenda");
    timed = { at: performance.now(), seconds: seconds ?? null, elapsed: elapsed ?? 0 };
    time = null;
    draw();
  };
  let stepHeard = latest().step;
  const roomHeard = () => {
    busy = false;
    if (stepHeard !== latest().step) { stepHeard = latest().step; beside = null; heardBefore.over = heardBefore.offered = false; }
    draw();
  };
  const heard = { "change:room": roomHeard, "change:agenda": agendaHeard, "change:notice": roomHeard };
  for (const name of ["picture", "entry", "qr", "groups", "connected", "insights", "texts", "presenter"]) heard[`change:${name}`] = draw;
  for (const [name, hear] of Object.entries(heard)) model.on(name, hear);
  const fileHeard = ({ file }, [content]) => { if (file) download(file, content); };
  model.on("msg:custom", fileHeard);
  agendaHeard();
  const timer = setInterval(() => tick(latest(), standing(latest(), model.get("agenda"))), 1000);
  return () => {
    notes.now();
    clearInterval(timer);
    place.disconnect();
    document.removeEventListener("keydown", pressed);
    el.removeEventListener("focusin", quiet);
    for (const [name, hear] of Object.entries(heard)) model.off(name, hear);
    model.off("msg:custom", fileHeard);
  };
}

export default { render };
