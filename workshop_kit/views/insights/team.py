"""What a rule may look at: a room's published tallies, and how sure one may be of what stands in them.

Everything is measured against what chance would do on another day: errors come without a finite-population
correction (`measure.order.comparable`), and a facet is named for its place only through `measure.order.places`.
"""

from dataclasses import replace
from functools import cached_property

from ...measure.change import moved
from ...measure.estimate import Estimate, t_quantile
from ...measure.order import Place, comparable
from ..days import document_of_day, tallies_of_day
from ..sureness import IN_WORDS_UP_TO, ordered, people
from ..words import Words
from .insight import HINT, LIKELY

# One-sided chances for a single figure to lie beyond a line by luck. Strict, for a room asks half a dozen of them.
BEYOND = {LIKELY: 0.9975, HINT: 0.995}

# "About right" on the month's scale, as the view of the month has it: within a third of a step of 25.
RIGHT_FROM, RIGHT_TO = 50 - 25 / 3, 50 + 25 / 3


class Team:
    """A room's tallies of the present day that its document knows, and of its first day, with the questions that rules
    ask of them; activities are named as on the first day."""

    def __init__(self, tallies: dict, document: dict):
        day = document.get("wave", 1)
        self.document = document_of_day(document, day)
        known = {activity["id"]: activity for activity in self.document["activities"]}
        self.tallies = {id: tally for id, tally in tallies_of_day(tallies, day).items() if id in known}
        self.first = tallies_of_day(tallies, 1) if day > 1 else {}
        self.activities = {id: known[id] for id in self.tallies}

    # what there is

    def blocks(self, activity: str, kind: str) -> list[dict]:
        """The blocks of a kind of an activity; none if the room did not reveal it."""
        asked = self.activities.get(activity, {"blocks": []})
        return [block for block in asked["blocks"] if block["kind"] == kind]

    def words(self, activity: str) -> Words:
        return Words(self.document, activity)

    def in_words(self, activity: str) -> bool:
        """Whether so few answered that people's own energy and ability are told in words alone."""
        return people(self.tallies[activity]) <= IN_WORDS_UP_TO

    def estimate(self, activity: str, id: str) -> Estimate:
        return self.tallies[activity].estimate(id)

    # what we bring

    @cached_property
    def bring(self) -> dict[str, dict[str, Place]]:
        """Places of the facets by energy and by ability, `{lens: {facet: place}}`; {} if either is not there."""
        blocks = [b for b in self.blocks("self", "rating") if {"energy", "ability"} <= {x["id"] for x in b["lenses"]}]
        if not blocks:
            return {}
        facets = _facets(blocks[0])
        return {
            lens: _by_facet(ordered(self.tallies["self"], [f"{facet}.{lens}" for facet in facets]))
            for lens in ("energy", "ability")
        }

    def side(self, facet: str, lens: str) -> str | None:
        """ "above" or "below" the team's own mean under a lens, where the whole interval lies there."""
        known = [one for f in self.bring[lens] if (one := self.estimate("self", f"{f}.{lens}")).known]
        mine = self.estimate("self", f"{facet}.{lens}")
        if not mine.known:
            return None
        own_mean = sum(one.value for one in known) / len(known)
        return "above" if mine.low > own_mean else "below" if mine.high < own_mean else None

    # our month

    @cached_property
    def month(self) -> dict[str, Place]:
        """Places of the month's facets, from too little to too much; {} without the month."""
        block = self.ideal_block
        return _by_facet(ordered(self.tallies["our_month"], _facets(block))) if block else {}

    @cached_property
    def ideal_block(self) -> dict | None:
        ideal = [b for b in self.blocks("our_month", "rating") if b["scale"]["ideal"]]
        return next((block for block in ideal if _facets(block)), None)

    def amount(self, facet: str) -> str | None:
        """ "little" or "much" where the whole interval lies beyond *about right* in our month."""
        found = self.estimate("our_month", facet)
        if not found.known:
            return None
        return "little" if found.high < RIGHT_FROM else "much" if found.low > RIGHT_TO else None

    @cached_property
    def moves(self) -> dict[str, str]:
        """The month's facets that rose or fell since the first day; {} on the first."""
        if not self.ideal_block or "our_month" not in self.first:
            return {}
        found = moved(self.first["our_month"], self.tallies["our_month"], _facets(self.ideal_block))
        return {facet: way for facet, way in found.items() if way}

    def month_item(self, id: str) -> dict | None:
        """The item and its scale's labels of one of the month's signs, if it was asked and may be seen."""
        for block in self.blocks("our_month", "rating"):
            for item in block["items"]:
                if item["id"] == id and not block["scale"]["ideal"] and id in self.tallies["our_month"].figures:
                    return {**item, "labels": block["scale"]["labels"]}
        return None

    # how sure

    def beyond(self, activity: str, id: str, line: float) -> tuple[str, float] | None:
        """How sure it is that a mean is above `line`, and by how many points; below gives a negative distance.
        None if chance could have done it."""
        found = comparable(self.tallies[activity], [id]).get(id)
        if found is None:
            return None
        mean, error = found
        sure = surely(mean - line, error, self.tallies[activity].figures[id].n)
        return sure and (sure, mean - line)


def surely(distance: float, error: float, n: int) -> str | None:
    """`likely` or `hint` for a distance that chance alone would hardly make, else None."""
    return next((sure for sure, chance in BEYOND.items() if abs(distance) > t_quantile(n - 1, chance) * error), None)


def _facets(block: dict) -> list[str]:
    return list(dict.fromkeys(item["facet"] for item in block["items"] if item["facet"]))


def _by_facet(places: dict[str, Place]) -> dict[str, Place]:
    facets = {id: id.partition(".")[0] for id in places}
    return {facets[id]: replace(place, id=facets[id]) for id, place in places.items()}
