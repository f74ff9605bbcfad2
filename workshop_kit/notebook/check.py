"""The check of the first page: whether everything that the notebooks need works on this machine."""

import platform
import secrets
from collections.abc import Callable
from pathlib import Path

import anywidget
import traitlets

from .. import __version__, home
from .language import messages, own

_HERE = Path(__file__).parent


class Check(anywidget.AnyWidget):
    """What works here, line by line; `heard` once the page's button has reached Python."""

    _esm = (_HERE / "check.js").read_text("utf-8")
    _css = (_HERE / "check.css").read_text("utf-8")
    words = traitlets.Dict().tag(sync=True)
    lines = traitlets.List().tag(sync=True)
    heard = traitlets.Bool(False).tag(sync=True)

    def __init__(self):
        spoken = messages("study", own())
        words = {name: text for name, text in spoken.items() if name.startswith("check_") or name == "direction"}
        super().__init__(words=words, lines=list(_lines(words)))
        self.on_msg(lambda *_: setattr(self, "heard", True))


def _lines(words: dict):
    yield {"ok": True, "text": words["check_python"].format(version=platform.python_version())}
    yield {"ok": True, "text": words["check_kit"].format(version=__version__)}
    yield {"ok": _works(_load), "text": words["check_words"]}
    yield {"ok": _works(_write), "text": words["check_disk"].format(folder=home.mine() / "me")}


def _load() -> None:
    from ..instrument import load_instrument

    load_instrument("mindset")


def _write() -> None:
    probe = home.mine() / "me" / f".probe-{secrets.token_hex(3)}"
    home.write_atomically(probe, "kept")
    probe.unlink()


def _works(attempt: Callable[[], None]) -> bool:
    try:
        attempt()
    except Exception:
        return False
    return True
