// Answers as a file of their owner's own: written by the questionnaire that works without a network, read by it
// and by a room's page. The file says which instrument, version and form it answers, and nothing about a person.

const FORMAT = "workshop answers";
const LARGEST = 1000000;    // characters; a file of answers has some thousands

/** What is written: `{format, instruments: {id: {version, form}}, language, answers: {activity: {key: value}}}`. */
export function fileOf(document, answers) {
  const instruments = Object.fromEntries(Object.entries(document.words).map(([id, {version, form}]) => [id, {version, form}]));
  const asked = document.activities.filter((one) => Object.keys(answers[one.id] || {}).length);
  return {format: FORMAT, instruments, language: document.language, answers: Object.fromEntries(asked.map((one) => [one.id, answers[one.id]]))};
}

/** {answers} that this document asks for, of a file's text; or {problem: "not_ours" | "other_version" | "nothing"}. */
export function answersIn(text, document) {
  const file = parsed(text);
  if (!file) return {problem: "not_ours"};
  const answers = {};
  let old = false;
  for (const activity of document.activities) {
    const brought = fitting(file.answers[activity.id], activity.keys);
    if (!Object.keys(brought).length) continue;
    const same = (file.instruments[activity.instrument] || {}).version === document.words[activity.instrument].version;
    if (same) answers[activity.id] = brought; else old = true;
  }
  if (Object.keys(answers).length) return {answers};
  return {problem: old ? "other_version" : "nothing"};
}

function parsed(text) {
  try {
    const file = text.length <= LARGEST && JSON.parse(text);
    const whole = file && file.format === FORMAT && isTree(file.instruments) && isTree(file.answers);
    return whole ? file : null;
  } catch {
    return null;
  }
}

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
  let made = null, language = null;
  return (app) => {
    if (!made || language !== app.document.language) made = toolsIn(app, saves);
    language = app.document.language;
    return made;
  };
}

function toolsIn(app, saves) {
  const words = app.document.messages.file;
  const page = globalThis.document;
  const make = (tag, properties, ...children) => {
    const node = Object.assign(page.createElement(tag), properties);
    node.append(...children.filter(Boolean));
    return node;
  };
  const said = make("p", {className: "wq-small", role: "status"});
  const button = (label, onclick) => make("button", {type: "button", className: "wq-button wq-small-button", onclick}, label);
  const input = make("input", {type: "file", accept: ".json,application/json", hidden: true, onchange: async () => {
    const [file] = input.files;
    input.value = "";    // the same file may be chosen again
    if (!file) return;
    const {answers, problem} = answersIn(await file.text().catch(() => ""), app.document);
    said.textContent = words[problem || "loaded"];
    if (answers) app.take(answers);
  }});
  const save = () => {
    const name = "my-answers.json";
    const text = JSON.stringify(fileOf(app.document, app.answers()), null, 1);
    const link = make("a", {href: URL.createObjectURL(new Blob([text], {type: "application/json"})), download: name});
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    said.textContent = words.saved.replace("{name}", name);
  };
  return make("section", {className: "wq-files"},
    make("p", {className: "wq-small"}, saves ? words.save_help : words.load_help),
    make("div", {className: "wq-row"}, saves && button(words.save, save), button(words.load, () => input.click()), input), said);
}
