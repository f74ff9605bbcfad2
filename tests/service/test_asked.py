"""Questions made on the spot, the team's action and the facilitator's notes, over HTTP."""

import pytest
from running import RoomUnderTest, problem

from workshop_kit import home, load_instrument
from workshop_kit.instrument import located
from workshop_kit.room.asked import Words

ASKED = {
    "yes_no": ({"kind": "yes_no", "text": "Shall we go on?"}, {"kind": "pick", "values": ["yes", "no"], "max": 1}),
    "scale": ({"kind": "scale", "text": "How clear is it?"}, {"kind": "rating", "values": [1, 2, 3, 4, 5]}),
    "pick": (
        {"kind": "pick", "text": "Which day?", "options": ["Monday", " Friday  noon "]},
        {"kind": "pick", "values": ["option_1", "option_2"], "max": 1},
    ),
    "text": ({"kind": "text", "text": "What is missing?"}, {"kind": "text", "max_length": 200}),
}
ANSWER = {"yes_no": ["yes"], "scale": 4, "pick": ["option_2"], "text": "a sentence"}


def ask(room: RoomUnderTest, question: dict) -> str:
    response = room.post("/activities", question)
    assert response.status_code == 201, response.text
    return response.json()["id"]


def asked_in(room: RoomUnderTest, id: str, language: str | None = None) -> dict:
    document = room.get("/instrument", params={"language": language} if language else {}).json()
    return next(each for each in document["activities"] if each["id"] == id)


@pytest.mark.parametrize("kind", ASKED)
def test_a_question_made_on_the_spot_is_opened_answered_and_revealed_like_any_other(open_room, kind):
    question, admits = ASKED[kind]
    room = open_room(seats=9)
    edition = room.state["edition"]
    id = ask(room, question)
    assert id == "asked_1" and room.state["edition"] != edition
    assert room.state["activities"][-1] == {
        **{
            "id": id,
            "title": question["text"],
            "about": "team",
            "state": "waiting",
            "finished": 0,
            "made": True,
            "wave": 1,
        }
    }
    activity = asked_in(room, id)
    assert (activity["made"], activity["about"], activity["keys"]) == (True, "team", {"answer": admits})
    assert not any(each["made"] for each in room.state["activities"][:-1])
    assert problem(room.put(id, {"answer": ANSWER[kind]})) == "not-open"
    room.stage("answer", activity=id).raise_for_status()
    for _ in range(6):
        assert room.put(id, {"answer": ANSWER[kind]}).status_code == 204
    state = room.stage("reveal", activity=id).raise_for_status().json()
    assert (state["revealed"], state["view"], room.tally(id).json()["n"]) == ([id], id, 6)
    picture = room.get(f"/views/{id}").raise_for_status().json()
    assert picture["n"] == 6 and picture["finding"]


def test_a_question_made_on_the_spot_is_never_shown_by_group(open_room):
    room = open_room(seats=14, groups={"A": 7, "B": 7})
    id = ask(room, ASKED["scale"][0])
    room.stage("answer", activity=id).raise_for_status()
    for person in range(14):
        assert room.put(id, {"answer": 1 + person % 5}, group="AB"[person % 2]).status_code == 204
    room.stage("reveal", activity=id).raise_for_status()
    assert room.tally(id).json()["n"] == 14
    assert (room.tally(id, group="A").status_code, problem(room.tally(id, group="A"))) == (404, "hidden-group")


def test_texts_of_a_question_made_on_the_spot_wait_for_a_decision_too(open_room):
    room = open_room(seats=9)
    id = ask(room, ASKED["text"][0])
    room.stage("answer", activity=id).raise_for_status()
    for number in range(6):
        room.put(id, {"answer": f"sentence {number}"}).raise_for_status()
    room.stage("reveal", activity=id).raise_for_status()
    key = {"Authorization": f"Bearer {room.key}"}
    found = room.get(f"/activities/{id}/texts", headers=key).json()["texts"]
    assert len(found) == 6
    room.post(f"/activities/{id}/texts", {"let_through": [found[0]["id"]]}).raise_for_status()
    assert room.get("/instrument").json()["walls"] == {id: found[:1]}


def test_several_questions_get_names_of_their_own_and_the_kits_words_in_each_language(open_room):
    room = open_room(seats=9, languages=["en", "de"])
    assert [ask(room, question) for question, _ in ASKED.values()] == [f"asked_{n}" for n in range(1, 5)]
    options = asked_in(room, "asked_1", "de")["blocks"][0]["items"][0]["options"]
    assert [option["text"] for option in options] == ["Ja", "Nein"]
    assert asked_in(room, "asked_3", "de")["blocks"][0]["items"][0]["options"][1]["text"] == "Friday noon"
    assert asked_in(room, "asked_2", "de")["blocks"][0]["scale"]["labels"][0] == "gar nicht"
    room.stage("answer").raise_for_status()
    assert {each["state"] for each in room.state["activities"] if each["made"]} == {"open"}
    room.stage("closed").raise_for_status()
    assert problem(room.post("/activities", ASKED["scale"][0])) == "closed"


def test_the_words_around_such_a_question_are_there_in_every_language_of_the_kit():
    files = {file.stem: located.read(file).to(Words) for file in (home.data() / "asked").glob("*.yaml")}
    assert set(files) == set(load_instrument("mindset").languages)
    for words in files.values():
        assert len(set(words.scale)) == 5 and words.yes != words.no


def test_the_teams_action_is_seen_by_all_and_notes_by_the_facilitator_alone(open_room):
    room = open_room(seats=9)
    assert room.state["action"] is None and room.agenda()["notes"] == {}
    action = {"what": "Ask before we\n plan", "who": "Ines", "by": "Tuesday"}
    seen = room.patch({"action": action, "notes": {"month": "two voices", "self": "quiet"}}).json()
    assert seen["action"] == room.state["action"] == {"what": "Ask before we plan", "who": "Ines", "by": "Tuesday"}
    assert "two voices" not in room.get().text and "two voices" not in room.get("/instrument").text
    assert room.agenda()["notes"] == {"month": "two voices", "self": "quiet"}
    room.patch({"notes": {"self": " "}}).raise_for_status()
    assert room.agenda()["notes"] == {"month": "two voices"}
    for wrong in ({"notes": {"tea": "x"}}, {"action": {"what": "x" * 301}}, {"notes": {"month": "x" * 4001}}):
        assert (room.patch(wrong).status_code, problem(room.patch(wrong))) == (422, "invalid-options")
    assert room.patch({"action": {"what": ""}}).json()["action"] is None
