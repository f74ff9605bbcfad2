"""How sure a picture may be, so that noise cannot write a finding."""

from ..measure.order import Place, comparable, places

SEED = 20_240_601  # one seed for all pictures: the same tally always says the same
IN_WORDS_UP_TO = 9


def ordered(tally, ids: list[str]) -> dict[str, Place]:
    """The places of figures of one block and lens, by id; those that are not shown are left out."""
    return places(comparable(tally, ids), seed=SEED)


def published(tally) -> bool:
    """Whether a tally is what may be seen: exact sums hold bars and counts of one person, which are not drawn."""
    return getattr(tally, "published", None) is True  # an exact one has a method of that name


def people(tally) -> int:
    """The number that decides how much may be said: the smaller of those who answered and those in the room."""
    return min(tally.n, getattr(tally, "seats", None) or tally.n)


def beyond_common_spread(sd: float, n: int, common: float, *, above: bool, level: float) -> bool:
    """Whether people lie further apart (or closer together) than one spread that all figures share would make them.

    The chi-square test of a variance, (n − 1)·sd²/σ². `sd` and `common` are taken at that end of what rounds to them
    that says less.
    """
    from scipy.special import chdtr, chdtrc

    if n < 2 or common <= 0:
        return False
    ratio = (n - 1) * (sd / common) ** 2
    return float(chdtrc(n - 1, ratio) if above else chdtr(n - 1, ratio)) <= level


def surely_most(count: int, n: int, level: float) -> bool:
    """Whether more than half of people like these would choose it: the sign test (binomial, one half)."""
    from scipy.special import bdtrc

    return 0 < count <= n and float(bdtrc(count - 1, n, 0.5)) <= level
