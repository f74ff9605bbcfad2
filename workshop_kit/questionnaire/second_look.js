// What another day adds for the one person who looks back: beside a question what it is about (what was agreed, what
// they set out to do, how they leaned then), and after the month is asked again, what has changed for them. It reads
// what this page kept, or the file that its owner took along; all of it stays here, and nothing is answered for them.
// It imports nothing, as between.js. Not one sentence stands here.

const NAMED = 2;    // steps of a scale; one is within the noise of one person's answer

/** For `options.secondLook` of the questionnaire: the parts of one page, each an element or null. */
export function secondLook(app, {h}) {
  const nameOf = (id) => id.split("@")[0];
  const isEarlier = (one) => (one.wave || 1) < app.doc.wave;
  const small = (text) => h("p", {class: "wq-small"}, text);

  /** What is kept of an activity on the first earlier day that anything is kept of: {activity, answers}, or null. */
  function kept(id) {
    const brought = (app.state.earlier || {}).answers || {};
    for (const activity of app.doc.activities.filter((one) => isEarlier(one) && nameOf(one.id) === nameOf(id))) {
      const own = app.asked(activity);
      const answers = Object.keys(own).length ? own : brought[activity.id] || {};
      if (Object.keys(answers).length) return {activity, answers};
    }
    return null;
  }

  /** What its owner set out to do, line by line: as the file has it, else as it still stands in this page. */
  function commitment() {
    const {own} = app.options;
    const brought = (app.state.earlier || {}).commitment || [];
    return brought.length ? brought : own && own.commitment ? own.commitment(app.doc) : [];
  }

  function agreed() {
    const {action} = app.doc.earlier || {};
    if (!action) return null;
    const said = (key, text) => text && h("span", null, app.rich(key, {text: h("bdi", null, text)}));
    return [small(app.t("phone.recall_action")), h("p", {class: "wq-recalled"}, h("bdi", null, action.what)),
      h("p", {class: "wq-small wq-row"}, said("phone.recall_who", action.who), said("phone.recall_by", action.by))];
  }

  function own(id) {
    if (id === "commitment") return commitment().map((line) => h("p", {class: "wq-recalled", dir: "auto"}, line));
    const then = kept(id);
    if (!then) return [];
    if (then.activity.profile) return [h("p", {class: "wq-recalled"}, app.profileIn(then.activity, then.answers))];
    const said = then.activity.blocks.flatMap((block) => block.items.map((item) => [block, item, then.answers[item.id]]));
    return said.filter(([, , value]) => value != null)
      .map(([block, item, value]) => h("p", {class: "wq-recalled"}, item.text, " ", h("bdi", null, app.inWords(block, item, value))));
  }

  /** How far an answer came: [element of its list, its name, then, now]. */
  function moved(activity, then) {
    const lists = {closer: [], further: [], over: []};
    const now = app.asked(activity);
    let same = 0, label = "";
    for (const block of activity.blocks.filter((one) => one.kind === "rating" && one.scale.ideal)) {
      const middle = (block.scale.points + 1) / 2;
      label = block.scale.labels[middle - 1];
      for (const item of block.items) {
        const [was, is] = [then[item.id], now[item.id]];
        if (was == null || is == null) continue;
        const nearer = Math.abs(was - middle) - Math.abs(is - middle);
        const list = nearer >= NAMED ? lists.closer : nearer <= -NAMED ? lists.further : Math.abs(is - was) >= NAMED ? lists.over : null;
        const facet = app.words(activity).facets[item.facet];
        if (list) list.push([facet ? facet.name : item.text, block.scale.labels[was - 1], block.scale.labels[is - 1]]);
        else same += 1;
      }
    }
    return {lists, same, label};
  }

  function changeCard(activity, then) {
    const {lists, same, label} = moved(activity, then);
    const parts = Object.entries(lists).filter(([, list]) => list.length).map(([id, list]) => [
      h("p", null, h("strong", null, app.t(`phone.since_${id}`, {label}))),
      h("ul", null, list.map(([name, was, is]) => h("li", null, name, " ", h("span", {class: "wq-small"}, app.t("phone.since_then_now", {was, is})))))]);
    if (!parts.length && !same) return null;
    return h("section", {class: "wq-card wq-since"}, app.onlyYou(), app.title(app.t("phone.since_title")), parts,
      same > 0 && h("p", null, parts.length ? app.many("phone.since_same", same) : app.t("phone.since_none")), small(app.t("phone.since_step")));
  }

  return {
    /** Under a question that recalls something: what it is about, or a way to bring it. */
    recall({item}) {
      if (!item.recalls) return null;
      if (item.recalls === "action") return h("div", {class: "wq-card wq-recall"}, agreed());
      const found = own(item.recalls);
      const heading = app.t(item.recalls === "commitment" ? "phone.recall_commitment" : "phone.recall_own");
      return h("div", {class: "wq-card wq-recall"}, app.onlyYou(`${heading} · ${app.t("profile.only_you")}`),
        found.length ? found : [small(app.t("phone.recall_nothing")), app.tools()]);
    },

    /** After an activity that was asked before is answered: what changed for this person, in words. */
    changes(activities) {
      const asked = activities.filter((one) => !isEarlier(one) && app.doc.activities.some((other) => isEarlier(other) && nameOf(other.id) === nameOf(one.id))
        && one.blocks.some((block) => block.kind === "rating" && block.scale.ideal && block.items.some((item) => app.answers(one.id)[item.id] != null)));
      return asked.map((one) => {
        const then = kept(one.id);
        if (then) return changeCard(one, then.answers);
        return app.options.tools ? h("section", {class: "wq-card wq-since"}, app.title(app.t("phone.since_title")), small(app.t("phone.since_nothing")), app.tools()) : null;
      });
    },

    /** In the lobby: what is still here, and a way to bring what is not. */
    greeting() {
      const here = app.activities.some((one) => isEarlier(one) && Object.keys(app.asked(one)).length);
      return [here && h("p", null, app.t("phone.since_here")), app.tools()];
    },
  };
}
