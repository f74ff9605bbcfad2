// Two sliders and a square with one point in it, and the week that goes with them. Only sentences that change are
// written anew; a screen reader hears those, once the hand rests.
const SIDES = ["leadership", "management"];
const REST = 600; // ms

export default { render({ model, el }) {
  // (JupyterLab's keys: see host.js)
  el.addEventListener("focusin", (event) => event.target.setAttribute("data-lm-suppress-shortcuts", "true"));
  const make = (tag, attributes, ...children) => { const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) if (value !== null && value !== false) node.setAttribute(name, value === true ? "" : value);
    node.append(...children); return node; };
  const own = `wk-${Math.random().toString(36).slice(2)}`;
  const amounts = { ...model.get("model").start };
  let resting = null;

  const textOf = (id) => {
    const turns = model.get("model").scenes[id];
    return SIDES.filter((side) => side in turns).reduce((texts, side) => texts[turns[side].filter((place) => amounts[side] >= place).length],
      model.get("story").scenes[id].texts);
  };

  const draw = () => {
    const { scenes, presets } = model.get("model"), story = model.get("story");
    const amountOf = (side) => story.amounts[Math.min(story.amounts.length - 1, Math.floor((amounts[side] / 101) * story.amounts.length))];
    const sliders = {}, said = {}, paragraphs = {};
    const point = make("span", { class: "wk-point" });
    const square = make("div", { class: "wk-square", "aria-hidden": "true" }, point,
      make("span", { class: "wk-axis-x leadership" }, story.leadership), make("span", { class: "wk-axis-y management" }, story.management));
    const heard = make("p", { class: "wk-hidden", role: "status" });

    const show = () => {
      const fresh = [];
      for (const side of SIDES) {
        sliders[side].value = amounts[side];
        sliders[side].setAttribute("aria-valuetext", amountOf(side));
        sliders[side].style.setProperty("--at", `${amounts[side]}%`);
        said[side].textContent = amountOf(side);
      }
      point.style.left = `${amounts.leadership}%`;
      point.style.bottom = `${amounts.management}%`;
      for (const id of Object.keys(scenes)) {
        const text = textOf(id);
        if (paragraphs[id].textContent === text) continue;
        if (paragraphs[id].textContent) fresh.push(`${story.scenes[id].title}: ${text}`);
        paragraphs[id].textContent = text;
        paragraphs[id].classList.remove("wk-fresh");
        void paragraphs[id].offsetWidth; // so that the same mark runs again
        paragraphs[id].classList.add("wk-fresh");
      }
      if (!fresh.length) return;
      clearTimeout(resting);
      resting = setTimeout(() => { heard.textContent = fresh.join(" "); }, REST);
    };
    const sliderOf = (side) => {
      const id = `${own}-${side}`;
      const slider = sliders[side] = make("input", { type: "range", id, min: 0, max: 100, step: 2, class: `wk-slider ${side}` });
      slider.addEventListener("input", () => { amounts[side] = Number(slider.value); show(); });
      said[side] = make("span", { class: "quiet", "aria-hidden": "true" });
      return make("div", { class: "wk-slide" }, make("p", {}, make("label", { for: id, class: `wk-label ${side}` }, story[side]), said[side]), slider);
    };
    const grab = (event) => {
      const box = square.getBoundingClientRect();
      const share = (value) => Math.round(Math.max(0, Math.min(1, value)) * 100);
      amounts.leadership = share((event.clientX - box.left) / box.width);
      amounts.management = share((box.bottom - event.clientY) / box.height);
      show();
    };
    square.addEventListener("pointerdown", (event) => { square.setPointerCapture(event.pointerId); grab(event); });
    square.addEventListener("pointermove", (event) => { if (square.hasPointerCapture(event.pointerId)) grab(event); });

    const tries = Object.entries(presets).map(([id, wanted]) => {
      const button = make("button", { type: "button", class: "wk-chip wk-try" }, story.presets[id]);
      button.addEventListener("click", () => { Object.assign(amounts, wanted); show(); });
      return button;
    });
    const week = Object.keys(scenes).flatMap((id) => [make("dt", {}, story.scenes[id].title), paragraphs[id] = make("dd", {})]);
    el.replaceChildren(make("div", { class: "wk-card wk-explorer", dir: story.direction, lang: story.language },
      make("h3", { class: "wk-card-title" }, story.title), make("p", { class: "wk-help" }, story.help),
      make("div", { class: "wk-controls" }, make("div", { class: "wk-slides" }, ...SIDES.map(sliderOf)), square),
      make("dl", { class: "wk-week" }, ...week),
      make("div", { class: "wk-tries" }, make("p", { class: "wk-label" }, story.try), make("div", { class: "wk-row" }, ...tries)), heard));
    show();
  };
  model.on("change:story", draw);
  draw();
  return () => { clearTimeout(resting); model.off("change:story", draw); };
} };
