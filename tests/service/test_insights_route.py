"""GET …/insights of a real service: for the facilitator alone, of what is revealed, in the language asked for."""

import httpx
import pytest
from running import RoomUnderTest, problem

import workshop_kit as wk


@pytest.fixture
def room(open_room) -> RoomUnderTest:
    return open_room(seats=14, languages=["en", "de"])


def asked(room: RoomUnderTest, **query: str) -> httpx.Response:
    return room.get("/insights", params=query, headers={"Authorization": f"Bearer {room.key}"})


def everybody(room: RoomUnderTest, activity: str, answers: dict) -> None:
    room.stage("answer", activity=activity).raise_for_status()
    for _ in range(14):
        room.put(activity, answers).raise_for_status()


def test_only_whoever_holds_the_key_is_told(room):
    assert problem(room.get("/insights")) == "wrong-key" and room.get("/insights").status_code == 401
    assert problem(room.get("/insights", headers={"Authorization": "Bearer nonsense"})) == "wrong-key"


def test_it_speaks_of_what_is_revealed_and_of_nothing_else(room):
    before = asked(room).raise_for_status().json()
    assert before["insights"] == [] and before["open_round"]["questions"]
    answers = {key: 3 for key in room.keys["our_month"] if key != "work_on"}
    everybody(room, "our_month", answers | {"chaos": 5})
    assert asked(room).json() == before
    room.stage("reveal", activity="our_month").raise_for_status()
    (found,) = asked(room).json()["insights"]
    assert (found["id"], found["view"], found["sure"]) == ("chaos", "our_month", "likely")
    assert found["exercise"]["minutes"] == sum(step["minutes"] for step in found["exercise"]["steps"])
    assert asked(room).json()["open_round"] is None


def test_it_speaks_the_language_asked_for_to_the_client_too(room):
    answers = {key: 3 for key in room.keys["our_month"] if key != "work_on"}
    everybody(room, "our_month", answers | {"chaos": 5})
    room.stage("reveal", activity="our_month").raise_for_status()
    client = wk.Room(f"{room.base}/{room.code}", key=room.key)
    assert "im letzten Monat" in client.insights("de")["insights"][0]["finding"]
    assert "in our last month" in client.insights()["insights"][0]["finding"]
