"""Days: a view draws one day's activities, whichever day that is, under the names that they had on the first.

`our_month@2` is the view `our_month` of what was asked again on the second day. A view that lays days beside each
other (`change`) takes the room as it is.
"""

from collections.abc import Mapping
from dataclasses import replace

from ..instrument.days import on_day, parted
from .picture import Picture, View


def days_in(document: dict) -> list[int]:
    """The days of a room's document, the latest first."""
    return sorted({parted(activity["id"])[1] for activity in document["activities"]}, reverse=True)


def document_of_day(document: dict, day: int) -> dict:
    """The document with the activities, the walls and the team's action of one day, under the first day's ids."""
    latest = document.get("wave", 1)
    actions = document.get("actions") or {}
    walls = document.get("walls") or {}
    return {
        **document,
        "activities": [_of_first(one) for one in document["activities"] if parted(one["id"])[1] == day],
        "walls": _of_day(walls, day),
        "action": document.get("action") if day == latest else actions.get(day),
    }


def tallies_of_day(tallies: Mapping[str, object], day: int) -> dict:
    """The tallies of one day's activities, under the first day's ids."""
    return _of_day(tallies, day)


def seen_on(view: View, day: int) -> View:
    """The view of that day's activities: what it takes goes by the room's ids."""
    if day == 1 and not view.across:
        return replace(view, draw=_drawing(view, day))
    if view.across:
        return view
    needs, any_of, also = (tuple(on_day(id, day) for id in ids) for ids in (view.needs, view.any_of, view.also))
    return replace(view, id=on_day(view.id, day), needs=needs, any_of=any_of, also=also, draw=_drawing(view, day))


def _drawing(view: View, day: int):
    def draw(tallies: dict, document: dict, lens: str | None = None) -> Picture:
        return view.draw(tallies_of_day(tallies, day), document_of_day(document, day), lens)

    return draw


def _of_day(named: Mapping[str, object], day: int) -> dict:
    return {parted(id)[0]: thing for id, thing in named.items() if parted(id)[1] == day}


def _of_first(activity: dict) -> dict:
    """An activity as it was named on the first day, with the walls that it picks from."""
    blocks = [
        {**block, "items": [{**item, "wall": item.get("wall") and parted(item["wall"])[0]} for item in block["items"]]}
        for block in activity["blocks"]
    ]
    return {**activity, "id": parted(activity["id"])[0], "blocks": blocks}
