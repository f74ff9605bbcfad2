"""The same question on another day: on the second, the activity `our_month` is asked again as `our_month@2`.

A day is a set of activities of its own: what was asked before is revealed for good and never opened again.
"""

import msgspec

from .model import Activity, Instrument

MARK = "@"


def on_day(id: str, day: int) -> str:
    """The id of an activity, a view or a step on a day; on the first it is its own."""
    return id if day == 1 else f"{id}{MARK}{day}"


def parted(id: str) -> tuple[str, int]:
    """An id without its day, and the day: `our_month@2` is ("our_month", 2), `our_month` ("our_month", 1)."""
    name, _, day = id.rpartition(MARK)
    return (name, int(day)) if name and day.isdigit() and int(day) > 1 else (id, 1)


def again(instrument: Instrument, day: int) -> Instrument:
    """The instrument with its activities under that day's ids; walls are that day's too."""
    activities = (_again(activity, day) for activity in instrument.activities)
    return msgspec.structs.replace(instrument, activities=tuple(activities))


def _again(activity: Activity, day: int) -> Activity:
    blocks = (
        msgspec.structs.replace(
            block,
            items=tuple(
                msgspec.structs.replace(item, wall=on_day(item.wall, day)) if item.wall else item
                for item in block.items
            ),
        )
        for block in activity.blocks
    )
    return msgspec.structs.replace(activity, id=on_day(activity.id, day), blocks=tuple(blocks))
