"""Tables of a large room: how many, and where there are none."""

import pytest

from workshop_kit.room.agenda import load_agenda


@pytest.mark.parametrize(
    ("seats", "tables"), [(None, None), (5, None), (24, None), (25, 5), (26, 6), (43, 9), (200, 40)]
)
def test_a_large_room_has_a_chair_for_everybody_and_five_at_a_table(seats, tables):
    assert load_agenda("60-minutes").tables_for(seats) == tables


def test_a_call_has_no_tables():
    assert load_agenda("45-minutes").tables_for(60) is None


@pytest.mark.parametrize("name", ["60-minutes", "90-minutes", "120-minutes", "another-day"])
def test_the_talk_track_sends_people_to_the_table_that_their_phone_draws(name):
    tracks = [step.track(43) for step in load_agenda(name).steps]
    assert "draws a table" in tracks[0]["say"]
    assert sum("table" in " ".join(track["ask"]) for track in tracks) >= 2
