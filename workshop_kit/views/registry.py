"""Which views there are: four of our own, and a plain one for every activity of any instrument."""

from ..instrument import Refused
from .picture import Picture, View
from .pictures import balance_map, energy_and_ability, our_month, plain, sorting

VIEWS = {module.VIEW.id: module.VIEW for module in (energy_and_ability, balance_map, our_month, sorting)}


class NoSuchView(Refused):
    """There is no view of that id, or not in this room."""


def find(view: str, document: dict) -> tuple[View, str | None]:
    """The view of an id such as `balance_map`, `balance_map.ability` or `check_in`, and its lens.

    A view of our own is there if the room holds all that it needs; an activity's plain view if the room holds it.

    Raises:
        NoSuchView: naming what there is.
    """
    activities = {activity["id"]: activity for activity in document["activities"]}
    name, _, lens = view.partition(".")
    own = VIEWS.get(name)
    if own and _fits(own, activities) and (not lens or lens in own.lenses):
        return own, lens or None
    if not lens and name in activities:
        return plain.view(activities[name]), None
    raise NoSuchView(f"there is no view `{view}` in this room; there are: {', '.join(offered(document)) or 'none'}.")


def needs(view: str, document: dict) -> tuple[str, ...]:
    """The activities that must be revealed before a view can be shown. Raises `NoSuchView`."""
    return find(view, document)[0].needs


def offered(document: dict) -> list[str]:
    """The ids of all views that a room can show, the kit's own first."""
    activities = {activity["id"]: activity for activity in document["activities"]}
    own = [id for id, view in VIEWS.items() if _fits(view, activities)]
    return [*own, *(id for id in activities if id not in own)]


def picture(view: str, tallies: dict, document: dict) -> Picture:
    """Draw a view from `{activity: tally}` (more than it needs is fine), in the document's language.

    Raises:
        NoSuchView: if there is none; KeyError if a tally that it needs is missing.
    """
    found, lens = find(view, document)
    return found.draw({activity: tallies[activity] for activity in found.needs}, document, lens)


def _fits(view: View, activities: dict) -> bool:
    """Whether a room's activities carry a view: the ids are there, and are built as the view takes them."""
    return all(id in activities for id in view.needs) and _BUILT[view.id](*(activities[id] for id in view.needs))


def _two_lenses(activity: dict) -> bool:
    return len(activity["blocks"][0]["lenses"]) >= 2


def _ideal(activity: dict) -> bool:
    return any(
        b["kind"] == "rating" and b["scale"]["ideal"] and any(i["facet"] for i in b["items"])
        for b in activity["blocks"]
    )


def _sorts(activity: dict) -> bool:
    return [block["kind"] for block in activity["blocks"]] == ["sort"]


_BUILT = {
    "energy_and_ability": _two_lenses,
    "balance_map": _two_lenses,
    "our_month": _ideal,
    "sorting": _sorts,
}
