// The presenter's phone: next, back, blank, the time, what to ask, and the texts for whoever helps. It holds the
// room's key, which came in the fragment of its address (no server and no log sees that) or was typed in.
import {standing, readiness, timing, clock, moderation} from "./leading.js";

const byId = (id) => document.getElementById(id);
const base = location.pathname.replace(/\/presenter\/?$/, "");   // the prefix of a proxy, and the code
const code = decodeURIComponent(base.split("/").pop()).toUpperCase();
const api = `${base.slice(0, base.lastIndexOf("/"))}/api/rooms/${encodeURIComponent(code)}`;
const shelf = `workshop-presenter:${code}`;
const data = byId("presenter").dataset;
const words = {...JSON.parse(data.common), ...JSON.parse(data.console), ...JSON.parse(data.presenter)};
const language = document.documentElement.lang;

const t = (key, fill = {}) => (words[key] ?? key).replace(/\{(\w+)\}/g, (slot, name) => fill[name] ?? slot);
const many = (key, n, fill = {}) => {
  const form = `${key}_${new Intl.PluralRules(language).select(n)}`;
  return t(form in words ? form : `${key}_other`, {n, ...fill});
};
const wait = (ms) => new Promise((done) => setTimeout(done, ms));
const show = (id, visible) => { byId(id).hidden = !visible; };
const write = (id, text) => { if (byId(id).textContent !== text) byId(id).textContent = text; };

let key = "";
let room = null, agenda = {}, heardAt = 0, revision = -1;
let sure = null, counting = null, batch = null, busy = false, gone = false;

// the key: for this browser session only, so that a phone that was lent forgets it with its tab

function keep(value) {
  key = value;
  try { if (value) sessionStorage.setItem(shelf, value); else sessionStorage.removeItem(shelf); } catch { /* memory serves */ }
}

function found() {
  const given = decodeURIComponent(location.hash.slice(1));
  if (given) history.replaceState(null, "", location.pathname);   // not in the history, nor for the next who looks
  try { return given || sessionStorage.getItem(shelf) || ""; } catch { return given; }
}

async function ask(path, {method = "GET", body, match} = {}) {
  const headers = {Authorization: `Bearer ${key}`};
  if (body) headers["Content-Type"] = "application/json";
  if (match !== undefined) headers["If-Match"] = `"${match}"`;
  const reply = await fetch(api + path, {method, headers, cache: "no-store", body: body && JSON.stringify(body)});
  const told = await reply.json().catch(() => null);
  if (reply.ok) return told;
  throw Object.assign(new Error(told?.detail ?? ""), {status: reply.status, type: (told?.type ?? "").split("/").pop()});
}

// entering

async function enter() {
  try {
    agenda = await ask("/agenda");
    room = await ask("");
  } catch (error) {
    const wrong = error.status === 401;
    if (error.status === undefined || error.status >= 500) { say(t("offline")); await wait(2000); return enter(); }
    keep("");
    return door(t(wrong ? "refused_wrong_key" : "no_room"));
  }
  say("");
  heardAt = performance.now();
  revision = room.revision;
  show("door", false);
  show("room", true);
  show("acts", true);
  follow();
  draw();
}

function door(said = "") {
  for (const id of ["room", "acts", "sentences"]) show(id, false);
  show("door", true);
  write("door-said", said);
  byId("key").focus();
}

byId("door").addEventListener("submit", (event) => {
  event.preventDefault();
  keep(byId("key").value.trim());
  byId("key").value = "";
  enter();
});

byId("forget").addEventListener("click", () => {
  gone = true;
  events?.close();
  keep("");
  door(t("forgotten"));
});

// following

let events = null;

function follow() {
  events?.close();
  gone = false;
  events = new EventSource(`${api}/events`);
  events.addEventListener("room", (event) => heard(JSON.parse(event.data)));
  events.onerror = async () => {
    if (gone) return;
    say(t("offline"));
    await wait(1500);
    if (!gone && events.readyState === EventSource.CLOSED) follow();
  };
}

async function heard(state) {
  if (gone || room && state.revision < room.revision) return;
  room = state;
  if (said === t("offline")) say("");
  draw();
  if (state.revision === revision) return;
  revision = state.revision;
  const next = await ask("/agenda").catch(() => null);
  if (!next || gone) return;
  [agenda, heardAt] = [next, performance.now()];
  draw();
}

document.addEventListener("visibilitychange", async () => {
  if (document.visibilityState !== "visible" || !key || gone || !room) return;
  follow();
  try { heard(await ask("")); } catch { /* the stream tells */ }
});

// drawing

let said = "";
function say(text) {
  said = text;
  write("said", text);
  show("said", Boolean(text));
}

const track = (at) => (at.tooFew && at.step.too_few ? {...at.step, ask: [], ...at.step.too_few} : at.step);

function draw() {
  const at = standing(room, agenda), ended = room.stage === "closed";
  const time = timing(agenda, at, (performance.now() - heardAt) / 1000);
  const due = at.reveal, ready = readiness(due, room, at.states, Boolean(time?.timeUp));
  write("where", at.step ? t("step", {n: at.place + 1, total: at.steps.length}) : room.title);
  write("title", ended ? t("closed") : at.aside ? at.aside.title : at.step?.title ?? t("before"));
  drawTime(time, ended);
  const asking = at.now?.do === "answer" || room.stage === "answer" && due;
  const least = asking && due ? Math.min(...due.first.map((id) => at.states[id].finished)) : null;
  write("count", least === null ? "" : `${least} ${many(room.seats ? "of_finished" : "finished", least, {total: room.seats})}`);
  const {ask: questions = []} = at.step && !at.aside ? track(at) : {};
  show("question", Boolean(questions?.length) && !ended);
  write("question-text", questions?.[0] ?? "");
  list((questions ?? []).slice(1));
  show("late", Boolean(time?.late && at.step?.drop && !ended));
  write("late", at.step?.drop ? `${t("late_now")} ${at.step.drop}` : "");
  const waiting = room.activities.find((one) => one.decided === false);
  show("texts", Boolean(waiting) && !ended);
  if (waiting) gather(waiting);
  if (!waiting && batch) closeSentences();
  drawActs(at, due, ready, ended);
}

function drawTime(time, ended) {
  show("time", Boolean(time) && !ended);
  if (!time) return;
  const off = Math.round(Math.abs(time.behind) / 60);
  write("clock", (time.left < 0 ? "+" : "") + clock(time.left));
  byId("clock").classList.toggle("over", time.left < 0);
  write("clock-text", [t(time.left < 0 ? "over" : "left"), t("in_all", {minutes: many("minutes", Math.round(time.inAll / 60))}),
    off < 1 ? t("on_time") : many(time.behind > 0 ? "behind" : "ahead", off)].join(" · "));
}

function list(lines) {
  const box = byId("more"), key = JSON.stringify(lines);
  if (box.dataset.key === key) return;
  box.dataset.key = key;
  box.replaceChildren(...lines.map((line) => Object.assign(document.createElement("li"), {textContent: line})));
}

const titles = (ids, at) => ids.map((id) => at.states[id]?.title ?? id).join(t("comma"));

function drawActs(at, due, ready, ended) {
  const seats = room.seats !== null && room.seats !== undefined, down = room.over?.show === "countdown";
  const reveals = due?.by === "next" || Boolean(at.aside && due), off = reveals ? ready.missing > 0 : !seats;
  if (sure && !due) sure = null;
  if (sure) write("sure-text", sure(ready));
  show("sure", Boolean(sure));
  show("counting", down && !ended);
  if (down) count();
  const busyNow = Boolean(sure) || down || ended;
  write("next", reveals ? t("reveal", {title: titles(due.first, at)}) : nextLabel(at));
  byId("next").classList.toggle("first", !reveals || ready.offered);
  byId("next").setAttribute("aria-disabled", String(off));
  show("next", !busyNow && (Boolean(at.next) || reveals || Boolean(at.aside)));
  show("anyway", !busyNow && reveals && !at.aside && off);
  write("anyway", t(ready?.some ? "anyway_some" : "anyway"));
  write("back", t("back"));
  byId("back").setAttribute("aria-disabled", String(room.step === 0 || Boolean(at.aside)));
  write("blank", t(room.stage === "pause" ? "unblank" : "blank"));
  show("blank", room.step > 0);
  byId("back").parentElement.hidden = busyNow;
  write("reason", busyNow ? (ended ? words.closed_text ?? "" : "") : !seats ? words.no_seats
    : reveals && off && room.seats < room.threshold ? t("few_seats", {k: room.threshold})
      : reveals && off ? many("wait", ready.missing, {k: room.threshold})
      : ready?.offered ? t(ready.all ? "offer_all" : "offer_most") : "");
}

function nextLabel(at) {
  if (at.aside) return t("aside_back");
  if (!at.next) return "";
  const {do: what, activities, place, view} = at.next;
  const entering = place !== at.place ? at.steps[place].title : null;
  if (what === "answer") return t("next_open", {title: entering || titles(activities, at)});
  if (what === "profile") return t("next_profile");
  if (what === "reveal") return t(room.stage === "reveal" && room.view && view !== room.view ? "next_picture" : "next_show");
  return entering ? t("next_step", {title: entering}) : t("next_talk");
}

// what is pressed. Each press says what it saw: where another console was first, the room stays as that one left it.

async function press(path, body) {
  if (busy) return null;
  busy = true;
  say("");
  try {
    const state = await ask(path, {method: "POST", body, match: room.revision});
    await heard(state);
    return state;
  } catch (error) {
    say(error.status === undefined ? t("offline") : words[`refused_${error.type?.replaceAll("-", "_")}`] ?? error.message);
    try { await heard(await ask("")); } catch { /* the stream tells */ }
    return null;
  } finally {
    busy = false;
  }
}

const stage = (body) => press("/stage", body);

async function revealAfterCount(due) {
  const state = await stage({over: "countdown"});
  if (!state) return;
  const mine = counting = {revision: state.revision};
  await wait((state.over?.seconds ?? 0) * 1000);
  if (counting !== mine || room.revision !== mine.revision) return;   // stopped, or somebody else moved
  counting = null;
  if (due.by === "next") await press("/next");
  else for (const activity of due.activities) await stage({stage: "reveal", activity});
}

function next() {
  if (byId("next").getAttribute("aria-disabled") === "true") return;
  const at = standing(room, agenda), due = at.reveal;
  if (due?.by === "next" || at.aside && due) {
    const ready = readiness(due, room, at.states);
    if (!ready.many) return revealAfterCount(due);
    sure = (now) => (now?.answering ? many("sure_many", now.answering) : t("sure_now", {title: titles(due.activities, at)}));
    byId("sure-yes").onclick = () => { sure = null; revealAfterCount(due); draw(); };
    draw();
    return byId("sure-no").focus();
  }
  if (at.aside) return stage({step: room.step});
  return press("/next");
}

function unblank() {
  const at = standing(room, agenda);
  const state = at.states[room.activity]?.state;
  if (room.step === 0 && !room.activity) return stage({stage: "lobby"});
  if (state === "revealed") return stage({stage: "reveal", activity: room.activity, ...(room.view ? {view: room.view} : {})});
  return stage({stage: "answer", ...(room.activity ? {activity: room.activity} : {})});
}

function count() {
  if (count.revision !== room.revision) Object.assign(count, {revision: room.revision, end: performance.now() + room.over.seconds * 1000});
  write("digit", String(Math.max(1, Math.ceil((count.end - performance.now()) / 1000))));
}

byId("next").addEventListener("click", next);
byId("anyway").addEventListener("click", () => press("/next"));
byId("sure-no").addEventListener("click", () => { sure = null; draw(); });
byId("stop").addEventListener("click", () => { counting = null; stage({over: "nothing"}); });
byId("back").addEventListener("click", () => { if (byId("back").getAttribute("aria-disabled") !== "true") press("/back"); });
byId("blank").addEventListener("click", () => (room.stage === "pause" ? unblank() : stage({stage: "pause"})));
document.addEventListener("keydown", (event) => {
  if (!room || event.target.closest("input, textarea") || !byId("sentences").hidden) return;
  if (event.key === "Escape" && sure) byId("sure-no").click();
  if (event.key === "Escape" && !byId("counting").hidden) byId("stop").click();
  if (event.key === "PageDown") {
    event.preventDefault();
    if (room.seats < room.threshold && !byId("anyway").hidden) byId("anyway").click(); else if (!byId("next").hidden) next();
  }
  if (event.key === "PageUp") { event.preventDefault(); byId("back").click(); }
});

// texts, for whoever helps

async function gather({id, title}) {
  if (batch?.id === id) return;
  batch = {id, title, texts: null};
  const mine = batch;
  try {
    mine.texts = (await ask(`/activities/${id}/texts`)).texts;
    if (batch === mine) write("texts", t("texts", {n: mine.texts.length}));
  } catch { if (batch === mine) batch = null; }
}

function openSentences() {
  if (!batch?.texts) return;
  const {id, title, texts} = batch;
  const box = moderation({texts, say: t, name: "wm", decide: async (decided) => {
    busy = false;
    try {
      await ask(`/activities/${id}/texts`, {method: "POST", body: decided});
    } catch (error) { say(words[`refused_${error.type?.replaceAll("-", "_")}`] ?? (error.message || t("offline"))); }
    closeSentences();
  }});
  write("sentences-help", t("texts_text", {title}));
  byId("sentences-list").replaceChildren(...box.nodes);
  for (const [section, visible] of [["room", false], ["acts", false], ["sentences", true]]) show(section, visible);
  byId("sentences-title").focus();
}

function closeSentences() {
  if (!room?.activities.some((one) => one.decided === false)) batch = null;
  show("sentences", false);
  show("room", true);
  show("acts", true);
}

byId("texts").addEventListener("click", openSentences);
byId("later").addEventListener("click", closeSentences);

// beginning

setInterval(() => { if (room && !gone && !byId("room").hidden) draw(); }, 500);
keep(found());
if (key) enter(); else door();
