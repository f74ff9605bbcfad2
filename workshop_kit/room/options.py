"""What a facilitator may choose and change of a room, and which choices are refused."""

import msgspec

from ..pool.privacy import SMALLEST_THRESHOLD
from .problems import Problem

MOST_GROUPS = 12
MOST_SEATS = 10_000


class Options(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The options of a new room, under the names of the command line."""

    title: str | None = None
    seats: int | None = None
    threshold: int = SMALLEST_THRESHOLD
    instrument: str | None = None
    form: str | None = None
    agenda: str | None = None
    groups: dict[str, int] = {}
    pace: str = "presenter"
    languages: tuple[str, ...] = ("en",)
    rehearse: int | None = None
    public_url: str | None = None


class Staging(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where a room is to go; what is left out stays as it is."""

    stage: str | None = None
    activity: str | None = None
    view: str | None = None
    step: int | None = None


class Changes(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What may be changed of a room; seats and groups only before its first activity opens."""

    title: str | None = None
    seats: int | None = None
    groups: dict[str, int] | None = None


def offered(row) -> dict[str, int]:
    """The groups that people may name: those with enough heads to be shown."""
    return {name: heads for name, heads in row.groups.items() if heads >= row.options["threshold"]}


def counted(
    seats: int | None, groups: dict[str, int], rehearse: int | None, before: int | None = None
) -> tuple[int | None, dict[str, int]]:
    """Seats and groups that fit together; a rehearsal room has as many seats as simulated people."""
    if len(groups) > MOST_GROUPS:
        raise _refused(f"`groups`: {len(groups)} groups; at most {MOST_GROUPS} can be told apart.")
    for name, heads in groups.items():
        if not name.strip() or len(name) > 60 or not 1 <= heads <= MOST_SEATS:
            raise _refused(f"`groups`: `{name}={heads}` needs a name and at least one head.")
    inside = sum(groups.values())
    seats = seats or rehearse or (max(before or 0, inside) or None)
    if seats is not None and not 1 <= seats <= MOST_SEATS:
        raise _refused(f"`seats`: {seats} is not within 1 to {MOST_SEATS}.")
    if seats is not None and inside > seats:
        raise _refused(f"`groups`: they hold {inside} heads, and the room has {seats} seats.")
    return seats, {name.strip(): heads for name, heads in groups.items()}


def checked_threshold(threshold: int) -> int:
    if not SMALLEST_THRESHOLD <= threshold <= MOST_SEATS:
        raise _refused(f"`threshold`: {threshold}; it is {SMALLEST_THRESHOLD} or more.")
    return threshold


def one_of(name: str, value: str, there: tuple[str, ...]) -> str:
    if value not in there:
        raise _refused(f"`{name}`: `{value}` is none of {', '.join(there)}.")
    return value


def _refused(detail: str) -> Problem:
    return Problem(422, "invalid-options", detail)
