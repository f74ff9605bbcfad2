"""Trends: dates in the names of archives, teams counted once a period, and no trend that chance could have drawn."""

from functools import cache

import numpy as np
import pytest
from archives import kept_as

from workshop_kit.notebook import analysis
from workshop_kit.views.analysis.over_time import how_it_went_over_time
from workshop_kit.views.analysis.periods import period_of, within
from workshop_kit.views.analysis.programme import Programme
from workshop_kit.views.analysis.synthetic import synthetic_room
from workshop_kit.views.analysis.timeline import timeline


@pytest.fixture(autouse=True)
def english(monkeypatch, tmp_path_factory):
    monkeypatch.setenv("WORKSHOP_LANGUAGE", "en")
    monkeypatch.setenv("WORKSHOP_HOME", str(tmp_path_factory.mktemp("home")))


@cache
def plain(place):
    """One of many rooms in which people lean nowhere; teams differ in one facet for good, as real ones do."""
    lean = float(np.random.default_rng(place).normal(0, 0.4))
    return synthetic_room(title="", days=1, people=9 + place % 12, seed=place, groups=("A",), shift={"vision": lean})


def rooms(names):
    return [kept_as(plain(place), name) for place, name in enumerate(names)]


def rising(names):
    """Vision rises by 0.35 of a point, which is 8.75 of 100, from each four rooms to the next."""
    lean = [0.35 * (place // 4) - 0.5 for place in range(len(names))]
    return [
        synthetic_room(title=name, days=1, people=16, seed=place, groups=("A",), shift={"vision": lean[place]})
        for place, name in enumerate(names)
    ]


@pytest.fixture(scope="module")
def risen():
    return Programme(rising(QUARTERS))


QUARTERS = [f"2025Q{1 + place // 4} team {place}" for place in range(16)]


# what a name tells ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name, period, rest",
    [
        ("2026-03-ops", "2026-03", "ops"),
        ("2026-03-12 ops", "2026-03", "ops"),
        ("2026_03_12_ops", "2026-03", "ops"),
        ("2025Q4-north", "2025 Q4", "north"),
        ("2025-q4", "2025 Q4", ""),
        ("ops-2026-03", "2026-03", "ops"),
        ("north 2026", "2026", "north"),
        ("2026 spring", "2026", "spring"),
        ("2026-03", "2026-03", ""),
    ],
)
def test_a_date_at_either_end_of_a_name_is_understood(name, period, rest):
    found, left = period_of(name)
    assert (found.label, left) == (period, rest)


@pytest.mark.parametrize(
    "name",
    [
        "ops", "2026-3-ops", "2025-26", "03-2026", "2026-13-ops", "2026-02-30", "ops2026", "2026ops", "20260312",
        "room 12-2026-03", "2026-03 12 ops", "12 2026", "2025-review-2026", "1999-03", "v1.2026", "2026Q5", "2026-03-1",
    ],
)  # fmt: skip
def test_what_could_be_read_in_two_ways_is_no_date(name):
    assert period_of(name) is None


def test_a_period_lies_in_longer_ones_and_in_no_shorter():
    march, quarter = period_of("2026-03")[0], period_of("2026Q1")[0]
    assert within(march, "quarter") == quarter and within(march, "year").label == "2026"
    assert within(quarter, "month") is None and within(quarter, "quarter") == quarter


# who is in a period ---------------------------------------------------------------------------------------------


def line_of(names):
    programme = Programme(rooms(names))
    (key,) = [key for key in programme.asked if key.activity == "our_month"]
    return timeline(programme, key)


def test_the_unit_is_the_shortest_that_has_teams_enough():
    months = [f"2026-0{1 + place // 3} team {place}" for place in range(9)]
    assert (line_of(months).unit, [len(teams) for teams in line_of(months).teams.values()]) == ("month", [3, 3, 3])
    spread = [f"2026-{month:02} team {month}" for month in range(1, 13)]
    assert (line_of(spread).unit, len(line_of(spread).teams)) == ("quarter", 4)


def test_a_team_counts_once_in_a_period_with_its_last_archive():
    names = ["2026-01-05 ops", "2026-01-26 ops", "2026-01-07 sales", "2026-01-08 lab"]
    line = line_of([*names, *(f"2026-0{month} {name}" for month in (2, 3) for name in "abc")])
    january = next(iter(line.teams.values()))
    assert [team.name for team in january] == ["2026-01-07 sales", "2026-01-08 lab", "2026-01-26 ops"]


def test_undated_teams_and_thin_periods_are_left_out_and_said_to_be():
    names = [*QUARTERS, "no date at all", "2026Q1 alone"]
    answer = how_it_went_over_time(Programme(rooms(names)))
    assert "hold no date that could be used: 1" in answer.sentence and "left out: 1" in answer.sentence
    assert set(answer.table["period"]) == {"2025 Q1", "2025 Q2", "2025 Q3", "2025 Q4"}
    assert set(answer.table["teams"]) == {4}


# what is said ---------------------------------------------------------------------------------------------------


def test_a_trend_that_was_put_in_is_found_and_no_other(risen):
    answer = how_it_went_over_time(risen)
    named = answer.table[answer.table["trend"] != ""]
    assert set(named["figure"]) == {"Vision and purpose"} and set(named["trend"]) == {"rose"}
    assert (named["slope_low"] > 0).all() and "points a quarter" in answer.finding
    assert named["slope"].iloc[0] == pytest.approx(8.75, abs=3)


def test_teams_that_differ_but_do_not_move_have_a_trend_in_at_most_one_run_of_ten():
    """Thirteen figures at once."""
    false, rng = 0, np.random.default_rng(8)
    for _ in range(40):
        drawn = rng.choice(48, 12, replace=False)
        teams = [kept_as(plain(int(each)), f"2025Q{1 + place // 3} team {each}") for place, each in enumerate(drawn)]
        false += bool((how_it_went_over_time(Programme(teams)).table["trend"] != "").any())
    assert false <= 4


def test_who_was_there_when_makes_no_trend_where_each_team_was_there_several_times():
    """Three teams in the first three quarters, three others in the next: eighteen archives, and six teams."""
    leans = dict(zip("abcdef", (-0.6, -0.3, 0.0, 0.0, 0.3, 0.6), strict=True))
    teams = [
        synthetic_room(title=f"{quarter} {team}", days=1, people=24, seed=place, groups=("A",), shift={"vision": lean})
        for quarters, names in ((("2025Q1", "2025Q2", "2025Q3"), "abc"), (("2025Q4", "2026Q1", "2026Q2"), "def"))
        for quarter in quarters
        for place, (team, lean) in enumerate((team, leans[team]) for team in names)
    ]
    table = how_it_went_over_time(Programme(teams)).table
    assert (table["trend"] == "").all()
    assert table.loc[table["figure"] == "Vision and purpose", "p"].min() > 0.005  # and not 0.0002, as of 18 teams


def test_self_ratings_are_not_followed_over_time():
    answer = analysis.how_it_went_over_time(analysis.programme(rooms(QUARTERS)))
    assert not answer.table["figure"].str.contains("Energy|Ability").any()
    assert "left out" in answer.sentence
    offered = [label for menu in answer.children[0].children for label, _ in menu.options]
    assert "What I bring" not in offered


def test_without_dates_or_with_too_few_there_is_a_sentence_that_says_how_to_get_a_trend():
    none = how_it_went_over_time(Programme(rooms(["a", "b", "c"])))
    assert none.table.empty and none.figure is None and "2026-03-12" in none.finding
    few = how_it_went_over_time(Programme(rooms(["2026Q1 a", "2026Q1 b", "2026Q1 c", "2026Q2 d"])))
    assert few.table.empty and "2026 Q1: 3, 2026 Q2: 1" in few.finding


def test_a_figure_can_be_chosen_and_its_drawing_has_a_line_only_where_there_is_a_trend(risen):
    moving, still = (how_it_went_over_time(risen, figure=id) for id in ("vision", "values"))
    assert len(moving.figure["data"]) == len(still.figure["data"]) + 1
    assert "Values and culture" in still.alternative and moving.finding == still.finding
