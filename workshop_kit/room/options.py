"""What a facilitator may choose and change of a room, and which choices are refused."""

import msgspec

from ..pool.privacy import SMALLEST_THRESHOLD
from .problems import Problem

PACES = ("presenter", "participants")
MOST_GROUPS = 12
MOST_SEATS = 10_000
KEEP_DAYS, MOST_DAYS = 30, 3650
MANAGED_THRESHOLD = 7  # where somebody hosts who manages people in the room
LONGEST_LINE, LONGEST_NOTE = 300, 4000


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
    keep: int | None = None


class Staging(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where a room is to go; what is left out stays as it is.

    `over` lies over the picture until the next move: `code` to scan, `countdown` before a reveal, or `nothing`.
    """

    stage: str | None = None
    activity: str | None = None
    view: str | None = None
    step: int | None = None
    over: str | None = None


class TeamAction(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the team has agreed to do, who begins, and by when. An empty `what` takes it away."""

    what: str
    who: str = ""
    by: str = ""


class Changes(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What may be changed of a room; seats, groups, `manages` and `texts` only before its first activity opens.

    `manages`: whoever hosts manages people who will answer. `texts`: whether people are asked for sentences.
    `notes`: the facilitator's own, by step; an empty one goes. `pace`: whose it is; to change it closes nothing.
    `keep`: after how many days without a move the room closes.
    """

    title: str | None = None
    seats: int | None = None
    groups: dict[str, int] | None = None
    action: TeamAction | None = None
    notes: dict[str, str] | None = None
    manages: bool | None = None
    texts: bool | None = None
    pace: str | None = None
    keep: int | None = None

    @property
    def fixes(self) -> bool:
        """Whether this changes what people were promised when they came in."""
        return any(each is not None for each in (self.seats, self.groups, self.manages, self.texts))


def threshold(options: dict) -> int:
    """How many people must stand behind anything that is shown."""
    return max(options["threshold"], MANAGED_THRESHOLD) if options.get("manages") else options["threshold"]


def texts_wanted(options: dict) -> bool:
    """Whether people are asked for texts: as was chosen, else unless their manager hosts."""
    chosen = options.get("texts")
    return not options.get("manages") if chosen is None else chosen


def offered(row) -> dict[str, int]:
    """The groups that people may name: those with enough heads to be shown."""
    return {name: heads for name, heads in row.groups.items() if heads >= threshold(row.options)}


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


def checked_keep(days: int) -> int:
    if not 1 <= days <= MOST_DAYS:
        raise _refused(f"`keep`: {days} days; choose 1 to {MOST_DAYS}.")
    return days


def noted(notes: dict[str, str], new: dict[str, str], steps: list[str]) -> dict[str, str]:
    """The notes with these changed; an empty one goes."""
    for step, text in new.items():
        if step not in steps:
            raise _refused(f"`notes`: there is no step `{step}` in this agenda; there are: {', '.join(steps)}.")
        if len(text) > LONGEST_NOTE:
            raise _refused(f"`notes`: the one of `{step}` has {len(text)} characters, and may have {LONGEST_NOTE}.")
    return {step: text for step, text in {**notes, **new}.items() if text.strip()}


def agreed(action: TeamAction) -> dict[str, str] | None:
    """The team's action as it is kept, or None where it says nothing."""
    lines = {name: " ".join(text.split()) for name, text in msgspec.structs.asdict(action).items()}
    for name, text in lines.items():
        if len(text) > LONGEST_LINE:
            raise _refused(f"`action`: `{name}` has {len(text)} characters; at most {LONGEST_LINE} are kept.")
    return lines if lines["what"] else None


def one_of(name: str, value: str, there: tuple[str, ...]) -> str:
    if value not in there:
        raise _refused(f"`{name}`: `{value}` is none of {', '.join(there)}.")
    return value


def _refused(detail: str) -> Problem:
    return Problem(422, "invalid-options", detail)
