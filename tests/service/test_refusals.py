"""What the room's interface refuses: each with its status, its problem and what to mend, and nothing changed."""

import json

import httpx
import pytest
from running import GOOD, RoomUnderTest, fetch, new_receipt, problem


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
