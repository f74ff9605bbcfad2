"""What we guessed about ourselves, beside what came."""

from ..insight import LIKELY, Found
from ..team import Team
from .bring import chance
from .rule import rule

FEWEST = 3
SHARE = 0.4  # of those who guessed: a guess that the room shares, not a few people's
HARDLY = 0.1  # the chance to be among the top three, below which a guess was far off


@rule
def guess(team: Team) -> list[Found]:
    """A guess that was far off: what many took for our first came out among the last, or something else came first."""
    found = [_under(team, lens) for lens in ("energy", "ability")] if team.bring and "guess" in team.tallies else []
    return sorted(filter(None, found), key=lambda one: -one.evidence)[:1]


def _under(team: Team, lens: str) -> Found | None:
    guessed = _shared(team, lens)
    places = team.bring[lens]
    if guessed is None or guessed[0] not in places:
        return None
    facet, count, n = guessed
    low = places[facet].side == "lowest"
    first = max((p for p in places.values() if p.side == "highest" and p.sure == LIKELY), key=chance, default=None)
    if not low and (first is None or places[facet].top > HARDLY or team.side(facet, lens) == "above"):
        return None
    words = team.words("self")
    fill = {"guessed": words.name(facet)} | ({} if low else {"first": words.name(first.id)})
    sure = places[facet].sure if low else LIKELY
    evidence = places[facet].bottom * (1 if sure == LIKELY else 0.75) if low else 0.8 * chance(first)
    return Found(sure, evidence, finding=f"{lens}_{'low' if low else 'other'}", fill=fill, numbers="numbers",
                 counted=({"guessed": count, "n": n},))  # fmt: skip


def _shared(team: Team, lens: str) -> tuple[str, int, int] | None:
    """(facet, how many guessed it, of how many), where enough of the room guessed the same."""
    tally = team.tallies["guess"]
    counts = tally.counts(lens)
    if not counts:
        return None
    n, (facet, count) = tally.figures[lens].n, max(counts.items(), key=lambda pair: pair[1])
    return (facet, count, n) if count >= max(FEWEST, SHARE * n) else None
