"""A piece of a page that is read: sentences about one's own answers, as HTML of one look."""

import html
from collections.abc import Iterable
from pathlib import Path

import anywidget
import traitlets

from ...instrument import Instrument, load_instrument
from ...instrument.messages import Voice, direction_of, preferred, spoken_languages, voice
from ..journal import Journal
from ..language import own
from ..widgets import take_over

_HERE = Path(__file__).parent
STYLE = (_HERE / "study.css").read_text("utf-8")


class Read(anywidget.AnyWidget):
    """HTML that the kernel writes (`value`) and the page shows; whoever writes it escapes what people typed."""

    _esm = (_HERE / "read.js").read_text("utf-8")
    _css = STYLE

    value = traitlets.Unicode().tag(sync=True)

    def __init__(self, name: str):
        take_over(self, ("read", name))
        super().__init__()


def spoken(*sections: str) -> Voice:
    """The learner's own language, as the study pages speak it, with further sections of the messages."""
    return voice(preferred(spoken_languages(), [own()]), *sections, "study")


def instrument(form: str = "full") -> Instrument:
    """The kit's own instrument in the learner's language, or in English where it has none in that."""
    return load_instrument("mindset", spoken().language, form)


def journal() -> Journal:
    return Journal()


def paragraph(text: str, look: str = "") -> str:
    """One paragraph of plain text."""
    return f"<p class='{look}'>{html.escape(text)}</p>" if look else f"<p>{html.escape(text)}</p>"


def quote(text: str) -> str:
    """What the learner typed, in whatever direction they wrote it."""
    return f"<blockquote><p dir='auto'>{html.escape(text)}</p></blockquote>"


def listed(texts: Iterable[str]) -> str:
    """A list of plain texts; nothing where there are none."""
    items = "".join(f"<li>{html.escape(text)}</li>" for text in texts)
    return f"<ul>{items}</ul>" if items else ""


def page(inner: str, language: str) -> str:
    """The piece as a whole."""
    return f"<div class='wk-words' lang='{language}' dir='{direction_of(language)}'>{inner}</div>"
