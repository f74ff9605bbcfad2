"""Which views an archive can show, day by day, and each of them as it stands in a page.

    RoomArchive → Showing → Shown (one for each picture)

It reads nothing but published tallies, sentences that were let through, and what was asked.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from ..instrument.days import parted
from . import registry
from .built import texts
from .picture import Picture
from .svg import drawn


@dataclass(frozen=True)
class Shown:
    """One picture: its place in the page, its name in the table of contents, and the picture."""

    anchor: str
    name: str
    picture: Picture

    @cached_property
    def svg(self) -> str:
        """The picture as it is printed and sent; empty where there is nothing to draw."""
        return drawn(self.picture.figure, self.picture.alternative) if self.picture.figure else ""

    @property
    def pointed_at(self) -> bool:
        """Whether it holds values that say themselves when somebody points at them."""
        return any(trace["hoverinfo"] == "text" for trace in self.picture.figure.get("data", ()))

    @property
    def json(self) -> str:
        """The plotly figure as it may stand inside a `<script>`."""
        return json.dumps(self.picture.figure, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


class Showing:
    """The views of one archive, in one language.

    Args:
        archive: a room's, or whatever has `document`, `tallies` and `waves` as one has.
        prefix: stands before the anchor of every picture, where a page shows several archives.
    """

    def __init__(self, archive, language: str, prefix: str = ""):
        self.archive, self.prefix = archive, prefix
        self.document = archive.document(language)
        self.language, self.direction = self.document["language"], self.document["direction"]

    @cached_property
    def activities(self) -> dict[str, dict]:
        return {activity["id"]: activity for activity in self.document["activities"]}

    @cached_property
    def change(self) -> list[Shown]:
        """The pictures that lay days beside each other."""
        across = [id for id, view in registry.VIEWS.items() if view.across and id in registry.offered(self.document)]
        return [self.shown(id) for id in across if self.can_show(id, self.archive.tallies)]

    def can_show(self, view: str, tallies: dict) -> bool:
        """Whether all that a view takes was published; sentences on which nobody has decided were not."""
        needed = registry.needs(view, self.document, tallies)
        walls = self.document["walls"]
        waiting = any(texts(self.activities[id]) and id not in walls for id in needed)
        return set(needed) <= tallies.keys() and not waiting

    def shown(self, view: str, tallies: dict | None = None) -> Shown:
        """A view of everybody; or of some tallies, such as a group's."""
        picture = registry.picture(view, tallies or self.archive.tallies, self.document)
        first = self.activities[registry.needs(view, self.document, tallies or self.archive.tallies)[0]]
        return Shown(f"{self.prefix}{view}", first["title"] if texts(first) else picture.kicker, picture)

    def views(self, wave: int, tallies: dict) -> list[str]:
        """The views of a day that can be shown, in the order in which the room came to them."""
        there = [id for id in registry.offered(self.document) if self._of_day(id, wave)]
        own = [each for id in there if parted(id)[0] in registry.VIEWS for each in self._lenses(id)]
        own = [id for id in own if self.can_show(id, tallies)]
        seen = {activity for id in own for activity in registry.needs(id, self.document, tallies)}
        plain = [id for id in there if id in self.activities and id not in seen and self.can_show(id, tallies)]
        place = {id: number for number, id in enumerate(self.activities)}
        return sorted([*own, *plain], key=lambda id: max(place[a] for a in registry.needs(id, self.document, tallies)))

    def _of_day(self, view: str, wave: int) -> bool:
        across = view in registry.VIEWS and registry.VIEWS[view].across
        wave_of = self.activities[view].get("wave", parted(view)[1]) if view in self.activities else parted(view)[1]
        return not across and wave_of == wave

    def _lenses(self, view: str) -> Iterator[str]:
        """A view under each of its lenses; of one that shows several activities, each by itself."""
        lenses = registry.find(view, self.document)[0].lenses
        yield from (f"{view}.{lens}" for lens in lenses) if lenses else (view,)
