"""*Next* and *Back* over HTTP: the agenda walked by a real service."""

import random

import pytest
from running import RoomUnderTest, answers_to, problem, walked


def test_next_walks_the_whole_hour_and_back_moves_no_state(open_room):
    room = open_room(seats=14)
    seen = walked(room, 8)
    moments = [moment for step in room.agenda()["steps"] for moment in step["moments"]]
    assert [state["moment"]["do"] for state in seen] == [moment["do"] for moment in moments]
    assert [state["step"] for state in seen] == [moment["index"] for moment in moments]
    for state, moment in zip(seen, moments, strict=True):
        states = {activity["id"]: activity["state"] for activity in state["activities"]}
        if moment["do"] == "answer":
            assert state["stage"] == "answer" and {states[id] for id in moment["activities"]} == {"open"}
        if moment["do"] == "reveal":
            assert (state["stage"], state["view"]) == ("reveal", moment["view"])
            assert {states[id] for id in moment["activities"]} == {"revealed"}
            assert set(state["revealed"]) == set(moment["activities"])
    after = room.state["activities"]
    assert {activity["state"] for activity in after} == {"revealed"}
    tallies = {id: room.tally(id).content for id in room.keys}

    assert room.post("/next").json()["step"] == len(moments), "at the end, Next changes nothing"
    for expected in range(len(moments) - 1, -1, -1):
        state = room.post("/back").raise_for_status().json()
        assert state["step"] == expected
        assert state["activities"] == after
    assert state["stage"] == "lobby"
    assert room.post("/back").json()["step"] == 0

    for moment in moments:
        state = room.post("/next").raise_for_status().json()
        assert state["activities"] == after
        if moment["do"] == "reveal":
            assert (state["stage"], state["view"]) == ("reveal", moment["view"])
    assert {id: room.tally(id).content for id in room.keys} == tallies


@pytest.mark.parametrize("people", [4, 14])
def test_a_room_says_which_step_next_goes_to_with_or_without_a_wall(open_room, people):
    room = open_room(seats=14)
    said = [room.state["next"]]
    seen = walked(room, people)
    said += [state["next"] for state in seen]
    assert said == [*(state["step"] for state in seen), None]


def test_a_talk_keeps_the_picture_that_it_is_about(open_room):
    room = open_room(seats=14)
    before = None
    for state in walked(room, 6):
        if state["moment"]["do"] == "talk" and before and before["moment"]["do"] == "reveal":
            assert (state["stage"], state["view"]) == ("reveal", before["view"])
        before = state


def test_with_too_few_the_hour_goes_on_by_talk_and_the_activities_stay_open(open_room):
    room = open_room(seats=14)
    seen = walked(room, 4)
    opened = {id for state in seen if state["moment"]["do"] == "answer" for id in state["moment"]["activities"]}
    assert {a["state"] for a in room.state["activities"] if a["id"] in opened} == {"open"}
    tracks = {moment["index"]: step for step in room.agenda()["steps"] for moment in step["moments"]}
    for state in (state for state in seen if state["moment"]["do"] == "reveal"):
        assert state["view"] is None
        assert set(state["too_few"]) == set(state["moment"]["activities"]) and state["revealed"] == []
        if few := tracks[state["step"]]["too_few"]:
            assert state["question"] in [*few["ask"], few["say"]]
    for id in opened:
        assert problem(room.tally(id)) == "not-revealed"
        assert room.put(id, answers_to(room.keys[id], random.Random(1))).status_code == 204


def test_next_reveals_what_its_moment_names_and_never_more(open_room):
    room = open_room(seats=14)
    room.stage("answer").raise_for_status()
    for activity in room.keys:
        room.share(activity, 6)
    room.post("/next").raise_for_status()
    room.post("/next").raise_for_status()
    states = {activity["id"]: activity["state"] for activity in room.state["activities"]}
    assert (states.pop("check_in"), states.pop("obstacle_vote")) == ("revealed", "waiting")
    assert set(states.values()) == {"open"}


def test_the_agenda_has_a_talk_track_and_a_clock(open_room):
    room = open_room(seats=14)
    agenda = room.agenda()
    assert (agenda["step"], agenda["elapsed"]) == (0, None)
    assert sum(sum(step["minutes"].values()) for step in agenda["steps"]) == agenda["minutes"] == 60
    assert all(step["title"] and step["say"] for step in agenda["steps"])
    room.post("/next").raise_for_status()
    agenda = room.agenda()
    assert agenda["step"] == 1 and 0 <= agenda["seconds"] <= agenda["elapsed"] + 0.2 < 5


def test_at_the_participants_pace_everything_is_open_at_once(open_room):
    room = open_room(seats=8, pace="participants")
    assert _states_of_what_can_be_answered(room) == {"open"}
    assert room.put("our_month", {"vision": 3}).status_code == 204


def test_at_the_participants_pace_everything_opens_once_the_seats_are_counted(open_room):
    room = open_room(pace="participants")
    assert _states_of_what_can_be_answered(room) == {"waiting"}
    room.patch({"seats": 8}).raise_for_status()
    assert _states_of_what_can_be_answered(room) == {"open"}


def _states_of_what_can_be_answered(room: RoomUnderTest) -> set[str]:
    return {activity["state"] for activity in room.state["activities"] if activity["id"] in room.keys}


def test_any_instrument_makes_a_room_without_a_word_of_code(open_room):
    room = open_room(instrument="leadership-climate", seats=9)
    assert list(room.keys) == ["climate"]
    assert [key for key in room.keys["climate"]] == [f"LEAD{number:02}" for number in range(1, 12)]
    seen = walked(room, 7)
    assert [state["moment"]["do"] for state in seen] == ["answer", "reveal", "talk"]
    assert room.get("/views/climate").raise_for_status().json()["finding"]
    assert room.get("/views/climate").json()["n"] == 7
    assert problem(room.get("/views/balance_map")) == "no-such-view"
