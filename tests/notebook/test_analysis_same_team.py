"""Archives whose names differ in the date alone are of one team: it counts once, and is never two points."""

from functools import cache

import numpy as np
import pandas as pd
import pytest
from archives import kept_as
from many_archives import archives_with_rows

from workshop_kit.instrument import load_instrument
from workshop_kit.instrument.days import parted
from workshop_kit.notebook import analysis
from workshop_kit.pool.room_archive import RoomArchive
from workshop_kit.views.analysis import synthetic
from workshop_kit.views.analysis.caution_of_many import what_to_say_with_caution
from workshop_kit.views.analysis.programme import Programme
from workshop_kit.views.analysis.same_team import called, order_of
from workshop_kit.views.analysis.synthetic import synthetic_room

PERIODS = ("2026Q1", "2026Q2", "2026Q3")


@pytest.fixture(autouse=True)
def english(monkeypatch, tmp_path_factory):
    monkeypatch.setenv("WORKSHOP_LANGUAGE", "en")
    monkeypatch.setenv("WORKSHOP_HOME", str(tmp_path_factory.mktemp("home")))


@cache
def plain(seed):
    """A room like all others: nothing leans, nothing differs from team to team."""
    return synthetic_room(title="", days=1, people=8 + 5 * seed % 30, seed=seed, groups=("A",), shift={})


def without_later_days(room):
    """The room as it was saved after its first day."""
    copy = object.__new__(RoomArchive)
    tallies = {id: tally for id, tally in room.tallies.items() if parted(id)[1] == 1}
    copy.__dict__ = {**room.__dict__, "tallies": tallies}
    return copy


@pytest.fixture(scope="module")
def thrice():
    """Six teams in three periods; how they differ is not the same in any."""
    chance = np.random.default_rng(3)
    return [
        synthetic_room(
            title=f"{period} team {team}", days=1, people=30 + team, seed=10 * place + team, groups=("A",),
            shift={facet: float(chance.normal(0, 0.5)) for facet in ("vision", "values", "accuracy")},
        )
        for place, period in enumerate(PERIODS) for team in range(6)
    ]  # fmt: skip


def latest_alone(rooms):
    return [room for room in rooms if room.name.startswith(PERIODS[-1])]


# what a name tells ----------------------------------------------------------------------------------------------


def test_a_name_without_its_date_is_the_teams_and_a_date_alone_is_nobodys():
    assert called("2026-03-ops") == called("ops 2025Q4") == "ops"
    assert called("ops") is None and called("2026-03") is None and called("2026-3-ops") is None
    assert called("2026-03 workshop-archive") is None and called("workshop-archive (1) 2026-03") is None


def test_names_of_one_team_stand_in_the_order_of_their_dates_wherever_these_stand():
    told = ["ops 2025-12-30", "2026-03-ops", "2026-03-05 ops", "ops-2026-03-20", "2026Q2-ops", "2026 ops"]
    assert sorted(reversed(told), key=order_of) == told


# each question --------------------------------------------------------------------------------------------------


ONCE = (
    (analysis.what_the_months_had, []),
    (analysis.how_far_teams_differ, []),
    (analysis.a_funnel, ["others"]),
    (analysis.how_reliable, []),
)


@pytest.mark.parametrize("question, without", ONCE, ids=lambda one: getattr(one, "__name__", ""))
def test_an_answer_is_that_of_the_latest_archives_alone(question, without, thrice):
    every, alone = (question(analysis.programme(rooms)) for rooms in (thrice, latest_alone(thrice)))
    assert not every.table.empty
    pd.testing.assert_frame_equal(every.table.drop(columns=without), alone.table.drop(columns=without))
    assert every.told.finding == alone.told.finding and "latest" in every.sentence and "latest" not in alone.sentence


def test_what_is_left_out_is_counted_in_the_sentence_and_named_in_the_tables(thrice):
    programme = analysis.programme(thrice)
    for question in (analysis.how_far_teams_differ, analysis.a_funnel, analysis.what_the_months_had):
        assert "Earlier ones, left out: 12" in question(programme).sentence
    two = analysis.programme(thrice[5:12])
    assert "Earlier ones, left out: 2026Q1 team 5." in analysis.a_funnel(two).sentence
    funnel = analysis.a_funnel(programme).table.set_index("team")["others"]
    assert funnel["2026Q3 team 4"] == "2026Q1 team 4, 2026Q2 team 4"
    there = analysis.what_there_is(programme)
    assert (
        "Archives: 18. Teams: 6. People behind them: 195." in there.sentence
        and "6 teams have several" in there.sentence
    )
    assert list(there.table["later"].head(6)) == [f"2026Q3 team {team}" for team in range(6)]
    assert there.table["later"].tail(6).isna().all()
    assert set(analysis.what_was_covered(programme).table["teams"]) == {6}


def test_a_team_stands_with_the_latest_archive_that_asked_the_same(thrice):
    first, last = thrice[0], thrice[12]
    kept = kept_as(last, last.name)
    kept.tallies = {"our_month": last.tallies["our_month"]}
    programme = Programme([first, kept, *thrice[1:3]])
    (sorting,) = [key for key in programme.asked if key.activity == "sorting"]
    (month,) = [key for key in programme.asked if key.activity == "our_month"]
    assert [team.name for team in programme.asked[sorting]] == [f"2026Q1 team {team}" for team in range(3)]
    assert [team.name for team in programme.asked[month]][-1] == "2026Q3 team 0" and len(programme.asked[month]) == 3


def test_a_period_can_be_chosen_instead_where_teams_have_several_archives(thrice):
    answer = analysis.a_funnel(analysis.programme(thrice)).pick(period="2026 Q2")
    assert set(answer.table["team"]) == {f"2026Q2 team {team}" for team in range(6)}
    assert "Teams of one period alone, each once: 6. Results from other times, left out: 12." in answer.sentence
    labels = [menu.description for menu in answer.children[0].children]
    assert "Results" in labels
    alone = analysis.a_funnel(analysis.programme(latest_alone(thrice)))
    assert "Results" not in [menu.description for menu in alone.children[0].children]


def test_a_team_that_met_in_two_archives_moved_from_the_first_to_the_last_and_counts_once(thrice):
    table = analysis.what_moved(analysis.programme(thrice)).table
    assert set(table["teams"]) == {6}
    ends = analysis.what_moved(analysis.programme([*thrice[:6], *thrice[12:]])).table
    pd.testing.assert_frame_equal(table, ends)


def test_nothing_false_is_told_of_teams_that_are_alike_and_appear_three_times():
    """Ten programmes with five answers each, over thirteen figures (the funnel over one). In each period the same
    people say the same, as they nearly do: three times the archives tell no more than one time."""
    false, chance = 0, np.random.default_rng(5)
    for _ in range(10):
        teams = {f"team {team}": plain(int(seed)) for team, seed in enumerate(chance.choice(24, 8, replace=False))}
        programme = Programme(
            [kept_as(room, f"{each} {name}", title=each) for each in PERIODS for name, room in teams.items()]
        )
        told = [question(programme) for question in QUESTIONS]
        assert len(programme.every) == 24 and set(told[-2].table["teams"]) == {8} and len(told[-1].table) == 8
        false += any(names_something(answer) for answer in told)
    assert false <= 1


QUESTIONS = (
    analysis.what_the_months_had,
    analysis.what_moved,
    analysis.how_it_went_over_time,
    analysis.how_far_teams_differ,
    analysis.a_funnel,
)


def names_something(answer):
    """Whether an answer says that anything differs, moved, or lies outside of what is right."""
    table = answer.table
    named = [table[column].astype(bool).any() for column in ("differs", "outside", "moved", "trend") if column in table]
    return any(named) or "too little of" in answer.told.finding or "too much of" in answer.told.finding


def test_a_group_of_two_dated_imports_is_one_team_and_its_people_count_once(tmp_path):
    asked = load_instrument("leadership-climate", form="full")
    made = archives_with_rows(tmp_path, [60, 90], asked, "climate", groups=("North", "South", "West"))
    early, late = (path.rename(tmp_path / f"2026-0{month}-survey") for path, month in zip(made, (3, 9), strict=True))
    every, alone = analysis.programme([early, late]), analysis.programme([late])
    assert len(every.source.every) == 6 and len(every.source.teams) == 3
    for question in (analysis.how_far_teams_differ, analysis.how_reliable):
        pd.testing.assert_frame_equal(question(every).table, question(alone).table)
    left = "Earlier ones, left out: 2026-03-survey: North, 2026-03-survey: South, 2026-03-survey: West."
    assert left in analysis.how_far_teams_differ(every).sentence
    assert list(analysis.what_there_is(every).table["later"].dropna()) == ["2026-09-survey"]
    assert analysis.what_moved(every).table.empty  # two imports of one survey may differ by a late answer


# undated, days, and rooms saved twice ---------------------------------------------------------------------------


def test_names_without_a_date_or_with_nothing_else_stay_teams_of_their_own():
    rooms = [
        kept_as(plain(seed), name)
        for seed, name in enumerate(["ops", "2026-03-ops", "2026-03", "2026-04", "2026-4-ops"])
    ]
    programme = Programme(rooms)
    assert len(programme.teams) == 5 and not programme.repeated
    reasons = dict(what_to_say_with_caution(programme).table.itertuples(index=False, name=None))
    assert "no team: 2" in reasons["only_dates"] and "team_again" not in reasons


def test_a_second_day_is_no_second_team():
    rooms = [synthetic_room(title=f"room {seed}", days=3, people=20, seed=seed, groups=("A",)) for seed in range(5)]
    programme = Programme(rooms)
    assert len(programme.every) == 5
    for answer in (analysis.how_far_teams_differ(programme), analysis.what_the_months_had(programme)):
        assert set(answer.table["teams"]) == {5}
    assert list(analysis.a_funnel(programme).table["team"]) == [f"room {seed}" for seed in range(5)]
    assert {team.id(key) for team in programme.teams for key in team.shown} == {"role", "self", "sorting", "our_month"}


def test_a_room_that_was_saved_after_each_of_its_days_is_one_team():
    whole = synthetic_room(title="Ops", days=2, people=20, seed=1, groups=("A",))
    first = kept_as(without_later_days(whole), "ops first day")
    programme = Programme([first, kept_as(whole, "ops both days"), kept_as(plain(2), "lab")])
    assert [team.name for team in programme.every] == ["lab", "ops both days"]
    assert "stands in ops both days too" in dict(programme.aside)["ops first day"]


def test_of_a_room_saved_under_two_dates_each_day_counts_at_its_own():
    """The later archive holds the first day as well; that is not when it was."""
    whole = synthetic_room(title="Ops", days=2, people=20, seed=1, groups=("A",))
    programme = Programme([kept_as(without_later_days(whole), "2026-03-ops"), kept_as(whole, "2026-09-ops")])
    (month,) = [key for key in programme.asked if key.activity == "our_month"]
    assert [team.id(month) for team in programme.every_asked[month]] == ["our_month", "our_month@2"]
    assert [team.id(month) for team in programme.asked[month]] == ["our_month@2"]
    assert not programme.aside and len(programme.teams) == 1


def test_the_change_of_a_room_with_days_in_two_archives_counts_once(monkeypatch):
    monkeypatch.setattr(synthetic, "SECOND_DAY", {})
    rooms = [
        synthetic_room(title=f"2026-0{month} {name}", days=2, people=20, seed=10 * month + place, groups=("A",))
        for month in (3, 9) for place, name in enumerate("abc")
    ]  # fmt: skip
    answer = analysis.what_moved(analysis.programme(rooms))
    assert set(answer.table["teams"]) == {3} and "met again: 3" in answer.sentence
    assert not answer.children[0].children  # how people see themselves is not followed from archive to archive
