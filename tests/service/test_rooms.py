"""Several rooms in one service: listed, renamed, deleted for good, and closed when they have been left alone."""

import asyncio
import secrets
import time

import httpx
import pytest
import sqlalchemy as sa
from running import Live, problem, workshop

from workshop_kit.pool.store import ROOMS, Store
from workshop_kit.room.desk import Desk
from workshop_kit.room.options import Changes, Options, Staging
from workshop_kit.room.problems import Problem

HERE = ("--host", "127.0.0.1", "--port", "0")


def as_host(service) -> dict:
    return {"Authorization": f"Bearer {service.host_key}"}


def listed(service) -> dict[str, dict]:
    rooms = httpx.get(f"{service.base}/api/rooms", headers=as_host(service)).raise_for_status().json()["rooms"]
    return {room["code"]: room for room in rooms}


def test_the_host_key_lists_all_rooms_and_no_room_key_does(service, open_room):
    room, other = open_room(seats=7, title="Ours"), open_room(rehearse=9)
    found = listed(service)
    assert {room.code, other.code, service.code} <= set(found)
    assert found[room.code]["title"] == "Ours" and found[room.code]["closes_in"] == 30
    assert (found[other.code]["rehearsal"], found[other.code]["seats"]) == (True, 9)
    assert not any("key" in each for each in found.values())
    room.patch({"title": "Renamed"}).raise_for_status()
    assert listed(service)[room.code]["title"] == "Renamed"
    room.stage("closed").raise_for_status()
    assert (listed(service)[room.code]["stage"], listed(service)[room.code]["closes_in"]) == ("closed", None)
    for headers in ({}, {"Authorization": f"Bearer {room.key}"}):
        response = httpx.get(f"{service.base}/api/rooms", headers=headers)
        assert (response.status_code, problem(response)) == (401, "wrong-key")


@pytest.mark.parametrize("who", ["room", "host"])
def test_a_room_is_deleted_for_good_with_its_key_or_the_host_key(service, open_room, who):
    room, other = open_room(seats=9, title=f"Title {secrets.token_hex(8)}"), open_room(seats=9)
    title = room.state["title"]
    room.stage("answer", activity="sorting").raise_for_status()
    room.share("sorting", 6)
    room.stage("reveal", activity="sorting").raise_for_status()
    room.get("/views/sorting").raise_for_status()
    assert problem(room.http.delete("")) == "wrong-key"
    assert problem(room.http.delete("", headers={"Authorization": f"Bearer {other.key}"})) == "wrong-key"
    key = {"Authorization": f"Bearer {room.key}"} if who == "room" else as_host(service)
    assert room.http.delete("", headers=key).status_code == 204
    assert problem(room.get()) == problem(room.tally("sorting")) == "no-such-room"
    assert problem(room.http.delete("", headers=key)) == "no-such-room"
    assert room.code not in listed(service) and other.code in listed(service)
    for file in (service.home / "service").iterdir():
        assert title.encode() not in file.read_bytes(), file.name
    assert other.state["stage"] == "lobby"


def test_a_phone_in_a_room_that_is_deleted_is_let_go(open_room):
    room = open_room(seats=6)
    with httpx.stream("GET", f"{room.base}/api/rooms/{room.code}/events", timeout=10) as response:
        lines = response.iter_lines()
        assert next(lines) == "event: room"
        assert room.http.delete("", headers={"Authorization": f"Bearer {room.key}"}).status_code == 204
        assert not [line for line in lines if line.startswith("event: error")], "the stream ends by itself"


def test_nothing_of_many_deleted_rooms_is_left_in_the_file(tmp_path):
    """Rows that are deleted one by one may leave copies in pages that they have moved from."""
    store = Store(f"sqlite:///{tmp_path}/rooms.sqlite")
    desk, words = Desk(store), [secrets.token_hex(12) for _ in range(12)]

    async def all_of_it() -> None:
        rooms = [await desk.open_room(Options(title=word, seats=6)) for word in words]
        for number, room in enumerate(rooms):
            await desk.stage(room["code"], Staging(stage="answer", activity="role"))
            for _ in range(6):
                await desk.answer(room["code"], "role", secrets.token_urlsafe(20), {"role": ["both"]}, 1, None)
            if number % 2:
                await desk.stage(room["code"], Staging(stage="reveal", activity="role"))
        for room in rooms:
            await desk.delete(room["code"])

    asyncio.run(all_of_it())
    assert desk.rooms() == []
    left = store.read(lambda c: c.execute(sa.text("select name from sqlite_master where name glob '*_*'")).all())
    assert [name for (name,) in left if name.startswith(("answers_", "texts_"))] == []
    for file in tmp_path.iterdir():
        content = file.read_bytes()
        assert not [word for word in words if word.encode() in content], file.name
    store.close()


def _age(store: Store, code: str, days: float) -> None:
    touched = time.time() - days * 86400
    asyncio.run(store.write(lambda c: c.execute(ROOMS.update().where(ROOMS.c.code == code).values(touched=touched))))


def test_a_room_that_was_left_alone_is_closed_and_what_nobody_revealed_is_dropped(tmp_path):
    store = Store(f"sqlite:///{tmp_path}/rooms.sqlite")
    desk = Desk(store)
    kept, left, longer = (asyncio.run(desk.open_room(Options(seats=6, keep=keep)))["code"] for keep in (30, 30, 90))
    for code in (kept, left, longer):
        asyncio.run(desk.stage(code, Staging(stage="answer", activity="role")))
        asyncio.run(desk.answer(code, "role", secrets.token_urlsafe(20), {"role": ["neither"]}, 1, None))
    for code, days in ((kept, 29), (left, 31), (longer, 31)):
        _age(store, code, days)
    assert asyncio.run(desk.close_old()) == [left]
    assert [desk.room(code)["stage"] for code in (kept, left, longer)] == ["answer", "closed", "answer"]
    with pytest.raises(Problem, match="closed"):
        asyncio.run(desk.answer(left, "role", secrets.token_urlsafe(20), {"role": ["both"]}, 1, None))
    assert asyncio.run(desk.close_old()) == []
    asyncio.run(desk.change(kept, Changes(title="Moved")))
    assert next(room["closes_in"] for room in desk.rooms() if room["code"] == kept) == 30, "a move counts anew"
    store.close()


def test_live_closes_a_room_that_was_left_alone_says_so_and_opens_another(tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    with Live(home, *HERE, "--seats", "6", "--keep", "10") as live:
        live.answering()
        assert live.room().state["keep"] == 10
        live.stop()
    with Live(home, *HERE, "--keep", "20") as again:
        again.answering()
        assert again.code == live.code and again.room().state["keep"] == 20
        again.stop()
    store = Store(f"sqlite:///{home}/service/rooms.sqlite")
    _age(store, live.code, 21)
    store.close()
    with Live(home, *HERE) as third:
        third.answering()
        assert third.code != live.code
        assert f"Closed room {live.code}" in third.said and "left alone" in third.said
        assert third.room().state["keep"] == 30
    assert workshop("live", "--no-lab", "--keep", "0", home=home).returncode == 2
    assert "--keep" in workshop("live", "--help", home=home).stdout
