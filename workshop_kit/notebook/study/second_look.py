"""Weeks later: what became of the plan, and what has changed beyond the noise. For dimensions only."""

import html
from dataclasses import dataclass
from datetime import date
from math import sqrt
from statistics import NormalDist

from babel.dates import format_date

from ...instrument import Instrument
from ...instrument.messages import Voice
from ...measure.change import Change, reliable_change
from ...measure.profile import dimension_errors, with_lens
from ...measure.profile import profile as profile_of
from ..widgets import Questionnaire
from . import planning
from .asking import ACTIVITY, SECOND, _followed
from .following import follow
from .page import Read, instrument, journal, listed, page, paragraph, spoken
from .profile_figure import change_figure
from .writing import Field, Section, Writing

REVIEW = "plan_review"
LOOKING_BACK = "looking_back"
FALSE_CALLS = 0.1  # of all that is compared, together: one person in ten reads of a change that is none


def plan_review() -> Writing:
    """Each line of the plan: did it, partly, not yet; kept as the note `plan_review`, {field: done|partly|not_yet}."""
    return Writing(REVIEW, _review, many=True, empty=lambda voice: voice.say("review_none"))


def _review(voice: Voice) -> tuple[Section, ...]:
    kept = journal().notes.get(planning.NOTE)
    texts = kept if isinstance(kept, dict) else {}
    answers = {id: voice.say(f"review_{id}") for id in ("done", "partly", "not_yet")}
    fields = [Field(id, label, options=answers, recalls=text) for id, label, text in _lines(voice, texts)]
    if not fields:
        return ()
    learned = Field("learned", voice.say("review_learned"), voice.say("review_learned_hint"), 3)
    return (Section((*fields, learned)),)


def _lines(voice: Voice, texts: dict[str, str]):
    """What there is to look at again: the promise as a sentence, then the steps and the rest as they were written."""
    if any(texts.get(field) for field in planning.PROMISE):
        yield "promise", voice.say("review_promise"), planning.sentence(voice, "promise", texts)
    for field in (*planning.STEPS, *planning.MIX):
        if texts.get(field):
            yield field, planning.label(voice, field), texts[field]


def first_time() -> Read:
    """From which day the first answers are, or that there are none yet: before anybody answers forty questions."""
    shown = Read("first time")

    def draw() -> None:
        said, mine = spoken(), journal()
        shown.value = page(
            paragraph(_first_time(said, mine.answers.get(ACTIVITY), mine.changed(ACTIVITY))), said.language
        )

    follow("first time", draw)
    return shown


def _first_time(said: Voice, answers: dict | None, day: date | None) -> str:
    if not answers:
        return said.say("change_first")
    if day is None:
        return said.say("first_here")
    return said.say("first_from", day=format_date(day, "long", locale=said.language))


def looking_back() -> Questionnaire:
    """Now beside then, as one remembers it: more, as much, less."""
    return _followed(Questionnaire("mindset", [LOOKING_BACK]))


@dataclass(frozen=True)
class Compared:
    """One dimension under one lens, at both times (0 to 100): `sure` is the index beyond which a change is named."""

    dimension: str
    lens: str
    before: float
    after: float
    change: Change
    sure: float

    @property
    def call(self) -> str:
        """up, down or close."""
        index = self.change.value
        return "close" if abs(index) <= self.sure else "up" if index > 0 else "down"

    @property
    def needed(self) -> float:
        """The smallest change in points that is named."""
        return self.sure * self.error * sqrt(2)

    @property
    def error(self) -> float:
        """The standard error of one of the two scores, in points."""
        return abs(self.change.needed / 1.96 / sqrt(2))


def compared(before: dict, after: dict, known: Instrument) -> list[Compared]:
    """What both times can be compared in: on the answers that were given both times.

    The error of a score is the person's own at both times together, or the assumed one if that is larger; the index is
    that of `reliable_change`. As several are looked at, each has to pass a stricter bound than 1.96 (Bonferroni), so
    that someone whom nothing has changed reads of a change once in ten times at most.
    """
    keys = known.activity(ACTIVITY).keys
    both = [key for key in keys if before.get(key) is not None and after.get(key) is not None]
    sides = [{key: given[key] for key in both} for given in (before, after)]
    scores = [profile_of(side, known, ACTIVITY).dimensions for side in sides]
    errors = [dimension_errors(side, known, ACTIVITY) for side in sides]
    pairs = [(dimension.id, lens.id) for lens in known.lenses for dimension in known.dimensions]
    there = [pair for pair in pairs if with_lens(*pair) in scores[0].keys() & scores[1].keys()]
    sure = NormalDist().inv_cdf(1 - FALSE_CALLS / (2 * max(1, len(there))))
    return [_compare(*pair, scores, errors, sure) for pair in there]


def _compare(dimension: str, lens: str, scores: list, errors: list, sure: float) -> Compared:
    id = with_lens(dimension, lens)
    before, after = (side[id] for side in scores)
    error = sqrt(sum(side[id] ** 2 for side in errors) / 2)
    # A spread with no reliability in it is all error: so the index takes this person's own.
    return Compared(dimension, lens, before, after, reliable_change(before, after, error, 0.0), sure)


def change() -> Read:
    """What has changed and what is within the noise, in words and drawn; it follows the second assessment."""
    shown = Read("change")

    def draw() -> None:
        said = spoken()
        known, found = _both()
        shown.value = page(_written(said, known, found), said.language)

    follow("change", draw)
    return shown


def _both() -> tuple[Instrument, list[Compared]]:
    kept = journal().answers
    before, after = kept.get(ACTIVITY, {}), kept.get(f"{ACTIVITY}{SECOND}", {})
    forms = [(known, compared(before, after, known)) for known in (instrument("full"), instrument("short"))]
    return max(forms, key=lambda pair: len(pair[1]))


def _written(said: Voice, known: Instrument, found: list[Compared]) -> str:
    kept = journal().answers
    if not found:
        return paragraph(said.say("change_wait" if kept.get(ACTIVITY) else "change_first"), "quiet")
    moved = [_moved(said, known, one) for one in found if one.call != "close"]
    head = "".join(moved) or f"<p class='big'>{html.escape(said.say('change_none'))}</p>"
    note = paragraph(said.say("change_note", needed=said.number(max(one.needed for one in found))), "quiet")
    return head + note + change_figure(found, known, said) + _back(said, known)


def _back(said: Voice, known: Instrument) -> str:
    """What the learner says on looking back, beside it."""
    found = listed(_looked_back(said, known))
    heading = f"<h3>{html.escape(said.say('back_title'))}</h3>"
    return heading + found + paragraph(said.say("change_harder")) if found else ""


def _moved(said: Voice, known: Instrument, one: Compared) -> str:
    """A change beyond the noise, as a sentence."""
    dimension = next(each for each in known.dimensions if each.id == one.dimension)
    name = f"<b class={dimension.id}>{html.escape(said.in_sentence(dimension.name))}</b>"
    lens = html.escape(known.lens(one.lens).name)
    sentence = html.escape(said.say(f"change_{one.call}", lens="{lens}", dimension="{dimension}"))
    return f"<p class='big'>{sentence.replace('{lens}', lens).replace('{dimension}', name)}</p>"


def _looked_back(said: Voice, known: Instrument) -> list[str]:
    """What the learner said on looking back, as they said it."""
    given = journal().answers.get(LOOKING_BACK, {})
    names = {one.id: one.name for one in known.dimensions}
    items = [item for block in known.activity(LOOKING_BACK).blocks for item in block.items]
    return [
        said.say("back_said", dimension=names.get(item.id, item.text), said=option.text)
        for item in items
        for option in item.options
        if option.id in (given.get(item.id) or [])
    ]
