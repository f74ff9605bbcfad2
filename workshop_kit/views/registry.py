"""Which views there are: those of our own, and a plain one for every activity of any instrument."""

from collections.abc import Collection
from dataclasses import replace

from ..instrument import Refused
from ..instrument.days import on_day, parted
from .days import days_in, document_of_day, seen_on
from .picture import Picture, View
from .pictures import (
    agreement,
    balance_map,
    bring_and_need,
    change,
    circle,
    energy_and_ability,
    facet_profile,
    guess,
    our_month,
    plain,
    sorting,
    tell_and_show,
    wall,
)

_MODULES = (
    energy_and_ability,
    balance_map,
    our_month,
    sorting,
    facet_profile,
    bring_and_need,
    tell_and_show,
    agreement,
    guess,
    wall,
    change,
    circle,
)
VIEWS = {module.VIEW.id: module.VIEW for module in _MODULES}


class NoSuchView(Refused):
    """There is no view of that id, or not in this room."""


def find(view: str, document: dict) -> tuple[View, str | None]:
    """The view of an id such as `balance_map`, `balance_map.ability` or `check_in`, and its lens.

    A view of our own is there if the room holds all that it needs; an activity's plain view if the room holds it.
    `our_month@2` is the view of what was asked again on the second day.

    Raises:
        NoSuchView: naming what there is.
    """
    activities = _activities(document)
    name, _, lens = view.partition(".")
    own = _own(*parted(name), document)
    if own and (not lens or lens in own.lenses):
        return own, lens or None
    if view in activities:
        return plain.view(activities[view]), None
    raise NoSuchView(f"there is no view `{view}` in this room; there are: {', '.join(offered(document)) or 'none'}.")


def id_on_day(view: str, day: int) -> str:
    """The id of a view on a day: `circle.action` on the second is `circle@2.action`; one that lays days beside each
    other has one id."""
    name, dot, lens = view.partition(".")
    across = name in VIEWS and VIEWS[name].across
    return view if across else f"{on_day(name, day)}{dot}{lens}"


def needs(view: str, document: dict, revealed: Collection[str] = ()) -> tuple[str, ...]:
    """The activities whose tallies a view takes: all must be revealed before it can be shown.

    Some views take whatever there is of several (`agreement`), or take one in that may come later (the votes on the
    `wall`): of these, the ones among `revealed`.

    Raises `NoSuchView`.
    """
    found, lens = find(view, document)
    one = lens and on_day(lens, parted(found.id)[1])
    if one in found.any_of:  # `circle.action`: this one, and no other
        return (one,)
    some = [id for id in found.any_of if id in revealed] or found.any_of[:1]
    return (*found.needs, *some, *(id for id in found.also if id in revealed))


def offered(document: dict) -> list[str]:
    """The ids of all views that a room can show: the kit's own first, those of the latest day before the others."""
    own = [on_day(id, day) for day in days_in(document) for id in VIEWS if _own(id, day, document)]
    return [*own, *(id for id in _activities(document) if id not in own)]


def picture(view: str, tallies: dict, document: dict) -> Picture:
    """Draw a view from `{activity: tally}` (more than it needs is fine), in the document's language.

    Raises:
        NoSuchView: if there is none; KeyError if a tally that it needs is missing.
    """
    found, lens = find(view, document)
    return found.draw({id: tallies[id] for id in needs(view, document, tallies)}, document, lens)


def _own(name: str, day: int, document: dict) -> View | None:
    """One of the kit's own views of a day's activities; None if the room cannot carry it."""
    view = VIEWS.get(name)
    if view is None or (view.across and day > 1):
        return None
    found = _in_room(view, _activities(document if view.across else document_of_day(document, day)))
    return found and seen_on(found, day)


def _activities(document: dict) -> dict[str, dict]:
    return {activity["id"]: activity for activity in document["activities"]}


def _in_room(view: View, activities: dict[str, dict]) -> View | None:
    """The view with what it takes of a room; None if the room cannot carry it."""
    if view.within:
        return view.within(view, activities)
    if not all(id in activities for id in view.needs) or not view.fits(*(activities[id] for id in view.needs)):
        return None
    any_of, also = (tuple(id for id in ids if id in activities) for ids in (view.any_of, view.also))
    return None if view.any_of and not any_of else replace(view, any_of=any_of, also=also)
