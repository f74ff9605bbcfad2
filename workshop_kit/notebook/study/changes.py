"""What has changed beyond the noise: since the first time and, from the third look on, since the last time as well.

For dimensions only. The more is held side by side, the stricter it is looked at.
"""

import html
from dataclasses import dataclass, replace
from datetime import date
from math import sqrt
from statistics import NormalDist

from babel.dates import format_date

from ...instrument import Instrument
from ...instrument.messages import Voice
from ...measure.change import Change, reliable_change
from ...measure.profile import dimension_errors, with_lens
from ...measure.profile import profile as profile_of
from ..journal import Journal
from . import looks
from .following import follow
from .looking_again import LOOKING_BACK
from .looks import ACTIVITY
from .page import Read, instrument, journal, listed, page, paragraph, spoken
from .profile_figure import change_figure, change_rows

FALSE_CALLS = 0.1  # of all that is compared on the page, together: one person in ten reads of a change that is none
Forms = tuple[Instrument, ...]


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
    return [_compare(*pair, scores, errors, bound(len(there))) for pair in there]


def _compare(dimension: str, lens: str, scores: list, errors: list, sure: float) -> Compared:
    id = with_lens(dimension, lens)
    before, after = (side[id] for side in scores)
    error = sqrt(sum(side[id] ** 2 for side in errors) / 2)
    # A spread with no reliability in it is all error: so the index takes this person's own.
    return Compared(dimension, lens, before, after, reliable_change(before, after, error, 0.0), sure)


def bound(number: int) -> float:
    """The index beyond which one of so many comparisons is called a change."""
    return NormalDist().inv_cdf(1 - FALSE_CALLS / (2 * max(1, number)))


def beside(earlier: list[dict], after: dict, forms: Forms) -> list[tuple[Instrument, list[Compared]]]:
    """Each of some earlier looks beside the one at hand, in the form in which they share most; all under one bound."""
    found = [_fullest(before, after, forms) for before in earlier]
    sure = bound(sum(len(each) for _, each in found))
    return [(known, [replace(one, sure=sure) for one in each]) for known, each in found]


def _fullest(before: dict, after: dict, forms: Forms) -> tuple[Instrument, list[Compared]]:
    pairs = ((known, compared(before, after, known)) for known in forms)
    return max(pairs, key=lambda pair: len(pair[1]))


def change() -> Read:
    """What has changed and what is within the noise, in words and drawn; it follows the assessment of this look."""
    shown = Read("change")

    def draw() -> None:
        said = spoken()
        shown.value = page(_written(said, journal()), said.language)

    follow("change", draw)
    return shown


def _written(said: Voice, mine: Journal) -> str:
    forms, look = (instrument("full"), instrument("short")), looks.current(mine)
    after = looks.answers_of(mine, look)
    if look == looks.SECOND:  # for most people there is one later look, and one time to hold it beside
        ((known, found),) = beside([looks.answers_of(mine, 1)], after, forms)
        if not found:
            return paragraph(said.say("change_wait" if looks.answers_of(mine, 1) else "change_first"), "quiet")
        return _told(said, known, found) + _note(said, found) + change_figure(found, known, said) + _back(said, mine)
    times = [("first", 1), *_last(mine, after, forms)]
    sides = beside([looks.answers_of(mine, each) for _, each in times], after, forms)
    parts = [
        f"{_since(said, since, looks.day_of(mine, each))}{_told(said, known, found, since)}"
        f"{change_rows(found, known, said)}"
        for (since, each), (known, found) in zip(times, sides, strict=True)
        if found
    ]
    if not parts:
        return paragraph(said.say("change_wait_again"), "quiet")
    noise = paragraph(said.say("figure_note_change_since"), "quiet")
    return "".join(parts) + noise + _note(said, [one for _, found in sides for one in found]) + _back(said, mine)


def _last(mine: Journal, after: dict, forms: Forms) -> list[tuple[str, int]]:
    """The latest look between the first and this one that has something to compare with."""
    between = range(looks.current(mine) - 1, 1, -1)
    return [("last", each) for each in between if _fullest(looks.answers_of(mine, each), after, forms)[1]][:1]


def _since(said: Voice, since: str, day: date | None) -> str:
    """The heading of what one earlier time is held beside."""
    title = said.say(f"since_{since}")
    dated = f"{title} · {format_date(day, 'long', locale=said.language)}" if day else title
    return f"<h3>{html.escape(dated)}</h3>"


def _told(said: Voice, known: Instrument, found: list[Compared], since: str = "first") -> str:
    moved = [_moved(said, known, one, since) for one in found if one.call != "close"]
    return "".join(moved) or f"<p class='big'>{html.escape(said.say('change_none'))}</p>"


def _note(said: Voice, found: list[Compared]) -> str:
    return paragraph(said.say("change_note", needed=said.number(max(one.needed for one in found))), "quiet")


def _back(said: Voice, mine: Journal) -> str:
    """What the learner says on looking back, beside it."""
    found = listed(_looked_back(said, mine))
    heading = f"<h3>{html.escape(said.say('back_title'))}</h3>"
    return heading + found + paragraph(said.say("change_harder")) if found else ""


def _moved(said: Voice, known: Instrument, one: Compared, since: str) -> str:
    """A change beyond the noise, as a sentence."""
    dimension = next(each for each in known.dimensions if each.id == one.dimension)
    name = f"<b class={dimension.id}>{html.escape(said.in_sentence(dimension.name))}</b>"
    lens = html.escape(known.lens(one.lens).name)
    key = f"change_{one.call}" if since == "first" else f"change_{one.call}_{since}"
    sentence = html.escape(said.say(key, lens="{lens}", dimension="{dimension}"))
    return f"<p class='big'>{sentence.replace('{lens}', lens).replace('{dimension}', name)}</p>"


def _looked_back(said: Voice, mine: Journal) -> list[str]:
    """What the learner said in this look on looking back, as they said it."""
    known, given = instrument(), mine.answers.get(looks.at_hand(LOOKING_BACK, mine), {})
    names = {one.id: one.name for one in known.dimensions}
    items = [item for block in known.activity(LOOKING_BACK).blocks for item in block.items]
    return [
        said.say("back_said", dimension=names.get(item.id, item.text), said=option.text)
        for item in items
        for option in item.options
        if option.id in (given.get(item.id) or [])
    ]
