"""What a programme cannot say: the cautions that these very archives give, and no other."""

import pytest
from archives import archive_of_a_room

from workshop_kit.notebook import analysis
from workshop_kit.views.analysis.caution_of_many import what_to_say_with_caution
from workshop_kit.views.analysis.programme import Programme
from workshop_kit.views.analysis.synthetic import synthetic_room


@pytest.fixture(autouse=True)
def english(monkeypatch, tmp_path_factory):
    monkeypatch.setenv("WORKSHOP_LANGUAGE", "en")
    monkeypatch.setenv("WORKSHOP_HOME", str(tmp_path_factory.mktemp("home")))


def room(title, people=24, seed=1, days=1):
    return synthetic_room(title=title, people=people, seed=seed, days=days, groups=("A",))


def reasons(archives, **options):
    return dict(what_to_say_with_caution(Programme(archives, **options)).table.itertuples(index=False, name=None))


def test_few_small_and_undated_teams_are_each_a_caution():
    found = reasons([room("a", 7), room("b", 24, 2), room("c", 24, 3)])
    assert "3 teams" in found["few_teams"] and "1 of 3" in found["small_teams"]
    assert {"no_trend", "self_selected", "no_causes", "many_looks", "self_ratings", "no_reliability"} <= found.keys()
    assert not {"two_days", "rows", "set_aside", "several_forms", "team_again", "one_large_team"} & found.keys()


def test_what_does_not_hold_of_a_programme_is_not_said():
    names = [f"2025Q{1 + place // 3} team {place}" for place in range(12)]
    found = reasons([room(name, 30 + place, place) for place, name in enumerate(names)])
    assert not {"few_teams", "small_teams", "coarse", "no_trend", "no_reliability", "team_again"} & found.keys()


def test_a_team_in_several_dated_archives_is_named():
    found = reasons([room("2025Q1 ops", seed=1), room("2025Q2 ops", seed=2), room("2025Q2 lab", seed=3)])
    assert "1 team has" in found["team_again"] and "ops" in found["team_again"] and "lab" not in found["team_again"]


def test_teams_of_several_periods_beside_each_other_are_a_caution():
    assert "different times" in reasons([room("2025Q1 ops"), room("2025Q2 lab", seed=2)])["several_periods"]
    latest = [room("2025Q1 ops"), room("2025Q2 ops", seed=2), room("2025Q2 lab", seed=3)]
    assert "several_periods" not in reasons(latest)


def test_one_team_that_outweighs_all_others_is_a_caution():
    assert "80 %" in reasons([room("a", 48, 1), room("b", 6, 2), room("c", 6, 3)])["one_large_team"]


def test_what_was_set_aside_and_who_did_not_share_are_cautions(tmp_path):
    one = archive_of_a_room(tmp_path, "one.zip", people=8)
    (tmp_path / "torn.zip").write_bytes(b"PK\x03\x04 and no more")
    assert "1 archive was" in reasons([one, tmp_path / "torn.zip"])["set_aside"]
    assert "set_aside" not in reasons([one])


def test_made_up_archives_say_so_first_and_the_notebooks_call_takes_both_kinds():
    many = analysis.what_to_say_with_caution(analysis.programme())
    assert many.table["reason"][0] == "synthetic" and "organisation" in many.table["said"][0]
    one = analysis.what_to_say_with_caution(analysis.choose())
    assert "team" in one.table["said"][0] and "few_teams" not in set(one.table["reason"])
