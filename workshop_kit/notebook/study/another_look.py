"""*Look again today*: above the page of the later looks, once the last one is over. Until then nothing is there."""

from pathlib import Path

import anywidget
import traitlets
from babel.dates import format_date

from ...instrument.messages import Voice, direction_of
from ..journal import Journal
from ..widgets import take_over
from . import looks
from .following import changed, follow
from .page import STYLE, journal, spoken

_HERE = Path(__file__).parent


class AnotherLook(anywidget.AnyWidget):
    """A sentence, and a button that begins another look or goes back to the one before."""

    _esm = (_HERE / "another_look.js").read_text("utf-8")
    _css = STYLE

    words = traitlets.Dict().tag(sync=True)
    said = traitlets.Unicode().tag(sync=True)

    def __init__(self):
        take_over(self, ("another look",))
        super().__init__()
        self.on_msg(lambda _, message, __: self._heard(message))
        follow("another look", self._speak)

    def _speak(self) -> None:
        voice = spoken()
        mine = journal()
        text, press, button = _offer(voice, mine)
        around = {"language": voice.language, "direction": direction_of(voice.language), "look": looks.current(mine)}
        self.words = {**around, "text": text, "press": press, "button": button}

    def _heard(self, message: dict) -> None:
        move = {"begin": looks.begin, "back": looks.go_back}.get(message.get("what"))
        if move is None:
            return
        self.said = ""
        try:
            move(journal())
        except OSError:
            self.said = spoken().say("not_kept")
        changed()


def _offer(voice: Voice, mine: Journal) -> tuple[str, str, str]:
    """(sentence, what the button asks for, its label); nothing while there is nothing to choose."""
    look = looks.current(mine)
    if looks.may_begin(mine):
        newer = looks.newer_begun(mine)
        more = "another_newer" if newer else "another_offer" if looks.complete(mine, look) else "another_offer_open"
        text = f"{_dated(voice, mine, look, 'another_last')} {voice.say(more)}"
        return text, "begin", voice.say("another_resume" if newer else "another_begin")
    if looks.may_return(mine):
        return _dated(voice, mine, look - 1, "another_begun"), "back", voice.say("another_back")
    return "", "", ""


def _dated(voice: Voice, mine: Journal, look: int, key: str) -> str:
    day = looks.day_of(mine, look)
    return voice.say(f"{key}_from", day=format_date(day, "long", locale=voice.language)) if day else voice.say(key)


def another_look() -> AnotherLook:
    """A button for another look, once the last one is whole and from an earlier day."""
    return AnotherLook()
