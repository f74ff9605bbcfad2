"""Texts over HTTP: one batch for whoever holds the key, decided once, then a wall, a vote, and nothing else left."""

import json
import textwrap

import pytest
from running import RoomUnderTest, problem

AGENDA = """
    id: mine
    minutes: 10
    languages: [en]
    instruments: [mindset]
    steps:
      - id: obstacle
        minutes: {answer: 2, look: 2, talk: 6}
        moments:
          - {do: answer, activities: [{id: obstacle}]}
          - {do: reveal, activities: [{id: obstacle}]}
          - {do: answer, activities: [{id: obstacle_vote}]}
          - {do: reveal, activities: [{id: obstacle_vote}], view: obstacle_vote}
          - {do: talk}
          - {do: answer, activities: [{id: role}]}
"""
WORDS = """
    language: en
    title: Mine
    steps:
      obstacle:
        title: In the way
        say: Finish the sentence on your phone.
        ask: [Why this one?]
        paper: {say: Take a note., ask: [Which note?]}
"""


@pytest.fixture(scope="module")
def agenda(tmp_path_factory) -> str:
    folder = tmp_path_factory.mktemp("mine")
    (folder / "agenda.yaml").write_text(textwrap.dedent(AGENDA))
    (folder / "en.yaml").write_text(textwrap.dedent(WORDS))
    return str(folder / "agenda.yaml")


def write(room: RoomUnderTest, texts: list[str], activity: str = "obstacle", key: str = "obstacle") -> None:
    for text in texts:
        response = room.put(activity, {key: text})
        assert response.status_code == 204, response.text


def texts(room: RoomUnderTest, activity: str = "obstacle"):
    return room.get(f"/activities/{activity}/texts", headers={"Authorization": f"Bearer {room.key}"})


def decide(room: RoomUnderTest, ids: list[str], merged: dict | None = None, activity: str = "obstacle"):
    return room.post(f"/activities/{activity}/texts", {"let_through": ids, "merged": merged or {}})


def document(room: RoomUnderTest) -> dict:
    return room.get("/instrument").raise_for_status().json()


def keys(room: RoomUnderTest, activity: str) -> dict:
    return next(each["keys"] for each in document(room)["activities"] if each["id"] == activity)


def revealed(open_room, agenda: str, count: int = 8, **options) -> RoomUnderTest:
    """A room in which so many texts wait for a decision."""
    room = open_room(seats=12, agenda=agenda, **options)
    room.stage("answer", activity="obstacle").raise_for_status()
    write(room, [f"sentence number {number} of somebody" for number in range(count)])
    room.stage("reveal", activity="obstacle").raise_for_status()
    return room


def test_texts_come_in_one_batch_at_the_reveal_and_to_the_key_alone(open_room, agenda):
    room = open_room(seats=12, agenda=agenda)
    room.stage("answer", activity="obstacle").raise_for_status()
    written = [f"  sentence\n number {number} of somebody " for number in range(8)]
    write(room, written[:4])
    assert (texts(room).status_code, problem(texts(room))) == (409, "not-revealed")
    assert problem(room.stage("reveal", activity="obstacle")) == "too-few"
    write(room, written[4:])
    room.stage("reveal", activity="obstacle").raise_for_status()
    batch = texts(room)
    assert batch.headers["cache-control"] == "no-store"
    assert batch.json()["decided"] is False
    found = [text["text"] for text in batch.json()["texts"]]
    assert sorted(found) == sorted(" ".join(text.split()) for text in written)
    assert [text["id"] for text in batch.json()["texts"]] == sorted(text["id"] for text in batch.json()["texts"])
    assert problem(room.get("/activities/obstacle/texts")) == "wrong-key"
    assert room.tally("obstacle").json()["n"] == 8 and room.tally("obstacle").json()["figures"] == {}
    for seen in (room.get(), room.get("/instrument"), room.get("/views/obstacle"), room.tally("obstacle")):
        assert "of somebody" not in seen.text
    assert room.activity("obstacle")["decided"] is False


def test_the_batch_does_not_stand_in_the_order_of_arrival(open_room, agenda):
    orders = set()
    for _ in range(4):
        found = [text["text"] for text in texts(revealed(open_room, agenda)).json()["texts"]]
        orders.add(tuple(found))
    assert len(orders) == 4, "the same eight texts, in four different orders"


def test_what_is_let_through_stands_on_the_wall_and_the_rest_is_in_no_file(open_room, agenda, service):
    room = revealed(open_room, agenda)
    edition = room.state["edition"]
    assert document(room)["edition"] == edition and document(room)["walls"] == {}
    batch = texts(room).json()["texts"]
    kept, double, refused = batch[:3], batch[3], batch[4:]
    answer = decide(room, [text["id"] for text in kept], {double["id"]: kept[0]["id"]})
    assert answer.status_code == 200
    assert answer.json() == {"texts": kept, "decided": True} == texts(room).json()
    assert document(room)["walls"] == {"obstacle": kept}
    assert document(room)["edition"] == room.state["edition"] != edition
    assert room.activity("obstacle")["decided"] is True
    assert (decide(room, []).status_code, problem(decide(room, []))) == (409, "decided")
    for file in (service.home / "service").iterdir():
        for gone in (double, *refused):
            assert gone["id"].encode() not in file.read_bytes(), (file.name, gone)
    for path in ("", "/instrument", "/views/obstacle", "/activities/obstacle/texts"):
        seen = room.get(path, headers={"Authorization": f"Bearer {room.key}"}).text
        assert not [gone["text"] for gone in (double, *refused) if gone["text"] in seen]


def test_a_decision_that_names_what_there_is_not_changes_nothing(open_room, agenda):
    room = revealed(open_room, agenda)
    ids = [text["id"] for text in texts(room).json()["texts"]]
    for let_through, merged in (
        (["nobody"], {}),
        (ids[:1], {"nobody": ids[0]}),
        (ids[:1], {ids[1]: ids[2]}),
        (ids[:2], {ids[0]: ids[0]}),
        (ids[:2], {ids[0]: ids[1], ids[1]: ids[0]}),
    ):
        refused = decide(room, let_through, merged)
        assert (refused.status_code, problem(refused)) == (422, "invalid-texts"), refused.text
    assert texts(room).json()["decided"] is False and len(texts(room).json()["texts"]) == 8
    assert problem(texts(room, "role")) == "no-texts"
    assert problem(texts(room, "tea")) == "no-such-activity"


def test_the_vote_opens_once_there_is_a_wall_and_follows_the_rules_of_small_numbers(open_room, agenda):
    room = revealed(open_room, agenda)
    vote = {"kind": "pick", "values": [], "max": 3}
    assert keys(room, "obstacle_vote") == {"vote": vote}
    early = room.stage("answer", activity="obstacle_vote")
    assert (early.status_code, problem(early)) == (409, "no-wall")
    assert room.stage("answer").status_code == 200 and room.activity("obstacle_vote")["state"] == "waiting"
    ids = [text["id"] for text in texts(room).json()["texts"]]
    assert problem(room.put("obstacle_vote", {"vote": [ids[0]]})) == "invalid-answers"
    decide(room, ids[:5]).raise_for_status()
    assert keys(room, "obstacle_vote") == {"vote": {**vote, "values": ids[:5]}}
    room.stage("answer", activity="obstacle_vote").raise_for_status()
    assert problem(room.put("obstacle_vote", {"vote": [ids[5]]})) == "invalid-answers"
    for picks in ([0, 1], [0, 1], [0, 1], [0, 2], [0], [3, 2]):
        assert room.put("obstacle_vote", {"vote": [ids[pick] for pick in picks]}).status_code == 204
    room.stage("reveal", activity="obstacle_vote").raise_for_status()
    figure = room.tally("obstacle_vote").json()["figures"]["vote"]
    assert (figure["n"], figure["chosen"], figure.get("counts")) == (6, ids[:2], None)
    picture = room.get("/views/obstacle_vote").raise_for_status().json()
    assert "of somebody" in json.dumps(picture["table"])


def test_from_twenty_people_on_a_vote_is_counted_where_three_or_more_chose(open_room, agenda):
    room = open_room(seats=24, agenda=agenda)
    room.stage("answer", activity="obstacle").raise_for_status()
    write(room, [f"sentence {number}" for number in range(6)])
    room.stage("reveal", activity="obstacle").raise_for_status()
    ids = [text["id"] for text in texts(room).json()["texts"]]
    decide(room, ids).raise_for_status()
    room.stage("answer", activity="obstacle_vote").raise_for_status()
    for person in range(22):
        room.put("obstacle_vote", {"vote": [ids[0], ids[1 + person % 2]] if person else [ids[5]]}).raise_for_status()
    room.stage("reveal", activity="obstacle_vote").raise_for_status()
    assert room.tally("obstacle_vote").json()["figures"]["vote"]["counts"] == {ids[0]: 21, ids[1]: 10, ids[2]: 11}


def test_next_waits_for_a_decision_and_passes_over_a_vote_that_cannot_be(open_room, agenda):
    def press(room) -> dict:
        return room.post("/next").json()

    room = open_room(seats=9, agenda=agenda)
    assert press(room)["activity"] == "obstacle"
    write(room, [f"sentence {number}" for number in range(6)])
    assert press(room)["activities"][0]["state"] == "revealed"
    assert problem(room.post("/next")) == "no-wall"
    assert room.state["step"] == 2
    ids = [text["id"] for text in texts(room).json()["texts"]]
    decide(room, ids[:2]).raise_for_status()
    assert press(room)["activity"] == "obstacle_vote"
    for _ in range(5):
        room.put("obstacle_vote", {"vote": ids[:1]}).raise_for_status()
    assert press(room)["view"] == "obstacle_vote"

    few = open_room(seats=9, agenda=agenda)
    press(few)
    write(few, ["one", "two"])
    press(few)
    assert press(few)["moment"]["do"] == "talk", "too few shared: no wall, no vote"
    assert few.post("/back").json()["step"] == 2
    assert press(few)["step"] == 5

    none = revealed(open_room, agenda)
    none.stage(step=2).raise_for_status()
    decide(none, []).raise_for_status()
    assert problem(none.stage("answer", activity="obstacle_vote")) == "no-wall"
    assert press(none)["moment"]["do"] == "talk", "nothing was let through"


def test_at_the_peoples_own_pace_the_vote_opens_with_its_wall(open_room, agenda):
    room = open_room(seats=9, agenda=agenda, pace="participants")
    states = {each["id"]: each["state"] for each in room.state["activities"]}
    assert states == {"obstacle": "open", "obstacle_vote": "waiting", "role": "open"}
    write(room, [f"sentence {number}" for number in range(6)])
    room.stage("reveal", activity="obstacle").raise_for_status()
    decide(room, [texts(room).json()["texts"][0]["id"]]).raise_for_status()
    assert room.activity("obstacle_vote")["state"] == "open"


def test_closing_drops_the_texts_that_nobody_decided_on(open_room, agenda, service):
    room = revealed(open_room, agenda)
    batch = texts(room).json()["texts"]
    room.stage("closed").raise_for_status()
    assert texts(room).json() == {"texts": [], "decided": False}
    for file in (service.home / "service").iterdir():
        assert not [text for text in batch if text["id"].encode() in file.read_bytes()], file.name
    assert problem(decide(room, [])) == "closed"


def test_where_a_manager_hosts_seven_must_share_and_nobody_is_asked_for_texts(open_room, agenda):
    room = open_room(seats=9, agenda=agenda, groups={"A": 6})
    assert (room.state["manages"], room.state["texts"], room.state["threshold"]) == (None, True, 5)
    assert room.patch({"manages": True}).status_code == 200
    state = room.state
    assert (state["manages"], state["texts"], state["threshold"], state["groups"]) == (True, False, 7, {})
    assert [each["id"] for each in state["activities"]] == ["role"]
    assert [each["id"] for each in document(room)["activities"]] == ["role"]
    step = room.agenda()["steps"][0]
    assert [moment["do"] for moment in step["moments"]] == ["talk", "answer"]
    assert (step["say"], step["ask"]) == ("Take a note.", ["Which note?"])
    assert problem(room.stage("answer", activity="obstacle")) == "invalid-stage"
    assert room.post("/activities", {"kind": "text", "text": "Why?"}).status_code == 409
    room.patch({"texts": True}).raise_for_status()
    assert [each["id"] for each in room.state["activities"]] == ["obstacle", "obstacle_vote", "role"]
    assert room.agenda()["steps"][0]["say"].startswith("Finish")
    room.patch({"manages": False}).raise_for_status()
    assert (room.state["threshold"], room.state["groups"]) == (5, {"A": 6})
    room.stage("answer", activity="obstacle").raise_for_status()
    for late in ({"manages": True}, {"texts": False}):
        assert (room.patch(late).status_code, problem(room.patch(late))) == (409, "fixed")


def test_python_says_it_in_two_verbs(open_room, agenda):
    from workshop_kit import Room

    under_test = revealed(open_room, agenda)
    room = Room(f"{under_test.base}/{under_test.code}", key=under_test.key)
    found = room.texts("obstacle")["texts"]
    wall = room.let_through("obstacle", [text["id"] for text in found[:2]], {found[2]["id"]: found[0]["id"]})
    assert wall == {"texts": found[:2], "decided": True}
    assert room.ask("yes_no", "Go on?") == "asked_1"
    assert room.change(title="Ours")["title"] == "Ours"
