// What is its owner's alone, beside the questions. Not one sentence stands here either.
//
//   answers   as a file: written by the questionnaire that works without a network, read by it and by a room's page. It
//             says which instrument, version, form and day it answers, and nothing about a person
//   the card  and a commitment, typed into the page: never stored, never sent, gone on reload. Their owner may take
//             them along with the profile, as a page to print and as an entry for the calendar. That page carries the
//             answers and the commitment too, so that a phone can read them again on another day

const FORMAT = "workshop answers";
const LARGEST = 1000000;    // characters; a file of answers has some thousands
const INSIDE = "answers-of-mine";    // where they stand in a page that was taken along

const dayOf = (one) => one.wave || 1;

/** What is written: `{format, instruments: {id: {version, form}}, language, answers: {activity: {key: value}}}`, on another day
 * with its `wave`. */
export function fileOf(document, answers) {
  const instruments = Object.fromEntries(Object.entries(document.words).map(([id, {version, form}]) => [id, {version, form}]));
  const asked = document.activities.filter((one) => Object.keys(answers[one.id] || {}).length);
  return {format: FORMAT, instruments, language: document.language, ...(dayOf(document) > 1 && {wave: document.wave}),
    answers: Object.fromEntries(asked.map((one) => [one.id, answers[one.id]]))};
}

/** {answers, earlier} of a file's text: answers that this document asks for today, and what its owner kept of earlier
 * days, {answers, commitment: [lines]} or null; or {problem: "not_ours" | "other_version" | "nothing"}. */
export function answersIn(text, document) {
  const file = parsed(text);
  if (!file) return {problem: "not_ours"};
  const answers = {}, before = {};
  let old = false;
  for (const activity of document.activities) {
    const brought = fitting(file.answers[activity.id], activity.keys);
    if (!Object.keys(brought).length) continue;
    const same = (file.instruments[activity.instrument] || {}).version === document.words[activity.instrument].version;
    if (!same) old = true;
    else (dayOf(activity) < dayOf(document) ? before : answers)[activity.id] = brought;
  }
  const commitment = dayOf(file) < dayOf(document) ? linesIn(file.commitment) : [];
  const earlier = Object.keys(before).length || commitment.length ? {answers: before, commitment} : null;
  if (Object.keys(answers).length || earlier) return {answers, earlier};
  return {problem: old ? "other_version" : "nothing"};
}

function parsed(text) {
  try {
    const file = text.length <= LARGEST && JSON.parse(text.trimStart().startsWith("<") ? inside(text) : text);
    const whole = file && file.format === FORMAT && isTree(file.instruments) && isTree(file.answers);
    return whole ? file : null;
  } catch {
    return null;
  }
}

/** The answers in a page that was taken along. A parsed page runs nothing and asks nobody. */
const inside = (text) => new DOMParser().parseFromString(text, "text/html").getElementById(INSIDE).textContent;

const linesIn = (lines) => (Array.isArray(lines) ? lines : []).filter((line) => typeof line === "string" && line.trim())
  .slice(0, COMMITMENT.length).map((line) => line.slice(0, COMMITMENT.length * LONGEST));

const isTree = (thing) => thing !== null && typeof thing === "object" && !Array.isArray(thing);

/** The answers under keys that are asked, with values that those admit. A full form brought to a short room loses the rest. */
function fitting(brought, keys) {
  if (!isTree(brought)) return {};
  return Object.fromEntries(Object.entries(brought).filter(([key, value]) => Object.hasOwn(keys, key) && admits(keys[key], value)));
}

function admits({kind, values, max, max_length: longest}, value) {
  if (kind === "text") return typeof value === "string" && value.trim() !== "" && value.length <= longest;
  if (kind === "rating" && value === null) return true;
  if (kind !== "pick") return values.includes(value);
  return Array.isArray(value) && value.length > 0 && value.length <= max && new Set(value).size === value.length && value.every((one) => values.includes(one));
}

/** The part of a page that loads such a file, and saves one where `saves`; for `options.tools` of the questionnaire. */
export function answerTools(saves) {
  let made = null, document = null;
  return (app) => {
    if (document !== app.document) made = toolsIn(app, saves);
    ({document} = app);
    return made;
  };
}

function toolsIn(app, saves) {
  const words = app.document.messages.file;
  const said = make("p", {className: "wq-small", role: "status"});
  const another = dayOf(app.document) > 1;
  const input = make("input", {type: "file", accept: ".json,.html,application/json,text/html", hidden: true, onchange: async () => {
    const [file] = input.files;
    input.value = "";    // the same file may be chosen again
    if (!file) return;
    const {answers, earlier, problem} = answersIn(await file.text().catch(() => ""), app.document);
    said.textContent = words[problem || (earlier ? "loaded_earlier" : "loaded")];
    if (answers) app.take(answers, earlier);
  }});
  const save = () => {
    const name = "my-answers.json";
    download(name, "application/json", JSON.stringify(fileOf(app.document, app.answers()), null, 1));
    said.textContent = words.saved.replace("{name}", name);
  };
  return make("section", {className: "wq-files"},
    make("p", {className: "wq-small"}, saves ? words.save_help : another ? words.load_earlier_help : words.load_help),
    make("div", {className: "wq-row"}, saves && button(words.save, save), button(another ? words.load_earlier : words.load, () => input.click()), input), said);
}

// elements and files -----------------------------------------------------------------------------------------

function make(tag, properties, ...children) {
  const node = Object.assign(globalThis.document.createElement(tag), properties);
  node.append(...children.filter(Boolean));
  return node;
}

const button = (label, onclick) => make("button", {type: "button", className: "wq-button wq-small-button", onclick}, label);

/** A file out of this page's own memory: it works on plain http and without a network. */
function download(name, type, text) {
  const link = make("a", {href: URL.createObjectURL(new Blob([text], {type})), download: name});
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

// the card, and what to take along ---------------------------------------------------------------------------

const CARD = ["bring", "need", "costs", "best"];
const COMMITMENT = ["keep", "when", "will", "seen"];
const LONGEST = 160;    // characters in a field: with all of them full it is still one page of A4
const SIX_WEEKS = 42;   // days until the second look

/** For `options.own` of the questionnaire: the card and the commitment of one page, held in this closure alone. */
export function ownTools() {
  const typed = {};
  let made = null, language = null, opened = null;
  const own = (app) => {
    if (!made || language !== app.document.language) { made = ownIn(app, typed); opened = null; }
    language = app.document.language;
    made.app = app;
    const [card, take] = made.node.children;
    card.hidden = app.open === "take";
    if (opened !== app.open) { card.open = app.open === "card"; take.open = app.open === "take"; }
    opened = app.open;
    return made.node;
  };
  own.commitment = (document) => commitmentOf(document, typed);
  own.forget = () => { for (const key of Object.keys(typed)) delete typed[key]; made = null; };
  return own;
}

function ownIn({document: doc}, typed) {
  const {mine: words, file} = doc.messages;
  const said = make("p", {className: "wq-small", role: "status"});
  const made = {};
  const part = (title, help, fields, ...rest) => make("details", {className: "wq-card wq-details"}, make("summary", {}, title),
    make("p", {className: "wq-small"}, help), ...fields.map((key) => field(key, labelOf(doc, key), typed)), ...rest);
  const save = (name, type, text) => { download(name, type, text); said.textContent = file.saved.replace("{name}", name); };
  const paper = () => save("mine.html", "text/html", paperOf(made.app.document, typed, made.app.profile(), made.app.answers()));
  const entry = () => save("second-look.ics", "text/calendar", calendarOf(doc, typed, new Date()));
  made.node = make("section", {className: "wq-cards"}, part(words.card, words.card_help, CARD),
    part(words.take, `${words.take_help} ${words.carries}`, COMMITMENT, make("div", {className: "wq-row"}, button(words.paper, paper), button(words.calendar, entry)), said));
  return made;
}

const labelOf = (doc, key) => doc.messages[CARD.includes(key) ? "profile" : "mine"][CARD.includes(key) ? `card_${key}` : key];

/** No name and no completion, so that no browser keeps it; no spelling either, which some send away to be checked. */
function field(key, label, typed) {
  const text = make("textarea", {className: "wq-text", rows: 2, maxLength: LONGEST, autocomplete: "off", spellcheck: false, dir: "auto",
    value: typed[key] || "", oninput: () => { typed[key] = text.value; }});
  return make("label", {className: "wq-writing"}, make("span", {}, label), text);
}

/** What was typed, as [[beginning of the sentence, rest]]: on one line each, empty ones left out. */
function linesOf(doc, keys, typed) {
  return keys.map((key) => [labelOf(doc, key).replace(/\s*…$/, ""), (typed[key] || "").replace(/[\s\u0000-\u001f\u007f]+/g, " ").trim()])
    .filter(([, rest]) => rest);
}

/** The commitment as one or two lines of plain text: what to keep; when, what, and how others can see it. */
function commitmentOf(doc, typed) {
  const [keep, act] = [COMMITMENT.slice(0, 1), COMMITMENT.slice(1)].map((keys) => linesOf(doc, keys, typed).map((line) => line.join(" ")));
  return [...keep, act.join(doc.messages.common.comma)].filter(Boolean);
}

const MARKS = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"};
const escaped = (text) => String(text).replace(/[&<>"']/g, (mark) => MARKS[mark]);

const PAPER = `@page{size:A4;margin:14mm 18mm}*{box-sizing:border-box}body{font:10pt/1.35 system-ui,"Segoe UI",Roboto,Arial,sans-serif;
color:#1c2331;max-width:174mm;margin:0 auto;padding:1rem;overflow-wrap:anywhere}@media print{body{padding:0}.carries{display:none}}h1{font-size:20pt;margin:0}
h2{font-size:12pt;margin:4mm 0 1mm;border-bottom:.3mm solid #cfc8b8}h3{font-size:10pt;margin:2mm 0 0}p,ul{margin:1mm 0}
.quiet{color:#5b6270;font-size:9pt}.lead{font-size:12pt;font-weight:600}.facets{columns:2;column-gap:9mm;font-size:8.5pt;padding-inline-start:5mm}`;

/** One page of HTML that needs nothing and asks nobody: the profile in words, the card, the commitment; and, where only
 * a phone reads it, the answers. (`<\/`: this text may itself stand in a page's script.) */
function paperOf(doc, typed, profile, answers) {
  const {mine: words} = doc.messages;
  const part = (title, body) => (body ? `<h2>${escaped(title)}</h2>\n${body}\n` : "");
  const items = (lines, look = "") => `<ul${look}>${lines.map((line) => `<li dir="auto">${escaped(line)}</li>`).join("")}</ul>`;
  const card = linesOf(doc, CARD, typed).map(([begin, rest]) => `<p>${escaped(begin)} <strong><bdi>${escaped(rest)}</bdi></strong></p>`).join("\n");
  const commitment = commitmentOf(doc, typed);
  const carried = JSON.stringify({...fileOf(doc, answers), commitment}).replace(/</g, "\\u003c");    // so that no text ends the script
  const day = new Date().toLocaleDateString(doc.language, {dateStyle: "long"});
  return `<!doctype html>
<html lang="${escaped(doc.language)}" dir="${escaped(doc.direction)}">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(words.paper_title)}</title>
<style>${PAPER}</style>
<main>
<h1>${escaped(words.paper_title)}</h1>
<p class="quiet">${escaped(day)}</p>
<p class="quiet carries">${escaped(words.carries)}</p>
${part(words.profile, profileIn(doc, profile, items))}${part(words.card, card)}${part(words.commitment, commitment.length ? items(commitment) : "")}</main>
<script type="application/json" id="${INSIDE}">${carried}<\/script>
</html>
`;
}

/** The elements of the profile as the questionnaire draws it, in words alone; nothing where there is no picture yet. */
function profileIn(doc, profile, items) {
  const nodes = profile.filter((node) => node && node.matches);
  const found = (selector) => nodes.find((node) => node.matches(selector));
  const pulls = found(".wq-pulls"), said = found(".wq-said");
  if (!found(".wq-leans")) return "";
  const texts = (node, selector) => [...node.querySelectorAll(selector)].map((one) => one.textContent);
  const facets = nodes.flatMap((node) => [...node.querySelectorAll(".wq-facet")]);
  const inLine = (one) => [...texts(one, "strong"), ...[...one.querySelectorAll(".wq-facet-row")].map((row) => texts(row, ".wq-small").join(" "))].join(" · ");
  const about = doc.messages.profile;
  return [`<p class="quiet">${escaped(about.on_these)}</p>`, `<p class="lead">${escaped(found(".wq-heading").textContent)}</p>`,
    said && `<p>${escaped(said.textContent)}</p>`, `<h3>${escaped(about.pulls)}</h3>`, items(texts(pulls, "li, p")),
    facets.length > 0 && `<h3>${escaped(about.facets)}</h3>`,
    facets.length > 0 && items(facets.map(inLine), ' class="facets"'),
    `<p class="quiet">${escaped(about.mirror)}</p>`].filter(Boolean).join("\n");
}

/** An entry in six weeks, at nine where its owner then is, with an alarm (RFC 5545, 3.3.11, 3.6.1, 3.6.6). */
function calendarOf(doc, typed, now) {
  const {mine: words} = doc.messages;
  const then = new Date(now.getFullYear(), now.getMonth(), now.getDate() + SIX_WEEKS);
  const two = (number) => String(number).padStart(2, "0");
  const day = `${then.getFullYear()}${two(then.getMonth() + 1)}${two(then.getDate())}`;
  const title = entryText(words.second_look);
  const lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//workshop-kit//second look//EN", "BEGIN:VEVENT", `UID:${unique()}`,
    `DTSTAMP:${now.toISOString().replace(/[-:]|\.\d+/g, "")}`, `DTSTART:${day}T090000`, "DURATION:PT15M", `SUMMARY:${title}`,
    `DESCRIPTION:${entryText(commitmentOf(doc, typed).join("\n") || words.second_look)}`, "CLASS:PRIVATE", "TRANSP:TRANSPARENT",
    "BEGIN:VALARM", "ACTION:DISPLAY", `DESCRIPTION:${title}`, "TRIGGER:PT0S", "END:VALARM", "END:VEVENT", "END:VCALENDAR"];
  return lines.map((line) => `${folded(line)}\r\n`).join("");
}

const entryText = (text) => text.replace(/[\\;,]/g, "\\$&").replace(/\n/g, "\\n");

/** Lines of at most 75 octets, parted between characters; what follows begins with a space (RFC 5545, 3.1). */
function folded(line) {
  const octets = (text) => new TextEncoder().encode(text).length;
  const parts = [""];
  for (const letter of line) {
    if (octets(parts.at(-1) + letter) > 75) parts.push(" ");
    parts[parts.length - 1] += letter;
  }
  return parts.join("\r\n");
}

/** 128 bits at random, as hexadecimal digits: `crypto.randomUUID` does not exist on plain http. */
const unique = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
