// The page's side of the questionnaire: where answers are kept (this browser), how they travel (fetch), and how
// the room is followed (server-sent events). Also the small form where a code is entered.
import {between} from "./between.js";
import {answerTools, ownTools} from "./mine.js";
import {mount} from "./module.js";

const ROOT = new URL("../", import.meta.url).pathname;    // where the service stands: a proxy may put a prefix before it

const byId = (id) => document.getElementById(id);
const show = (id, visible) => { const node = byId(id); if (node) node.hidden = !visible; };
const wait = (seconds) => new Promise((done) => setTimeout(done, seconds * 1000));

const PATIENCE = 12000;    // ms until a silent network counts as none

class Lost extends Error {}      // no connection: try again
class Refused extends Error {}   // the room said no: `problem` says why

async function ask(path, options) {
  let reply;
  try {
    reply = await fetch(path, {cache: "no-store", signal: AbortSignal.timeout?.(PATIENCE), ...options});
  } catch {
    throw new Lost();
  }
  if (reply.status >= 500) throw new Lost();
  if (reply.status === 204) return null;
  const body = await reply.json().catch(() => null);
  if (reply.ok) return body;
  throw Object.assign(new Refused(), {problem: {type: "", detail: "", status: reply.status, ...body}});
}

/** Ask until there is an answer, with growing pauses and a word about it. */
async function insist(path) {
  for (let pause = 1; ; pause = Math.min(pause * 2, 8)) {
    try {
      const body = await ask(path);
      show("offline", false);
      return body;
    } catch (error) {
      if (error instanceof Refused) throw error;
      show("offline", true);
      await wait(pause);
    }
  }
}

// what is kept: in this browser, or in memory alone where it keeps nothing (a private window)

class Shelf {
  constructor(code) {
    this.key = `workshop:${code}`;
    this.state = null;
  }

  load() {
    try {
      this.state = JSON.parse(localStorage.getItem(this.key)) || this.state;
    } catch { /* nothing can be read here: memory serves */ }
    return this.state;
  }

  save(state) {
    this.state = state;
    try {
      localStorage.setItem(this.key, JSON.stringify(state));
      return true;
    } catch {
      return false;
    }
  }

  forget() {
    this.state = null;
    try { localStorage.removeItem(this.key); } catch { /* there was nothing */ }
  }
}

// how the room is followed

const SILENCE = 2500;    // ms without a first event, after which the room is asked for itself

class Line {
  constructor(base, callback) {
    Object.assign(this, {base, callback, pause: 1});
    this.wake = () => { if (document.visibilityState !== "hidden") this.again(); };
    for (const event of ["online", "pageshow"]) addEventListener(event, this.wake);
    document.addEventListener("visibilitychange", this.wake);
    this.open();
  }

  open() {
    clearTimeout(this.timer);
    if (this.source) this.source.close();
    this.source = new EventSource(`${this.base}/events`);
    this.source.addEventListener("room", (event) => { this.heard(JSON.parse(event.data)); });
    this.source.onerror = () => this.broken();
    this.timer = setTimeout(() => this.read(), SILENCE);
  }

  heard(room) {
    clearTimeout(this.timer);
    this.pause = 1;
    this.callback(room);
  }

  /** The browser opens a broken stream again by itself, unless it was refused; meanwhile the room is read. */
  broken() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => (this.source.readyState === EventSource.CLOSED ? this.open() : this.read()), this.pause * 1000);
    this.pause = Math.min(this.pause * 2, 15);
  }

  async read() {
    try {
      this.callback(await ask(this.base));
    } catch { /* the next try is on its way */ }
    clearTimeout(this.timer);
    if (!this.gone && this.source.readyState !== EventSource.OPEN) this.broken();
  }

  /** After sleep a stream may be dead without knowing it: a new one, and the room as it is now. */
  again() {
    if (this.gone) return;
    this.pause = 1;
    if (this.source.readyState === EventSource.OPEN) this.read(); else this.open();
  }

  close() {
    this.gone = true;
    clearTimeout(this.timer);
    this.source.close();
    for (const event of ["online", "pageshow"]) removeEventListener(event, this.wake);
    document.removeEventListener("visibilitychange", this.wake);
  }
}

// the host

function hostOf(code, shelf, speak, edition) {
  const base = `${ROOT}api/rooms/${code}`;
  const follow = (callback) => async (room) => {
    if (room.title) document.title = room.title;
    // A question made on the spot, or a wall to choose from: the words first, then what the room does with them.
    if (room.edition !== edition()) await speak(shelf.load()?.language);
    callback(room);
  };
  return {
    load: () => shelf.load(),
    save: (state) => shelf.save(state),
    forget: () => shelf.forget(),
    language: (id) => speak(id),
    onRoom(callback) {
      const line = new Line(base, follow(callback));
      return () => line.close();
    },
    async put(activity, {answers, revision, group, receipt}) {
      try {
        await ask(`${base}/activities/${activity}/answer`, {method: "PUT", keepalive: true,
          headers: {"Content-Type": "application/json", Receipt: receipt}, body: JSON.stringify({answers, revision, group})});
        return {ok: true};
      } catch (error) {
        return {ok: false, retry: error instanceof Lost, ...error.problem};
      }
    },
    async tally(activity) {
      try {
        return await ask(`${base}/activities/${activity}/tally`);
      } catch (error) {
        return error instanceof Refused && error.problem.status === 404 ? null : undefined;
      }
    },
  };
}

/** What another day adds; on the first day nobody waits for it. */
async function lookAgain() {
  for (let tries = 0; ; tries += 1) {
    try {
      // (under another address each time: some browsers remember that a module did not come)
      const {secondLook} = await import(new URL(`second_look.js${tries ? `?${tries}` : ""}`, import.meta.url));
      return secondLook;
    } catch {
      show("offline", true);
      await wait(Math.min(2 ** tries, 8));
    }
  }
}

async function join(code) {
  const shelf = new Shelf(code);
  const own = ownTools();
  const options = {mode: "room", device: "phone", level: 1, tools: answerTools(false), own, between};
  let mounted = null, turn = 0, edition = null;
  /** In the language that was chosen on this phone; before that in the browser's own, where the room offers it. */
  const speak = async (language, anew = false) => {
    const mine = ++turn;
    const wanted = encodeURIComponent(language || (navigator.languages || [navigator.language]).join(","));
    const words = await insist(`${ROOT}api/rooms/${code}/instrument?language=${wanted}`);
    if (words.wave > 1) options.secondLook ||= await lookAgain();
    if (mine !== turn) return;    // another one was chosen meanwhile
    edition = words.edition;
    Object.assign(document.documentElement, {lang: words.language, dir: words.direction});
    if (mounted && !anew) return mounted.speak(words);
    if (mounted) mounted.destroy();
    mounted = mount(byId("room"), words, hostOf(code, shelf, speak, () => edition), options);
  };
  const chosen = () => (shelf.load() || {}).language;
  // Another tab of this browser holds the same seat: what it kept is read again.
  addEventListener("storage", (event) => { if (event.key === shelf.key && document.hidden) speak(chosen(), true); });
  try {
    await speak(chosen());
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    show("loading", false);
    show("no-room", true);
  }
}

function enter(form) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const code = byId("code").value.trim().toUpperCase().replace(/[^A-Z0-9]/g, "");
    show("no-room", false);
    show("offline", false);
    try {
      await ask(`${ROOT}api/rooms/${code}`);
      location.assign(`${ROOT}${code}`);
    } catch (error) {
      show(error instanceof Refused ? "no-room" : "offline", true);
      byId("code").focus();
    }
  });
}

const form = byId("enter");
if (form) enter(form); else join(decodeURIComponent(location.pathname.split("/").filter(Boolean).at(-1)).toUpperCase());
