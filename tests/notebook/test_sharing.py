"""Answers of home in a real room: under its rules, from one seat, and only on a button."""

import asyncio
import random

import pytest
from running import Live, answers_to

from workshop_kit.instrument import load_instrument
from workshop_kit.notebook import study
from workshop_kit.notebook.journal import Journal
from workshop_kit.room.client import Room

HEADS = 8


@pytest.fixture(autouse=True)
def own_home(tmp_path, monkeypatch):
    monkeypatch.setenv("WORKSHOP_HOME", str(tmp_path))


@pytest.fixture
def room(tmp_path_factory):
    with Live(tmp_path_factory.mktemp("room"), "--port", "0", "--seats", str(HEADS), "--host", "127.0.0.1") as live:
        yield live.room()


@pytest.fixture
def journal():
    """Somebody who has answered all of it at home, in the full form."""
    instrument, journal, chance = load_instrument("mindset", form="full"), Journal(), random.Random(5)
    for activity in ("role", "self", "sorting", "situations", "our_month"):
        journal.keep(activity, answers_to(instrument.keys[activity], chance))
    return journal


def told(widget, **message):
    async def tell():
        widget._heard(dict(message))
        await asyncio.gather(*widget._tasks)

    asyncio.run(tell())
    return {offer["id"]: offer for offer in widget.offers}


def asked(widget, activity):
    """What the page hears when its owner asks what they chose."""
    heard = []
    widget.send = heard.append
    told(widget, what="choice", activity=activity)
    return heard[-1]["choice"]


def finished(room):
    return {one["id"]: one["finished"] for one in room.state["activities"]}


def test_nothing_is_sent_by_looking_and_full_answers_lose_what_a_short_room_does_not_ask(room, journal):
    widget, address = study.share(), f"{room.base}/{room.code}"
    offers = told(widget, what="look", address=address)
    assert set(offers) == {"self", "role", "sorting", "our_month"}, "what the room has, and no scenes"
    assert not any(offer["may"] for offer in offers.values()) and "not open" in offers["self"]["text"]
    room.stage("answer", activity="self").raise_for_status()
    offers = told(widget, what="look", address=address)
    assert [id for id in offers if offers[id]["may"]] == ["self"] and finished(room)["self"] == 0
    told(widget, what="share", activity="self", group=None)
    assert finished(room)["self"] == 1
    text = asked(widget, "self")["text"]
    assert "40 answers" in text and text.endswith("40 answers stayed here.")
    assert len(journal.answers["self"]) == 80, "at home all of it stays"


def test_whoever_shares_from_home_and_sits_in_the_room_takes_one_seat(room, journal):
    widget, address = study.share(), f"{room.base}/{room.code}"
    room.stage("answer", activity="role").raise_for_status()
    told(widget, what="look", address=address)
    told(widget, what="share", activity="role", group=None)
    Room(address).share("role", journal.answers["role"])
    told(study.share(address), what="look", address=address)
    told(widget, what="share", activity="role", group=None)
    assert finished(room)["role"] == 1
    room.share("role", HEADS - 1)
    assert finished(room)["role"] == HEADS
    room.stage("reveal", activity="role").raise_for_status()
    offers = told(widget, what="look", address=address)
    assert offers["role"]["may"] is False and offers["role"]["text"].endswith("You have finished.")
    assert asked(widget, "role")["text"].startswith("Shared:")


def test_kept_counts_as_finished_and_no_trait_says_which_it_was(room, journal, tmp_path, monkeypatch):
    """Traits may be saved with the notebook; what somebody chose is told to the page that asks, and nowhere else."""
    room.stage("answer", activity="role").raise_for_status()
    pages = {}
    for number, decision in enumerate(("share", "keep"), 1):
        monkeypatch.setenv("WORKSHOP_HOME", str(tmp_path / decision))
        Journal().keep("role", journal.answers["role"])
        widget = pages[decision] = study.share()
        told(widget, what="look", address=f"{room.base}/{room.code}")
        told(widget, what=decision, activity="role", group=None)
        assert finished(room)["role"] == number
    states = [{name: page.get_state()[name] for name in page.trait_names(sync=True)} for page in pages.values()]
    assert [state | {"layout": None} for state in states[:1]] == [state | {"layout": None} for state in states[1:]]
    kept = asked(pages["keep"], "role")
    assert (kept["text"], kept["shared"], kept["may"]) == ("Kept to myself", False, True)
    told(pages["keep"], what="share", activity="role", group=None)
    room.share("role", 4)
    room.stage("reveal", activity="role").raise_for_status()
    assert room.tally("role").json()["n"] == 6, "the one who kept theirs shared after all"


def test_what_the_room_refuses_leaves_the_decision_as_it_was(room, journal):
    room.stage("answer", activity="role").raise_for_status()
    widget = study.share()
    told(widget, what="look", address=f"{room.base}/{room.code}")
    told(widget, what="keep", activity="role", group=None)
    room.share("role", 6)
    room.stage("reveal", activity="role").raise_for_status()
    told(widget, what="share", activity="role", group=None)
    assert widget.said and widget.room.seating.state["decisions"]["role"] == "keep"


def test_answers_of_home_fill_nothing_of_a_second_day(room, journal):
    widget, address = study.share(), f"{room.base}/{room.code}"
    room.stage("answer", activity="our_month").raise_for_status()
    room.share("our_month", HEADS)
    room.stage("reveal", activity="our_month").raise_for_status()
    assert "stays yours" in told(widget, what="look", address=address)["our_month"]["text"]
    room.post("/waves", {}).raise_for_status()
    room.patch({"seats": HEADS}).raise_for_status()
    room.stage("answer", activity="our_month@2").raise_for_status()
    assert told(widget, what="look", address=address) == {} and "asks for nothing today" in widget.said
    journal.keep("our_month@2", journal.answers["our_month"])  # a later look at home is named as a room's second day is
    told(widget, what="share", activity="our_month@2", group=None)
    assert finished(room)["our_month@2"] == 0, "nor when somebody asks for it by its name"


def test_answers_to_another_version_stay_at_home(room, journal, monkeypatch):
    room.stage("answer", activity="self").raise_for_status()
    theirs = load_instrument("mindset")
    from workshop_kit.notebook import sharing

    class Later:
        id, version = theirs.id, "99"

    monkeypatch.setattr(sharing, "load_instrument", lambda name: Later)
    offers = told(study.share(), what="look", address=f"{room.base}/{room.code}")
    assert offers["self"]["may"] is False and "another version" in offers["self"]["text"]


def test_no_room_there_is_a_sentence(journal):
    widget = study.share()
    told(widget, what="look", address="http://127.0.0.1:9/ABC")
    assert "Nobody answers" in widget.said and widget.offers == []
