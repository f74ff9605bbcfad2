"""Fields for the learner's own words (or for one of a few answers), kept in the journal while they are filled in."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import anywidget
import traitlets

from ...instrument.messages import Voice, direction_of
from ..journal import Journal
from ..widgets import take_over
from . import looks
from .following import changed, follow
from .page import STYLE, journal, spoken

_HERE = Path(__file__).parent
NEXT = "next"
LONGEST, LONGEST_OF_MANY = 400, 200  # characters of a field: with all of them full it is one sheet to print


@dataclass(frozen=True)
class Field:
    """One thing to fill in: a text of about so many lines, or a choice among `options` {id: text}.

    `recalls` is what the learner wrote elsewhere and sees again above the field.
    """

    id: str
    label: str
    hint: str = ""
    lines: int = 1
    options: dict[str, str] | None = None
    recalls: str = ""


@dataclass(frozen=True)
class Section:
    """Fields that belong together; `sentence` holds their ids in braces and is shown filled in."""

    fields: tuple[Field, ...]
    title: str = ""
    help: str = ""
    sentence: str = ""


class Writing(anywidget.AnyWidget):
    """Sections of fields whose texts are one note of the journal.

    Args:
        note: its name.
        sections: what there is to fill in, in a language.
        many: the note is `{field id: text}`; else it is the text of the one field.
        empty: a sentence for the time that there is nothing to fill in.
        where: under which name a journal keeps the note now (None: its own).
    """

    _esm = (_HERE / "writing.js").read_text("utf-8")
    _css = STYLE

    words = traitlets.Dict().tag(sync=True)
    sections = traitlets.List().tag(sync=True)
    texts = traitlets.Dict().tag(sync=True)
    said = traitlets.Unicode().tag(sync=True)

    def __init__(
        self,
        note: str,
        sections: Callable[[Voice], tuple[Section, ...]],
        many: bool = False,
        empty: Callable[[Voice], str] = lambda voice: "",
        where: Callable[[str, Journal], str] = lambda note, mine: note,
    ):
        self.note, self.many, self._sections, self._empty, self._where = note, many, sections, empty, where
        self.place = where(note, journal())
        take_over(self, ("writing", note))
        super().__init__(texts=self._kept())
        self.on_msg(lambda _, message, __: self._heard(message))
        follow(f"writing {note}", self._speak)

    @property
    def longest(self) -> int:
        """Characters that one field takes."""
        return LONGEST_OF_MANY if self.many else LONGEST

    def _speak(self) -> None:
        voice, place = spoken(), self._where(self.note, journal())
        moved, self.place = place != self.place, place
        direction = direction_of(voice.language)
        kept = voice.say("kept")
        said = {"kept": kept, "empty": self._empty(voice), "longest": self.longest}
        self.words = {"language": voice.language, "direction": direction, **said}
        self.sections = [asdict(section) for section in self._sections(voice)]
        if moved:
            self.texts = self._kept()
            self.send({"again": True})

    def _kept(self) -> dict[str, str]:
        """What the journal holds of it, as texts."""
        found = journal().notes.get(self.place)
        if self.many:
            texts = found.items() if isinstance(found, dict) else ()
            return {field: text for field, text in texts if isinstance(text, str)}
        return {self.note: found} if isinstance(found, str) else {}

    def _heard(self, message: dict) -> None:
        if message.get("what") == "save":
            self.keep(str(message.get("field")), str(message.get("text", "")))

    def keep(self, field: str, text: str) -> None:
        """Keep what stands in a field now; an empty one is removed."""
        if field not in {one["id"] for section in self.sections for one in section["fields"]}:
            return
        texts = {name: kept for name, kept in {**self._kept(), field: text[: self.longest]}.items() if kept.strip()}
        try:
            journal().note(self.place, (texts if self.many else texts.get(field)) or None)
            self.said = ""
        except OSError:
            self.said = spoken().say("not_kept")
        self.texts = texts
        changed()


def definition() -> Writing:
    """The learner's own definition."""
    return _one("definition", 3)


def corrections() -> Writing:
    """What the learner would correct in the picture."""
    return _one("corrections", 3)


def try_one() -> Writing:
    """One thing to try by example."""
    return _one("try", 2)


def what_next() -> Writing:
    """What comes after this look."""
    return _one(NEXT, 2, looks.at_hand)


def _one(note: str, lines: int, where: Callable[[str, Journal], str] = lambda note, mine: note) -> Writing:
    def sections(voice: Voice) -> tuple[Section, ...]:
        return (Section((Field(note, voice.say(f"{note}_label"), voice.say(f"{note}_hint"), lines),)),)

    return Writing(note, sections, where=where)
