// The projector's page: follows the room and shows one thing at a time. It holds no answer and no key; everything
// that it shows is public by the time it arrives here.

const byId = (id) => document.getElementById(id);
const base = location.pathname.replace(/\/screen\/?$/, "");   // the prefix of a proxy, and the code
const code = decodeURIComponent(base.split("/").pop());
const root = base.slice(0, base.lastIndexOf("/"));
const api = `${root}/api/rooms/${encodeURIComponent(code)}`;
const SECTIONS = ["loading", "lobby", "answer", "picture", "talk", "profile", "pause", "closed"];

let room = null;        // the newest state
let messages = {};      // the page's own words
let drawn = "";         // which picture stands there
let asked = 0;          // pictures that were asked for: only the last one is shown
const pictures = new Map();

const say = (key, fill = {}) => (messages[key] ?? "").replace(/\{(\w+)\}/g, (_, name) => fill[name] ?? "");
const plural = (key, n, fill = {}) => {
  const form = `${key}_${new Intl.PluralRules(document.documentElement.lang).select(n)}`;
  return say(form in messages ? form : `${key}_other`, {n, ...fill});
};
const wait = (ms) => new Promise((done) => setTimeout(done, ms));

async function ask(path) {
  const reply = await fetch(path, {cache: "no-store"});
  if (!reply.ok) throw Object.assign(new Error(path), {status: reply.status});
  return reply.json();
}

// following the room -------------------------------------------------------------------------------------------

let events = null;
let lastHeard = 0;

function follow() {
  events?.close();
  events = new EventSource(`${api}/events`);
  events.addEventListener("room", (event) => heard(JSON.parse(event.data)));
  events.onerror = async () => {
    if (room?.stage === "closed") return events.close();
    await reread();
    // a browser gives up for good on some errors; then we open the stream again
    if (events.readyState === EventSource.CLOSED) { await wait(1500); follow(); }
  };
}

async function reread() {
  try {
    heard(await ask(api));
    byId("offline").hidden = true;
  } catch (error) {
    byId("offline").textContent = say(error.status === 404 ? "no_room" : "offline") || byId("offline").textContent;
    byId("offline").hidden = false;
  }
}

function heard(state) {
  byId("offline").hidden = true;
  lastHeard = Date.now();
  if (room && state.revision < room.revision) return;   // an older one that came late
  room = state;
  show();
}

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible" && messages.loading) { reread(); if (events?.readyState === EventSource.CLOSED) follow(); }
});

// what stands on the screen ------------------------------------------------------------------------------------

/** A question that the facilitator made on the spot, while the room is with it: the agenda waits. */
const aside = ({activity, activities}) => activities.find((one) => one.id === activity && one.made);

function sectionFor({stage, view, moment, ...rest}) {
  if (stage === "answer" && aside(rest)) return "answer";
  if (stage === "lobby" || stage === "pause" || stage === "closed") return stage;
  if (stage === "reveal") return view ? "picture" : "talk";
  if (moment?.do === "talk") return "talk";
  return moment?.do === "profile" ? "profile" : "answer";
}

function show() {
  const section = sectionFor(room);
  for (const id of SECTIONS) byId(id).hidden = id !== section && !(id === "picture" && section === "picture");
  byId("screen").dataset.shows = section;
  document.title = room.title ? `${room.title} · ${say("page_title")}` : say("page_title");
  byId("badge").hidden = !room.rehearsal;
  fill("title", room.title ?? "");
  fill("code", room.code);
  const address = room.join.replace(/^https?:\/\//, "").replace(/\/[^/]*$/, "");
  fill("address", address).forEach((node) => node.classList.toggle("long", address.length > 26));
  fill("question", room.question ?? "");
  byId("question").hidden = !room.question;
  byId("question").classList.toggle("long", (room.question ?? "").length > 110);
  over();
  foot(section, address);
  ({lobby, answer, talk, picture}[section] ?? (() => {}))();
  if (section === "picture") fitWords();
  if (section !== "picture") { drawn = ""; asked += 1; }
}

function fill(name, text) {
  const nodes = [...document.querySelectorAll(`[data-room="${name}"]`)];
  for (const node of nodes) if (node.textContent !== text) node.textContent = text;
  return nodes;
}

function foot(section, address) {
  byId("foot").hidden = section === "lobby" || section === "pause" || section === "closed";
  byId("join").textContent = say("join_short", {address, code: room.code});
  if (section !== "picture") { byId("note").textContent = ""; byId("swap").hidden = true; byId("save").hidden = true; }
}

// what lies over it: the code for those who come late, or three, two, one

function over() {
  const shown = room.over?.show;
  for (const kind of ["code", "countdown"]) byId(`over-${kind}`).hidden = shown !== kind;
  if (shown === "code") ticket(byId("over-code"));
  if (shown === "countdown") countdown(room.over.seconds); else clearInterval(counting);
}

let counting = null;

function countdown(seconds) {
  const end = performance.now() + seconds * 1000;
  const beat = () => {
    const left = Math.ceil((end - performance.now()) / 1000), digit = byId("digit");
    // Nobody reveals for ever: a console that has gone leaves the picture as it was.
    if (left < -2) { clearInterval(counting); byId("over-countdown").hidden = true; }
    const text = String(Math.max(1, Math.min(3, left)));
    if (digit.textContent === text) return;
    digit.textContent = text;
    digit.classList.remove("beat");
    void digit.offsetWidth;
    digit.classList.add("beat");
  };
  clearInterval(counting);
  beat();
  counting = setInterval(beat, 100);
}

function ticket(section) {
  const image = section.querySelector("[data-qr]");
  const source = `${root}/${encodeURIComponent(room.code)}/qr.svg?${encodeURIComponent(room.join)}`;
  if (image.getAttribute("src") !== source) { image.src = source; image.alt = say("qr", {address: room.join}); }
}

function lobby() {
  ticket(byId("lobby"));
  const count = room.seats ? plural("seats", room.seats) : say("seats_unset");
  seats(byId("lobby"), room.seats ?? 0, 0, count, 980, 210);
}

function answer() {
  const open = room.activities.filter((one) => one.state === "open");
  const wanted = room.moment?.activities?.length ? open.filter((one) => room.moment.activities.includes(one.id)) : [];
  const own = aside(room);
  const now = own ? [own] : wanted.length ? wanted : open;
  const main = now.find((one) => one.id === room.activity) ?? now[0];
  const titles = now.map((one) => one.title);
  const heading = fill("activity", now.length > 1 && now.length < 4 ? titles.join(" · ") : main?.title ?? room.title ?? "");
  heading.forEach((node) => node.classList.toggle("long", node.textContent.length > 30));
  fill("also", now.length > 3 ? say("answer_several", {titles: titles.join(" · ")}) : "");
  const finished = now.length ? Math.min(...now.map((one) => one.finished)) : 0;
  seats(byId("answer"), room.seats ?? finished, finished, finishedWords(finished), 1752, 330);
}

function finishedWords(n) {
  if (!room.seats) return plural("answer_finished_no_seats", n);
  return n >= room.seats ? say("answer_all") : plural("answer_finished", n, {total: room.seats});
}

function talk() {
  const tooFew = room.stage === "reveal" && !room.view && room.moment?.too_few !== false;   // of this step, not of one before
  const title = byId("talk-title");
  title.textContent = room.question || say("talk_title");
  title.classList.toggle("long", title.textContent.length > 60);
  byId("talk-help").textContent = tooFew ? say("too_few") : "";
  byId("talk-help").hidden = !tooFew;
}

// seats: a ring for each, filled from the start. Which ring is whose, nobody knows: only the number counts.

function seats(section, total, done, words, width, height) {
  const box = section.querySelector("[data-rings]");
  if (box.dataset.total !== String(total)) {
    box.dataset.total = total;
    box.replaceChildren(...(total ? [rings(total, width, height)] : []));
  }
  box.querySelectorAll("circle").forEach((circle, i) => circle.classList.toggle("done", i < done));
  const count = section.querySelector("[data-count]");
  if (count.textContent !== words) count.textContent = words;
}

function rings(total, width, height) {
  let step = Math.min(150, height / 2);
  while (Math.floor(width / step) * Math.floor(height / step) < total && step > 8) step -= 1;
  const columns = Math.min(total, Math.floor(width / step));
  // rows of equal length look like a hall, not like a leftover
  const even = Math.ceil(total / Math.ceil(total / columns));
  const rows = Math.ceil(total / even), radius = step * 0.36;
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", `0 0 ${even * step} ${rows * step}`);
  svg.setAttribute("aria-hidden", "true");
  svg.style.width = `calc(${even * step} * var(--u))`;
  svg.style.maxWidth = "100%";
  for (let i = 0; i < total; i += 1) {
    const circle = document.createElementNS(svg.namespaceURI, "circle");
    circle.setAttribute("cx", (i % even + 0.5) * step - (step / 2 - radius - 2));
    circle.setAttribute("cy", (Math.floor(i / even) + 0.5) * step);
    circle.setAttribute("r", radius);
    svg.append(circle);
  }
  return svg;
}

// the picture --------------------------------------------------------------------------------------------------

async function picture() {
  const revealed = room.activities.filter((one) => one.state === "revealed").length;   // a vote belongs to its wall
  const wanted = [room.view, room.edition, revealed].join("@");
  if (wanted === drawn) return;
  drawn = wanted;
  const turn = (asked += 1);
  try {
    if (!pictures.has(wanted)) pictures.set(wanted, await ask(`${api}/views/${encodeURIComponent(room.view)}`));
    await plotly();
    if (turn === asked) paint(pictures.get(wanted));
  } catch {
    if (turn !== asked) return;
    drawn = "";
    await wait(1500);
    if (turn === asked && sectionFor(room) === "picture") picture();
  }
}

function paint(view) {
  byId("kicker").textContent = view.kicker ?? "";
  const finding = byId("finding");
  finding.replaceChildren(...coloured(view.finding, view.marks ?? []));
  byId("sub").textContent = view.sub ?? "";
  fitWords();
  byId("note").textContent = view.note ?? "";
  byId("said").textContent = view.alternative;
  byId("plot").setAttribute("aria-label", view.alternative);
  byId("swap").hidden = !view.table?.rows?.length;
  byId("save").hidden = false;
  byId("numbers").replaceChildren(table(view));
  swap(false);
  plot(view.figure);
}

/** As large as its length allows, and smaller where a word would be divided or the words would run out of the page. */
function fitWords() {
  const finding = byId("finding"), words = finding.parentElement, sizes = ["short", "", "long", "longest"];
  let size = [40, 90, 140].filter((most) => finding.textContent.length > most).length;
  const set = () => sizes.forEach((name, at) => name && finding.classList.toggle(name, at === size));
  const tall = () => words.scrollHeight > words.clientHeight + 1;
  const wide = () => finding.scrollWidth > finding.clientWidth + 1;
  finding.classList.add("whole");
  for (set(); (tall() || wide()) && size < sizes.length - 1; set()) size += 1;
  finding.classList.remove("whole");
  if (tall()) byId("question").classList.add("long");
}

/** The finding with the names that have a role in their colour. */
function coloured(text, marks) {
  const parts = [text];
  for (const {text: name, role} of marks) {
    for (let i = 0; i < parts.length; i += 1) {
      const at = typeof parts[i] === "string" && name ? parts[i].toLowerCase().indexOf(name.toLowerCase()) : -1;
      if (at < 0) continue;
      const span = document.createElement("span");
      span.className = role;
      span.textContent = parts[i].slice(at, at + name.length);
      parts.splice(i, 1, parts[i].slice(0, at), span, parts[i].slice(at + name.length));
    }
  }
  return parts;
}

let loadingPlotly = null;

function plotly() {
  loadingPlotly ??= new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = `${root}/static/plotly.min.js`;
    script.onload = done;
    script.onerror = () => { loadingPlotly = null; script.remove(); failed(new Error("plotly")); };
    document.head.append(script);
  });
  return loadingPlotly;
}

/** Drawn at its own size, then scaled as a whole: words and dots keep their places on every projector. */
async function plot(figure) {
  const place = byId("plot"), {width, height} = figure.layout;
  byId("card").style.setProperty("--w", width);
  byId("card").style.setProperty("--h", height);
  window.Plotly.purge(place);
  await window.Plotly.newPlot(place, figure.data, figure.layout, {staticPlot: true, displayModeBar: false, responsive: false});
  for (const svg of place.querySelectorAll("svg.main-svg")) {
    svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    svg.setAttribute("aria-hidden", "true");
    svg.removeAttribute("role");
  }
  place.dataset.drawn = drawn;
  if (location.hash === "#save") { history.replaceState(null, "", location.pathname); save(); }
}

/** The picture as a file: the finding above it, what it rests on below it, twice as fine as the screen. */
async function save() {
  const view = pictures.get(drawn);
  if (!view) return;
  const {width, height} = view.figure.layout, edge = 60, fine = 2;
  const drawing = new Image();
  drawing.src = await window.Plotly.toImage(view.figure, {format: "png", width, height, scale: fine});
  await drawing.decode();
  const sheet = document.createElement("canvas"), pen = sheet.getContext("2d");
  const family = getComputedStyle(document.body).fontFamily, right = document.documentElement.dir === "rtl";
  const blocks = [{text: view.finding, font: `700 34px ${family}`, line: 42, ink: "#1c2331"}, {text: view.sub ?? "", font: `400 22px ${family}`, line: 30, ink: "#5b6270"}];
  const rows = blocks.flatMap((block) => { pen.font = block.font; return wrapped(pen, block.text, width).map((text) => ({...block, text})); });
  const head = rows.reduce((sum, row) => sum + row.line, 0) + 24;
  sheet.width = (width + 2 * edge) * fine;
  sheet.height = (head + height + 2 * edge + 40) * fine;
  pen.scale(fine, fine);
  pen.fillStyle = "#faf8f4";
  pen.fillRect(0, 0, sheet.width, sheet.height);
  pen.direction = right ? "rtl" : "ltr";
  pen.textAlign = right ? "right" : "left";
  const from = right ? width + edge : edge;
  let y = edge;
  for (const row of rows) { pen.font = row.font; pen.fillStyle = row.ink; y += row.line; pen.fillText(row.text, from, y - 10); }
  pen.drawImage(drawing, edge, edge + head, width, height);
  pen.font = `400 20px ${family}`;
  pen.fillStyle = "#5b6270";
  pen.fillText([view.note, room.rehearsal ? byId("badge").textContent : ""].filter(Boolean).join(" · "), from, edge + head + height + 40);
  const link = document.createElement("a");
  link.download = `${room.code}-${room.view}.png`;
  link.href = sheet.toDataURL("image/png");
  link.click();
}

function wrapped(pen, text, width) {
  const lines = [];
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const longer = lines.length ? `${lines.at(-1)} ${word}` : word;
    if (lines.length && pen.measureText(longer).width <= width) lines[lines.length - 1] = longer; else lines.push(word);
  }
  return lines;
}

function table({table: {columns, rows}, finding}) {
  const node = document.createElement("table");
  node.createCaption().textContent = finding;
  const head = node.createTHead().insertRow();
  for (const column of columns) head.append(cell("th", column, "col"));
  const body = node.createTBody();
  for (const row of rows) {
    const line = body.insertRow();
    row.forEach((value, i) => line.append(i ? cell("td", value) : cell("th", value, "row")));
  }
  return node;
}

function cell(kind, text, scope) {
  const node = document.createElement(kind);
  node.textContent = text;
  if (scope) node.scope = scope;
  return node;
}

function swap(toTable) {
  byId("card").hidden = toTable;
  byId("numbers").hidden = !toTable;
  byId("swap").setAttribute("aria-pressed", String(toTable));
}

byId("save").addEventListener("click", save);
addEventListener("resize", () => { if (!byId("picture").hidden) fitWords(); });    // from the laptop to the projector
byId("swap").addEventListener("click", () => swap(byId("numbers").hidden));

// beginning ----------------------------------------------------------------------------------------------------

async function begin() {
  for (let pause = 500; ; pause = Math.min(pause * 2, 5000)) {
    try {
      messages = (await ask(`${api}/instrument`)).messages.screen;
      break;
    } catch { byId("offline").hidden = false; await wait(pause); }
  }
  await reread();
  follow();
  setTimeout(() => plotly().catch(() => {}), 300);   // on its way before the first picture needs it
}

begin();
