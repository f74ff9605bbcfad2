"""Server-sent events: everybody hears what the room is, soon and at once."""

import asyncio
import json
import threading
import time
from contextlib import suppress

import httpx
from running import RoomUnderTest


class Listener:
    """One open event stream, read in a thread; `events` are (seconds, id, room)."""

    def __init__(self, room: RoomUnderTest):
        self.room, self.events, self.response = room, [], None
        self.thread = threading.Thread(target=self._listen, daemon=True)
        self.thread.start()
        self.wait_for(lambda state: True)

    def _listen(self) -> None:
        address = f"{self.room.base}/api/rooms/{self.room.code}/events"
        with suppress(httpx.HTTPError), httpx.stream("GET", address, timeout=60) as self.response:
            fields: dict[str, str] = {}
            for line in self.response.iter_lines():
                name, _, value = line.partition(":")
                if line:
                    fields[name] = value.strip()
                elif fields.get("event") == "room":
                    self.events.append((time.monotonic(), int(fields["id"]), json.loads(fields["data"])))
                    fields = {}

    def wait_for(self, wanted, seconds: float = 2) -> dict:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if found := [state for _, _, state in list(self.events) if wanted(state)]:
                return found[-1]
            time.sleep(0.01)
        raise AssertionError(f"nobody was told within {seconds} s; {len(self.events)} events came")


def test_events_tell_within_a_second_what_the_room_is_and_who_has_finished(open_room):
    room = open_room(seats=8)
    listener = Listener(room)
    assert listener.response.headers["content-type"].startswith("text/event-stream")
    assert "content-encoding" not in listener.response.headers
    assert listener.response.headers["x-accel-buffering"] == "no"
    assert listener.wait_for(lambda state: state["stage"] == "lobby") == room.state

    revision = room.stage("answer", activity="self").json()["revision"]
    assert listener.wait_for(lambda state: state["stage"] == "answer")["revision"] == revision
    assert listener.events[-1][1] == revision

    for finished in range(1, 7):
        room.share("self", 1, seed=finished)
        state = listener.wait_for(lambda s, f=finished: _finished(s, "self") == f)
        assert all("n" not in activity for activity in state["activities"])
    room.stage("reveal", activity="self").raise_for_status()
    assert listener.wait_for(lambda state: state["stage"] == "reveal")["view"] == room.state["view"]


def _finished(state: dict, activity: str) -> int:
    return next(each["finished"] for each in state["activities"] if each["id"] == activity)


def test_two_hundred_listeners_all_hear_of_it(open_room):
    room = open_room(seats=8)

    async def listen(client: httpx.AsyncClient, ready: asyncio.Semaphore) -> str:
        async with client.stream("GET", f"/api/rooms/{room.code}/events") as response:
            async for line in response.aiter_lines():
                if line.startswith("data:"):
                    ready.release()
                    stage = json.loads(line[5:])["stage"]
                    if stage == "pause":
                        return stage

    async def everybody() -> list[str]:
        ready = asyncio.Semaphore(0)
        limits = httpx.Limits(max_connections=None)
        async with httpx.AsyncClient(base_url=room.base, timeout=20, limits=limits) as client:
            listening = [asyncio.create_task(listen(client, ready)) for _ in range(200)]
            for _ in listening:
                await ready.acquire()
            await asyncio.to_thread(lambda: room.stage("pause").raise_for_status())
            return await asyncio.wait_for(asyncio.gather(*listening), 10)

    assert asyncio.run(everybody()) == ["pause"] * 200
