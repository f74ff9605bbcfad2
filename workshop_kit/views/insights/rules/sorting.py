"""Statements that were sorted: one on which we split."""

from ....measure.order import splits
from ...sureness import SEED
from ..insight import LIKELY, Found
from ..team import Team
from .rule import rule

FEWEST = 3  # nobody's camp is named that holds fewer
CAMP = 0.25  # of the people, in the second largest camp: a real part of the room


@rule
def sorters(team: Team) -> list[Found]:
    """A statement that divided the sorters more than the others did, with at least two real camps."""
    for block in team.blocks("sorting", "sort"):
        tally = team.tallies["sorting"]
        counts = {item["id"]: row for item in block["items"] if (row := tally.counts(item["id"]))}
        camps = {id: _camps(counts[id]) for id in splits(counts, seed=SEED)} if counts else {}
        camps = {id: camp for id, camp in camps.items() if _divided(counts[id], camp)}
        if camps:
            item = max((i for i in block["items"] if i["id"] in camps), key=lambda i: _evenness(counts[i["id"]]))
            return [_found(team, block, item, counts[item["id"]], camps[item["id"]])]
    return []


def _camps(row: dict[str, int]) -> list[str]:
    """Bins that three or more chose, the largest first."""
    return sorted((bin for bin, count in row.items() if count >= FEWEST), key=lambda bin: -row[bin])


def _divided(row: dict[str, int], camps: list[str]) -> bool:
    return len(camps) > 1 and row[camps[1]] >= CAMP * sum(row.values())


def _evenness(row: dict[str, int]) -> float:
    """How evenly a statement is spread, 0 (all alike) to 1."""
    n = sum(row.values())
    return (1 - sum((count / n) ** 2 for count in row.values())) / (1 - 1 / len(row)) if len(row) > 1 else 0.0


def _found(team: Team, block: dict, item: dict, row: dict[str, int], camps: list[str]) -> Found:
    words = team.words("sorting")
    names = {bin["id"]: bin["name"] for bin in block["bins"]}
    told = words.say("comma").join(words.say("count_of", name=names[bin], n=row[bin]) for bin in camps)
    return Found(
        LIKELY,
        0.8 + 0.2 * _evenness(row),
        fill={"quote": words.say("quoted", text=item["text"].rstrip("."))},
        numbers="numbers",
        counted=({"counts": told, "n": sum(row.values())},),
    )
