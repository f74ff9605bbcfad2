"""Reveals over HTTP: final, whole, and each figure with its own number."""

from running import GOOD, problem


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
