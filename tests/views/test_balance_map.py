"""The map of both dimensions: what is written on it."""

import pytest

from workshop_kit.pool.tally import Tally
from workshop_kit.views.figures import draw

LEADERSHIP = [f"{one}.energy" for one in ("vision", "values", "empowerment", "connection", "example")]
MANAGEMENT = [f"{one}.energy" for one in ("organisation", "accuracy", "efficiency", "tracking", "consistency")]


@pytest.mark.parametrize("seed", range(1, 13))
def test_no_number_of_people_lies_under_the_teams_name(seed, mindset, words, people):
    camps = [
        dict.fromkeys(a, 72) | dict.fromkeys(b, 34) for a, b in ((LEADERSHIP, MANAGEMENT), (MANAGEMENT, LEADERSHIP))
    ]
    rows = [row for means in camps for row in people(mindset, "self", 14, seed, means=means, spread=16)]
    rows += people(mindset, "self", 9, seed + 2, spread=14, base=60)
    picture = draw("balance_map", {"self": Tally.of(rows, mindset, "self").published(5, 40)}, words)
    layout = picture.figure["layout"]
    drawn = layout["annotations"]
    name = next(one for one in drawn if one["text"] == "the team")
    numbers = [one for one in drawn if one["text"].isdigit()]
    assert numbers
    for one in numbers:  # a number begins at its x; places are shares of the sheet
        beside = abs(one["x"] * layout["width"] + 14 - name["x"] * layout["width"])
        above = abs(one["y"] - name["y"]) * layout["height"]
        assert beside > 90 or above > 32, one["text"]
