"""Scenes: whether we tell more than we show."""

from ..insight import LIKELY, Found
from ..team import Team
from .rule import rule

# A quarter of the way from one place to the next: less is not worth a talk, however sure it is.
APART = 25 / 4


@rule
def tell(team: Team) -> list[Found]:
    """We tell more than we show: our mean place lies on the side of telling, beyond what any choice would give."""
    scenes = [item for block in team.blocks("situations", "situation") for item in block["items"]]
    if not scenes:
        return []
    line = min(50.0, _any_choice(scenes))
    found = team.beyond("situations", "tell_show", line)
    if not found or found[1] > -APART:
        return []
    sure, distance = found
    mean = round(team.estimate("situations", "tell_show").value)
    evidence = (0.8 if sure == LIKELY else 0.6) + min(0.2, -distance / 100)
    return [Found(sure, evidence, numbers="numbers", counted=({"mean": mean},))]


def _any_choice(scenes: list[dict]) -> float:
    """The mean place of somebody who takes any option of each scene."""
    places = [[o["place"] for o in item["options"] if o["place"] is not None] for item in scenes]
    return sum(sum(row) / len(row) for row in places if row) / max(1, sum(map(bool, places)))
