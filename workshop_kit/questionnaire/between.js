// What a page says between the questions of a room: what became of one's own decision, how many have finished, where to
// sit, what to think about meanwhile, and what was asked before somebody came. Beside module.js on a phone, behind it in
// one text in a notebook: so nothing is imported, and the elements are made by the module's own `h`, `s`, `button` and
// `tick`. Not one sentence stands here.

const IN_SIGHT = 10000;    // ms after the last touch in which one's own choice can be read

/** For `options.between` of the questionnaire: the parts of one page, each an element or null. */
export function between(app, {h, s, button, tick}) {
  const {opened} = app;
  const small = (key) => h("p", {class: "wq-small"}, app.t(key));
  const act = (key, onclick, props) => button("wq-small-button", app.t(key), onclick, props);

  // What somebody chose stands nowhere in their page until they ask for it, and goes by itself: a phone lies open among
  // people. Until then the page of whoever shared is the page of whoever kept theirs, to the letter.

  let asked = null, hiding = null, paint = () => {};

  function look(id) {
    asked = id;
    stay();
    for (const leaving of ["visibilitychange", "blur"]) globalThis.addEventListener(leaving, hide, {once: true});
    paint(id);
  }

  function stay() {
    clearTimeout(hiding);
    hiding = setTimeout(hide, IN_SIGHT);
  }

  function hide() {
    clearTimeout(hiding);
    if (asked === null) return;
    asked = null;
    paint();
  }

  function change(id) {
    app.state.place[id] = 0;
    app.turnTo(id);
  }

  function choice(activity) {
    const {id} = activity;
    const shared = app.state.decisions[id] === "share";
    const decide = (decision) => { app.outbox.decide(activity, decision); look(id); };
    return h("div", {class: "wq-choice", onfocusin: stay, onpointerdown: stay, onkeydown: (event) => (event.key === "Escape" ? hide() : stay())},
      h("p", {tabindex: -1}, app.t(shared ? "phone.shared" : "phone.kept")),
      h("div", {class: "wq-row"}, act("phone.change", () => change(id)),
        shared ? act("phone.take_back", () => decide("keep")) : app.hasValue(activity) && act("phone.share_after", () => decide("share"))),
      small("phone.choice_hides"));
  }

  function refusal({type, detail}) {
    const key = `phone.refused_${type.replace(/-/g, "_")}`;
    const text = app.t(key);
    return text === key ? app.t("phone.refused_other", {detail: detail || type}) : text;
  }

  function status(id) {
    const {decisions, refused, changed} = app.state;
    if (refused[id]) return refusal(refused[id]);
    if (app.outbox.waiting(id)) return app.t(app.outbox.tries > 0 ? "phone.waiting_to_send" : "phone.sending");
    if (changed[id]) return app.t("phone.changed_since");
    return app.t(decisions[id] ? "phone.you_finished" : "phone.undecided");
  }

  function card(activity) {
    const {id} = activity;
    const wrong = app.isWrong(id), decision = app.state.decisions[id], changed = app.state.changed[id];
    const again = () => { app.outbox.decide(activity, decision); paint(id); };
    return h("section", {class: `wq-card${wrong ? " wq-wrong" : ""}`}, app.title(activity.title),
      h("p", {class: "wq-status", role: wrong ? "alert" : null}, decision && !wrong && !app.outbox.waiting(id) && tick(), status(id)),
      h("div", {class: "wq-row"},
        wrong && [act("phone.try_again", again), act("phone.change", () => change(id))],
        (!decision || changed) && button("wq-small-button wq-strong", app.t("phone.decide_now"), () => (changed ? app.lookAt(activity) : app.turnTo(id))),
        activity.profile && act("phone.see_profile", () => app.lookAt(activity)),
        decision && !wrong && act("phone.choice", () => (asked === id ? hide() : look(id)), {"aria-expanded": String(asked === id)})),
      asked === id && choice(activity));
  }

  /** A seat for each person in the room, filled where somebody has finished. */
  function finished(ids) {
    const counts = ids.map((id) => (app.inRoom(id) || {}).finished).filter((n) => n != null);
    if (!counts.length) return [];
    const n = Math.min(...counts);
    const {seats} = app.room;
    if (!seats) return [h("p", {class: "wq-figure"}, app.many("phone.finished_no_seats", n))];
    const dots = seats <= 60 && s("svg", {viewBox: `0 0 ${Math.min(seats, 15) * 20} ${Math.ceil(seats / 15) * 20}`, class: "wq-seats", "aria-hidden": "true"},
      Array.from({length: seats}, (_, index) => s("circle", {cx: (index % 15) * 20 + 10, cy: Math.floor(index / 15) * 20 + 10, r: 6.5, class: index < n ? "wq-on" : "wq-off"})));
    return [h("p", {class: "wq-figure"}, app.many("phone.finished", n, {total: seats})), dots].filter(Boolean);
  }

  /** The question of this step, to think about in silence. */
  function meanwhile() {
    const question = app.question();
    return question && h("section", {class: "wq-meanwhile"}, small("phone.meanwhile"), app.quote(question));
  }

  /** Where a large room talks at tables, each page draws one for the day, by itself, and tells nobody. Whoever finds
   * five there takes the next one with room: so tables fill evenly, though nobody shares people out. */
  function table() {
    const {tables, wave = 1} = app.room || {};
    if (!tables) return null;
    const {state} = app;
    if (!state.table || state.table.wave !== wave) {
      state.table = {wave, draw: crypto.getRandomValues(new Uint32Array(1))[0] / 2 ** 32};
      app.save();
    }
    return app.rich("phone.table", {n: h("b", null, Math.floor(state.table.draw * tables) + 1)});
  }

  /** What was revealed while this person was not there, and can still be asked of them alone. */
  function missed(screen) {
    const asks = (block) => block.kind !== "text" && block.items.every((item) => !item.wall);
    return app.activities.filter((one) => one !== screen.activity && app.isRevealed(one.id) && app.isOfToday(one) && !one.made
      && !app.hasFinished(one) && one.blocks.every(asks));
  }

  return {
    tableCard() {
      const drawn = table();
      return drawn && h("section", {class: "wq-card wq-table"}, app.title(drawn), small("phone.table_help"));
    },

    /** On what people see while they talk, or look for their place. */
    tableBadge(screen) {
      const drawn = /^(look|reveal|done) /.test(screen.id) && table();
      return drawn && h("p", {class: "wq-badge wq-table"}, drawn);
    },

    /** After the decision, or instead of it, until the others have finished. */
    doneScreen(ids) {
      const activities = ids.map((id) => app.doc.activities.find((one) => one.id === id));
      const count = h("div", {class: "wq-count"}), cards = h("div", {class: "wq-cards"}), title = h("span");
      const open = ids.some((id) => !app.state.decisions[id]);
      const news = () => ids.map(status).join(" ");
      let told = null;
      asked = null;
      // The cards again, with the focus where it was, or on the one that is named.
      paint = (id) => {
        const active = app.root.getRootNode().activeElement;
        const at = id ? ids.indexOf(id) : [...cards.children].findIndex((one) => one.contains(active));
        told = news();
        cards.replaceChildren(...activities.map(card));
        const places = at < 0 ? [] : [".wq-choice p", "[aria-expanded]", "button"].map((one) => cards.children[at].querySelector(one));
        places.find(Boolean)?.focus({preventScroll: true});
      };
      const refresh = () => {
        count.replaceChildren(...finished(ids));
        title.textContent = app.t(ids.some((id) => app.isWrong(id)) ? "phone.done_wrong" : open ? "phone.done_later" : "phone.done_title");
        if (news() === told) return;
        if (told && !ids.some((id) => app.outbox.waiting(id) && !app.outbox.tries)) app.say(news());
        paint();
      };
      refresh();
      return {id: `done ${ids.map((id) => id + Boolean(app.state.decisions[id])).join(" ")}`, refresh, body: [
        app.heading(title), h("p", {class: "wq-lead-in"}, app.t(open ? "phone.done_later_help" : "phone.done_help")), count,
        app.second?.changes(activities), !open && meanwhile(), cards]};
    },

    /** What the picture on the screen is made of: first what the room is with. Earlier days and what was written are
     * left out where there is something else. */
    inPicture() {
      const {shows = [], activity} = app.room;
      const ids = !shows.length || shows.includes(activity) ? [...new Set([activity, ...shows])] : shows;
      const shown = ids.filter((id) => app.isRevealed(id)).map((id) => app.doc.activities.find((one) => one.id === id)).filter(Boolean);
      const some = (list, test) => (list.some(test) ? list.filter(test) : list);
      return some(some(shown, (one) => app.isOfToday(one)), (one) => one.blocks.some((block) => block.kind !== "text"));
    },

    /** Below a picture of what somebody has not answered, or what did not arrive: why, and a way to answer for themselves.
     * Whoever came to the end sees nothing of the kind, shared or not. */
    lateNotice(activity) {
      const refused = app.state.refused[activity.id];
      if (!refused && app.hasFinished(activity)) return null;
      const complete = app.isComplete(activity);
      return h("section", {class: "wq-card wq-late"}, h("p", null, refused ? refusal(refused) : app.t("phone.not_counted")), h("div", {class: "wq-row"},
        !complete && button("wq-small-button wq-strong", app.t("phone.answer_for_myself"), () => app.answerMyself(activity)),
        complete && activity.profile && act("phone.see_profile", () => app.lookAt(activity))));
    },

    /** While people talk: what is its owner's own, once they have seen it; closed, for the talk is more. */
    ownLine() {
      const activity = app.withProfile();
      const there = app.talks() && app.room.stage !== "pause" && activity && (app.owned || app.isRevealed(activity.id)) && app.hasValue(activity);
      return there && app.own(activity, "line");
    },

    /** The beginnings of the card, where nothing is typed. */
    cardLines() {
      return h("section", {class: "wq-card wq-mine"}, app.title(app.t("profile.card")),
        h("ul", null, ["bring", "need", "costs", "best"].map((one) => h("li", null, app.t(`profile.card_${one}`)))));
    },

    /** One line that opens: `line(activity, title, act)` makes those inside. */
    missedLine(screen, line) {
      const lines = missed(screen).map((one) => line(one, one.title, () => app.answerMyself(one)));
      if (!lines.length) return null;
      const details = h("details", {class: "wq-details"}, h("summary", null, app.t("phone.missed")), lines);
      details.open = Boolean(opened.missed);
      details.addEventListener("toggle", () => { opened.missed = details.open; });
      return details;
    },
  };
}
