"""What may be seen: the rules that turn exact sums into a published tally.

`publish` makes one tally coarse enough for the number of people behind each figure (P7, in `coarse.py`). `release`
decides, for a whole and its groups together, which groups and which figures may be shown so that no subtraction
leaves a few people behind (P4). Nothing else in the kit makes a published tally.
"""

import msgspec

from .coarse import Coarse
from .exact import Exact
from .published import PublishedTally

SMALLEST_THRESHOLD = 5


def publish(tally: Exact, threshold: int, seats: int | None) -> PublishedTally | None:
    """What may be seen of one tally, or None under the threshold.

    Args:
        threshold: how many people must stand behind any figure; never taken as less than five.
        seats: how many people are in the room (or in the group); None: as many as answered.
    """
    threshold = max(threshold, SMALLEST_THRESHOLD)
    if tally.n < threshold:
        return None
    coarse = Coarse(tally, threshold, seats)
    return PublishedTally(
        activity=tally.activity,
        instrument=tally.instrument,
        version=tally.version,
        form=tally.form,
        about=tally.about,
        group=tally.group,
        n=tally.n,
        seats=seats,
        threshold=threshold,
        detailed=coarse.detailed,
        figures=coarse.figures,
    )


def release(
    whole: Exact, groups: dict[str, Exact], threshold: int, seats: int | None, heads: dict[str, int]
) -> dict[str | None, PublishedTally]:
    """The published tallies of the whole (under None) and of each group that may be shown.

    For each figure, the people behind the whole and behind each shown group are such that adding and
    subtracting these sets leaves nobody or at least `threshold` people.

    Returns an empty dict if the whole is under the threshold.
    """
    threshold = max(threshold, SMALLEST_THRESHOLD)
    if whole.n < threshold:
        return {}
    shown = _groups_shown(whole, groups, threshold)
    kept = {id for id in whole.figures if _fits(id, whole, shown.values(), threshold)}
    published = {None: publish(whole, threshold, seats)}
    for name, tally in shown.items():
        partial = msgspec.structs.replace(
            tally, group=name, figures={id: figure for id, figure in tally.figures.items() if id in kept}
        )
        published[name] = publish(partial, threshold, heads.get(name))
    return published


def _groups_shown(whole: Exact, groups: dict[str, Exact], threshold: int) -> dict[str, Exact]:
    """The groups of at least `threshold`, less the smallest while those in none are a few."""
    shown = {name: tally for name, tally in groups.items() if tally.n >= threshold}
    while shown and 0 < whole.n - sum(tally.n for tally in shown.values()) < threshold:
        del shown[min(shown, key=lambda name: (shown[name].n, name))]
    return shown


def _fits(id: str, whole: Exact, shown, threshold: int) -> bool:
    """Whether a figure may stand in every shown group: enough people in each, and nobody or enough in none."""
    inside = [tally.figures[id].n for tally in shown]
    outside = whole.figures[id].n - sum(inside)
    return all(n >= threshold for n in inside) and (outside == 0 or outside >= threshold)
