"""How far the scales carry over a whole programme: sums of products added up over large rooms and imports."""

from collections.abc import Iterator
from functools import reduce
from operator import add

from ...pool.figures import Products
from . import scales
from .programme import Programme
from .same_team import latest
from .team import Asked, Team
from .told import Told


def how_reliable(programme: Programme) -> Told:
    """Alpha, omega and item–rest of each scale, over all rooms of thirty and more and all imports together.

    The table is that of one archive, with `teams`: how many were added up. Groups under the threshold are not in it.
    Who answered twice counts once, for the intervals take people for independent: each team is there with the latest
    of its archives that holds sums of the scale.
    """
    voice = programme.voice
    there = [(key, *scale) for key, teams in programme.every_asked.items() for scale in _added_up(key, teams)]
    tried = sum(len(products.sums) for _, _, products, _ in there)
    rows = [
        {"activity": programme.name(key), "scale": programme.figure_name(key, id), "teams": teams,
         **scales.coefficients(products, tried), "role": programme.role(key, id)}
        for key, id, products, teams in there
    ]  # fmt: skip
    if not rows:
        return programme.nothing("reliable_none", fewest=scales.FEWEST_OF_A_SCALE)
    said = [voice.say("reliable_how", fewest=scales.FEWEST_OF_A_SCALE)]
    said += [voice.say("reliable_once")] if programme.repeated else []
    return scales.told(voice, rows, [], said, programme.direction)


def _added_up(key: Asked, teams: list[Team]) -> Iterator[tuple[str, Products, int]]:
    """Each scale that thirty people answered in full, its sums of products, and how many teams are in them."""
    found: dict[str, list[Team]] = {}
    for team in teams:
        for id, figure in team.counted[key].figures.items():
            products = getattr(figure, "products", None)
            if products is not None and len(products.sums) > 1:
                found.setdefault(id, []).append(team)
    for id, having in found.items():
        all_of_them = [team.counted[key].figures[id].products for team in latest(having)]
        alike = [one for one in all_of_them if len(one.sums) == len(all_of_them[0].sums)]
        total = reduce(add, alike)
        if total.n >= scales.FEWEST_OF_A_SCALE:
            yield id, total, len(alike)
