"""Questions made on the spot: one block each, always about the team, in the facilitator's own words.

They make an instrument of their own beside those of the agenda. The few words that are not the facilitator's (yes,
no, the labels of a scale) stand in `data/asked/`, one file a language.
"""

from functools import lru_cache
from pathlib import Path
from typing import Literal

import msgspec

from .. import home
from ..instrument import Activity, Instrument, located
from ..instrument.block import Block, Item, Option, Scale
from ..instrument.messages import direction_of
from ..instrument.raw import Strict
from .extras import Asked
from .options import LONGEST_LINE
from .problems import Problem

INSTRUMENT = "made-on-the-spot"
ITEM = "answer"
MOST = 40  # questions a room
FEWEST_OPTIONS, MOST_OPTIONS, LONGEST_OPTION, LONGEST_TEXT = 2, 12, 80, 200


class Question(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A question to be asked; `options` are those of a `pick`."""

    kind: Literal["yes_no", "scale", "pick", "text"]
    text: str
    options: tuple[str, ...] = ()


class Words(Strict):
    """What the kit says around the facilitator's words."""

    title: str
    yes: str
    no: str
    none: str
    hint: str
    scale: list[str]


def checked(question: Question, id: str, wave: int = 1) -> Asked:
    """The question as it is kept.

    Raises:
        Problem: `invalid-question`, naming all that is wrong.
    """
    text, options = _line(question.text), tuple(map(_line, question.options))
    problems = []
    if not 1 <= len(text) <= LONGEST_LINE:
        problems.append(f"`text`: {len(text)} characters; it takes 1 to {LONGEST_LINE}")
    if question.kind != "pick" and options:
        problems.append(f"`options`: a `{question.kind}` brings its own; leave them out")
    if question.kind == "pick" and not FEWEST_OPTIONS <= len(options) <= MOST_OPTIONS:
        problems.append(f"`options`: {len(options)}; a pick takes {FEWEST_OPTIONS} to {MOST_OPTIONS}")
    if any(not 1 <= len(option) <= LONGEST_OPTION for option in options):
        problems.append(f"`options`: each takes 1 to {LONGEST_OPTION} characters")
    if len(set(options)) < len(options):
        problems.append("`options`: one stands there twice")
    if problems:
        raise Problem(422, "invalid-question", "; ".join(problems), errors=problems)
    return Asked(id, question.kind, text, options, wave)


def instrument_of(asked: tuple[Asked, ...], language: str, form: str) -> Instrument:
    """The instrument that these questions make."""
    words = _words(language)
    return Instrument(
        id=INSTRUMENT,
        version="1",
        form=form,
        language=language,
        languages=(language,),
        direction=direction_of(language),
        title=words.title,
        activities=tuple(_activity(each, words) for each in asked),
        not_applicable=words.none,
    )


def _activity(asked: Asked, words: Words) -> Activity:
    return Activity(
        id=asked.id,
        instrument=INSTRUMENT,
        about="team",
        title=words.title,
        blocks=(_BLOCKS[asked.kind](asked, words),),
        made=True,
    )


def _yes_no(asked: Asked, words: Words) -> Block:
    return Block("pick", (Item(ITEM, asked.text, options=(Option("yes", words.yes), Option("no", words.no))),))


def _scale(asked: Asked, words: Words) -> Block:
    scale = Scale("scale", len(words.scale), False, tuple(words.scale))
    return Block("rating", (Item(ITEM, asked.text),), scale=scale)


def _pick(asked: Asked, words: Words) -> Block:
    options = tuple(Option(f"option_{number}", text) for number, text in enumerate(asked.options, start=1))
    return Block("pick", (Item(ITEM, asked.text, options=options),))


def _text(asked: Asked, words: Words) -> Block:
    return Block("text", (Item(ITEM, asked.text, hint=words.hint),), max_length=LONGEST_TEXT)


_BLOCKS = {"yes_no": _yes_no, "scale": _scale, "pick": _pick, "text": _text}


@lru_cache
def _words(language: str) -> Words:
    return located.read(file_of(language)).to(Words)


def file_of(language: str) -> Path:
    """The words in a language, or in English where there are none."""
    folder = home.data() / "asked"
    own = folder / f"{language}.yaml"
    return own if own.is_file() else folder / "en.yaml"


def _line(text: str) -> str:
    return " ".join(text.split())
