"""Another day of a room: the same code, activities of its own, and nothing of the first day touched."""

import httpx
import pytest
from running import problem, walked

ACTION = {"what": "We say why before we say what", "who": "Alex", "by": "before the next meeting"}


@pytest.fixture(scope="module")
def twice(open_room):
    """A room after its second day, with what it published on the first."""
    room = open_room(seats=12, groups={"North": 6, "South": 6})
    walked(room, 10)
    room.patch({"action": ACTION, "notes": {"arrive": "A good start"}}).raise_for_status()
    first = {id: room.tally(id).content for id in room.keys}
    views = {id: room.get(f"/views/{id}").content for id in ("our_month", "energy_and_ability", "wall")}
    began = room.post("/waves", {}).raise_for_status().json()
    room.patch({"seats": 14, "groups": {"North": 7, "South": 7}}).raise_for_status()
    return room, first, views, began, walked(room, 9)


def test_another_day_begins_in_the_lobby_with_seats_to_count(twice):
    room, _, _, began, _ = twice
    assert (began["wave"], began["stage"], began["step"], began["seats"]) == (2, "lobby", 0, None)
    assert began["action"] is None and began["code"] == room.code
    assert {one["wave"] for one in began["activities"]} == {1, 2}
    today = [one["id"] for one in began["activities"] if one["wave"] == 2]
    assert today == [f"{id}@2" for id in ("check_in", "promises", "looking_back", "our_month", "action", "closing")]


def test_next_walks_the_second_day_and_shows_what_moved(twice):
    *_, seen = twice
    assert [state["view"] for state in seen if state["moment"]["do"] == "reveal"] == [
        *("check_in@2", "promises@2", "looking_back@2", "our_month@2", "change", "action@2")
    ]
    assert {one["state"] for one in seen[-1]["activities"]} == {"revealed"}


def test_the_first_day_is_as_it_was(twice):
    room, first, views, *_ = twice
    assert {id: room.tally(id).content for id in first} == first
    assert {id: room.get(f"/views/{id}").content for id in views} == views
    assert problem(room.put("our_month", {"vision": 3})) == "revealed"
    assert problem(room.stage("answer", activity="our_month")) == "earlier-day"


def test_the_document_says_what_was_agreed_and_what_an_item_recalls(twice):
    room, *_ = twice
    document = room.get("/instrument").json()
    assert document["wave"] == 2 and document["earlier"] == {"wave": 1, "action": ACTION}
    promises = next(one for one in document["activities"] if one["id"] == "promises@2")
    assert {item["id"]: item["recalls"] for item in promises["blocks"][0]["items"]} == {
        "action": "action", "commitment": "commitment",
    }  # fmt: skip


def test_each_day_has_its_pictures_its_steps_and_its_insights(twice):
    room, *_ = twice
    days = [room.get(f"/views/{id}").raise_for_status().json() for id in ("our_month", "our_month@2")]
    assert [day["n"] for day in days] == [10, 9]
    groups = [room.get(f"/views/{id}", params={"group": "North"}).status_code for id in ("our_month", "our_month@2")]
    assert set(groups) <= {200, 404}
    agenda = room.agenda()
    assert agenda["id"] == "another-day" and agenda["notes"] == {"arrive": "A good start"}
    assert agenda["steps"][0]["id"] == "arrive@2"
    assert {"change", "our_month@2", "our_month"} <= {view["id"] for view in agenda["views"]}
    room.patch({"notes": {"arrive@2": "All were there"}}).raise_for_status()
    assert room.agenda()["notes"] == {"arrive": "A good start", "arrive@2": "All were there"}
    told = room.get("/insights", headers={"Authorization": f"Bearer {room.key}"}).raise_for_status().json()
    assert all(one["view"].partition("@")[2] == "2" for one in told["insights"])


def test_the_new_day_begins_without_a_word_about_the_old_one(open_room):
    room = open_room(seats=6)
    walked(room, 6)
    key = {"Authorization": f"Bearer {room.key}"}
    before = room.get("/insights", headers=key).json()
    room.post("/waves", {}).raise_for_status()
    now = room.get("/insights", headers=key).json()
    assert now["insights"] == [] and now != before


def test_a_day_needs_something_to_look_back_on(open_room):
    room = open_room(seats=6)
    assert problem(room.post("/waves", {})) == "too-early"
    assert room.state["wave"] == 1


def test_what_was_never_revealed_is_dropped_and_never_opens_again(open_room):
    room = open_room(seats=6)
    room.post("/next").raise_for_status()
    room.share("check_in", 6)
    room.post("/next").raise_for_status()
    room.stage("answer", activity="self").raise_for_status()
    (receipt, *_) = room.share("self", 5)
    room.post("/waves", {}).raise_for_status()
    assert problem(room.put("self", {"vision_1.energy": 3}, 2, receipt)) == "not-open"
    assert problem(room.stage("answer", activity="self")) == "earlier-day"
    assert problem(room.tally("self")) == "not-revealed"
    room.patch({"seats": 6}).raise_for_status()
    room.stage("answer").raise_for_status()
    opened = {one["id"] for one in room.state["activities"] if one["state"] == "open"}
    assert opened and all(id.endswith("@2") for id in opened)


def test_without_an_action_nobody_is_asked_what_became_of_it(open_room):
    room = open_room(seats=6)
    walked(room, 6)
    room.post("/waves", {}).raise_for_status()
    assert list(room.keys["promises@2"]) == ["commitment"]


def test_texts_that_nobody_decided_on_are_gone(open_room):
    room = open_room(seats=6)
    room.stage("answer", activity="obstacle").raise_for_status()
    room.share("obstacle", 6)
    room.stage("reveal", activity="obstacle").raise_for_status()
    room.post("/waves", {}).raise_for_status()
    texts = room.get("/activities/obstacle/texts", headers={"Authorization": f"Bearer {room.key}"}).json()
    assert texts == {"texts": [], "decided": True}


def test_a_room_of_another_instrument_asks_its_own_questions_again(open_room):
    room = open_room(instrument="leadership-climate", seats=7)
    first = walked(room, 6)
    room.post("/waves", {}).raise_for_status()
    room.patch({"seats": 7}).raise_for_status()
    second = walked(room, 7)
    assert [state["view"] and f"{state['view']}@2" for state in first] == [state["view"] for state in second]


def test_a_third_day_looks_back_on_the_second(open_room):
    room = open_room(seats=12)
    walked(room, 12)
    for day in (2, 3):
        room.patch({"action": {"what": f"What day {day - 1} agreed on"}}).raise_for_status()
        room.post("/waves", {}).raise_for_status()
        room.patch({"seats": 12}).raise_for_status()
        walked(room, 12)
        earlier = room.get("/instrument").json()["earlier"]
        assert earlier["wave"] == day - 1 and earlier["action"]["what"] == f"What day {day - 1} agreed on"
    assert room.state["wave"] == 3
    assert room.get("/views/change").status_code == 200


@pytest.mark.parametrize("agenda", ["nowhere", "another-day.yaml"])
def test_a_day_with_an_agenda_that_is_not_there_is_refused(open_room, agenda):
    room = open_room(seats=6)
    walked(room, 6)
    assert problem(room.post("/waves", {"agenda": agenda})) == "invalid-options"
    assert room.state["wave"] == 1


def test_a_room_cannot_begin_with_an_agenda_that_looks_back(service):
    headers = {"Authorization": f"Bearer {service.host_key}"}
    refused = httpx.post(f"{service.base}/api/rooms", json={"agenda": "another-day"}, headers=headers)
    assert problem(refused) == "invalid-options" and "looks back" in refused.json()["detail"]


def test_texts_are_chosen_once_and_the_manager_may_be_named_anew(open_room):
    room = open_room(seats=12)
    walked(room, 12)
    room.post("/waves", {}).raise_for_status()
    assert problem(room.patch({"texts": False})) == "fixed"
    assert room.patch({"manages": True}).json()["threshold"] == 7
    assert room.state["texts"] is True and "obstacle" in room.keys


def test_the_picture_of_what_became_of_it_names_what_was_agreed(twice):
    room, *_ = twice
    picture = room.get("/views/promises@2").raise_for_status().json()
    assert f"({ACTION['what']})" in picture["alternative"]
