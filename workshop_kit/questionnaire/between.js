// What a page says between the questions of a room: how many have finished, where to sit, what to think about
// meanwhile, and what was asked before somebody came. Beside module.js on a phone, behind it in one text in a notebook:
// so nothing is imported, and the elements are made by the module's own `h`, `s` and `button`. Not one sentence stands
// here.

/** For `options.between` of the questionnaire: the parts of one page, each an element or null. */
export function between(app, {h, s, button}) {
  const {opened} = app;

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
      && !app.state.decisions[one.id] && one.blocks.every(asks) && !app.isComplete(one));
  }

  return {
    tableCard() {
      const drawn = table();
      return drawn && h("section", {class: "wq-card wq-table"}, h(`h${app.level + 1}`, null, drawn), h("p", {class: "wq-small"}, app.t("phone.table_help")));
    },

    /** On what people see while they talk, or look for their place. */
    tableBadge(screen) {
      const drawn = /^(look|reveal|done) /.test(screen.id) && table();
      return drawn && h("p", {class: "wq-badge wq-table"}, drawn);
    },

    /** A seat for each person in the room, filled where somebody has finished. */
    finished(ids) {
      const counts = ids.map((id) => (app.inRoom(id) || {}).finished).filter((n) => n != null);
      if (!counts.length) return [];
      const n = Math.min(...counts);
      const {seats} = app.room;
      if (!seats) return [h("p", {class: "wq-figure"}, app.many("phone.finished_no_seats", n))];
      const dots = seats <= 60 && s("svg", {viewBox: `0 0 ${Math.min(seats, 15) * 20} ${Math.ceil(seats / 15) * 20}`, class: "wq-seats", "aria-hidden": "true"},
        Array.from({length: seats}, (_, index) => s("circle", {cx: (index % 15) * 20 + 10, cy: Math.floor(index / 15) * 20 + 10, r: 6.5, class: index < n ? "wq-on" : "wq-off"})));
      return [h("p", {class: "wq-figure"}, app.many("phone.finished", n, {total: seats})), dots].filter(Boolean);
    },

    /** The question of this step, to think about in silence. */
    meanwhile() {
      const question = app.question();
      return question && h("section", {class: "wq-meanwhile"}, h("p", {class: "wq-small"}, app.t("phone.meanwhile")), app.quote(question));
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

    /** Below a picture that this person is not in: why, and a way to answer for themselves. */
    lateNotice(activity, counted, mine) {
      const {id} = activity;
      const {refused, decisions} = app.state;
      if (counted) return null;
      const complete = app.isComplete(activity);
      const text = refused[id] ? app.refusal(refused[id]) : decisions[id] === "keep" ? null : app.t(complete ? "phone.for_myself" : "phone.not_counted");
      if (!text && mine) return null;
      return h("section", {class: "wq-card wq-late"}, text && h("p", null, text), h("div", {class: "wq-row"},
        !complete && button("wq-small-button wq-strong", app.t("phone.answer_for_myself"), () => app.answerMyself(activity)),
        complete && activity.profile && button("wq-small-button", app.t("phone.see_profile"), () => app.lookAt(activity))));
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
