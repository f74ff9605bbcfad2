"""The room's HTTP contract, asked of a real `workshop live`."""

import asyncio
import gzip
import json
import random
import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from urllib.parse import urljoin

import httpx
import pytest
from running import RoomUnderTest, answers_to, fetch, new_receipt, problem

import workshop_kit as wk

GOOD = {"vision_1.energy": 4, "accuracy_1.energy": None, "vision_1.ability": 2}
PHONE_BUDGET = 60_000  # bytes over the wire: page, script, style and icon


# what is refused ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def half_way(open_room) -> RoomUnderTest:
    """A room in which `sorting` is revealed, `self` is open with four who shared, and `our_month` is waiting."""
    return _half_way(open_room)


def _half_way(open_room) -> RoomUnderTest:
    room = open_room(seats=12, groups={"North": 7, "South": 3})
    room.stage("answer", activity="sorting").raise_for_status()
    room.share("sorting", 6, group="North")
    room.stage("reveal", activity="sorting").raise_for_status()
    room.stage("answer", activity="self").raise_for_status()
    room.share("self", 4)
    return room


def _answer(answers=None, activity="self", receipt="R" * 22, **more):
    """A request that sends answers; `more` replaces parts of it."""
    request = {"json": {"answers": answers, "revision": 1}, "headers": {"Receipt": receipt}, **more}
    return ("PUT", f"/activities/{activity}/answer", request)


def _body(**body):
    return _answer(json=body)


def _move(path="/stage", key=True, headers=(), **body):
    return ("POST", path, {"json": body, "headers": dict(headers), "key": key})


def _get(path, **query):
    return ("GET", path, {"params": query})


YES_NO = {"kind": "yes_no", "text": "Shall we go on?"}

# name: (what is asked, status, the problem's name, what its detail must name)
REFUSED = {
    # bodies
    "broken JSON": (_answer(json=None, content=b'{"answers": {'), 400, "malformed", []),
    "no body": (_answer(json=None), 400, "malformed", []),
    "not an object": (_answer(json=[1, 2]), 400, "malformed", []),
    "not UTF-8": (_answer(json=None, content=b'{"answers":{"\xff":1},"revision":1}'), 400, "malformed", []),
    "an unknown body key": (_body(answers=GOOD, revision=1, name="Ann"), 400, "malformed", ["name"]),
    "no revision": (_body(answers=GOOD), 400, "malformed", ["revision"]),
    "no answers": (_body(revision=1), 400, "malformed", ["answers"]),
    "a revision that is a word": (_body(answers=GOOD, revision="two"), 400, "malformed", ["revision"]),
    "a revision below zero": (_body(answers=GOOD, revision=-1), 400, "malformed", ["revision"]),
    "a revision beyond what is kept": (_body(answers=GOOD, revision=2**70), 400, "malformed", []),
    "answers that are a list": (_body(answers=[1], revision=1), 400, "malformed", ["answers"]),
    "a group that is a number": (_body(answers=GOOD, revision=1, group=3), 400, "malformed", ["group"]),
    "over 64 KB": (_answer(GOOD, json=None, content=b'{"a":"' + b"x" * 65_536 + b'"}'), 413, "too-large", ["64"]),
    "far over 64 KB": (_answer(GOOD, json=None, content=b"[" * 3_000_000), 413, "too-large", ["64"]),
    "over 64 KB in pieces": (_answer(json=None, content="PIECES"), 413, "too-large", ["64"]),
    "broken JSON for a stage": (("POST", "/stage", {"content": b"{", "key": True}), 400, "malformed", []),
    "an unknown key for a stage": (_move(stage="answer", hurry=True), 400, "malformed", ["hurry"]),
    "an unknown key for a room": (("PATCH", "", {"json": {"colour": 1}, "key": True}), 400, "malformed", ["colour"]),
    # answers
    "above the scale": (_answer({"vision_1.energy": 6}), 422, "invalid-answers", ["vision_1.energy", "6"]),
    "below the scale": (_answer({"vision_1.energy": 0}), 422, "invalid-answers", ["vision_1.energy"]),
    "between two ratings": (_answer({"vision_1.energy": 2.5}), 422, "invalid-answers", ["vision_1.energy"]),
    "a rating in words": (_answer({"vision_1.energy": "4"}), 422, "invalid-answers", ["vision_1.energy"]),
    "true for a rating": (_answer({"vision_1.energy": True}), 422, "invalid-answers", ["vision_1.energy"]),
    "a list for a rating": (_answer({"vision_1.energy": [4]}), 422, "invalid-answers", ["vision_1.energy"]),
    "two keys that are none": (_answer({**GOOD, "zz": 1, "yy": 2}), 422, "invalid-answers", ["`zz`", "`yy`"]),
    "each key that is wrong": (
        _answer({"zz": 1, "vision_1.energy": 9, "vision_1.ability": 4}),
        422,
        "invalid-answers",
        ["`zz`", "`vision_1.energy`"],
    ),
    "an item without its lens": (_answer({"vision_1": 4}), 422, "invalid-answers", ["`vision_1`"]),
    "an item of the full form": (_answer({"vision_3.energy": 4}), 422, "invalid-answers", ["`vision_3.energy`"]),
    "an answer of nothing": (_answer({}), 422, "invalid-answers", []),
    "an answer of nulls": (_answer({"vision_1.energy": None}), 422, "invalid-answers", []),
    "a bin that is none": (_answer({"trains": "luck"}, "sorting"), 422, "invalid-answers", ["trains", "luck"]),
    "a pick of none": (_answer({"work_on": []}, "our_month"), 422, "invalid-answers", ["work_on"]),
    "a pick that is no list": (_answer({"work_on": "vision"}, "our_month"), 422, "invalid-answers", ["work_on"]),
    "a pick of strangers": (_answer({"work_on": ["luck"]}, "our_month"), 422, "invalid-answers", ["work_on", "luck"]),
    "a pick twice": (_answer({"work_on": ["vision", "vision"]}, "our_month"), 422, "invalid-answers", ["work_on"]),
    "a pick too many": (
        _answer({"work_on": ["vision", "values", "example", "accuracy"]}, "our_month"),
        422,
        "invalid-answers",
        ["work_on", "3"],
    ),
    "a group that is none": (_body(answers=GOOD, revision=1, group="East"), 422, "invalid-answers", ["`East`"]),
    "a group that is kept to itself": (_body(answers=None, revision=1, group="East"), 422, "invalid-answers", []),
    "a group too small": (_body(answers=GOOD, revision=1, group="South"), 422, "invalid-answers", ["`South`"]),
    # receipts
    "no receipt": (_answer(GOOD, headers={}), 400, "bad-receipt", ["22", "128"]),
    "a receipt too short": (_answer(GOOD, receipt="R" * 21), 400, "bad-receipt", []),
    "a receipt too long": (_answer(GOOD, receipt="R" * 129), 400, "bad-receipt", []),
    "a receipt with a stranger": (_answer(GOOD, receipt="R" * 22 + "+"), 400, "bad-receipt", []),
    "a receipt with a gap": (_answer(GOOD, receipt="R" * 11 + " " + "R" * 11), 400, "bad-receipt", []),
    # keys
    "no key": (_move(key=False, stage="answer"), 401, "wrong-key", []),
    "another key": (_move(key="K" * 32, stage="answer"), 401, "wrong-key", []),
    "another key for next": (_move("/next", key="K" * 32), 401, "wrong-key", []),
    "another key for back": (_move("/back", key="K" * 32), 401, "wrong-key", []),
    "another key for the agenda": (_get("/agenda"), 401, "wrong-key", []),
    "another key for a room": (("PATCH", "", {"json": {"title": "Mine"}, "key": "no"}), 401, "wrong-key", []),
    "another key for the texts": (_get("/activities/obstacle/texts"), 401, "wrong-key", []),
    "another key for a question": (("POST", "/activities", {"json": YES_NO}), 401, "wrong-key", []),
    # texts and questions made on the spot
    "a decision without a list": (_move("/activities/obstacle/texts", merged={}), 400, "malformed", ["let_through"]),
    "a question without words": (_move("/activities", kind="yes_no", text=" "), 422, "invalid-question", ["text"]),
    "a question of no kind": (_move("/activities", kind="essay", text="Why?"), 400, "malformed", ["kind"]),
    "a question that is long": (_move("/activities", kind="text", text="x" * 301), 422, "invalid-question", ["301"]),
    "a list of one": (_move("/activities", kind="pick", text="?", options=["a"]), 422, "invalid-question", ["options"]),
    "a list of the same": (
        _move("/activities", kind="pick", text="?", options=["a", "a "]),
        422,
        "invalid-question",
        [],
    ),
    "a scale with options": (
        _move("/activities", kind="scale", text="?", options=["a", "b"]),
        422,
        "invalid-question",
        [],
    ),
    # activities, groups, views
    "an activity that is none": (_answer(GOOD, "tea"), 404, "no-such-activity", ["tea"]),
    "a tally of none": (_get("/activities/tea/tally"), 404, "no-such-activity", ["tea"]),
    "a tally of none by group": (_get("/activities/tea/tally", group="East"), 404, "no-such-activity", []),
    "an answer before its time": (_answer({"vision": 3}, "our_month"), 409, "not-open", []),
    "an answer after the reveal": (_answer({"trains": "both"}, "sorting"), 409, "revealed", []),
    "taken back after the reveal": (_answer(None, "sorting"), 409, "revealed", []),
    "a tally before the reveal": (_get("/activities/self/tally"), 409, "not-revealed", []),
    "a tally of what waits": (_get("/activities/our_month/tally"), 409, "not-revealed", []),
    "a group before the reveal": (_get("/activities/self/tally", group="North"), 409, "not-revealed", []),
    "no group before the reveal": (_get("/activities/self/tally", group="East"), 409, "not-revealed", []),
    "a tally of no group": (_get("/activities/sorting/tally", group="East"), 404, "hidden-group", ["East"]),
    "a tally of a small group": (_get("/activities/sorting/tally", group="South"), 404, "hidden-group", []),
    "a view that is none": (_get("/views/horoscope"), 404, "no-such-view", ["horoscope"]),
    "a lens that is none": (_get("/views/balance_map.luck"), 404, "no-such-view", []),
    "a view before the reveal": (_get("/views/balance_map"), 409, "not-revealed", []),
    "a plain view before the reveal": (_get("/views/self"), 409, "not-revealed", []),
    "a view of no group": (_get("/views/sorting", group="East"), 404, "hidden-group", []),
    # stages
    "a stage that is none": (_move(stage="dance"), 422, "invalid-stage", ["stage", "dance"]),
    "a stage of no activity": (_move(stage="answer", activity="tea"), 422, "invalid-stage", ["activity", "tea"]),
    "a stage of no view": (_move(view="horoscope"), 422, "invalid-stage", ["view", "horoscope"]),
    "a step beyond the end": (_move(step=999), 422, "invalid-stage", ["step", "999"]),
    "a step before the start": (_move(step=-1), 422, "invalid-stage", ["step"]),
    "everything that is wrong": (
        _move(stage="dance", activity="tea", view="horoscope"),
        422,
        "invalid-stage",
        ["dance", "tea", "horoscope"],
    ),
    "to open what is revealed": (_move(stage="answer", activity="sorting"), 409, "revealed", ["sorting"]),
    "to reveal too few": (_move(stage="reveal", activity="self"), 409, "too-few", ["self"]),
    "to reveal all that is too few": (_move(stage="reveal"), 409, "too-few", ["self"]),
    "to reveal what waits": (_move(stage="reveal", activity="our_month"), 409, "too-few", ["our_month"]),
    "a stale stage": (_move(headers={"If-Match": '"1"'}, stage="pause"), 412, "stale", []),
    "a stale next": (_move("/next", headers={"If-Match": '"1"'}), 412, "stale", []),
    "a stale back": (_move("/back", headers={"If-Match": "1"}), 412, "stale", []),
    "a revision in words": (_move("/next", headers={"If-Match": '"soon"'}), 400, "malformed", ["If-Match"]),
    "seats after the first opening": (("PATCH", "", {"json": {"seats": 30}, "key": True}), 409, "fixed", []),
    "groups after the first opening": (("PATCH", "", {"json": {"groups": {}}, "key": True}), 409, "fixed", []),
    # addresses
    "no such page": (_get("/tea"), 404, "no-such-page", []),
    "no such method": (("PUT", "", {}), 405, "not-allowed", ["PUT"]),
    "to delete without a key": (("DELETE", "", {}), 401, "wrong-key", []),
    "to delete with another key": (("DELETE", "", {"key": "K" * 32}), 401, "wrong-key", []),
}


def _ask(room: RoomUnderTest, asked: tuple) -> httpx.Response:
    method, path, request = asked
    request = dict(request)
    key = request.pop("key", None)
    headers = dict(request.pop("headers", {}))
    if key:
        headers["Authorization"] = f"Bearer {room.key if key is True else key}"
    if request.get("content") == "PIECES":  # no length is told: the service must count for itself
        request["content"] = iter([b'{"a":"'] + [b"x" * 20_000] * 5 + [b'"}'])
    return room.http.request(method, path, headers=headers, **request)


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_gets_its_status_and_problem_and_changes_nothing(half_way, name):
    asked, status, type, named = REFUSED[name]
    before = half_way.state
    response = _ask(half_way, asked)
    assert (response.status_code, problem(response)) == (status, type), response.text
    assert [word for word in named if word not in response.json()["detail"]] == [], response.json()["detail"]
    assert half_way.state == before


def test_after_every_refusal_nothing_was_stored_and_nothing_is_lost(open_room):
    room = _half_way(open_room)
    before = room.tally("sorting").content
    for asked, *_ in REFUSED.values():
        assert _ask(room, asked).is_error
    assert room.activity("self")["finished"] == 4
    room.share("self", 2)
    assert room.stage("reveal", activity="self").status_code == 200
    assert room.tally("self").json()["n"] == 6
    assert room.tally("sorting").content == before


def test_a_wrong_code_is_said_on_every_route(service):
    nowhere = RoomUnderTest(service.base, "QQQQQQ", "K" * 20)
    assert nowhere.get().status_code == 404
    asked = [*(asked for asked, *_ in REFUSED.values() if asked[2].get("json") is not None), _get("/events")]
    asked += [_get("/instrument"), _get("/views/sorting"), _get("/activities/self/tally"), _get("/agenda")]
    asked += [_move("/next"), _move("/back"), _move(stage="answer"), _answer(GOOD)]
    answers = [_ask(nowhere, each) for each in asked]
    names = {problem(response) for response in answers if response.status_code != 405}
    assert "no-such-room" in names
    assert names <= {"no-such-room", "malformed", "bad-receipt"}, names
    for page in ("QQQQQQ", "QQQQQQ/screen"):
        response = fetch(f"{service.base}/{page}")
        assert response.status_code == 404
        assert "<form" in response.text  # another code can be typed at once


def test_the_key_of_another_room_opens_nothing(open_room):
    room, other = open_room(seats=6), open_room(seats=6)
    assert problem(room.post("/next", key=other.key)) == "wrong-key"
    assert room.state["step"] == 0


def test_a_problem_is_a_problem_document_also_when_the_answer_is_compressed(half_way):
    response = half_way.get("/activities/tea/tally", headers={"Accept-Encoding": "gzip"})
    assert problem(response) == "no-such-activity"


def test_a_body_of_exactly_64_kb_is_taken(open_room):
    room = open_room(seats=6)
    room.stage("answer", activity="self").raise_for_status()
    body = json.dumps({"answers": GOOD, "revision": 1}).encode().ljust(64 * 1024)
    response = room.http.put("/activities/self/answer", content=body, headers={"Receipt": new_receipt()})
    assert response.status_code == 204, response.text


# seats -------------------------------------------------------------------------------------------------------


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


# answers -----------------------------------------------------------------------------------------------------


def test_an_equal_or_lower_revision_is_answered_204_and_changes_nothing(open_room):
    room = open_room(seats=8)
    room.stage("answer", activity="sorting").raise_for_status()
    bins = [{"trains": bin} for bin in ("leadership", "management", "both")]
    receipts = [new_receipt() for _ in range(6)]
    for receipt in receipts:
        assert room.put("sorting", bins[0], revision=7, receipt=receipt).status_code == 204
        for revision in (7, 6, 0):
            assert room.put("sorting", bins[1], revision=revision, receipt=receipt).status_code == 204
            assert room.put("sorting", None, revision=revision, receipt=receipt).status_code == 204
    assert room.put("sorting", bins[2], revision=8, receipt=receipts[0]).status_code == 204
    assert room.activity("sorting")["finished"] == 6
    room.stage("reveal", activity="sorting").raise_for_status()
    counts = room.tally("sorting").json()["figures"]["trains"]["counts"]
    assert counts == {"leadership": 5, "both": 1, "management": 0}


def test_sending_many_times_at_once_is_one_answer(open_room):
    room = open_room(seats=8)
    room.stage("answer", activity="self").raise_for_status()
    receipt = new_receipt()
    with ThreadPoolExecutor(12) as pool:
        sent = list(pool.map(lambda revision: room.put("self", GOOD, revision % 7, receipt), range(36)))
    assert {response.status_code for response in sent} == {204}
    assert room.activity("self")["finished"] == 1


def test_kept_and_taken_back_count_as_finished_and_never_as_shared(open_room):
    room = open_room(seats=12)
    room.stage("answer", activity="self").raise_for_status()
    receipts = room.share("self", 6)
    assert room.put("self", None).status_code == 204
    assert room.put("self", None, revision=2, receipt=receipts[0]).status_code == 204
    assert room.put("self", None, revision=2, receipt=receipts[1]).status_code == 204
    assert room.activity("self")["finished"] == 7
    assert problem(room.stage("reveal", activity="self")) == "too-few"
    assert room.put("self", GOOD, revision=3, receipt=receipts[1]).status_code == 204
    room.stage("reveal", activity="self").raise_for_status()
    assert room.activity("self")["finished"] == 7
    assert room.tally("self").json()["n"] == 5


def test_answers_are_taken_while_an_activity_is_open_whatever_the_stage(open_room):
    room = open_room(seats=8)
    room.stage("answer", activity="self").raise_for_status()
    for stage in ("pause", "lobby"):
        room.stage(stage).raise_for_status()
        assert room.put("self", GOOD).status_code == 204
    assert room.activity("self")["finished"] == 2


def test_the_state_of_a_room_holds_no_score_and_no_number_before_the_reveal(open_room):
    room = open_room(seats=8)
    room.stage("answer").raise_for_status()
    for activity in room.keys:
        room.share(activity, 6)
    state = room.state
    names = {"revision", "title", "stage", "activity", "view", "step", "pace", "form", "threshold", "seats", "groups"}
    assert names | {"rehearsal", "instrument", "languages", "activities"} <= set(state)
    assert all("n" not in activity for activity in state["activities"])
    assert {activity["finished"] for activity in state["activities"] if activity["id"] in room.keys} == {6}
    revealed = room.stage("reveal").json()
    assert set(revealed["revealed"]) == set(room.keys) and revealed["too_few"] == []
    assert {activity["n"] for activity in room.state["activities"] if activity["id"] in room.keys} == {6}


def test_the_revision_rises_with_everything_but_who_has_finished(open_room):
    room = open_room(seats=8)
    seen = [room.state["revision"]]
    for move in (
        lambda: room.patch({"title": "Another"}),
        lambda: room.stage("answer", activity="self"),
        lambda: room.stage("pause"),
        lambda: room.post("/next"),
        lambda: room.post("/back"),
    ):
        move().raise_for_status()
        seen.append(room.state["revision"])
    assert seen == sorted(set(seen)), seen
    room.share("self", 5)
    assert room.state["revision"] == seen[-1]


def test_if_match_lets_one_of_two_presses_through(open_room):
    room = open_room(seats=8)
    revision = room.state["revision"]
    headers = {"If-Match": f'"{revision}"'}
    with ThreadPoolExecutor(2) as pool:
        pressed = list(pool.map(lambda _: room.post("/next", **headers), range(2)))
    assert sorted(response.status_code for response in pressed) == [200, 412]
    assert room.state["step"] == 1


def test_a_code_may_be_typed_in_small_letters(open_room):
    room = open_room(seats=5)
    found = fetch(f"{room.base}/api/rooms/{room.code.lower()}").json()
    assert found["code"] == room.code


# reveals -----------------------------------------------------------------------------------------------------


def test_revealing_again_shows_again_and_changes_no_byte(open_room):
    room = open_room(seats=8)
    room.stage("answer").raise_for_status()
    for activity in ("self", "sorting"):
        room.share(activity, 5)
    first = room.stage("reveal", activity="sorting").json()
    assert (first["revealed"], first["too_few"], first["stage"]) == (["sorting"], [], "reveal")
    tally, picture = room.tally("sorting").content, room.get("/views/sorting").content
    room.stage("reveal", activity="self").raise_for_status()
    again = room.stage("reveal", activity="sorting")
    assert again.status_code == 200
    assert (again.json()["activity"], again.json()["view"]) == ("sorting", "sorting")
    assert room.tally("sorting").content == tally
    assert room.get("/views/sorting").content == picture


def test_a_reveal_of_all_says_what_it_could_show_and_what_not(open_room):
    room = open_room(seats=8)
    room.stage("answer").raise_for_status()
    room.share("sorting", 5)
    room.share("self", 4)
    answer = room.stage("reveal").json()
    assert answer["revealed"] == ["sorting"]
    assert "self" in answer["too_few"]
    assert room.activity("self")["state"] == "open"
    room.share("self", 1)
    assert "self" in room.stage("reveal").json()["revealed"]


def test_every_figure_of_a_tally_has_its_own_number(open_room):
    room = open_room(seats=9)
    room.stage("answer").raise_for_status()
    for activity in room.keys:
        room.share(activity, 9)
    room.stage("reveal").raise_for_status()
    for activity in room.keys:
        tally = room.tally(activity).json()
        assert (tally["activity"], tally["group"], tally["n"]) == (activity, None, 9)
        assert tally["detailed"] is (tally["about"] == "world")
        assert tally["figures"] or activity == "obstacle", "texts are in no figure"
        assert all(figure["n"] >= 5 for figure in tally["figures"].values()), tally


def test_a_group_with_enough_is_shown_and_one_with_too_few_is_not(open_room):
    room = open_room(seats=20, groups={"A": 8, "B": 6, "C": 6})
    room.stage("answer", activity="sorting").raise_for_status()
    for group, people in (("A", 7), ("B", 6), ("C", 6)):
        room.share("sorting", people, group=group)
    room.stage("reveal", activity="sorting").raise_for_status()
    assert room.tally("sorting", group="A").json()["n"] == 7
    assert room.tally("sorting", group="A").json()["group"] == "A"
    other = open_room(seats=20, groups={"A": 8, "B": 6})
    other.stage("answer", activity="sorting").raise_for_status()
    other.share("sorting", 7, group="A")
    other.share("sorting", 2, group="B")
    other.stage("reveal", activity="sorting").raise_for_status()
    assert problem(other.tally("sorting", group="B")) == "hidden-group"
    assert problem(other.tally("sorting", group="A")) == "hidden-group", "two people would be left over"


def test_every_view_of_the_room_answers_with_figure_finding_alternative_table_and_number(open_room):
    room = open_room(seats=14)
    room.stage("answer").raise_for_status()
    for activity in room.keys:
        room.share(activity, 14)
    room.stage("reveal").raise_for_status()
    for view in [*room.keys, "sorting", "energy_and_ability", "balance_map", "balance_map.ability", "our_month"]:
        picture = room.get(f"/views/{view}").raise_for_status().json()
        assert {"figure", "finding", "alternative", "table", "n"} <= set(picture), view
        assert picture["figure"]["data"] or picture["figure"]["layout"], view
        assert picture["finding"].strip() and picture["alternative"].strip(), view
        assert picture["n"] == 14, view
        assert room.stage(view=view).json()["view"] == view


def test_a_closed_room_stays_closed_and_drops_what_was_never_revealed(open_room):
    room = open_room(seats=8)
    room.stage("answer").raise_for_status()
    room.share("sorting", 5)
    room.share("self", 5)
    room.stage("reveal", activity="sorting").raise_for_status()
    tally = room.tally("sorting").content
    assert room.stage("closed").json()["stage"] == "closed"
    moves = [room.stage("answer"), room.stage("reveal"), room.stage("closed"), room.post("/next"), room.post("/back")]
    for response in [*moves, room.put("self", GOOD), room.patch({"title": "Again"})]:
        assert (response.status_code, problem(response)) == (409, "closed"), response.request
    assert room.state["stage"] == "closed"
    assert problem(room.tally("self")) == "not-revealed"
    assert room.tally("sorting").content == tally


# the agenda --------------------------------------------------------------------------------------------------


def _let_all_through(room: RoomUnderTest, activity: str) -> None:
    path, key = f"/activities/{activity}/texts", {"Authorization": f"Bearer {room.key}"}
    ids = [text["id"] for text in room.get(path, headers=key).json()["texts"]]
    room.post(path, {"let_through": ids}).raise_for_status()


def _walk(room: RoomUnderTest, people: int) -> list[dict]:
    """Press *Next* through the hour; so many share whatever opens."""
    seen, done = [], set()
    while True:
        state = room.post("/next").raise_for_status().json()
        for activity in state["activities"]:
            if activity["state"] == "open" and activity["id"] not in done:
                done.add(activity["id"])
                room.share(activity["id"], people)
            if activity.get("decided") is False:
                _let_all_through(room, activity["id"])
        seen.append(state)
        if state["step"] == state["steps"]:
            return seen


def test_next_walks_the_whole_hour_and_back_moves_no_state(open_room):
    room = open_room(seats=14)
    seen = _walk(room, 8)
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


def test_a_talk_keeps_the_picture_that_it_is_about(open_room):
    room = open_room(seats=14)
    before = None
    for state in _walk(room, 6):
        if state["moment"]["do"] == "talk" and before and before["moment"]["do"] == "reveal":
            assert (state["stage"], state["view"]) == ("reveal", before["view"])
        before = state


def test_with_too_few_the_hour_goes_on_by_talk_and_the_activities_stay_open(open_room):
    room = open_room(seats=14)
    seen = _walk(room, 4)
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
    seen = _walk(room, 7)
    assert [state["moment"]["do"] for state in seen] == ["answer", "reveal", "talk"]
    assert room.get("/views/climate").raise_for_status().json()["finding"]
    assert room.get("/views/climate").json()["n"] == 7
    assert problem(room.get("/views/balance_map")) == "no-such-view"


# the document ------------------------------------------------------------------------------------------------


def test_the_document_says_the_same_keys_as_the_instrument_in_python(open_room):
    room = open_room(seats=5)
    document = room.get("/instrument", params={"language": "en"}).json()
    assert {"language", "direction", "words", "messages", "activities"} <= set(document)
    short = {**wk.load_instrument("mindset", form="short").keys}
    for activity in document["activities"]:
        if activity["instrument"] == "mindset":
            keys = short[activity["id"]]
            assert activity["keys"] == {key: keys[key] for key in activity["keys"]}
    assert [a["id"] for a in document["activities"]] == [a["id"] for a in room.state["activities"]]
    assert len(next(a for a in document["activities"] if a["id"] == "sorting")["keys"]) == 6


def test_a_language_that_the_room_has_not_gets_its_first(open_room):
    document = open_room(seats=5).get("/instrument", params={"language": "xx"}).json()
    assert document["language"] == "en"


# events ------------------------------------------------------------------------------------------------------


class Listener:
    """One open event stream, read in a thread; `events` are (seconds, id, room)."""

    def __init__(self, room: RoomUnderTest):
        self.room, self.events, self.response = room, [], None
        self.thread = threading.Thread(target=self._listen, daemon=True)
        self.thread.start()
        self.wait_for(lambda state: True)

    def _listen(self) -> None:
        address = f"{self.room.base}/api/rooms/{self.room.code}/events"
        with suppress(httpx.HTTPError), httpx.stream("GET", address, timeout=60) as self.response:
            fields: dict[str, str] = {}
            for line in self.response.iter_lines():
                name, _, value = line.partition(":")
                if line:
                    fields[name] = value.strip()
                elif fields.get("event") == "room":
                    self.events.append((time.monotonic(), int(fields["id"]), json.loads(fields["data"])))
                    fields = {}

    def wait_for(self, wanted, seconds: float = 2) -> dict:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if found := [state for _, _, state in list(self.events) if wanted(state)]:
                return found[-1]
            time.sleep(0.01)
        raise AssertionError(f"nobody was told within {seconds} s; {len(self.events)} events came")


def test_events_tell_within_a_second_what_the_room_is_and_who_has_finished(open_room):
    room = open_room(seats=8)
    listener = Listener(room)
    assert listener.response.headers["content-type"].startswith("text/event-stream")
    assert "content-encoding" not in listener.response.headers
    assert listener.response.headers["x-accel-buffering"] == "no"
    assert listener.wait_for(lambda state: state["stage"] == "lobby") == room.state

    revision = room.stage("answer", activity="self").json()["revision"]
    assert listener.wait_for(lambda state: state["stage"] == "answer")["revision"] == revision
    assert listener.events[-1][1] == revision

    for finished in range(1, 7):
        room.share("self", 1, seed=finished)
        state = listener.wait_for(lambda s, f=finished: _finished(s, "self") == f)
        assert all("n" not in activity for activity in state["activities"])
    room.stage("reveal", activity="self").raise_for_status()
    assert listener.wait_for(lambda state: state["stage"] == "reveal")["view"] == room.state["view"]


def _finished(state: dict, activity: str) -> int:
    return next(each["finished"] for each in state["activities"] if each["id"] == activity)


def test_two_hundred_listeners_all_hear_of_it(open_room):
    room = open_room(seats=8)

    async def listen(client: httpx.AsyncClient, ready: asyncio.Semaphore) -> str:
        async with client.stream("GET", f"/api/rooms/{room.code}/events") as response:
            async for line in response.aiter_lines():
                if line.startswith("data:"):
                    ready.release()
                    stage = json.loads(line[5:])["stage"]
                    if stage == "pause":
                        return stage

    async def everybody() -> list[str]:
        ready = asyncio.Semaphore(0)
        limits = httpx.Limits(max_connections=None)
        async with httpx.AsyncClient(base_url=room.base, timeout=20, limits=limits) as client:
            listening = [asyncio.create_task(listen(client, ready)) for _ in range(200)]
            for _ in listening:
                await ready.acquire()
            await asyncio.to_thread(lambda: room.stage("pause").raise_for_status())
            return await asyncio.wait_for(asyncio.gather(*listening), 10)

    assert asyncio.run(everybody()) == ["pause"] * 200


# pages and files ---------------------------------------------------------------------------------------------


def test_openapi_describes_every_call_of_the_contract(service):
    described = fetch(f"{service.base}/api/openapi.json").raise_for_status().json()
    assert described["openapi"].startswith("3.")
    calls = {(method, re.sub(r"\{\w+\}", "{}", path)) for path, verbs in described["paths"].items() for method in verbs}
    room = "/api/rooms/{}"
    contract = {
        ("get", "/api/rooms"),
        ("post", "/api/rooms"),
        ("get", room),
        ("patch", room),
        ("delete", room),
        ("post", f"{room}/activities"),
        ("get", f"{room}/activities/{{}}/texts"),
        ("post", f"{room}/activities/{{}}/texts"),
        ("get", f"{room}/instrument"),
        ("put", f"{room}/activities/{{}}/answer"),
        ("get", f"{room}/activities/{{}}/tally"),
        ("post", f"{room}/stage"),
        ("post", f"{room}/next"),
        ("post", f"{room}/back"),
        ("get", f"{room}/views/{{}}"),
        ("get", f"{room}/agenda"),
        ("get", f"{room}/events"),
        ("get", "/api/health"),
    }
    assert contract <= calls, contract - calls


def _pages(service) -> list[str]:
    return [f"{service.base}/", f"{service.base}/{service.code}", f"{service.base}/{service.code}/screen"]


def test_pages_set_no_cookie_name_no_server_and_run_no_foreign_or_inline_script(service):
    for page in _pages(service):
        response = fetch(page)
        assert response.status_code == 200, page
        assert response.headers["content-type"] == "text/html; charset=utf-8"
        assert response.headers["x-content-type-options"] == "nosniff"
        assert response.headers["referrer-policy"] == "no-referrer"
        assert "set-cookie" not in response.headers and "server" not in response.headers
        policy = dict(part.strip().split(" ", 1) for part in response.headers["content-security-policy"].split(";"))
        assert policy["default-src"] == "'self'"
        assert "unsafe" not in policy.get("script-src", "")
        assert "unsafe" not in policy.get("style-src", "") or page.endswith("/screen")
        assert not re.search(r"<script(?![^>]*\bsrc=)[^>]*>\s*\S", response.text), "no inline script"
        assert not re.search(r"\son\w+\s*=", response.text), "no inline handler"


def test_the_interface_sends_the_same_headers(service):
    for path in ("/api/health", f"/api/rooms/{service.code}", "/api/rooms/QQQQQQ"):
        headers = fetch(service.base + path).headers
        assert headers["x-content-type-options"] == "nosniff" and "set-cookie" not in headers
        assert "server" not in headers


def _files(page: str) -> dict[str, bytes]:
    """The page and every file that it names, or that one of these imports: address → bytes over the wire."""
    raw, texts, due = {}, {}, [page]
    while due:
        address = due.pop()
        if address in raw:
            continue
        with httpx.stream("GET", address, headers={"Accept-Encoding": "gzip"}) as response:
            assert response.status_code == 200, address
            raw[address] = b"".join(response.iter_raw())
            packed = response.headers.get("content-encoding") == "gzip"
        texts[address] = (gzip.decompress(raw[address]) if packed else raw[address]).decode()
        for named in re.findall(r"""(?:src|href)="([^"#]+)"|(?:from|import\()\s*["']([^"']+)["']""", texts[address]):
            target = urljoin(address, "".join(named))
            if "/static/" in target:
                due.append(target)
    return raw


def test_the_phone_page_fits_its_budget(service):
    files = _files(f"{service.base}/{service.code}")
    assert len(files) <= 5, sorted(files)
    sizes = {address.rsplit("/", 1)[-1]: len(content) for address, content in files.items()}
    assert any(name.endswith(".js") for name in sizes) and any(name.endswith(".css") for name in sizes)
    assert sum(sizes.values()) <= PHONE_BUDGET, sizes


def test_no_page_and_no_file_names_another_host(service):
    for page in _pages(service):
        for address, content in _files(page).items():
            if "plotly" in address:
                continue
            text = gzip.decompress(content).decode() if content[:2] == b"\x1f\x8b" else content.decode()
            hosts = set(re.findall(r"https?://([\w.-]+)", text)) - {"www.w3.org"}
            assert not hosts, (address, hosts)


def test_static_files_have_a_type_a_tag_and_are_not_sent_twice(service):
    types = {"module.js": "text/javascript", "phone.js": "text/javascript", "style.css": "text/css"}
    for name, kind in {**types, "icon.svg": "image/svg+xml", "plotly.min.js": "text/javascript"}.items():
        response = fetch(f"{service.base}/static/{name}", headers={"Accept-Encoding": "gzip"})
        assert response.status_code == 200, name
        assert response.headers["content-type"].startswith(kind)
        assert response.headers["content-encoding"] == "gzip"
        again = fetch(f"{service.base}/static/{name}", headers={"If-None-Match": response.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("name", ["nothing.js", "phone.html", "..%2fapp.py", "%2e%2e%2f%2e%2e%2fcli.py", "document.py"])
def test_no_other_file_is_served(service, name):
    assert fetch(f"{service.base}/static/{name}").status_code == 404


def test_json_is_compressed_for_those_who_take_it(service):
    with httpx.stream(
        "GET", f"{service.base}/api/rooms/{service.code}/instrument", headers={"Accept-Encoding": "gzip"}
    ) as response:
        raw = b"".join(response.iter_raw())
        assert response.headers["content-encoding"] == "gzip"
    assert len(raw) * 3 < len(gzip.decompress(raw))


def test_the_qr_code_is_a_picture_of_the_address_and_belongs_to_no_cache(service):
    response = fetch(f"{service.base}/{service.code}/qr.svg")
    assert response.headers["content-type"] == "image/svg+xml"
    assert response.text.startswith("<svg") and response.headers["cache-control"] == "no-store"
