"""Which look at oneself this is. The first is the page *My mindset*; each later one has answers and notes of its own.

Under `self` stand the answers of the first look, under `self@2`, `self@3`, … those of the later ones. What only later
looks ask for (`looking_back`, `plan_review`, `next`) has its plain name in the second look, `looking_back@3` in the
third. The note `look` says which later look is at hand; nothing of another one is ever written then.

The days of a room mark their ids in the same way (`our_month@2`), but stand in what is kept of the room.
"""

from datetime import date, timedelta

from ...instrument import load_instrument
from ...instrument.days import on_day
from ..journal import Journal

ACTIVITY = "self"
SECOND = 2
NOTE = "look"
NEXT_DAY, TOO_OLD = timedelta(days=1), timedelta(weeks=2)


def current(mine: Journal) -> int:
    """The number of the look at hand: 2 until another one has begun."""
    noted = mine.notes.get(NOTE)
    return noted if isinstance(noted, int) and noted > SECOND else SECOND


def kept_as(name: str, look: int) -> str:
    """Under which name the journal keeps an activity or a note of a look."""
    return name if look == SECOND and name != ACTIVITY else on_day(name, look)


def at_hand(name: str, mine: Journal) -> str:
    """The same, of the look at hand."""
    return kept_as(name, current(mine))


def answers_of(mine: Journal, look: int) -> dict:
    """What was answered about oneself in a look."""
    return mine.answers.get(kept_as(ACTIVITY, look), {})


def day_of(mine: Journal, look: int) -> date | None:
    """When that was last changed; None where nobody knows."""
    return mine.changed(kept_as(ACTIVITY, look))


def complete(mine: Journal, look: int) -> bool:
    """Whether every question of the form that was chosen has its answer."""
    asked = load_instrument("mindset", form=mine.notes.get("form") or "short").keys[ACTIVITY]
    return asked.keys() <= answers_of(mine, look).keys()


def may_begin(mine: Journal) -> bool:
    """Whether another look can begin: the one at hand is whole and from an earlier day, so that nobody who is still at
    it begins anew by mistake; or it was left unfinished so long ago that going on would mix two times."""
    look = current(mine)
    if newer_begun(mine):
        return True
    if not answers_of(mine, look):
        return False
    day = day_of(mine, look)
    age = date.today() - day if day else TOO_OLD  # of what has no day, only older files hold any
    return age >= (NEXT_DAY if complete(mine, look) else TOO_OLD)


def may_return(mine: Journal) -> bool:
    """Whether one can go back to the look before: until the one at hand is whole, for whoever began it by mistake."""
    look = current(mine)
    return look > SECOND and not complete(mine, look) and not may_begin(mine)


def newer_begun(mine: Journal) -> bool:
    """Whether something of a look after the one at hand is kept: of somebody who went back."""
    mark = on_day("", current(mine) + 1)
    return any(name.endswith(mark) for name in (*mine.answers, *mine.notes))


def begin(mine: Journal) -> None:
    """Another look, if it may begin. Raises OSError where the disk does not take it."""
    if may_begin(mine):
        mine.note(NOTE, current(mine) + 1)


def go_back(mine: Journal) -> None:
    """The look before is at hand again, if it may be; what was answered since is kept. Raises OSError."""
    if may_return(mine):
        before = current(mine) - 1
        mine.note(NOTE, before if before > SECOND else None)
