"""Weeks later: what became of the plan, from when the earlier answers are, and how one remembers that time."""

from datetime import date

from babel.dates import format_date

from ...instrument.messages import Voice
from ..journal import Journal
from ..widgets import Questionnaire
from . import looks, planning
from .asking import OfALook, of_this_look
from .following import follow
from .page import Read, journal, page, paragraph, spoken
from .writing import NEXT, Field, Section, Writing

REVIEW = "plan_review"
LOOKING_BACK = "looking_back"
LEARNED = "learned"


def plan_review() -> Writing:
    """Each line of the plan: did it, partly, not yet; kept as the note `plan_review`, {field: done|partly|not_yet}."""
    return Writing(REVIEW, _review, many=True, empty=lambda voice: voice.say("review_none"), where=looks.at_hand)


def _review(voice: Voice) -> tuple[Section, ...]:
    mine = journal()
    answers = {id: voice.say(f"review_{id}") for id in ("done", "partly", "not_yet")}
    before = _said_before(mine)
    fields = [
        Field(id, label, _last_time(voice, answers.get(before.get(id, ""), "")), options=answers, recalls=text)
        for id, label, text in _lines(voice, mine)
    ]
    if not fields:
        return ()
    hint = _last_time(voice, before.get(LEARNED, "")) or voice.say("review_learned_hint")
    return (Section((*fields, Field(LEARNED, voice.say("review_learned"), hint, 3))),)


def _lines(voice: Voice, mine: Journal):
    """What there is to look at again: the promise as a sentence, then the steps and the rest as they were written, and
    what the look before this one said would be next."""
    kept = mine.notes.get(planning.NOTE)
    texts = kept if isinstance(kept, dict) else {}
    if any(texts.get(field) for field in planning.PROMISE):
        yield "promise", voice.say("review_promise"), planning.sentence(voice, "promise", texts)
    for field in (*planning.STEPS, *planning.MIX):
        if texts.get(field):
            yield field, planning.label(voice, field), texts[field]
    look = looks.current(mine)
    said = mine.notes.get(looks.kept_as(NEXT, look - 1)) if look > looks.SECOND else None
    if isinstance(said, str):
        yield NEXT, voice.say("review_next"), said


def _said_before(mine: Journal) -> dict[str, str]:
    """What the look before said of the same lines: not of those that may have been written anew since."""
    look = looks.current(mine)
    if look == looks.SECOND:
        return {}
    name = looks.kept_as(REVIEW, look - 1)
    kept, reviewed, planned = mine.notes.get(name), mine.changed(name), mine.changed(planning.NOTE)
    said = {id: text for id, text in kept.items() if isinstance(text, str)} if isinstance(kept, dict) else {}
    same = reviewed is not None and planned is not None and planned < reviewed
    return {id: text for id, text in said.items() if id == LEARNED or (same and id != NEXT)}


def _last_time(voice: Voice, said: str) -> str:
    """Isolated: one may write in another direction than one reads."""
    return voice.say("review_last", said=f"\u2068{said}\u2069") if said else ""


def first_time() -> Read:
    """From which day the first answers are, or that there are none yet: before anybody answers forty questions."""
    shown = Read("first time")

    def draw() -> None:
        said, mine = spoken(), journal()
        shown.value = page(paragraph(_earlier(said, mine)), said.language)

    follow("first time", draw)
    return shown


def _earlier(said: Voice, mine: Journal) -> str:
    look, first = looks.current(mine), _first_time(said, looks.answers_of(mine, 1), looks.day_of(mine, 1))
    last = looks.day_of(mine, look - 1) if look > looks.SECOND else None
    told = [first, said.say("last_from", day=_written(said, last)) if last else ""]
    if looks.may_begin(mine):  # said where somebody would else write over what they answered weeks ago
        told.append(said.say("another_above"))
    return " ".join(text for text in told if text)


def _first_time(said: Voice, answers: dict, day: date | None) -> str:
    if not answers:
        return said.say("change_first")
    if day is None:
        return said.say("first_here")
    return said.say("first_from", day=_written(said, day))


def _written(said: Voice, day: date) -> str:
    return format_date(day, "long", locale=said.language)


class LookingBack(OfALook, Questionnaire):
    """Now beside then, as it was remembered in a look."""


def looking_back() -> Questionnaire:
    """Now beside then, as one remembers it: more, as much, less."""
    return of_this_look("looking back", LookingBack("mindset", [LOOKING_BACK]))
