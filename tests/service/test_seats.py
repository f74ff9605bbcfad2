"""Seats and heads are counted before, rooms are opened with the host key: made-up people find no place."""

import httpx
import pytest
from running import GOOD, problem


def test_nothing_opens_until_the_seats_are_set_and_then_they_are_fixed(open_room):
    room = open_room()
    assert room.state["seats"] is None
    for response in (room.stage("answer"), room.stage("answer", activity="self"), room.post("/next")):
        assert (response.status_code, problem(response)) == (409, "no-seats")
    assert {each["state"] for each in room.state["activities"]} == {"waiting"}
    assert room.patch({"seats": 9}).json()["seats"] == 9
    assert room.patch({"seats": 8, "groups": {"A": 5}, "title": "Ours"}).status_code == 200
    assert room.post("/next").status_code == 200
    assert (room.patch({"seats": 9}).status_code, problem(room.patch({"groups": {"A": 6}}))) == (409, "fixed")
    assert room.patch({"title": "Still ours"}).json()["title"] == "Still ours"
    assert (room.state["seats"], room.state["groups"]) == (8, {"A": 5})


def test_a_full_room_takes_changes_of_those_inside_and_nobody_else(open_room):
    room = open_room(seats=5)
    room.stage("answer", activity="self").raise_for_status()
    inside = room.share("self", 5)
    for answers in (GOOD, None):
        response = room.put("self", answers)
        assert (response.status_code, problem(response)) == (409, "room-full")
    assert room.put("self", None, revision=2, receipt=inside[0]).status_code == 204
    assert room.put("self", GOOD, revision=3, receipt=inside[0]).status_code == 204
    assert problem(room.put("self", GOOD)) == "room-full", "keeping to oneself frees no seat"
    assert room.activity("self")["finished"] == 5
    assert room.stage("reveal", activity="self").status_code == 200
    assert room.tally("self").json()["n"] == 5


def test_a_group_takes_as_many_as_it_has_heads(open_room):
    room = open_room(seats=14, groups={"A": 5, "B": 6})
    room.stage("answer", activity="self").raise_for_status()
    room.share("self", 5, group="A")
    assert problem(room.put("self", GOOD, group="A")) == "room-full"
    room.share("self", 6, group="B")
    room.share("self", 3)
    assert problem(room.put("self", GOOD)) == "room-full"


@pytest.mark.parametrize(
    "options, named",
    [
        ({"threshold": 4}, "threshold"),
        ({"seats": 0, "groups": {"A": 0}}, "groups"),
        ({"seats": 5, "groups": {"A": 3, "B": 3}}, "groups"),
        ({"groups": {str(number): 5 for number in range(13)}}, "groups"),
        ({"instrument": "tarot"}, "tarot"),
        ({"agenda": "siesta"}, "siesta"),
        ({"pace": "gallop"}, "pace"),
        ({"form": "medium"}, "medium"),
        ({"languages": ["xx"]}, "xx"),
        ({"keep": 0}, "keep"),
    ],
)
def test_a_room_is_not_opened_with_options_that_do_not_fit(service, options, named):
    headers = {"Authorization": f"Bearer {service.host_key}"}
    response = httpx.post(f"{service.base}/api/rooms", json=options, headers=headers)
    assert (response.status_code, problem(response)) == (422, "invalid-options"), response.text
    assert named in response.json()["detail"]


def test_rooms_are_opened_with_the_host_key_alone(service, open_room):
    room = open_room(seats=5)
    for header in ({}, {"Authorization": "Bearer"}, *({"Authorization": f"Bearer {key}"} for key in ("no", room.key))):
        response = httpx.post(f"{service.base}/api/rooms", json={}, headers=header)
        assert (response.status_code, problem(response)) == (401, "wrong-key")
