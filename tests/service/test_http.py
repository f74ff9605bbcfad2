"""The room's HTTP contract, asked of a real `workshop live`: answers, and the document."""

from concurrent.futures import ThreadPoolExecutor

from running import GOOD, fetch, new_receipt, problem

import workshop_kit as wk


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
