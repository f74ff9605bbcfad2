"""The console's kernel side against a room that only remembers what it was asked."""

import asyncio
import json

import pytest

from workshop_kit.notebook.console import Console
from workshop_kit.room.client import Room, RoomError, Unreachable

KEY = "the-key-of-this-room"


class Stub(Room):
    """A room without a service: one activity, one text activity, a revision that rises with each change."""

    def __init__(self):
        self.base, self.code, self.key = "http://room.test", "ABCDEF", KEY
        self.asked: list[tuple] = []
        self.revision, self.over, self.lost = 7, None, False
        self.activities = [
            {"id": "our_month", "title": "Our month", "state": "open", "finished": 9, "made": False},
            {"id": "obstacle", "title": "In the way", "state": "open", "finished": 9, "made": False},
        ]
        self.decided, self.notes = False, {}

    @property
    def state(self) -> dict:
        return {
            "code": self.code, "revision": self.revision, "stage": "answer", "step": 1, "view": None, "seats": 10,
            "activity": "our_month", "threshold": 5, "title": "Ours", "language": "en", "over": self.over,
            "join": "http://room.test/ABCDEF", "activities": [dict(one) for one in self.activities],
        }  # fmt: skip

    def reveal(self, id: str) -> None:
        self.revision += 1
        for one in self.activities:
            if one["id"] == id:
                one["state"] = "revealed"
                if id == "obstacle":
                    one["decided"] = self.decided

    def agenda(self) -> dict:
        return {"steps": [], "seconds": 0, "elapsed": 0, "notes": self.notes, "views": []}

    def insights(self, language=None) -> dict:
        return {"insights": [{"id": "chaos", "finding": "Chaos."}], "open_round": None}

    def texts(self, activity: str) -> dict:
        return {"texts": [] if self.decided else [{"id": "t1", "text": "Meetings"}], "decided": self.decided}

    async def call(self, method, path, json=None, headers=None, key=False):
        if self.lost:
            raise Unreachable("nobody answers")
        if method == "GET":
            self.asked.append((method, path))
            if path.startswith("/insights"):
                return self.insights()
            if path.endswith("/texts"):
                return self.texts(path.split("/")[2])
            return self.agenda() if path == "/agenda" else self.state
        match = (headers or {}).get("If-Match", "").strip('"')
        if match and int(match) != self.revision:
            raise RoomError(412, "stale", "moved on")
        self.asked.append((method, path, json))
        self.over = {"show": "countdown", "seconds": 0.05} if (json or {}).get("over") == "countdown" else None
        self.revision += 1
        self.notes = self.notes | (json or {}).get("notes", {})
        if path.endswith("/texts"):
            self.decided = True
            self.activities[1]["decided"] = True
        return self.state


@pytest.fixture
def stub(monkeypatch):
    monkeypatch.setattr(Console, "_follow", lambda self, room: asyncio.sleep(0))
    return Stub()


def heard(stub: Stub, *messages, after: float = 0.0):
    """A console that is told these, one after the other, as its page would; returns it at its end."""

    async def work():
        console = Console(stub)
        for message in messages:
            console._heard(dict(message))
            await asyncio.sleep(after)
        while console._tasks:
            await asyncio.gather(*console._tasks)
        return console

    return asyncio.run(work())


def moves(stub: Stub) -> list[str]:
    return [path for method, path, *_ in stub.asked if method == "POST"]


def test_a_press_right_after_a_note_is_not_stale(stub):
    console = heard(stub, {"what": "keep", "notes": {"month": "Fewer meetings"}}, {"what": "next", "revision": 7})
    assert moves(stub) == ["/next"] and console.panel.notice == ""
    assert console.panel.notes == {"month": "Fewer meetings"}


def test_a_press_that_somebody_else_was_before_is_refused_and_shown_where_the_room_is(stub):
    stub.revision = 9
    console = heard(stub, {"what": "next", "revision": 7})
    assert moves(stub) == [] and "moved on" in console.panel.notice and console.panel.room["revision"] == 9


def test_a_reveal_comes_after_its_count_down(stub):
    heard(stub, {"what": "count", "by": "next", "revision": 7})
    assert moves(stub) == ["/stage", "/next"]
    assert stub.asked[0][:2] != ("POST", "/next")


def test_a_count_down_that_is_stopped_reveals_nothing(stub):
    heard(
        stub,
        {"what": "count", "by": "next", "revision": 7},
        {"what": "over", "over": "nothing", "revision": 8},
        after=0.02,
    )
    assert moves(stub) == ["/stage", "/stage"]


def test_a_count_down_is_stopped_by_a_page_that_has_not_seen_it_begin(stub):
    console = heard(
        stub, {"what": "count", "by": "next", "revision": 7}, {"what": "over", "over": "nothing", "revision": 7}
    )
    assert moves(stub) == ["/stage", "/stage"] and console.panel.notice == ""


def test_a_second_press_while_it_counts_changes_nothing(stub):
    count = {"what": "count", "by": "next", "revision": 7}
    heard(stub, count, {**count, "revision": 8}, after=0.02)
    assert moves(stub) == ["/stage", "/next"]


def test_what_was_written_while_the_room_was_away_is_kept_until_it_has_it(stub):
    async def work():
        console = Console(stub)
        stub.lost = True
        console._heard({"what": "keep", "action": {"what": "Less", "who": "", "by": ""}})
        await asyncio.gather(*console._tasks)
        assert console.panel.notice
        stub.lost = False
        await console._keep_unsaved()
        return console

    console = asyncio.run(work())
    assert ("PATCH", "", {"action": {"what": "Less", "who": "", "by": ""}}) in stub.asked and not console._unsaved


def test_findings_come_with_the_first_reveal_and_texts_until_somebody_has_decided(stub):
    async def work():
        console = Console(stub)
        assert not console.panel.insights and not console.panel.texts
        stub.reveal("our_month")
        await console._take(stub.state)
        assert console.panel.insights["insights"] and not console.panel.texts
        stub.reveal("obstacle")
        await console._take(stub.state)
        assert console.panel.texts == {
            "activity": "obstacle",
            "decided": False,
            "texts": [{"id": "t1", "text": "Meetings"}],
        }
        console._heard({"what": "let_through", "activity": "obstacle", "let_through": ["t1"], "merged": {}})
        while console._tasks:
            await asyncio.gather(*console._tasks)
        return console

    console = asyncio.run(work())
    assert not console.panel.texts
    assert ("POST", "/activities/obstacle/texts", {"let_through": ["t1"], "merged": {}}) in stub.asked


def test_the_key_reaches_the_page_only_while_the_presenters_code_is_asked_for(stub):
    def held(console) -> str:
        return json.dumps(console.panel.get_state(), default=str)

    assert KEY not in held(heard(stub))
    shown = heard(stub, {"what": "presenter", "shown": True})
    assert shown.panel.presenter["address"] == f"http://room.test/ABCDEF/presenter#{KEY}", "in the fragment"
    assert KEY not in held(heard(stub, {"what": "presenter", "shown": True}, {"what": "presenter", "shown": False}))
