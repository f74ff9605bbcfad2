// What whoever leads needs, on a notebook's console and on a presenter's phone alike: where the room stands, how the
// time stands, what a reveal waits for, and the list in which texts are let through. Nothing here speaks to a room.

export const make = (tag, attributes = {}, ...children) => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value !== null && value !== undefined && value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
};

const sum = (numbers) => numbers.reduce((all, one) => all + one, 0);
export const minutesOf = (step) => (step ? sum(Object.values(step.minutes)) : 0);

// where the room stands

export function standing(room, agenda) {
  const steps = agenda.steps || [];
  const moments = steps.flatMap((step, place) => step.moments.map((moment) => ({ ...moment, place })));
  const now = moments[room.step - 1] || null, next = room.next ? moments[room.next - 1] : null; // (Next passes over a vote on an empty wall)
  const place = now ? now.place : -1;
  const states = Object.fromEntries((room.activities || []).map((one) => [one.id, one]));
  const inStep = moments.filter((one) => one.place === place && one.index <= room.step);
  const due = inStep.filter((one) => one.do === "reveal").flatMap((one) => one.activities);
  const aside = asideOf(room, states);
  return {
    steps, moments, now, next, place, states, aside,
    step: steps[place] || null, then: steps[place + 1] || null,
    part: Math.max(0, inStep.length - 1), // the how-many-th moment of its step
    tooFew: due.length > 0 && due.every((id) => states[id]?.state !== "revealed"),
    reveal: aside ? revealOf(aside) : revealDue(room, now, next, inStep, states),
  };
}

// A question made on the spot, while the room is with it: the agenda waits.
function asideOf(room, states) {
  const one = states[room.activity];
  return one?.made && ["answer", "reveal", "pause"].includes(room.stage) ? one : null;
}

const revealOf = (aside) => (aside.state === "open" ? { activities: [aside.id], view: null, by: "stage", first: [aside.id] } : null);

// What *Reveal* would reveal: {activities, view, by: "next" | "stage", first}, or null.
function revealDue(room, now, next, inStep, states) {
  const open = (ids) => ids.filter((id) => states[id]?.state === "open");
  const asked = now?.do === "answer" ? now.activities : [];
  if (next?.do === "reveal" && open(next.activities).length) {
    const first = open(asked).filter((id) => next.activities.includes(id));
    return { activities: open(next.activities), view: next.view, by: "next", first: first.length ? first : open(next.activities) };
  }
  const missed = inStep.filter((one) => one.do === "reveal" && open(one.activities).length).at(-1);
  if (missed) return { activities: open(missed.activities), view: missed.view, by: "stage", first: open(missed.activities) };
  const current = open(asked.length ? asked : room.activity ? [room.activity] : []);
  return current.length ? { activities: current, view: null, by: "stage", first: current } : null;
}

const OFFERED = 0.85; // of the seats: from here on the rest may be waited for in vain

// How ready a reveal is: `missing` finished people to the threshold, `offered` once it is time for it.
export function readiness(reveal, room, states, timeUp = false) {
  if (!reveal) return null;
  const finished = Math.max(...reveal.first.map((id) => states[id].finished));
  const least = Math.min(...reveal.first.map((id) => states[id].finished));
  const any = Math.max(...reveal.activities.map((id) => states[id].finished));
  const answering = room.seats ? room.seats - least : 0;
  const missing = Math.max(0, room.threshold - finished);
  return { finished, missing, some: any >= room.threshold, answering, many: answering > 1 && answering * 5 > room.seats,
    all: room.seats > 0 && answering <= 0,
    offered: missing === 0 && (timeUp || room.seats > 0 && least >= OFFERED * room.seats) };
}

// time: all in seconds

const EARLY = 90; // so far behind the plan, running late is worth a word

export function timing(agenda, at, passed) {
  if (!at.step || agenda.seconds === null || agenda.seconds === undefined) return null;
  const seconds = agenda.seconds + passed, total = minutesOf(at.step) * 60, left = total - seconds;
  const planned = sum(at.steps.slice(0, at.place).map(minutesOf)) * 60;
  const behind = agenda.elapsed + passed - planned - Math.min(seconds, total);
  const answering = at.now?.do === "answer" && !at.aside ? (at.step.minutes.answer || 0) * 60 : null;
  return { left, behind, part: seconds / (total || 1), late: behind > EARLY,
    inAll: Math.max(0, left) + sum(at.steps.slice(at.place + 1).map(minutesOf)) * 60,
    timeUp: answering !== null && seconds >= answering };
}

export const clock = (seconds) => {
  const whole = Math.abs(Math.round(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
};

// A soft sound, out of the machine itself: two notes that nobody jumps at.
export function chime() {
  try {
    const audio = new (window.AudioContext || window.webkitAudioContext)();
    [[523.25, 0], [659.25, 0.18]].forEach(([pitch, delay]) => {
      const tone = audio.createOscillator(), loud = audio.createGain(), from = audio.currentTime + delay;
      tone.frequency.value = pitch;
      loud.gain.setValueAtTime(0, from);
      loud.gain.linearRampToValueAtTime(0.12, from + 0.03);
      loud.gain.exponentialRampToValueAtTime(0.0001, from + 0.9);
      tone.connect(loud).connect(audio.destination);
      tone.start(from);
      tone.stop(from + 1);
    });
    setTimeout(() => audio.close(), 1600);
  } catch { /* a machine without sound */ }
}

// The list of texts, before anybody else sees them. Arrows walk, space lets through, m merges into the one above.
// `say(key, values)` speaks, `decide({let_through, merged})` is the end.
export function moderation({ texts, say, decide, name = "wm" }) {
  const through = new Set(), merged = new Map(); // id → the one that it disappears into
  const lines = texts.map(({ id, text }, index) => {
    const box = make("input", { type: "checkbox", id: `${name}-${id}`, tabindex: index ? "-1" : "0" });
    const join = make("button", { type: "button", class: `${name}-merge`, tabindex: "-1", title: say("texts_merge_key") }, say("texts_merge"));
    const line = make("li", { class: `${name}-line`, "data-id": id }, box,
      make("label", { for: box.id, dir: "auto" }, text), make("span", { class: `${name}-into`, hidden: true }), join);
    box.addEventListener("change", () => {
      merged.delete(id);
      through[box.checked ? "add" : "delete"](id);
      if (!box.checked) for (const [other, to] of [...merged]) if (to === id) merged.delete(other); // what goes into nothing stands alone
      draw();
    });
    join.addEventListener("click", () => merge(index));
    return { id, text, line, box, join };
  });
  const above = (index) => lines.slice(0, index).reverse().find((one) => !merged.has(one.id));

  function merge(index) {
    const { id } = lines[index], into = above(index);
    if (merged.has(id)) merged.delete(id);
    else if (into) {
      through.delete(id);
      through.add(into.id);
      for (const [other, to] of merged) if (to === id) merged.set(other, into.id);
      merged.set(id, into.id);
    }
    draw();
  }

  const count = make("p", { class: `${name}-count`, role: "status" });
  const done = make("button", { type: "button", class: `${name}-done` }, say("texts_done"));
  const list = make("ul", { class: `${name}-list`, "aria-label": say("texts_title") }, lines.map((one) => one.line));

  function draw() {
    lines.forEach(({ id, line, box, join }, index) => {
      const into = lines.find((one) => one.id === merged.get(id));
      box.checked = through.has(id);
      line.classList.toggle(`${name}-through`, through.has(id));
      line.classList.toggle(`${name}-merged`, Boolean(into));
      const note = line.querySelector(`.${name}-into`);
      note.hidden = !into;
      note.textContent = into ? say("texts_into", { text: into.text.length > 40 ? `${into.text.slice(0, 39)}…` : into.text }) : "";
      join.hidden = !index;
      join.textContent = say(into ? "texts_apart" : "texts_merge");
      join.setAttribute("aria-pressed", String(Boolean(into)));
    });
    count.textContent = say("texts_count", { n: through.size, total: lines.length });
  }

  function focus(index) {
    const to = lines[Math.max(0, Math.min(lines.length - 1, index))];
    lines.forEach(({ box }) => { box.tabIndex = -1; });
    to.box.tabIndex = 0;
    to.box.focus();
    to.line.scrollIntoView({ block: "nearest" });
  }

  list.addEventListener("keydown", (event) => {
    const here = lines.findIndex(({ line }) => line.contains(event.target));
    const to = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: lines.length - 1 }[event.key];
    if (to !== undefined) focus(to);
    else if (event.key === "m" || event.key === "M") merge(here);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  done.addEventListener("click", () => decide({ let_through: [...through], merged: Object.fromEntries(merged) }));
  draw();
  return { nodes: [count, list, done], focus: () => (lines.length ? focus(0) : done.focus()) };
}
