"""One person takes one seat, whoever of their pages sends."""

import pytest

from workshop_kit.instrument import Refused
from workshop_kit.room.client import Room, fit, split_address
from workshop_kit.room.receipts import Seating


@pytest.fixture(autouse=True)
def own_home(tmp_path, monkeypatch):
    monkeypatch.setenv("WORKSHOP_HOME", str(tmp_path))


def test_a_receipt_is_made_once_and_another_for_each_activity():
    first = Seating("ABC").receipt("self")
    assert Seating("abc").receipt("self") == first and len(first) >= 22
    assert Seating("ABC").receipt("sorting") != first


def test_what_a_page_says_neither_replaces_a_receipt_nor_lowers_a_revision():
    seating = Seating("ABC")
    receipt = seating.receipt("self")
    seating.next_revision("self", at_least=7)
    state = seating.merge(
        [[["receipts", "self"], "x" * 26], [["revisions"], {"self": 2}], [["answers", "self"], {"a": 1}]]
    )
    assert state["receipts"]["self"] == receipt and state["revisions"]["self"] == 7
    assert Seating("ABC").merge([[["answers", "self", "a"]]])["answers"] == {"self": {}}


def test_what_the_room_has_not_acknowledged_is_owed():
    seating = Seating("ABC")
    revision = seating.next_revision("self")
    seating.decide("self", "share", {"a": 1})
    assert seating.owed() == [("self", revision, {"a": 1}, None)]
    seating.acknowledged("self", revision)
    assert seating.owed() == []


def test_what_is_owed_is_what_was_decided_on_and_not_what_was_changed_since():
    seating = Seating("ABC")
    revision = seating.next_revision("self")
    seating.decide("self", "share", {"a": 1})
    seating.merge([[["answers", "self", "a"], 5]])  # back in the questions, with nothing decided
    assert seating.owed() == [("self", revision, {"a": 1}, None)]
    seating.acknowledged("self", revision)
    assert seating.owed() == [] and seating.answers("self") == {"a": 5}
    seating.merge([[["revisions", "self"], 2], [["queue", "self"], {"a": 5}], [["answers", "self", "a"], 3]])
    assert seating.owed() == [("self", 2, {"a": 5}, None)], "the page's own decision"


def test_a_broken_file_is_set_aside():
    seating = Seating("ABC")
    seating.path.parent.mkdir()
    seating.path.write_text("{")
    assert seating.answers("self") == {} and list(seating.path.parent.glob("*broken*"))


def test_to_forget_a_room_leaves_nothing_of_it_and_all_of_another():
    """Neither a file that could not be read and was set aside, nor what a crash left of one."""
    seating, other = Seating("ABC"), Seating("ABCD")
    seating.decide("self", "share", {"a": "mine"})
    other.decide("self", "share", {"a": "theirs"})
    seating.path.with_name(f".{seating.path.name}.0a1b2c3d").write_text('{"answers": {"self": {"a": "mine"')
    seating.path.write_text('{"answers": {"self": {"a": "mine"')
    seating.decide("self", "share", {"a": "mine, again"})
    seating.forget()
    left = [path for path in seating.path.parent.iterdir() if "mine" in path.read_text()]
    assert not left and other.answers("self") == {"a": "theirs"}


@pytest.mark.parametrize(
    "typed, found",
    [
        ("http://10.0.0.7:8800/ABC", ("http://10.0.0.7:8800", "ABC")),
        (" 10.0.0.7:8800/abc/ ", ("http://10.0.0.7:8800", "ABC")),
        ("https://x.org/rooms/ABC/screen", ("https://x.org/rooms", "ABC")),
    ],
)
def test_an_address_as_people_type_it(typed, found):
    assert split_address(typed) == found


@pytest.mark.parametrize("typed", ["", "http://10.0.0.7:8800", "ftp://x/ABC", "http://x/A B"])
def test_an_address_that_is_none_is_refused_with_a_sentence(typed):
    with pytest.raises(Refused, match=r"address|code"):
        split_address(typed)


def test_a_key_goes_to_its_own_room_only(tmp_path):
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "ABC.json").write_text('{"room": "http://10.0.0.7:8800/ABC", "key": "k"}')
    assert Room("http://10.0.0.7:8800/ABC").key == "k"
    assert Room("http://127.0.0.1:8800/ABC").key == "k"
    assert Room("http://10.0.0.9:8800/ABC").key is None


def test_full_answers_brought_to_a_short_room_lose_what_it_does_not_ask():
    document = {"activities": [{"id": "self", "keys": {"a": {}, "b": {}}}]}
    assert fit({"a": 1, "c": 2}, document, "self") == {"a": 1}
    with pytest.raises(Refused):
        fit({"c": 2}, document, "self")
