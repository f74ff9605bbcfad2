"""The check of the first page: whether everything that the notebooks need works on this machine."""

import platform
import secrets
from collections.abc import Callable

import anywidget
import traitlets

from .. import __version__, home
from .widgets import messages

_ESM = """
export default { render({ model, el }) {
  // (JupyterLab's keys: see host.js)
  const quiet = (event) => event.target.setAttribute("data-lm-suppress-shortcuts", "true");
  el.addEventListener("focusin", quiet);
  const make = (tag, name, ...children) => { const node = document.createElement(tag); node.className = name; node.append(...children); return node; };
  const draw = () => {
    const words = model.get("words"), lines = model.get("lines"), heard = model.get("heard");
    const all = [...lines, { ok: heard, text: heard ? words.check_pressed : "" }].filter((line) => line.text);
    const list = make("ul", "wk-check-list", ...all.map((line) => make("li", line.ok ? "wk-ok" : "wk-bad",
      Object.assign(make("span", "wk-mark", line.ok ? "✓" : "✗"), { ariaHidden: "true" }), line.text)));
    const said = make("p", "wk-check-said", lines.some((line) => !line.ok) ? words.check_bad : heard ? words.check_ok : "");
    said.setAttribute("role", "status");
    const press = make("button", "wk-go", words.check_press);
    press.type = "button";
    press.onclick = () => model.send({ what: "press" });
    el.replaceChildren(make("div", "wk-check", make("h3", "wk-check-title", words.check_title), list, ...(heard ? [] : [press]), said));
  };
  model.on("change:heard", draw);
  draw();
  return () => model.off("change:heard", draw);
} };
"""

_CSS = """
.wk-check { font: 400 16px/1.5 Inter, system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; color: #1C2331; background: #fff;
  border: 1px solid #E0DACD; border-radius: 16px; padding: 22px 26px; max-width: 34rem; margin: 4px 2px; }
.wk-check-title { margin: 0 0 10px; font-size: 20px; letter-spacing: -.01em; }
.wk-check-list { list-style: none; margin: 0 0 14px; padding: 0; overflow-wrap: anywhere; }
.wk-check-list li { display: flex; gap: 10px; padding: 3px 0; }
.wk-mark { font-weight: 700; color: #1E5E8C; } .wk-bad .wk-mark { color: #B5471D; }
.wk-check .wk-go { font: inherit; font-weight: 600; color: #fff; background: #1C2331; border: 0; border-radius: 10px; padding: 10px 22px; cursor: pointer; }
.wk-check .wk-go:focus-visible { outline: 3px solid #1E5E8C; outline-offset: 2px; }
.wk-check-said { margin: 10px 0 0; font-weight: 600; min-height: 1.5em; }
"""


class Check(anywidget.AnyWidget):
    """What works here, line by line; `heard` once the page's button has reached Python."""

    _esm = _ESM
    _css = _CSS
    words = traitlets.Dict().tag(sync=True)
    lines = traitlets.List().tag(sync=True)
    heard = traitlets.Bool(False).tag(sync=True)

    def __init__(self):
        words = {name: text for name, text in messages("study").items() if name.startswith("check_")}
        super().__init__(words=words, lines=list(_lines(words)))
        self.on_msg(lambda *_: setattr(self, "heard", True))


def _lines(words: dict):
    yield {"ok": True, "text": words["check_python"].format(version=platform.python_version())}
    yield {"ok": True, "text": words["check_kit"].format(version=__version__)}
    yield {"ok": _works(_load), "text": words["check_words"]}
    yield {"ok": _works(_write), "text": words["check_disk"].format(folder=home.root() / "me")}


def _load() -> None:
    from ..instrument import load_instrument

    load_instrument("mindset")


def _write() -> None:
    probe = home.root() / "me" / f".probe-{secrets.token_hex(3)}"
    home.write_atomically(probe, "kept")
    probe.unlink()


def _works(attempt: Callable[[], None]) -> bool:
    try:
        attempt()
    except Exception:
        return False
    return True
