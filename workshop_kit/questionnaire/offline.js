// The questionnaire as one file, opened from a disk: it keeps answers in this browser where that works, and in a file
// of their owner's own; it sends nothing. This text stands behind module.js and mine.js in one script.

const doc = JSON.parse(document.getElementById("document").textContent);
const shelf = `workshop:file:${JSON.stringify([doc.language, Object.entries(doc.words).map(([id, {version, form}]) => [id, version, form])])}`;

const host = {
  load() {
    try { return JSON.parse(localStorage.getItem(shelf)); } catch { return null; }
  },
  save(state) {
    try { localStorage.setItem(shelf, JSON.stringify(state)); return true; } catch { return false; }
  },
};

const device = matchMedia("(pointer: coarse)").matches ? "phone" : "computer";
mount(document.getElementById("questionnaire"), doc, host, {mode: "alone", device, level: 1, tools: answerTools(true), own: ownTools()});
