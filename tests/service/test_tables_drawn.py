"""How many tables a room has: told to everybody, and no more than that."""

from running import walked


def test_a_large_room_says_how_many_tables_there_are_once_its_people_are_counted(open_room):
    room = open_room()
    assert room.state["tables"] is None
    assert [room.patch({"seats": seats}).json()["tables"] for seats in (24, 25, 43)] == [None, 5, 9]
    assert room.patch({"pace": "participants"}).json()["tables"] is None, "at home nobody sits at a table"


def test_a_call_and_an_instrument_without_an_agenda_have_none(open_room):
    assert open_room(seats=40, agenda="45-minutes").state["tables"] is None
    assert open_room(seats=40, instrument="leadership-climate").state["tables"] is None


def test_the_room_says_what_the_picture_on_the_screen_is_made_of(open_room):
    room = open_room(seats=9)
    assert room.state["shows"] == []
    reveals = {state["view"]: state["shows"] for state in walked(room, 7) if state["moment"]["do"] == "reveal"}
    assert reveals["energy_and_ability"] == ["self"] and reveals["our_month"] == ["our_month"]
    assert reveals["wall"] == ["obstacle", "obstacle_vote"], "once the vote is shown"
    assert room.stage(view="bring_and_need").json()["shows"] == ["self", "our_month"]
    assert room.stage("pause").json()["shows"] == []
