"""Several people on one machine: each has their own, and forgetting takes one's alone."""

import pytest
from running import workshop

from workshop_kit import home
from workshop_kit.notebook import people
from workshop_kit.notebook.journal import Journal
from workshop_kit.notebook.profiles import Profiles
from workshop_kit.room.receipts import Seating


@pytest.fixture(autouse=True)
def own_home(tmp_path, monkeypatch):
    monkeypatch.setenv("WORKSHOP_HOME", str(tmp_path))
    monkeypatch.setattr(home, "_page", [])


def files(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_whoever_is_alone_has_everything_where_it_was(tmp_path):
    Journal().keep("self", {"a": 1})
    Seating("ABC").receipt("self")
    assert home.person() == "" and home.people() == [] and home.mine() == tmp_path
    assert {"me/me.json", "rooms/ABC.json"} <= set(files(tmp_path))
    assert Profiles().people == [], "one closed line, and no list"


def test_answers_notes_and_seats_are_each_ones_own():
    Journal().keep("self", {"a": 1})
    first = Seating("ABC").receipt("self")
    people.use("Anna")
    assert Journal().answers == {} and Journal().person == "Anna"
    assert Seating("ABC").receipt("self") != first, "two people take two seats"
    Journal().note("definition", "mine")
    people.use("me")
    assert Journal().answers == {"self": {"a": 1}} and Journal().notes == {}
    assert Seating("ABC").receipt("self") == first
    people.use("anna")
    assert Journal().notes == {"definition": "mine"} and home.people() == ["Anna"], "one Anna, however she types it"


def test_a_page_stays_with_whoever_opened_it_until_it_runs_anew():
    home.new_page()
    page = Journal()
    page.keep("self", {"a": 1})
    (home.root() / "people" / "Ben").mkdir(parents=True)
    home.write_atomically(home.root() / "people" / ".now", "Ben")  # as another page's kernel does it
    assert Journal().answers == {"self": {"a": 1}}
    page.keep("self", {"a": 2})
    home.new_page()
    assert Journal().person == "Ben" and Journal().answers == {}
    page.keep("self", {"a": 3})
    assert Journal().answers == {} and Journal("me").answers == {"self": {"a": 3}}


@pytest.mark.parametrize("who, other", [("me", "Anna"), ("Anna", "me")])
def test_forgetting_takes_everything_of_one_and_nothing_of_the_other(tmp_path, who, other):
    for name in (other, who):
        people.use(name)
        Journal().keep("self", {"a": 1})
        Seating("ABC").receipt("self")
        for file in (home.mine() / "mine" / "page.html", home.mine() / "seat.json"):
            file.parent.mkdir(exist_ok=True)
            file.write_text("x")
    theirs = home.mine("" if other == "me" else other)
    before = {path: path.read_bytes() for path in theirs.rglob("*") if path.is_file() and _of(other, path)}
    people.forget()
    left = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file() and path.name[0] != "."}
    assert left == {path: content for path, content in before.items() if path.name[0] != "."} and len(left) == 5
    assert (who in home.people()) is False and Journal(who).answers == {}


def _of(name, path):
    return ("people" in path.parts) == (name != "me")


def test_someone_else_starts_pages_of_their_own_and_a_bad_name_is_a_sentence():
    shown = Profiles()
    shown._on_use("a/b")
    assert shown.said.startswith("A name has") and home.person() == ""
    shown._on_use("Anna")
    assert "for: Anna" in shown.said and "whoever came first" in shown.said
    assert [(one["name"], one["now"]) for one in shown.people] == [("", False), ("Anna", True)]
    shown._on_use("")
    assert home.person() == ""


def test_the_command_takes_a_name_and_refuses_one_that_cannot_be(tmp_path):
    refused = workshop("lab", "--no-browser", "--profile", "a/b", home=tmp_path)
    assert refused.returncode == 1 and refused.stderr.startswith("A name has") and not home.people()
