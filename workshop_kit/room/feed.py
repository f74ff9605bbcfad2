"""Server-sent events: each process follows its rooms in the store and tells whoever listens.

The store is asked a few times a second, so that rooms follow whatever process changed them; a change made here
is told at once. A listener that is slow gets the newest state, never a backlog.
"""

import asyncio
from collections.abc import AsyncIterator, Callable

import msgspec

from .problems import Problem

PERIOD = 0.25  # seconds between two looks at the store
SILENCE = 15  # seconds after which a comment keeps proxies from hanging up


class Feeds:
    """All rooms that somebody listens to.

    Args:
        pulse: code → something that differs when the room has changed.
        state: code → the room's state, as everybody may see it.
    """

    def __init__(self, pulse: Callable[[str], object], state: Callable[[str], dict]):
        self._pulse, self._state = pulse, state
        self._rooms: dict[str, _Feed] = {}
        self._closing = asyncio.Event()

    def wake(self, code: str) -> None:
        """Look at once: something has changed."""
        if feed := self._rooms.get(code.upper()):
            feed.woken.set()

    def close(self) -> None:
        """End every stream."""
        self._closing.set()
        for feed in self._rooms.values():
            feed.tell(None)

    async def follow(self, code: str) -> AsyncIterator[bytes]:
        """The events of a room: its state now, and again whenever it changes."""
        code = code.upper()
        feed = self._rooms.get(code)
        if feed is None:
            feed = self._rooms[code] = _Feed()
            feed.task = asyncio.create_task(self._watch(code, feed))
        newest: asyncio.Queue = asyncio.Queue(maxsize=1)
        feed.listeners.add(newest)
        try:
            yield _event(self._state(code))
            while not self._closing.is_set():
                try:
                    message = await asyncio.wait_for(newest.get(), SILENCE)
                except TimeoutError:
                    message = b": still here\n\n"
                if message is None:
                    return
                yield message
        finally:
            feed.listeners.discard(newest)
            if not feed.listeners:
                feed.task.cancel()
                self._rooms.pop(code, None)

    async def _watch(self, code: str, feed: "_Feed") -> None:
        try:
            await self._tell(code, feed)
        except Problem:  # the room was deleted
            feed.tell(None)

    async def _tell(self, code: str, feed: "_Feed") -> None:
        before = self._pulse(code)
        while True:
            try:
                await asyncio.wait_for(feed.woken.wait(), PERIOD)
                await asyncio.sleep(0.05)  # what changes together is told together
            except TimeoutError:
                pass
            feed.woken.clear()
            now = self._pulse(code)
            if now != before:
                before = now
                feed.tell(_event(self._state(code)))


class _Feed:
    def __init__(self):
        self.listeners: set[asyncio.Queue] = set()
        self.woken = asyncio.Event()
        self.task: asyncio.Task

    def tell(self, message: bytes | None) -> None:
        for newest in self.listeners:
            if newest.full():
                newest.get_nowait()
            newest.put_nowait(message)


def _event(state: dict) -> bytes:
    return b"event: room\nid: %d\ndata: %s\n\n" % (state["revision"], msgspec.json.encode(state))
