"""How sure a picture may be, so that noise cannot write a finding."""

from ..measure.order import Place, comparable, places

SEED = 20_240_601  # one seed for all pictures: the same tally always says the same
IN_WORDS_UP_TO = 9


def ordered(tally, ids: list[str]) -> dict[str, Place]:
    """The places of figures of one block and lens, by id; those that are not shown are left out."""
    return places(comparable(tally, ids), seed=SEED)


def people(tally) -> int:
    """The number that decides how much may be said: the smaller of those who answered and those in the room."""
    return min(tally.n, getattr(tally, "seats", None) or tally.n)
