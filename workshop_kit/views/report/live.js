// Figures come alive. The drawing stands until somebody asks to look closer; plotly waits in this page, packed, and runs
// at the first time that it is wanted. Nothing is fetched.
(() => {
  if (!("DecompressionStream" in window)) return;   // an older browser shows the drawings
  let waking = null;
  const IN_PIXELS = new Set(["size", "width", "height", "l", "r", "t", "b", "pad", "borderpad", "xshift", "yshift"]);
  const open = new Map();   // figures that are alive, with what draws them again

  const wake = () => waking ??= unpack();

  async function unpack() {
    const letters = atob(document.getElementById("plotly").textContent);
    const packed = new Blob([Uint8Array.from(letters, (letter) => letter.charCodeAt(0))]);
    const script = document.createElement("script");
    script.textContent = await new Response(packed.stream().pipeThrough(new DecompressionStream("deflate-raw"))).text();
    document.head.append(script);
  }

  /** The same picture, smaller or larger as a whole: sizes in pixels change, values stay. */
  function scaled(thing, factor, name) {
    if (Array.isArray(thing)) return thing.map((each) => scaled(each, factor, name));
    if (thing && typeof thing === "object") {
      return Object.fromEntries(Object.entries(thing).map(([key, value]) => [key, scaled(value, factor, key)]));
    }
    return typeof thing === "number" && IN_PIXELS.has(name) ? thing * factor : thing;
  }

  /** What a value says of itself, in lines that a phone can hold; an interval stays whole. */
  function wrapped(text, letters) {
    const lines = [""];
    const whole = text.replace(/\([^()]{1,24}\)| = /g, (part) => part.replaceAll(" ", "\u00a0"));
    for (const word of whole.replaceAll("<br>", " <br> ").split(" ")) {
      if (word === "<br>") lines.push("");
      else if (`${lines.at(-1)} ${word}`.length > letters && lines.at(-1)) lines.push(word);
      else lines.push(`${lines.pop()} ${word}`.trim());
    }
    return lines.join("<br>");
  }

  function draw(figure, place) {
    const {data, layout} = JSON.parse(figure.querySelector("script").textContent);
    const small = scaled({data, layout}, place.clientWidth / layout.width);
    const letters = Math.max(20, Math.floor(place.clientWidth / 9));
    for (const trace of small.data) trace.hovertext = trace.hovertext?.map((text) => wrapped(text, letters));
    return window.Plotly.react(place, small.data, {...small.layout, hovermode: "closest", hoverlabel: {font: {size: 14}}},
      {displayModeBar: false, doubleClick: false});
  }

  async function lookCloser(figure, button) {
    if (button.ariaBusy === "true") return;
    button.ariaBusy = "true";
    await wake();
    button.ariaBusy = "false";
    const still = figure.querySelector(":scope > svg");
    const place = document.createElement("div");
    place.className = "alive";
    place.setAttribute("role", "img");
    place.setAttribute("aria-label", still.getAttribute("aria-label"));
    still.before(place);
    draw(figure, place);
    figure.classList.add("closer-now");
    button.setAttribute("aria-pressed", "true");
    open.set(figure, () => draw(figure, place));
  }

  function stepBack(figure, button) {
    const place = figure.querySelector(".alive");
    window.Plotly.purge(place);
    place.remove();
    figure.classList.remove("closer-now");
    button.setAttribute("aria-pressed", "false");
    open.delete(figure);
  }

  for (const button of document.querySelectorAll("button.closer")) {
    const figure = button.closest("figure");
    button.hidden = false;
    button.addEventListener("pointerenter", wake, {once: true});
    button.addEventListener("focus", wake, {once: true});
    button.addEventListener("click", () => (open.has(figure) ? stepBack : lookCloser)(figure, button));
  }

  let again = 0;
  addEventListener("resize", () => {
    clearTimeout(again);
    again = setTimeout(() => open.forEach((redraw) => redraw()), 200);
  });
})();
