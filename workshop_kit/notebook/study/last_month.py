"""The own team's last month as one person saw it, and the distance to what this person brings.

A single rating is repeated as it was given. Of a dimension something is said only where its facets agree beyond
chance; of a facet that somebody brings, only where it stands out in the own profile.
"""

import html
from dataclasses import dataclass
from math import sqrt
from statistics import fmean, stdev

from ...instrument import Instrument
from ...instrument.messages import Voice
from ...instrument.model import Dimension
from ...measure.estimate import t_quantile
from .following import follow
from .page import Read, instrument, journal, listed, page, paragraph, spoken
from .recalled import own_profile

ACTIVITY = "our_month"
FACETS = "facets"
SURE = 0.975  # two dimensions are looked at: one false call in ten for both together


@dataclass(frozen=True)
class Side:
    """One dimension in the team's month: steps from "about right", −2 (far too little) to 2, give or take `band`."""

    dimension: Dimension
    mean: float
    band: float

    @property
    def call(self) -> str:
        """little, much or close."""
        return "little" if self.mean < -self.band else "much" if self.mean > self.band else "close"


def steps(answers: dict) -> dict[str, int]:
    """{facet: −2 … 2} of what was rated; *I cannot say* is left out."""
    items = instrument().activity(ACTIVITY).blocks[0].items
    return {item.facet: answers[item.id] - 3 for item in items if isinstance(answers.get(item.id), int)}


def side_of(dimension: Dimension, rated: dict[str, int], assumed_se: float) -> Side | None:
    """What the ratings of a dimension's facets say together; None where too few were rated.

    Args:
        assumed_se: the least standard error of their mean, in points of 100 (four steps).
    """
    values = [rated[facet] for facet in dimension.facets if facet in rated]
    if len(values) < dimension.needed:
        return None
    error = max(stdev(values) / sqrt(len(values)), assumed_se / 100 * 4)
    return Side(dimension, fmean(values), t_quantile(len(values) - 1, SURE) * error)


def month() -> Read:
    """The month in words and a picture, and beside it what the learner brings."""
    shown = Read("month")

    def draw() -> None:
        voice, known = spoken(), instrument()
        shown.value = page(_written(voice, known), voice.language)

    follow("month", draw)
    return shown


def _written(voice: Voice, known: Instrument) -> str:
    rated = steps(journal().answers.get(ACTIVITY, {}))
    found = [side_of(dimension, rated, known.assumed.se) for dimension in known.dimensions]
    sides = [side for side in found if side is not None]
    if not sides:
        return paragraph(voice.say("month_wait"), "quiet")
    calls = [f"<p class='big'>{_called(voice, side)}</p>" for side in sides]
    head = f"<h3>{html.escape(voice.say('distance_title'))}</h3>"
    distance = "".join(paragraph(text) for text in distances(voice, known, rated, sides))
    seen = _picture(voice, known, rated) + listed(signs(voice, known))
    return "".join([*calls, paragraph(voice.say("month_one"), "quiet"), seen, head, distance])


def _called(voice: Voice, side: Side) -> str:
    sentence = html.escape(voice.say(f"month_{side.call}", dimension="{}"))
    name = html.escape(voice.in_sentence(side.dimension.name))
    return sentence.replace("{}", f"<b class={side.dimension.id}>{name}</b>")


def _picture(voice: Voice, known: Instrument, rated: dict[str, int]) -> str:
    """Each facet on its line from too little to too much: the ratings as they were given."""
    labels = known.activity(ACTIVITY).blocks[0].scale.labels
    rows = []
    for dimension in known.dimensions:
        for id in dimension.facets:
            if id in rated:
                name, said = known.facet(id).short, labels[rated[id] + 2]
                dots = "".join(f"<i class='{'on' if step == rated[id] else ''}'></i>" for step in range(-2, 3))
                rows.append(
                    f"<tr class='{dimension.id}'><th scope='row'>{html.escape(name)}</th>"
                    f"<td class='wk-dots' aria-hidden='true'>{dots}</td><td>{html.escape(said)}</td></tr>"
                )
    return f"<table class='wk-month'><caption>{html.escape(voice.say('month_said'))}</caption>{''.join(rows)}</table>"


def signs(voice: Voice, known: Instrument) -> list[str]:
    """How often the signs of a month were seen, as it was said."""
    given = journal().answers.get(ACTIVITY, {})
    block = known.activity(ACTIVITY).blocks[1]
    told = {item.text.rstrip("."): given[item.id] for item in block.items if isinstance(given.get(item.id), int)}
    return [voice.say("back_said", dimension=text, said=block.scale.labels[said - 1]) for text, said in told.items()]


def distances(voice: Voice, known: Instrument, rated: dict[str, int], sides: list[Side]) -> list[str]:
    """What lies between the month and what the learner brings, in sentences."""
    found = own_profile()
    if found is None:
        return [voice.say("distance_none")]
    lens = known.lenses[0].id
    lean = found.leans[lens].call if lens in found.leans else "close"
    said = [_of_lean(voice, known, lean, sides)]
    for key, matches in (("little", lambda step: step < 0), ("much", lambda step: step > 0)):
        facets = [facet for facet in found.pulls if facet in rated and matches(rated[facet])]
        if facets:
            names = voice.series(sorted(known.facet(facet).name for facet in facets))
            said.append(voice.say(f"distance_pull_{key}", facets=names))
    return said


def _of_lean(voice: Voice, known: Instrument, lean: str, sides: list[Side]) -> str:
    if lean == "close":
        return voice.say("distance_close")
    calls = {side.dimension.id: side.call for side in sides}
    other = next(one.id for one in known.dimensions if one.id != lean)
    names = {one.id: voice.in_sentence(one.name) for one in known.dimensions}
    if calls.get(lean) in ("little", "much"):
        key = f"distance_{calls[lean]}"
    elif calls.get(other) == "little":
        key = "distance_other"
    else:
        key = "distance_open"
    return voice.say(key, dimension=names[lean], other=names[other])
