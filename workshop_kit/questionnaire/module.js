// The questionnaire: it asks, keeps, restores, scores, and follows a room. One file, no imports, no framework,
// for two hosts: the room's page on a phone, and a notebook's widget. Not one sentence stands here; all come
// with the document. Parts, from the inside out:
//
//   scoring     answers → profile; the same numbers as measure/profile.py (a parity test holds them together)
//   elements    small makers of HTML and SVG
//   pictures    lean, map, shares, as SVG or plain elements
//   RENDERERS   one entry for each kind of question: render and restore
//   Outbox      decisions on their way to the room: kept, numbered, sent again until the room has them
//   App         which screen is due, and the screens
//
// host = {load() → state | null, save(state) → false if nothing is kept, put(activity, message) → {ok} |
//         {ok: false, type, detail, retry}, onRoom(callback) → unsubscribe, tally(activity) → tally | null,
//         language(id), forget()}; all but load and save may be missing. `language` asks for the document in another
//         language; the host hands it to `speak`, and whatever is on the screen goes on in it.
// options = {mode: "room" | "alone", activities: [ids], onAnswers(answers), device: "phone" | "computer", level: 1…6,
//            languages: [ids] to choose from where no room says it,
//            tools({document, answers(), take(answers, earlier)}) → an element beside the questions, such as answers from a file,
//            own({document, open, profile(), answers()}) → an element below the own profile ("card"), while people talk
//            ("line"), at the end ("take"); own.forget(); own.commitment(document) → lines,
//            between: of between.js, in every room; secondLook: of second_look.js, on another day than the first}

export function mount(root, document, host, options = {}) {
  const app = new App(root, document, host, options);
  app.start();
  return {destroy: () => app.destroy(), speak: (words) => app.speak(words)};
}

/** 128 bits and more that nobody can guess. `crypto.randomUUID` does not exist on plain http. */
export function receipt() {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  return Array.from(crypto.getRandomValues(new Uint8Array(26)), (byte) => letters[byte & 63]).join("");
}

// scoring ----------------------------------------------------------------------------------------------------

const SURE = 1.64;      // a band of one person: 90 %
const MOST_PULLS = 4;

/** {facets, dimensions, leans, pulls} of one person, 0 to 100; what cannot be said is absent. */
export function profileOf(document, activityId, answers) {
  const {facets, dimensions, leans, pulls} = measure(document, activityId, answers);
  const scores = (map) => Object.fromEntries(map.map((one) => [one.id, one.score]));
  return {facets: scores(facets), dimensions: scores(dimensions), leans, pulls: pulls.map((one) => one.facet)};
}

function measure(doc, activityId, answers) {
  const activity = named(doc.activities, activityId);
  const words = doc.words[activity.instrument];
  const facets = facetScores(activity, answers);
  const lenses = lensIds(activity);
  const dimensions = lenses.flatMap((lens) => words.dimensions.map((one) => dimensionScore(one, lens, facets)).filter(Boolean));
  const leans = {};
  for (const lens of lenses) {
    const lean = leanOf(words, lens, facets, dimensions);
    if (lean) leans[lens] = lean;
  }
  return {facets, dimensions, leans, pulls: pullsOf(words, lenses[0], facets)};
}

/** One entry for each facet and lens with enough answers: its mean and the sum of squares around it. */
function facetScores(activity, answers) {
  const scores = [];
  for (const block of activity.blocks.filter((one) => one.kind === "rating")) {
    for (const lens of block.lenses.length ? block.lenses.map((one) => one.id) : [""]) {
      for (const [facet, items] of groupBy(block.items.filter((item) => item.facet), (item) => item.facet)) {
        const values = items.map((item) => [item, answers[keyOf(item.id, lens)]]).filter(([, value]) => value != null)
          .map(([item, value]) => outOf100(value, block.scale.points, item.reverse));
        if (values.length >= Math.min(block.minimum, items.length)) {
          const score = mean(values);
          const squares = sum(values.map((value) => (value - score) ** 2));
          scores.push({id: keyOf(facet, lens), facet, lens, score, squares, count: values.length});
        }
      }
    }
  }
  return scores;
}

function outOf100(value, points, reverse) {
  const share = ((value - 1) / (points - 1)) * 100;
  return reverse ? 100 - share : share;
}

/** How many facets of a dimension must be there: three of five. */
const needed = (dimension) => Math.ceil((3 * dimension.facets.length) / 5);
const inside = (dimension, lens, facets) => facets.filter((one) => one.lens === lens && dimension.facets.includes(one.facet));

function dimensionScore(dimension, lens, facets) {
  const parts = inside(dimension, lens, facets);
  if (!parts.length || parts.length < needed(dimension)) return null;
  return {id: keyOf(dimension.id, lens), dimension: dimension.id, lens, score: mean(parts.map((one) => one.score)), parts};
}

/** Standard error of one person's dimension: the person's own, or the assumed one if that is larger. */
function dimensionError(parts, assumed) {
  const count = sum(parts.map((one) => one.count));
  return Math.max(Math.sqrt(within(parts) / count), assumed);
}

/** Pooled variance inside facets; 0 where no facet has two answers. */
function within(parts) {
  const free = sum(parts.map((one) => one.count - 1));
  return free > 0 ? sum(parts.map((one) => one.squares)) / free : 0;
}

function leanOf(words, lens, facets, dimensions) {
  if (words.dimensions.length !== 2) return null;
  const [first, second] = words.dimensions.map((one) => dimensions.find((score) => score.id === keyOf(one.id, lens)));
  if (!first || !second) return null;
  const lean = first.score - second.score;
  const se = Math.hypot(dimensionError(first.parts, words.assumed.se), dimensionError(second.parts, words.assumed.se));
  const band = SURE * se;
  return {lean, se, band, call: lean > band ? first.dimension : lean < -band ? second.dimension : "close"};
}

/** Facets of the first lens that stand out from the person's own mean, largest first. */
function pullsOf(words, lens, facets) {
  const scored = facets.filter((one) => one.lens === lens);
  if (!scored.length) return [];
  const own = mean(scored.map((one) => one.score));
  return scored.filter((one) => one.score > own + SURE * facetError(words, one, scored))
    .sort((a, b) => b.score - a.score).slice(0, MOST_PULLS);
}

function facetError(words, facet, scored) {
  const dimension = words.dimensions.find((one) => one.facets.includes(facet.facet));
  const assumed = words.assumed.se * Math.sqrt(dimension ? dimension.facets.length : 1);
  return Math.max(Math.sqrt(within(scored) / facet.count), assumed);
}

function lensIds(activity) {
  const found = activity.blocks.filter((one) => one.kind === "rating")
    .flatMap((block) => (block.lenses.length ? block.lenses.map((one) => one.id) : [""]));
  return [...new Set(found)];
}

const keyOf = (id, lens) => (lens ? `${id}.${lens}` : id);
const named = (list, id) => list.find((one) => one.id === id);
const sum = (values) => values.reduce((total, value) => total + value, 0);
const mean = (values) => sum(values) / values.length;
const clamp = (value, low, high) => Math.min(high, Math.max(low, value));

function groupBy(list, by) {
  const groups = new Map();
  for (const one of list) groups.set(by(one), [...(groups.get(by(one)) || []), one]);
  return groups;
}

// elements ---------------------------------------------------------------------------------------------------

function h(tag, props, ...children) {
  return furnish(globalThis.document.createElement(tag), props, children);
}

function s(tag, props, ...children) {
  return furnish(globalThis.document.createElementNS("http://www.w3.org/2000/svg", tag), props, children);
}

function furnish(node, props, children) {
  for (const [name, value] of Object.entries(props || {})) {
    if (value == null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(3).filter((child) => child != null && child !== false));
  return node;
}

const small = (...text) => h("p", {class: "wq-small"}, text);
const leadIn = (text) => h("p", {class: "wq-lead-in"}, text);
const button = (look, label, onclick, props) => h("button", {type: "button", class: `wq-button ${look}`, onclick, ...props}, label);

/** A share of a row, through the style object: a strict page takes no style attributes. */
function sized(node, share) {
  node.style.flexGrow = share;
  return node;
}

// pictures ---------------------------------------------------------------------------------------------------

const REACH = 75;    // a lean beyond it is drawn at the edge

/** One lean with its band, management to the left of the middle. */
function leanPicture(lean, tone, label) {
  const at = (value) => 160 + clamp(value, -REACH, REACH) * (150 / REACH);
  const [low, high] = [at(lean.lean - lean.band), at(lean.lean + lean.band)];
  return s("svg", {viewBox: "0 0 320 36", class: `wq-lean wq-${tone}`, role: "img", "aria-label": label},
    s("line", {x1: 4, x2: 316, y1: 18, y2: 18, class: "wq-axis"}),
    s("rect", {x: low, width: high - low, y: 11, height: 14, rx: 7, class: "wq-band"}),
    s("line", {x1: 160, x2: 160, y1: 4, y2: 32, class: "wq-middle"}),
    s("circle", {cx: at(lean.lean), cy: 18, r: 8.5, class: "wq-dot"}));
}

const EVEN = 7.5;    // points to either side of the diagonal, as on the screen
const RIGHT = 25 / 3;    // points to either side of "about right", as on the screen

/** Two dimensions as a map, 0 to 100 both ways: the team's mean and ring, and one person while they press. */
function mapPicture({team, mine, names, labels, label}) {
  const at = (value) => 10 + value * 3;
  const up = (value) => 310 - value * 3;
  const low = Math.max(team.x.low, 0), high = Math.min(team.x.high, 100);
  const below = up(team.y.mean) < 250;
  const apart = mine && Math.hypot(at(mine.x) - at(team.x.mean), up(mine.y) - up(team.y.mean)) < 60;
  const meBelow = mine && (apart ? mine.y < team.y.mean : up(mine.y) < 270);
  return s("svg", {viewBox: "0 0 320 320", class: "wq-map", role: "img", "aria-label": label},
    s("line", {x1: -20, y1: 340, x2: 340, y2: -20, "stroke-width": EVEN * 3 * Math.SQRT2, class: "wq-even"}),
    s("text", {x: 268, y: 58, transform: "rotate(-45 268 58)", "text-anchor": "middle", class: "wq-faint"}, labels.even),
    s("text", {x: 308, y: 306, "text-anchor": "end", class: "wq-corner wq-lead"}, names[0]),
    s("text", {x: 12, y: 24, class: "wq-corner wq-manage"}, names[1]),
    s("ellipse", {cx: at((low + high) / 2), cy: up((team.y.low + team.y.high) / 2), rx: Math.max(6, (high - low) * 1.5),
      ry: Math.max(6, (team.y.high - team.y.low) * 1.5), class: "wq-ring"}),
    s("circle", {cx: at(team.x.mean), cy: up(team.y.mean), r: 4.5, class: "wq-team"}),
    s("text", {x: clamp(at(team.x.mean), 40, 280), y: below && !(apart && meBelow) ? up(team.y.low) + 20 : up(team.y.high) - 10,
      "text-anchor": "middle", class: "wq-name"}, labels.team),
    mine && s("g", {class: "wq-me"},
      s("circle", {cx: at(mine.x), cy: up(mine.y), r: 10}),
      s("text", {x: clamp(at(mine.x), 24, 296), y: up(mine.y) + (meBelow ? 27 : -17), "text-anchor": "middle"}, labels.you)));
}

/** How a group divides: one bar of parts, the own part marked while it is pressed. */
function sharesPicture(parts) {
  return h("div", {class: "wq-shares"}, parts.filter((part) => part.count > 0 || part.mine).map((part) =>
    sized(h("div", {class: `wq-share wq-${part.tone}${part.mine ? " wq-own" : ""}`},
      h("b", null, String(part.count)), h("span", {class: "wq-share-name"}, h("span", null, part.name))), Math.max(part.count, 0.6))));
}

const sharesScale = ({kind, lenses, items}) => kind === "rating" && !lenses.length && items.length > 1;

/** A mean on its line from 0 to 100, with its interval; the own value while it is pressed. */
function meanPicture(figure, mine, ideal) {
  const at = (value) => 10 + value * 3;
  return s("svg", {viewBox: "0 0 320 28", class: "wq-line", "aria-hidden": "true"},
    ideal && s("rect", {x: at(50 - RIGHT), width: 6 * RIGHT, y: 0, height: 28, class: "wq-right"}),
    s("line", {x1: 10, x2: 310, y1: 14, y2: 14, class: "wq-axis"}),
    figure.low != null && s("rect", {x: at(figure.low), width: Math.max(2, (figure.high - figure.low) * 3), y: 9, height: 10, rx: 5, class: "wq-band"}),
    s("circle", {cx: at(figure.mean), cy: 14, r: 6, class: "wq-team"}),
    mine != null && s("circle", {cx: at(mine), cy: 14, r: 9, class: "wq-own-ring"}));
}

/** Where on a scale an answer stands: bars up to it, or one mark about the middle of an ideal scale. */
function glyph(position, points, ideal) {
  const marks = Array.from({length: points}, (_, index) => {
    const on = ideal ? index === position : index <= position;
    const tall = ideal ? 10 : 5 + (index * 9) / (points - 1);
    return s("rect", {x: index * 7, y: 16 - tall, width: 4, height: tall, rx: 1.5, class: on ? "wq-on" : "wq-off"});
  });
  return s("svg", {viewBox: `0 0 ${points * 7} 16`, class: "wq-glyph", "aria-hidden": "true"}, marks);
}

// RENDERERS --------------------------------------------------------------------------------------------------
//
// render(question, ask) makes the part of the form under the heading; it calls ask.choose(value) for an answer
// that ends the question and ask.note(value) for one that may still grow. restore(form, value) sets it back.

let forms = 0;

/** Radio buttons, or check boxes where several may be chosen. Arrows only move; a tap, a digit or Enter answers. */
function choices(question, options, ask, {many = false} = {}) {
  const name = `wq-${++forms}`;
  let moved = false;
  const answer = (event) => {
    const value = many ? chosen(form) : options[Number(event.target.value)].value;
    if (many || moved) ask.note(value, event.target); else ask.choose(value);
  };
  const form = h("div", {class: `wq-options${options.length > 6 ? " wq-dense" : ""}`,
    onkeydown: (event) => { moved = event.key.startsWith("Arrow"); }, onkeyup: () => { moved = false; }, onpointerdown: () => { moved = false; }},
  options.map((option, index) => h("label", {class: `wq-option${option.quiet ? " wq-quiet" : ""}`},
    h("input", {type: many ? "checkbox" : "radio", name, value: index, onclick: answer}),
    !option.quiet && h("span", {class: "wq-key", "aria-hidden": "true"}, String(index + 1)),
    h("span", {class: "wq-label"}, option.label),
    option.glyph)));
  form.options = options;
  return form;
}

const inputs = (form) => [...form.querySelectorAll("input")];
const chosen = (form) => inputs(form).filter((input) => input.checked).map((input) => form.options[Number(input.value)].value);

function restoreChoice(form, value) {
  const wanted = Array.isArray(value) ? value : [value];
  for (const input of inputs(form)) input.checked = wanted.includes(form.options[Number(input.value)].value);
}

const RENDERERS = {
  rating: {
    render(question, ask) {
      const {block, lens, none} = question;
      const labels = lens ? lens.labels : block.scale.labels;
      const options = labels.map((label, index) => ({value: index + 1, label, glyph: glyph(index, labels.length, block.scale.ideal)}));
      if (none) options.push({value: null, label: none, quiet: true});
      return choices(question, options, ask);
    },
    restore: restoreChoice,
  },
  sort: {
    render: (question, ask) => choices(question, question.block.bins.map((bin) => ({value: bin.id, label: bin.name,
      glyph: h("span", {class: `wq-swatch wq-${question.tone(bin.id)}`, "aria-hidden": "true"})})), ask),
    restore: restoreChoice,
  },
  situation: {
    render: (question, ask) => choices(question, question.item.options.map((option) => ({value: option.id, label: option.text})), ask),
    restore: restoreChoice,
  },
  pick: {
    render(question, ask) {
      const {block, item} = question;
      const many = block.max > 1;
      return choices(question, item.options.map((option) => ({value: many ? option.id : [option.id], label: option.text})), ask, {many});
    },
    restore(form, value) {
      const wanted = value || [];
      for (const input of inputs(form)) input.checked = wanted.includes([form.options[Number(input.value)].value].flat()[0]);
    },
  },
  text: {
    render(question, ask) {
      const left = h("p", {class: "wq-small", "aria-live": "off"});
      const area = h("textarea", {class: "wq-text", rows: 4, maxlength: question.block.max_length, "aria-label": question.item.text,
        oninput: () => { count(); ask.note(area.value.trim() ? area.value : undefined); }});
      const count = () => { left.textContent = ask.left(question.block.max_length - area.value.length); };
      const form = h("div", {class: "wq-writing"}, area, left);
      form.fill = (value) => { area.value = value || ""; count(); };
      count();
      return form;
    },
    restore: (form, value) => form.fill(value),
  },
};

/** Kinds whose answer grows under the hand, so that a button ends them. */
const grows = (question) => question.block.kind === "text" || (question.block.kind === "pick" && question.block.max > 1);

// Outbox -----------------------------------------------------------------------------------------------------

const PAUSES = [1, 2, 4, 8, 15, 30];    // seconds between tries

function freshState() {
  return {answers: {}, receipts: {}, revisions: {}, decisions: {}, sent: {}, queue: {}, changed: {}, later: {}, refused: {},
    place: {}, group: null, asked: false, language: null};
}

class Outbox {
  constructor(app) {
    this.app = app;
    this.tries = 0;
    this.wake = () => { if (globalThis.document.visibilityState !== "hidden") this.flush(true); };
    globalThis.addEventListener("online", this.wake);
    globalThis.document.addEventListener("visibilitychange", this.wake);
  }

  destroy() {
    clearTimeout(this.timer);
    globalThis.removeEventListener("online", this.wake);
    globalThis.document.removeEventListener("visibilitychange", this.wake);
    this.gone = true;
  }

  /** A decision: "share", or "keep" (also to take back), which sends no answers. Each gets the next number. */
  decide(activity, decision) {
    const {state} = this.app;
    const {id} = activity;
    state.receipts[id] ||= receipt();
    state.revisions[id] = (state.revisions[id] || 0) + 1;
    state.decisions[id] = decision;
    state.queue[id] = decision === "share" ? this.app.asked(activity) : null;
    for (const mark of ["changed", "later", "refused"]) delete state[mark][id];
    this.app.save();
    this.flush(true);
  }

  waiting(activity) {
    const {revisions, sent} = this.app.state;
    return !this.app.isWrong(activity) && (revisions[activity] || 0) > (sent[activity] || 0);
  }

  /** Send what waits, one after the other; what could not go is tried again later. */
  async flush(now) {
    if (now) this.tries = 0;
    clearTimeout(this.timer);
    if (this.busy || this.gone || !this.app.host.put) { this.again = this.busy; return; }
    this.busy = true;
    let retry = false;
    for (const activity of Object.keys(this.app.state.revisions)) {
      if (this.waiting(activity)) retry = await this.send(activity) || retry;
      if (this.gone) return;
    }
    this.busy = false;
    if (this.again) { this.again = false; this.flush(true); } else if (retry) this.later();
    this.app.refresh();
  }

  later() {
    const pause = PAUSES[Math.min(this.tries++, PAUSES.length - 1)];
    this.timer = setTimeout(() => this.flush(), pause * 1000);
  }

  /** One message; true if it should be tried again. A later decision made meanwhile stays in the queue. */
  async send(activity) {
    const {state, host} = this.app;
    const revision = state.revisions[activity];
    const answers = activity in state.queue ? state.queue[activity] : state.decisions[activity] === "share" ? state.answers[activity] : null;
    let reply;
    try {
      reply = await host.put(activity, {answers, revision, group: state.group, receipt: state.receipts[activity]});
    } catch {
      reply = {ok: false, retry: true};
    }
    if (reply.ok) {
      state.sent[activity] = Math.max(state.sent[activity] || 0, revision);
      delete state.refused[activity];
      if (state.revisions[activity] === revision) delete state.queue[activity];
    } else if (!reply.retry) {
      state.refused[activity] = {type: String(reply.type || "").split(/[/#:]/).pop(), detail: reply.detail || ""};
    }
    this.app.save();
    return !reply.ok && Boolean(reply.retry);
  }
}

// App --------------------------------------------------------------------------------------------------------

const MOVE_ON = 170;     // ms that a tap stays in sight before the next question
const LET_GO = 200;      // ms in which a fresh screen takes no tap: a double tap answers one question, not two

class App {
  constructor(root, doc, host, options) {
    Object.assign(this, {root, doc, host, options, room: null, tallies: {}, opened: {}, detour: null});
    this.alone = options.mode === "alone";
    this.use(doc);
    this.device = options.device || "computer";
    this.level = options.level || 2;
  }

  use(doc) {
    const {activities, between, secondLook} = this.options;
    this.doc = doc;
    this.between ||= between && between(this, {h, s, button, tick});
    this.second ||= doc.wave > 1 && secondLook ? secondLook(this, {h}) : null;
    this.activities = (activities ? activities.map((id) => named(doc.activities, id)) : doc.activities).filter(Boolean);
  }

  /** The same in another language: nothing but words changes. */
  speak(doc) {
    if (this.gone) return;
    this.use(doc);
    this.turnRound();
    if (!this.state) return;    // still starting: it draws in the new language
    this.net.textContent = this.t("phone.waiting_to_send");
    const active = this.root.getRootNode().activeElement;
    const held = this.body.contains(active) || this.foot.contains(active);
    this.screen = null;
    this.show();
    if (held) this.body.querySelector("input:checked, [data-heading]").focus({preventScroll: true});
  }

  turnRound() {
    this.root.setAttribute("lang", this.doc.language);
    this.root.setAttribute("dir", this.doc.direction);
  }

  async start() {
    const {root} = this;
    root.classList.add("wq");
    this.turnRound();
    root.setAttribute("data-lm-suppress-shortcuts", "true");   // the notebook's own keys stay quiet in here
    this.body = h("div", {class: "wq-body"});
    this.foot = h("div", {class: "wq-foot"});
    this.live = h("p", {class: "wq-hidden", "aria-live": "polite", role: "status"});
    this.top = h("div", {class: "wq-top", hidden: true});
    root.replaceChildren(this.top, this.body, this.foot, this.live);
    this.net = h("p", {class: "wq-notice", hidden: true}, this.t("phone.waiting_to_send"));
    this.onkey = (event) => this.key(event);
    root.addEventListener("keydown", this.onkey);
    this.state = Object.assign(freshState(), await this.host.load());
    if (this.gone) return;
    this.outbox = new Outbox(this);
    this.leave = this.host.onRoom ? this.host.onRoom((room) => this.follow(room)) : null;
    if (this.alone && this.activities.length === 1) this.detour = {activity: this.activities[0].id, key: this.roomKey()};
    this.show();
    this.outbox.flush(true);
  }

  destroy() {
    this.gone = true;
    if (this.outbox) this.outbox.destroy();
    if (typeof this.leave === "function") this.leave();
    clearTimeout(this.moving);
    this.root.removeEventListener("keydown", this.onkey);
    this.root.replaceChildren();
  }

  // words

  t(key, values = {}) {
    const [section, name] = key.split(".");
    const text = (this.doc.messages[section] || {})[name];
    return text == null ? key : text.replace(/\{(\w+)\}/g, (slot, id) => (id in values ? values[id] : slot));
  }

  /** The form that the language uses for n. */
  many(key, n, values = {}) {
    const form = new Intl.PluralRules(this.doc.language).select(n);
    const [section, name] = key.split(".");
    const known = `${name}_${form}` in this.doc.messages[section];
    return this.t(`${key}_${known ? form : "other"}`, {n, ...values});
  }

  /** A sentence with elements in its slots. */
  rich(key, elements) {
    return this.t(key).split(/(\{\w+\})/).map((part) => elements[part.slice(1, -1)] || part);
  }

  inSentence(name) {
    return this.t("common.names_in_sentences") === "lower" ? name.toLocaleLowerCase(this.doc.language) : name;
  }

  list(parts) {
    const comma = this.t("common.comma");
    return parts.length < 2 ? parts.join("") : parts.slice(0, -1).join(comma) + this.t("common.and") + parts.at(-1);
  }

  words(activity) { return this.doc.words[activity.instrument]; }

  tone(activity, id) {
    const place = this.words(activity).dimensions.findIndex((one) => one.id === id || one.facets.includes(id));
    return ["lead", "manage"][place] || "neutral";
  }

  // state

  save() {
    if (this.gone) return;
    if (this.host.save(this.state) === false) this.unkept = true;
  }

  answers(id) { return this.state.answers[id] || {}; }

  record(id, key, value) {
    const answers = {...this.answers(id)};
    if (value === undefined) delete answers[key]; else answers[key] = value;
    this.state.answers[id] = answers;
    if (this.state.decisions[id]) this.state.changed[id] = true;
    this.save();
    if (this.options.onAnswers) this.options.onAnswers(this.state.answers);
  }

  /** The answers that this document asks for: a long form may have been brought to a short room. */
  asked(activity) {
    return Object.fromEntries(Object.entries(this.answers(activity.id)).filter(([key]) => key in activity.keys));
  }

  hasValue(activity) { return Object.values(this.asked(activity)).some((value) => value != null); }

  questions(activity) {
    const parts = activity.blocks.flatMap((block) => (block.lenses.length ? block.lenses : [null]).map((lens) => ({block, lens})));
    return parts.flatMap(({block, lens}, part) => block.orders[lens ? lens.id : ""].map((id, index) => ({
      activity, block, lens, part, parts: parts.length, first: index === 0, item: named(block.items, id),
      key: keyOf(id, lens && lens.id), words: this.words(activity),
      none: activity.not_applicable || this.words(activity).not_applicable, tone: (bin) => this.tone(activity, bin)})));
  }

  /** Where the person is in an activity: a question's index, or their number at its end. */
  place(activity) {
    const questions = this.questions(activity);
    const kept = this.state.place[activity.id];
    if (kept != null) return clamp(kept, 0, questions.length);
    const open = questions.findIndex((question) => !(question.key in this.answers(activity.id)));
    return open < 0 ? questions.length : open;
  }

  go(activity, place) {
    this.state.place[activity.id] = place;
    this.save();
    this.show();
  }

  // the room

  follow(room) {
    const before = this.roomKey();
    this.room = room;
    if (!room) return this.show();
    if ((room.wave || 1) !== (this.state.wave || 1)) this.beginDay(room.wave);
    for (const one of room.activities) {
      const refused = this.state.refused[one.id];
      if (refused && refused.type === "not-open" && one.state === "open") { delete this.state.refused[one.id]; this.outbox.flush(true); }
    }
    if (this.detour && this.detour.key !== this.roomKey() && !this.alone) this.detour = null;
    if (before !== this.roomKey()) this.lensSeen = this.seen = null;
    if (before !== this.roomKey() || !this.screen) this.show(); else this.refresh();
  }

  /** Another day: which part somebody is from is asked anew. */
  beginDay(wave) {
    Object.assign(this.state, {wave, group: null, asked: false});
    this.save();
  }

  roomKey() {
    const {room} = this;
    return room ? JSON.stringify([room.stage, room.step, room.activity, room.view, room.moment, room.question, room.groups,
      room.tables, room.wave, room.activities.map((one) => [one.id, one.state])]) : "";
  }

  isOfToday({wave = 1}) { return wave === ((this.room || this.doc).wave || 1); }
  isComplete(activity) { return this.questions(activity).every((one) => one.key in this.answers(activity.id)); }
  /** Whether the person came to its end, whatever they decided there. */
  hasFinished(activity) { return Boolean(this.state.decisions[activity.id] || this.state.later[activity.id]) || this.isComplete(activity); }
  inRoom(id) { return this.room && named(this.room.activities, id); }
  isOpen(id) { return (this.inRoom(id) || {}).state === "open"; }
  isRevealed(id) { return (this.inRoom(id) || {}).state === "revealed"; }
  undecided(id) { return this.isOpen(id) && !this.state.decisions[id]; }
  isWrong(id) { return Boolean(this.state.refused[id]) && this.state.refused[id].type !== "not-open"; }
  mayDecide(id) { return Boolean(this.host.put) && this.isOpen(id) && !["revealed", "closed"].includes((this.state.refused[id] || {}).type); }

  /** The open activities that the room is with now, in its order. */
  current() {
    const {moment, activity, pace} = this.room;
    const open = this.activities.filter((one) => this.isOpen(one.id)).map((one) => one.id);
    const asked = moment && moment.do === "answer" ? moment.activities || [] : [];
    if (asked.length && (!activity || asked.includes(activity))) return asked.filter((id) => open.includes(id));
    return pace === "participants" || !activity ? open : open.filter((id) => id === activity);
  }

  stillOpen() {
    const current = this.room.stage === "answer" ? this.current() : [];
    return this.activities.filter((one) => this.undecided(one.id) && !current.includes(one.id));
  }

  withProfile() { return this.activities.find((one) => one.profile); }

  // answers from elsewhere

  /** What the host puts beside the questions, such as a way to load answers from a file. */
  tools() {
    if (!this.options.tools) return null;
    return this.options.tools({document: this.doc, answers: () => this.state.answers, take: (...brought) => this.take(...brought)});
  }

  own(activity, open) {
    if (open) this.owned = true;
    return this.options.own && this.options.own({document: this.doc, open, answers: () => this.state.answers, profile: () => (activity ? this.profile(activity) : [])});
  }

  /** Answers that their owner brings: they fill what is not decided yet. Deciding stays with the person. What they
   * bring of an earlier day stays apart: {answers, commitment: [lines]}, never sent. */
  take(answers, earlier) {
    if (earlier) this.state.earlier = earlier;
    for (const {id} of this.activities.filter((one) => answers[one.id] && !this.state.decisions[one.id])) {
      this.state.answers[id] = {...this.answers(id), ...answers[id]};
      delete this.state.place[id];
    }
    this.save();
    if (this.options.onAnswers) this.options.onAnswers(this.state.answers);
    this.screen = null;    // the question in sight may tell more now
    this.show();
    this.body.querySelector("[data-heading]")?.focus({preventScroll: true});
  }

  // which screen

  show() {
    if (!this.state || this.gone) return;
    clearTimeout(this.moving);
    this.letGo();
    this.draw(this.due());
  }

  due() {
    const {detour, room} = this;
    if (this.forgotten) return this.forgottenScreen();
    if (detour) return this.answering(named(this.doc.activities, detour.activity), detour);
    if (this.alone) return this.listScreen();
    if (!room) return {id: "waiting", body: [leadIn(this.t("phone.loading"))]};
    if (room.stage === "closed") return this.closedScreen();
    if (room.stage === "pause") return this.lookUp("phone.look_up", "phone.look_up_help");
    if (room.stage === "lobby") return this.lobby();
    const aside = (this.inRoom(room.activity) || {}).made;    // a question made on the spot: the agenda waits
    if (!aside && room.moment && room.moment.do === "profile" && this.withProfile()) return this.momentScreen();
    if (room.stage === "reveal") return this.revealed();
    if (room.groups && this.groupNames().length && !this.state.asked) return this.lobby();
    return this.answerStage();
  }

  /** What the room talks about, in this person's language where the agenda has it. */
  question() { return (this.room.questions || {})[this.doc.language] || this.room.question; }

  talks() { return Boolean(this.room.moment) && this.room.moment.do === "talk"; }

  answerStage() {
    const current = this.current();
    const next = current.find((id) => this.undecided(id) && !this.state.later[id]);
    if (next) return this.answering(named(this.doc.activities, next), {});
    const aside = (this.inRoom(this.room.activity) || {}).made;
    if (this.talks() && !aside) return this.lookUp("phone.talk", "phone.talk_help", this.question());
    return current.length ? this.between.doneScreen(current) : this.lookUp("phone.look_up", "phone.talk_help");
  }

  revealed() {
    const shown = this.between.inPicture();
    if (shown.length) return this.revealScreen(shown.find((one) => one.id === this.seen) || shown[0], shown);
    return this.lookUp(this.talks() ? "phone.talk" : "phone.look_up", "phone.talk_help", this.question());
  }

  /** Questions of one activity, then its end. */
  answering(activity, detour) {
    const questions = this.questions(activity);
    const place = this.place(activity);
    if (place < questions.length) return this.questionScreen(activity, questions, place, detour);
    if (activity.profile) return this.profileScreen(activity, {detour, foot: this.mayDecide(activity.id)});
    if (this.mayDecide(activity.id)) return this.questionScreen(activity, questions, questions.length - 1, {...detour, atEnd: true});
    return this.endOfOwn(activity);
  }

  /** What follows where there is nothing to decide: the room's picture, or the list of one's own path. */
  endOfOwn(activity) {
    if (!this.alone) { this.detour = null; return this.due(); }
    return this.aloneEnd(activity);
  }

  // drawing

  draw(screen) {
    const {root} = this;
    const active = root.getRootNode().activeElement;
    const had = this.screen && (this.device === "phone" || (active && root.contains(active)));
    const same = this.screen && this.screen.id === screen.id;
    const lines = this.openLines(screen);
    if (same && screen.questions) return this.relineOpen(lines);    // never under somebody's thumb
    this.screen = screen;
    root.dataset.screen = screen.id.split(" ")[0];
    if (!same) this.fresh();
    this.offerLanguages(screen);
    this.fill([this.badge(screen), this.net, screen.body, lines].flat(3).filter(Boolean), same && active);
    this.foot.replaceChildren(...[screen.foot || []].flat(3).filter(Boolean));
    if (!same) { this.focusHeading(had); this.say(screen.say || ""); }
    if (screen.ready) screen.ready();
    this.refresh();
  }

  /** What somebody is typing into stays where it is, and keeps the focus. */
  fill(nodes, active) {
    const at = active ? nodes.findIndex((node) => node.parentNode === this.body && node.contains(active)) : -1;
    if (at < 0) return this.body.replaceChildren(...nodes);
    for (const node of [...this.body.childNodes]) if (node !== nodes[at]) node.remove();
    nodes[at].before(...nodes.slice(0, at));
    nodes[at].after(...nodes.slice(at + 1));
  }

  relineOpen(lines) {
    const before = this.body.querySelector(".wq-open");
    if (before) before.remove();
    if (lines) this.body.append(lines);
  }

  fresh() {
    this.root.classList.add("wq-fresh");
    clearTimeout(this.freshness);
    this.freshness = setTimeout(() => this.root.classList.remove("wq-fresh"), LET_GO);
  }

  focusHeading(wanted) {
    if (!wanted) return;
    if (this.device === "phone") globalThis.scrollTo(0, 0);
    else if (this.root.getBoundingClientRect().top < 0) this.root.scrollIntoView({block: "start"});
    const heading = this.body.querySelector("[data-heading]");
    if (heading) heading.focus({preventScroll: true});
  }

  /** Counts and the state of the sending, without touching what the person is doing. */
  refresh() {
    if (!this.state || !this.screen || this.gone) return;
    if (this.screen.refresh) this.screen.refresh();
    const waits = this.outbox.tries > 0 && Object.keys(this.state.revisions).some((id) => this.outbox.waiting(id));
    this.net.hidden = !waits || Boolean(this.screen.refresh);
  }

  redraw() { this.draw(this.due()); }

  say(text) { this.live.textContent = text; }

  heading(content, look = "") {
    return h(`h${this.level}`, {class: `wq-heading ${look}`, tabindex: -1, "data-heading": true}, content);
  }

  title(text) { return h(`h${this.level + 1}`, null, text); }

  badge(screen) {
    const told = this.unkept && !this.toldUnkept && h("p", {class: "wq-notice", role: "status"}, this.t("phone.not_stored"));
    if (told) this.toldUnkept = true;
    return [this.room && this.room.rehearsal && h("p", {class: "wq-badge"}, this.t("common.rehearsal")), this.between?.tableBadge(screen), told];
  }

  /** What is open and unfinished stays one line below; what was shown before somebody came, below that. */
  openLines(screen) {
    if (this.alone || !this.room || screen.quiet || this.detour || this.room.stage === "closed") return null;
    const line = (one, title, act) => h("button", {type: "button", class: "wq-line-button", onclick: act},
      h("span", null, title), h("span", {class: "wq-small"}, this.progressOf(one)));
    const lines = this.stillOpen().filter((one) => one !== screen.activity)
      .map((one) => line(one, this.t("phone.still_open", {title: one.title}), () => this.turnTo(one.id)));
    const missed = this.between?.missedLine(screen, line);
    return (lines.length > 0 || missed) && h("div", {class: "wq-open"}, lines, missed);
  }

  progressOf(activity) {
    const keys = Object.keys(activity.keys);
    const n = keys.filter((key) => key in this.answers(activity.id)).length;
    return n < keys.length ? this.t("phone.unfinished", {n, total: keys.length}) : this.t("phone.undecided");
  }

  /** To an activity, wherever the room is, until it moves on; and back to what is due. */
  away(id, how) {
    this.detour = {activity: id, key: this.roomKey(), ...how};
    this.show();
  }

  home() {
    this.detour = null;
    this.show();
  }

  turnTo(id) {
    delete this.state.later[id];
    this.away(id);
  }

  // screens: lobby, look up

  lobby() {
    const {room} = this;
    const late = room.stage !== "lobby";
    const languages = this.languages();
    return {id: "lobby", quiet: late, asksLanguage: true, body: [
      h("p", {class: "wq-eyebrow"}, room.title),
      this.heading(this.t("phone.lobby_title")),
      !late && leadIn(this.t("phone.lobby_wait")),
      languages.length > 0 && this.languageChoice(languages),
      this.groupNames().length > 0 && this.groupChoice(), this.between?.tableCard(),
      this.promise(), !late && (this.second ? this.second.greeting() : this.tools())],
    foot: late ? [button("wq-first", this.t("phone.group_go"), () => { this.state.asked = true; this.save(); this.show(); })] : null};
  }

  promise() {
    const points = ["you_first", "anonymous", "threshold", "gone"];
    return h("section", {class: "wq-card wq-promise"}, this.title(this.t("phone.promise_title")),
      h("ul", null, points.map((point) => h("li", null, this.t(`phone.promise_${point}`, {n: this.room.threshold})))));
  }

  groupNames() {
    const groups = this.room.groups || [];
    return Array.isArray(groups) ? groups.map((one) => one.name || one.id || one) : Object.keys(groups);
  }

  groupChoice() {
    const set = (group) => { this.state.group = group; this.state.asked = true; this.save(); };
    const options = [...this.groupNames().map((name) => [name, name]), [null, this.t("phone.group_none")]];
    return this.chips(this.t("phone.group"), options, this.state.asked ? this.state.group : undefined, set, this.t("phone.group_help"));
  }

  // screens: the language. In the lobby it is asked; later it stays in the corner of every screen.

  languages() {
    const offered = (this.room && this.room.languages) || this.options.languages || [];
    return offered.length > 1 && this.host.language ? offered : [];
  }

  languageChoice(languages) {
    return this.chips(this.t("phone.language"), languages.map((id) => [id, h("bdi", {lang: id}, ownName(id))]), this.doc.language, (id) => this.turnInto(id));
  }

  offerLanguages(screen) {
    const languages = screen.asksLanguage ? [] : this.languages();
    this.top.hidden = !languages.length;
    const made = JSON.stringify([languages, this.doc.language]);
    if (this.top.dataset.made === made || !languages.length) return;
    this.top.dataset.made = made;
    const options = languages.map((id) => h("option", {value: id, lang: id, selected: id === this.doc.language}, ownName(id)));
    const before = this.top.querySelector("select");
    if (before) { before.replaceChildren(...options); before.setAttribute("aria-label", this.t("phone.language")); return; }
    this.top.replaceChildren(h("select", {class: "wq-language", "aria-label": this.t("phone.language"), onchange: (event) => this.turnInto(event.target.value)}, options));
  }

  turnInto(id) {
    this.state.language = id;
    this.save();
    this.host.language(id);
  }

  chips(legend, options, current, set, help) {
    const name = `wq-${++forms}`;
    return h("fieldset", {class: "wq-chips"}, h("legend", null, legend), help && small(help),
      h("div", {class: "wq-row"}, options.map(([value, label]) => {
        const input = h("input", {type: "radio", name, onchange: () => set(value)});
        input.checked = value === current;
        return h("label", {class: "wq-chip"}, input, h("span", null, label));
      })));
  }

  lookUp(title, help, question) {
    return {id: `look ${title} ${question || ""}`, body: [h("div", {class: "wq-center"}, this.heading(this.t(title), "wq-huge"),
      question ? this.quote(question) : leadIn(this.t(help))), this.between.ownLine()]};
  }

  quote(text) { return h("p", {class: "wq-quote"}, h("bdi", null, text)); }

  // screens: a question

  questionScreen(activity, questions, place, detour) {
    const question = questions[place];
    const {renderer} = question.block;
    const ask = this.asker(activity, question, place);
    const form = RENDERERS[renderer].render(question, ask);
    if (question.key in this.answers(activity.id)) RENDERERS[renderer].restore(form, this.answers(activity.id)[question.key]);
    this.form = form;
    const progress = this.t("phone.progress", {n: place + 1, total: questions.length});
    const ending = detour.atEnd && this.mayDecide(activity.id);
    const reason = this.afterwards(activity, question);
    const recall = this.second?.recall(question);
    return {id: `question ${activity.id} ${place} ${ending ? "end" : ""} ${reason ? "why" : ""}`, say: reason ? reason.textContent : progress, place, activity, questions, detour, body: [
      activity.made ? small(this.t("phone.made")) : this.progress(questions, place, progress, question),
      this.ownNotice(activity, detour),
      h("fieldset", {class: "wq-question"}, h("legend", null, this.lead(question, place),
        this.heading(question.item.text, question.item.text.length > 80 ? "wq-long" : "")),
      question.item.hint && h("p", {class: "wq-hint"}, question.item.hint),
      recall, form, this.tallyOf(question)), reason, !this.alone && !recall && !Object.keys(this.state.answers).length && this.tools()],
    foot: ending ? this.decision(activity, {back: questions.length > 1}) : this.steps(activity, questions, place, question, detour),
    ready: ending ? () => this.foot.scrollIntoView({block: "nearest"}) : null};
  }

  asker(activity, question, place) {
    const keep = (value) => this.record(activity.id, question.key, value);
    return {
      left: (n) => this.many("phone.text_left", n),
      choose: (value) => {
        this.state.place[activity.id] = this.reasoned(question, true) ? place : place + 1;
        keep(value);
        clearTimeout(this.moving);
        this.moving = setTimeout(() => this.show(), MOVE_ON);
      },
      note: (value, input) => {
        if (Array.isArray(value) && value.length > question.block.max && question.block.max > 1) {
          input.checked = false;
          return this.say(this.t("phone.pick_full", {n: question.block.max}));
        }
        this.state.place[activity.id] ??= place;
        keep(Array.isArray(value) && !value.length ? undefined : value);
        this.relabel(question);
      },
    };
  }

  /** On one's own a statement gives its reason at once, and a choice what it gains and costs. In a room they
   * come after the reveal: seen earlier they would steer. */
  reasoned(question, answered = question.key in this.answers(question.activity.id)) {
    return this.alone && answered && (Boolean(question.item.why) || question.block.kind === "situation");
  }

  afterwards(activity, question) {
    if (!this.reasoned(question)) return null;
    return h("div", {class: "wq-card wq-why"}, this.reason(question.block, question.item, this.answers(activity.id)[question.key]));
  }

  reason(block, item, value) {
    const option = value != null && block.kind === "situation" && named(item.options, value);
    const bin = item.bin && named(block.bins, item.bin);
    return [bin && h("p", null, h("strong", null, this.t("phone.belongs", {bin: this.inSentence(bin.name)}))),
      item.why && h("p", null, item.why),
      item.confused && small(item.confused),
      option && option.gains && h("p", null, this.t("phone.gains", {text: option.gains})),
      option && option.costs && h("p", null, this.t("phone.costs", {text: option.costs}))];
  }

  progress(questions, place, text, question) {
    const parts = [...groupBy(questions, (one) => one.part).values()];
    let before = 0;
    const bars = parts.map((part) => {
      const fill = clamp((place + 1 - before) / part.length, 0, 1);
      before += part.length;
      return sized(h("span", {class: "wq-track"}, s("svg", {viewBox: "0 0 100 6", preserveAspectRatio: "none"},
        s("rect", {width: 100 * fill, height: 6}))), part.length);
    });
    const name = question.lens ? question.lens.name : question.activity.title;
    return h("div", {class: "wq-progress"},
      questions.length > 1 && h("div", {class: "wq-tracks", role: "progressbar", "aria-valuemin": 0, "aria-valuemax": questions.length, "aria-valuenow": place + 1, "aria-label": question.activity.title}, bars),
      small(h("span", null, questions.length > 1 && text), h("span", null, name)));
  }

  /** What stands above the item: the lens's or block's question, and at the start of a part a word about it. */
  lead(question, place) {
    const asked = (question.lens && question.lens.question) || question.block.question;
    const intro = place === 0 && question.activity.intro;
    return [intro && h("span", {class: "wq-intro"}, intro),
      asked && h("span", {class: `wq-asked${question.first && question.lens && question.parts > 1 ? " wq-new" : ""}`}, asked)];
  }

  ownNotice(activity, detour) {
    return !this.alone && (detour.own || this.isRevealed(activity.id)) && h("p", {class: "wq-notice"}, this.t("phone.for_myself"));
  }

  steps(activity, questions, place, question, detour) {
    const answered = question.key in this.answers(activity.id);
    const firm = grows(question) || this.reasoned(question);
    const leave = place === 0 && (this.alone ? this.activities.length > 1 : Boolean(detour.key));
    const back = place > 0 ? () => this.go(activity, place - 1) : leave ? () => this.home() : null;
    this.forward = () => this.go(activity, place + 1);
    this.backward = place > 0 ? back : null;
    return [h("div", {class: "wq-steps"},
      button("wq-step", [arrow("back"), this.t("phone.back")], back, {class: `wq-button wq-step${back ? "" : " wq-gone"}`, "aria-hidden": back ? null : "true", tabindex: back ? null : -1}),
      h("span", {class: "wq-small wq-kept"}, this.t(`phone.kept_${this.device}`)),
      this.onwardButton = button("", [h("span", null, this.t(answered ? "phone.forward" : "phone.skip")), arrow("forward")], () => this.forward(),
        {class: `wq-button ${firm && answered ? "wq-first wq-inline" : "wq-step"}`}))];
  }

  /** How many of a pick's choices are used. */
  tallyOf(question) {
    if (question.block.kind !== "pick" || !grows(question)) return null;
    this.picked = h("p", {class: "wq-hint"});
    this.countPicks(question);
    return this.picked;
  }

  countPicks(question) {
    const n = (this.answers(question.activity.id)[question.key] || []).length;
    this.picked.textContent = this.t("phone.picked", {n, total: question.block.max});
  }

  relabel(question) {
    const answered = question.key in this.answers(question.activity.id);
    if (question.block.kind === "pick") this.countPicks(question);
    if (!this.onwardButton || !this.onwardButton.isConnected) return;
    this.onwardButton.firstChild.textContent = this.t(answered ? "phone.forward" : "phone.skip");
    this.onwardButton.className = `wq-button ${grows(question) && answered ? "wq-first wq-inline" : "wq-step"}`;
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || !this.screen || !this.screen.questions) return;
    const writing = event.target.matches("textarea, select");
    const act = writing ? null : this.keyAction(event);
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  keyAction(event) {
    const fields = inputs(this.form);
    const inForm = this.form.contains(event.target);
    const onButton = event.target.closest("button");
    if (/^[1-9]$/.test(event.key)) {
      const field = fields.filter((one) => !one.closest(".wq-quiet"))[event.key - 1];
      return field && (() => field.click());
    }
    if (event.key === "Enter" && !onButton) {
      const picked = fields.find((one) => one.checked);
      return picked && (() => this.enter());
    }
    if (inForm && fields.length) return null;
    if (event.key === "ArrowDown") return fields.length && (() => (fields.find((one) => one.checked) || fields[0]).focus());
    const [back, forward] = this.doc.direction === "rtl" ? ["ArrowRight", "ArrowLeft"] : ["ArrowLeft", "ArrowRight"];
    if (event.key === back) return this.backward;
    return event.key === forward ? this.forward : null;
  }

  enter() {
    const {activity, place, questions} = this.screen;
    if (this.reasoned(questions[place]) && !this.body.querySelector(".wq-why")) this.redraw(); else this.go(activity, place + 1);
  }

  // screens: the decision

  decision(activity, {back = false, later = true} = {}) {
    const values = this.hasValue(activity);
    const decide = (choice) => {
      this.detour = null;
      if (choice) this.outbox.decide(activity, choice);
      else { this.state.later[activity.id] = true; this.save(); }
      this.show();
    };
    return h("div", {class: "wq-decision"},
      values ? h("p", {class: "wq-small wq-anon"}, this.t("phone.decide_note")) : small(this.t("phone.nothing_to_share")),
      h("div", {class: "wq-pair"}, values && button("wq-first", this.t("phone.share"), () => decide("share")),
        button("wq-second", this.t("phone.keep"), () => decide("keep"))),
      later && h("div", {class: "wq-steps"},
        back ? button("wq-step", [arrow("back"), this.t("phone.back")], () => this.go(activity, this.backFrom(activity))) : h("span"),
        button("wq-step", this.t("phone.later"), () => decide(null))));
  }

  /** One question back from the end: on a profile the last question is not in sight yet. */
  backFrom(activity) { return Math.max(0, this.questions(activity).length - (activity.profile ? 1 : 2)); }

  /** The own profile, from wherever it was asked for, and back. */
  lookAt(activity) {
    this.state.place[activity.id] = this.questions(activity).length;
    this.away(activity.id, {looking: true});
  }

  // screens: profile

  profileScreen(activity, {detour = {}, foot = true, moment = false} = {}) {
    const decided = this.state.decisions[activity.id] && !this.state.changed[activity.id];
    const leave = button("wq-second", this.t(this.isRevealed(activity.id) ? "phone.back_to_screen" : "phone.go_back"), () => this.home());
    const deciding = foot && !(decided && (detour.looking || moment));
    const ends = [deciding && this.decision(activity, {back: true, later: !moment}), !deciding && (detour.looking || detour.own || this.alone) && (this.alone ? this.aloneFoot(activity) : leave)];
    return {id: `profile ${activity.id} ${moment}`, activity, body: [this.ownNotice(activity, detour),
      ...this.profile(activity, {moment, undecided: foot && !this.state.decisions[activity.id]}), this.own(activity, moment && "card"), this.alone && this.tools()], foot: ends};
  }

  momentScreen() {
    const {moment} = this.room;
    const ids = moment.activities || [];
    const activity = this.activities.find((one) => one.profile && ids.includes(one.id)) || this.withProfile();
    return this.profileScreen(activity, {moment: true, foot: this.mayDecide(activity.id)});
  }

  profile(activity, {moment = false, undecided = false} = {}) {
    const measured = measure(this.doc, activity.id, this.answers(activity.id));
    const lenses = Object.keys(measured.leans);
    const only = [this.t("profile.only_you"), undecided && this.t("profile.not_sent")].filter(Boolean).join(" · ");
    const eyebrow = this.onlyYou(only);
    if (!lenses.length) return [eyebrow, this.heading(this.t("profile.not_enough")), this.missing(activity, measured)];
    const count = Object.keys(activity.keys).length / Math.max(1, lensIds(activity).length);
    return [eyebrow, this.heading(this.profileWords(activity, measured), "wq-sentences"), this.leanCard(activity, measured),
      this.pulls(activity, measured), this.said(), this.isFull(activity) && this.facetCard(activity, measured),
      h("div", {class: "wq-quote"}, h("p", null, this.t("profile.mirror")), small(this.many("profile.mirror_help", count))),
      moment && !this.options.own && this.between.cardLines()];
  }

  onlyYou(text = this.t("profile.only_you")) { return h("p", {class: "wq-eyebrow"}, lock(), text); }

  /** What answers to an activity with a profile say, in words. */
  profileIn(activity, answers) {
    const measured = measure(this.doc, activity.id, answers);
    return Object.keys(measured.leans).length ? this.profileWords(activity, measured) : this.t("profile.not_enough");
  }

  lens(activity, id) { return activity.blocks.flatMap((block) => block.lenses).find((one) => one.id === id) || {id, name: activity.title}; }

  profileWords(activity, {leans}) {
    const all = Object.entries(leans);
    const known = (key) => this.doc.messages.profile[key] != null;
    if (all.length === 2 && all.every(([lens, one]) => one.call === "close" && known(`close_${lens}`))) return this.t("profile.both_close");
    return all.map(([id, one], index) => {
      const close = one.call === "close" ? "close" : "lean";
      const key = `profile.${close}_${known(`${close}_${id}`) ? id : "plain"}`;
      return [index ? " " : "", this.rich(key, {lens: this.lens(activity, id).name, dimension: this.dimensionName(activity, one.call)})];
    });
  }

  dimensionName(activity, id) {
    const dimension = named(this.words(activity).dimensions, id);
    return dimension && h("em", {class: `wq-${this.tone(activity, id)}`}, this.inSentence(dimension.name));
  }

  callWords(activity, call) {
    const dimension = named(this.words(activity).dimensions, call);
    return dimension ? this.t("profile.call_lean", {dimension: this.inSentence(dimension.name)}) : this.t("profile.call_close");
  }

  leanCard(activity, {leans}) {
    const [first, second] = this.words(activity).dimensions;
    const rows = Object.entries(leans).map(([id, one]) => {
      const {name} = this.lens(activity, id);
      const call = this.callWords(activity, one.call);
      const tone = this.tone(activity, one.call);
      return h("div", {class: "wq-lean-row"}, h("p", null, h("strong", null, name), h("span", {class: `wq-${tone}`}, call)),
        leanPicture(one, tone, this.t("profile.picture", {lens: name, call})));
    });
    const close = Object.values(leans).every((one) => one.call === "close");
    return h("section", {class: "wq-card wq-leans"}, rows,
      h("p", {class: "wq-ends"}, h("span", {class: "wq-manage"}, second.name), h("span", {class: "wq-lead"}, first.name)),
      small(this.t("profile.on_these"), ". ", this.t(close ? "profile.close_means" : "profile.band")));
  }

  pulls(activity, {pulls}) {
    const {facets, dimensions} = this.words(activity);
    const order = dimensions.flatMap((one) => one.facets);
    const unordered = [...pulls].sort((a, b) => order.indexOf(a.facet) - order.indexOf(b.facet));
    return h("section", {class: "wq-pulls"}, this.title(this.t("profile.pulls")),
      pulls.length ? h("ul", {class: "wq-row"}, (this.isFull(activity) ? pulls : unordered).map((one) => h("li", {class: `wq-pull wq-${this.tone(activity, one.facet)}`}, facets[one.facet].name)))
        : h("p", null, this.t("profile.pulls_none")));
  }

  /** What the person said in `role`, before anything else: the one pick about oneself in the document. */
  said() {
    const role = named(this.doc.activities, "role");
    const item = role && role.blocks[0].items[0];
    const picked = item && (this.answers("role")[item.id] || [])[0];
    const option = picked && named(item.options, picked);
    return option && h("p", {class: "wq-said"}, this.rich("profile.you_said", {said: h("strong", null, this.inSentence(option.text))}));
  }

  /** Facet figures of one person only in the full form: two answers do not carry them. */
  isFull(activity) { return this.words(activity).form === "full"; }

  facetCard(activity, {facets}) {
    const words = this.words(activity);
    const lenses = lensIds(activity);
    const rows = words.dimensions.flatMap((one) => one.facets).map((id) => {
      const mine = lenses.map((lens) => facets.find((one) => one.id === keyOf(id, lens))).filter(Boolean);
      return mine.length > 0 && h("div", {class: "wq-facet"}, h("p", null, h("strong", null, words.facets[id].name)), mine.map((one) => {
        const band = SURE * facetError(words, one, facets.filter((other) => other.lens === one.lens));
        const low = Math.max(0, one.score - band), high = Math.min(100, one.score + band);
        return h("div", {class: `wq-facet-row wq-${this.tone(activity, id)}`}, h("span", {class: "wq-small"}, this.lens(activity, one.lens).name),
          meanPicture({mean: one.score, low, high}), h("span", {class: "wq-small"}, this.t("profile.facet_value", {n: Math.round(one.score), band: Math.round(band)})));
      }));
    });
    return h("section", {class: "wq-card"}, this.title(this.t("profile.facets")), rows);
  }

  missing(activity, {facets, dimensions}) {
    const words = this.words(activity);
    const lines = lensIds(activity).flatMap((lens) => words.dimensions.filter((one) => !dimensions.some((score) => score.id === keyOf(one.id, lens)))
      .map((one) => this.t(lens ? "profile.missing" : "profile.missing_plain", {lens: this.inSentence(this.lens(activity, lens).name), dimension: this.inSentence(one.name),
        n: needed(one), total: one.facets.length, have: inside(one, lens, facets).length})));
    const open = this.questions(activity).findIndex((one) => this.answers(activity.id)[one.key] === undefined);
    return h("section", {class: "wq-card"}, h("ul", null, lines.map((line) => h("li", null, line))),
      open >= 0 && button("wq-small-button wq-strong", this.t("profile.go_on"), () => { this.state.place[activity.id] = open; this.turnTo(activity.id); }));
  }

  // screens: reveal

  /** The own answers are in the page only while the person presses, and so is whether they count: until then the phone
   * of whoever shared, kept theirs or never decided looks the same. */
  revealScreen(activity, shown) {
    const {id} = activity;
    const tally = this.tallies[id];
    if (tally === undefined) this.fetchTally(id);
    const figure = h("div", {class: "wq-reveal"});
    const below = h("p", {class: "wq-small wq-anon"});
    const paint = (pressed) => {
      below.textContent = (pressed && this.caveat(activity)) || this.t("phone.hold_gone");
      figure.replaceChildren(...[tally ? this.together(activity, tally, pressed) : leadIn(this.t(tally === null ? "phone.no_figures" : "phone.loading"))].flat(3).filter(Boolean));
    };
    const holds = tally && this.canCompare(activity, tally) && (this.hasFinished(activity) || this.hasValue(activity));
    paint(false);
    this.paint = paint;
    const eyebrow = [activity.title, tally && this.many("common.people", tally.n)].filter(Boolean).join(" · ");
    return {id: `reveal ${id} ${this.room.view} ${this.talks()} ${tally ? 1 : 0} ${this.lensSeen || ""}`, activity, body: [
      h("p", {class: "wq-eyebrow"}, eyebrow),
      this.heading(this.t(this.talks() ? "phone.talk" : "phone.reveal_title")),
      this.talks() && this.question() && this.quote(this.question()),
      holds && leadIn(this.t("phone.reveal_hold")),
      this.between.lateNotice(activity), this.oneOf(shown, activity, (one) => one.title, (one) => { this.seen = one.id; }),
      this.lensChoice(activity, tally), figure, this.between.ownLine()],
    foot: holds ? this.holder(activity, tally, below) : null};
  }

  fetchTally(id) {
    if (!this.host.tally) { this.tallies[id] = null; return; }
    Promise.resolve(this.host.tally(id)).catch(() => undefined).then((tally) => {
      if (this.gone) return;
      if (tally === undefined) { setTimeout(() => this.room && this.redraw(), 3000); return; }
      this.tallies[id] = tally;
      this.redraw();
    });
  }

  answerMyself(activity) {
    if (this.place(activity) >= this.questions(activity).length) this.state.place[activity.id] = 0;
    this.away(activity.id, {own: true});
  }

  canCompare(activity, tally) {
    return activity.profile ? Boolean(this.mapOf(activity, tally)) : activity.blocks.some((block) => block.kind !== "text");
  }

  /** What is to be said of the own place: that there is none, or that it does not count. */
  caveat(activity) {
    if (!this.hasValue(activity)) return this.t("profile.not_enough");
    return this.state.decisions[activity.id] ? "" : this.t("phone.for_myself");
  }

  holder(activity, tally, below) {
    const place = () => (this.hasValue(activity) ? `${this.placeSentence(activity, tally)} ` : "") + this.caveat(activity);
    const press = (event) => { event.preventDefault(); this.holding = true; this.root.classList.add("wq-holding"); this.paint(true); };
    const go = () => this.letGo();
    const keyed = (act) => (event) => { if (event.key === " ") { event.preventDefault(); event.stopPropagation(); if (!event.repeat) act(event); } };
    return h("div", {class: "wq-decision"},
      button("wq-first wq-hold", this.t("phone.hold"), null, {onpointerdown: press, onpointerup: go, onpointercancel: go, onpointerleave: go, onblur: go,
        onkeydown: keyed(press), onkeyup: keyed(go), oncontextmenu: (event) => event.preventDefault()}),
      below, button("wq-spoken", this.t("phone.say_place"), () => this.say(place().trim())));
  }

  letGo() {
    if (!this.holding) return;
    this.holding = false;
    this.root.classList.remove("wq-holding");
    if (this.paint) this.paint(false);
  }

  /** The team, and beside it the person while they press. */
  together(activity, tally, pressed) {
    const map = activity.profile && this.mapOf(activity, tally);
    if (map) return this.teamMap(activity, map, pressed);
    return activity.blocks.map((block) => {
      const lines = block.items.map((item) => this.besides(activity, block, item, tally, pressed)).filter(Boolean);
      return [sharesScale(block) && lines.length > 0 && this.ends(block.scale, "wq-ends wq-scale"), lines];
    });
  }

  shownLens(activity) {
    const asked = String(this.room.view || "").split(".")[1];
    const lenses = lensIds(activity);
    return [this.lensSeen, asked].find((lens) => lenses.includes(lens)) || lenses[0];
  }

  mapOf(activity, tally, lens = this.shownLens(activity)) {
    const {dimensions} = this.words(activity);
    const [x, y] = dimensions.map((one) => tally.figures[keyOf(one.id, lens)]);
    return dimensions.length === 2 && x && y ? {lens, x, y} : null;
  }

  teamMap(activity, {lens, x, y}, pressed) {
    const {dimensions} = this.words(activity);
    const scores = measure(this.doc, activity.id, this.answers(activity.id)).dimensions;
    const [mineX, mineY] = dimensions.map((one) => scores.find((score) => score.id === keyOf(one.id, lens)));
    const mine = pressed && mineX && mineY ? {x: mineX.score, y: mineY.score} : null;
    return [mapPicture({team: {x, y}, mine, names: dimensions.map((one) => one.more),
        labels: {even: this.t("phone.even"), team: this.t("phone.the_team"), you: this.t("phone.you")}, label: this.theirs(activity, this.tallies[activity.id])}),
      h("p", {class: "wq-ends"}, h("span", null, "↑ ", h("bdi", null, dimensions[1].name)), h("span", null, h("bdi", null, dimensions[0].name), " →"))];
  }

  besides(activity, block, item, tally, pressed) {
    const answers = this.answers(activity.id);
    const rows = (block.lenses.length ? block.lenses : [null]).map((lens) => {
      const picture = this.figureOf(activity, block, item, lens && lens.id, tally, pressed ? answers[keyOf(item.id, lens && lens.id)] : undefined);
      return picture && [lens && small(lens.name), picture];
    }).filter(Boolean);
    if (!rows.length && !item.why) return null;
    const own = pressed && block.kind === "sort" && answers[item.id] && this.t("phone.you_here", {mine: this.inWords(block, item, answers[item.id])});
    return h("section", {class: "wq-result"}, this.subject(activity, block, item), rows,
      block.kind === "sort" && h("p", {class: "wq-own-line"}, own || "\u00a0"), this.why(block, item, pressed && answers[item.id]));
  }

  /** What a line is about; what the screen names by its facet is named so here. */
  subject(activity, block, item) {
    const alone = item.facet && !block.lenses.length && block.items.filter((one) => one.facet === item.facet).length === 1;
    if (!alone) return h("p", {class: "wq-statement"}, item.text);
    return h("p", {class: "wq-statement"}, h("em", {class: `wq-${this.tone(activity, item.facet)}`}, this.words(activity).facets[item.facet].name),
      h("span", {class: "wq-small"}, item.text));
  }

  /** Why a statement is filed where it is; what the own choice in a scene gains and costs, while it is pressed. */
  why(block, item, mine) {
    const parts = this.reason(block, item, mine || null).filter(Boolean);
    if (!item.why) return parts;
    const details = h("details", {class: "wq-details"}, h("summary", null, this.t("phone.why")), parts);
    details.open = Boolean(this.opened[item.id]);
    details.addEventListener("toggle", () => { this.opened[item.id] = details.open; });
    return details;
  }

  /** Which of two pictures of the same people: energy, ability. */
  lensChoice(activity, tally) {
    const lenses = tally && activity.profile ? lensIds(activity).filter((lens) => this.mapOf(activity, tally, lens)) : [];
    return this.oneOf(lenses, this.shownLens(activity), (lens) => this.lens(activity, lens).name, (lens) => { this.lensSeen = lens; });
  }

  /** Buttons of which one is pressed, where there are several. */
  oneOf(all, current, name, choose) {
    return all.length > 1 && h("div", {class: "wq-row", role: "group"}, all.map((one) => button(`wq-small-button${one === current ? " wq-strong" : ""}`,
      name(one), () => { choose(one); this.redraw(); }, {"aria-pressed": String(one === current)})));
  }

  figureOf(activity, block, item, lens, tally, mine) {
    const figure = tally.figures[keyOf(item.id, lens)];
    if (!figure) return null;
    const options = block.kind === "sort" ? block.bins.map((bin) => [bin.id, bin.name]) : (item.options || []).map((option) => [option.id, option.text]);
    const own = mine == null ? [] : [mine].flat();
    if (block.kind === "rating") return this.ratingFigure(block, lens, figure, mine);
    if (figure.counts && block.kind === "sort") return sharesPicture(options.map(([id, name]) => ({count: figure.counts[id] || 0, name, tone: this.tone(activity, id), mine: own.includes(id)})));
    return this.chosenFigure(activity, options, figure, own);
  }

  ratingFigure(block, lens, figure, mine) {
    if (figure.mean == null) return null;
    const {ideal, points} = block.scale;
    return [meanPicture(figure, mine == null ? null : outOf100(mine, points, false), ideal),
      !sharesScale(block) && this.ends(lens ? {...named(block.lenses, lens), ideal} : block.scale)];
  }

  /** The ends of a scale: above the lines that share it, else below each. */
  ends({labels, ideal}, name = "wq-ends") {
    return h("p", {class: name}, h("span", null, labels[0]), ideal && h("span", null, labels[(labels.length - 1) / 2]), h("span", null, labels.at(-1)));
  }

  /** Picks and scenes: what the group chose, counted where that may be seen; and the own choice while it is pressed. */
  chosenFigure(activity, options, figure, own) {
    const {counts = {}} = figure;
    const group = Object.keys(counts).length ? Object.keys(counts).filter((id) => counts[id]) : mostOf(figure);
    const shown = options.filter(([id]) => group.includes(id) || own.includes(id)).sort(([a], [b]) => (counts[b] || 0) - (counts[a] || 0));
    return h("ul", {class: "wq-chosen-list"}, shown.map(([id, name]) => h("li", {class: `wq-${this.tone(activity, id)}`},
      h("span", {class: "wq-label"}, name), group.includes(id) && h("span", {class: "wq-tag"}, counts[id] ? String(counts[id]) : this.t("phone.the_group")),
      own.includes(id) && h("span", {class: "wq-tag wq-own-tag"}, this.t("phone.you")))));
  }

  // one's place in a sentence

  theirs(activity, tally) {
    const map = tally && activity.profile && this.mapOf(activity, tally);
    if (!map) return "";
    const lean = tally.figures[keyOf("lean", map.lens)];
    const [first, second] = this.words(activity).dimensions;
    const call = !lean ? (Math.abs(map.x.mean - map.y.mean) <= EVEN ? "close" : map.x.mean > map.y.mean ? first.id : second.id)
      : lean.low > 0 ? first.id : lean.high < 0 ? second.id : "close";
    return this.t("phone.they_here", {theirs: this.callWords(activity, call)});
  }

  placeSentence(activity, tally) {
    const map = activity.profile && this.mapOf(activity, tally);
    if (map) {
      const lean = measure(this.doc, activity.id, this.answers(activity.id)).leans[map.lens];
      const mine = lean ? this.callWords(activity, lean.call) : this.t("profile.not_enough");
      return `${this.t("phone.you_here", {mine})} ${this.theirs(activity, tally)}`;
    }
    return activity.blocks.flatMap((block) => block.items.map((item) => this.itemSentence(activity, block, item, tally))).filter(Boolean).join(" ");
  }

  itemSentence(activity, block, item, tally) {
    const value = this.answers(activity.id)[item.id];
    const figure = tally.figures[item.id];
    if (value == null || !figure) return "";
    return `${item.text} ${this.t("phone.you_here", {mine: this.inWords(block, item, value)})} ${this.t("phone.they_here", {theirs: this.figureWords(block, item, figure)})}`;
  }

  inWords(block, item, value) {
    if (block.kind === "rating") return block.scale.labels[value - 1];
    if (block.kind === "sort") return named(block.bins, value).name;
    return this.list([value].flat().map((id) => (named(item.options, id) || {text: id}).text));
  }

  figureWords(block, item, figure) {
    if (figure.mean != null) return block.scale.labels[Math.round((figure.mean / 100) * (block.scale.points - 1))];
    return this.t("phone.mostly", {what: this.list(mostOf(figure).map((id) => this.inWords(block, item, id)))});
  }

  // screens: the end

  closedScreen() {
    const activity = this.withProfile();
    const sure = () => { forget.replaceChildren(button("wq-danger", this.t("phone.forget_sure"), () => this.forget())); forget.firstChild.focus(); };
    const forget = h("div", {class: "wq-decision"}, button("wq-second", this.t("phone.forget"), sure));
    const any = Object.keys(this.state.answers).length > 0;
    return {id: "closed", body: [this.heading(this.t("phone.closed_title"), "wq-huge"),
      leadIn(this.t("phone.closed_help")), any && h("p", null, this.t(`phone.closed_${this.device}`)),
      activity && Object.keys(this.answers(activity.id)).length > 0 && button("wq-first", this.t("phone.see_profile"), () => this.lookAt(activity)),
      this.second?.changes(this.activities), this.own(activity, "take"), any && forget]};
  }

  forget() {
    this.state = freshState();
    if (this.host.forget) this.host.forget(); else this.save();
    if (this.options.own) this.options.own.forget();
    if (this.options.onAnswers) this.options.onAnswers({});
    this.forgotten = true;
    this.show();
  }

  forgottenScreen() {
    return {id: "forgotten", body: [h("div", {class: "wq-center"}, this.heading(this.t("phone.forgotten")))]};
  }

  // screens: on one's own

  listScreen() {
    return {id: "list", body: [this.heading(this.t("phone.alone_title")),
      h("ol", {class: "wq-path"}, this.activities.map((one) => {
        const total = Object.keys(one.keys).length;
        const n = Object.keys(this.asked(one)).length;
        const label = n === 0 ? "phone.alone_go" : n < total ? "phone.alone_on" : "phone.alone_again";
        return h("li", null, button(`wq-path-button${n >= total ? " wq-finished" : ""}`, [
          h("span", {class: "wq-label"}, h("strong", null, one.title), one.intro && h("span", {class: "wq-small"}, one.intro)),
          h("span", {class: "wq-tag"}, n >= total ? [tick(), this.t("phone.alone_done")] : n ? this.t("common.of", {n, total}) : this.t(label))], () => this.open(one)));
      })), this.tools()]};
  }

  open(activity) {
    if (this.place(activity) >= this.questions(activity).length && !activity.profile) this.state.place[activity.id] = 0;
    this.away(activity.id);
  }

  aloneNext(activity) {
    return this.activities.find((one) => one !== activity && Object.keys(this.asked(one)).length < Object.keys(one.keys).length);
  }

  aloneFoot(activity) {
    const next = this.aloneNext(activity);
    return h("div", {class: "wq-decision"},
      next && button("wq-first", this.t("phone.alone_next", {title: next.title}), () => this.open(next)),
      h("div", {class: "wq-steps"}, button("wq-step", [arrow("back"), this.t("phone.back")], () => this.go(activity, this.questions(activity).length - 1)),
        this.activities.length > 1 && button("wq-step", this.t("phone.alone_list"), () => this.home())));
  }

  aloneEnd(activity) {
    return {id: `end ${activity.id}`, body: [h("p", {class: "wq-eyebrow"}, activity.title), this.heading(this.t("phone.alone_done"), "wq-huge"),
      leadIn(this.t("phone.alone_kept")), this.tools()], foot: this.aloneFoot(activity)};
  }
}

/** What most of the group chose: by the counts, else as far as it may be told. */
function mostOf({counts = {}, chosen, leading}) {
  const most = Math.max(0, ...Object.values(counts));
  return most ? Object.keys(counts).filter((id) => counts[id] === most) : chosen || (leading ? [leading] : []);
}

/** What a language calls itself, as a title. */
function ownName(id) {
  let name = id;
  try { name = new Intl.DisplayNames([id], {type: "language"}).of(id); } catch { /* then its code says it */ }
  return name.charAt(0).toLocaleUpperCase(id) + name.slice(1);
}

const icon = (look, path) => s("svg", {viewBox: "0 0 20 20", class: `wq-icon ${look}`, "aria-hidden": "true"}, s("path", {d: path}));
const arrow = (way) => icon(`wq-${way}`, "M12.5 4.5 7 10l5.5 5.5");
const tick = () => icon("wq-tick", "M4 10.5 8.5 15 16 6");
const lock = () => icon("wq-lock", "M5 9.5h10v7H5zM7 9.5V7a3 3 0 0 1 6 0v2.5");
