"""The participant's page as a widget: the same module, following the same room.

The kernel talks to the room, never the browser: a Hub's page is https, and a room may be plain http. One task follows
the room's events; whatever the room has not acknowledged is sent again when the line is back.
"""

import asyncio
import contextlib
import json
from urllib.parse import quote

from .. import home, questionnaire
from ..instrument.errors import Refused
from ..room.client import Room, RoomError, Unreachable, live_room
from .language import messages, own, wanted
from .widgets import Hosted, hosting, take_over


class Seat(Hosted):
    """A seat in a room.

    Args:
        room: a `Room` or its address; without one the page has a field for the address (and goes on by itself with
            the room that this home was last in, while that is open).
        language: of the questions; None: what was chosen in this seat before, else the person's own where the room has
            it, else the room's first. The page offers the others.

    Receipts, revisions and answers lie in this home (`room/receipts.py`): a restarted kernel goes on where it was.
    """

    _esm = hosting(
        questionnaire.module(), questionnaire.between(), questionnaire.second_look(), questionnaire.brought()
    )

    def __init__(self, room: Room | str | None = None, language: str | None = None):
        take_over(self, ("seat",))
        super().__init__(words=messages("seat", language or own()))
        self.options = {"mode": "room", "device": "computer"}
        self.room: Room | None = None
        self._language = language
        self._latest: dict | None = None
        self._following: asyncio.Task | None = None
        self._begin(room)

    def join(self, room: Room | str) -> None:
        """Take a seat in a room, in place of any other. Raises Refused, RoomError or Unreachable."""
        room = Room(room) if isinstance(room, str) else room
        self._enter(room, room.document(self._asked_for(room)))

    def _asked_for(self, room: Room) -> str:
        return self._language or room.seating.state["language"] or ",".join(wanted())

    def _begin(self, room: Room | str | None) -> None:
        address = room.address if isinstance(room, Room) else room
        if room is None:
            address = _remembered() or (live_room() or {}).get("room")
        self.entry = {"address": address or "", "said": ""}
        if room is None and not _remembered():
            return
        with self._saying(address, quietly=room is None):
            found = room if isinstance(room, Room) else Room(address)
            if room is None and found.state["stage"] == "closed":
                return
            self.join(found)

    @contextlib.contextmanager
    def _saying(self, address: str | None, quietly: bool = False):
        """What the room refuses is said beside the field, not as a traceback."""
        try:
            yield
        except Refused as error:
            self.entry = {"address": address or "", "said": "" if quietly else str(error)}

    def _enter(self, room: Room, document: dict) -> None:
        self._leave_task()
        self.room, self._latest = room, None
        home.write_atomically(_memory(), json.dumps({"address": room.address}))
        self.entry = {"address": room.address, "said": ""}
        self._speak(document)
        with contextlib.suppress(RuntimeError):  # no event loop: a script, which has nobody to show a page to
            self._following = self._spawn(self._follow(room))

    def _speak(self, document: dict) -> None:
        self.words = messages("seat", document["language"])
        self.document = document

    def _leave_task(self) -> None:
        if self._following is not None:
            self._following.cancel()
            self._following = None

    async def _follow(self, room: Room) -> None:
        with contextlib.suppress(RoomError):
            async for state in room.events():
                if state is None or state == self._latest:
                    continue
                self._latest = state
                if state.get("edition") != self.document.get("edition"):  # a question made on the spot, or a wall
                    await self._on_language(self.document["language"])
                self.send({"room": state})
                await self._send_owed(room)

    async def _send_owed(self, room: Room) -> None:
        """What was decided while the line was down. (Numbered: to send it twice is to send it once.)"""
        open_now = {one["id"] for one in self._latest["activities"] if one["state"] == "open"}
        for activity, revision, answers, group in room.seating.owed():
            if activity in open_now:
                with contextlib.suppress(Refused):
                    await self._put(room, activity, answers, revision, group)

    async def _put(self, room: Room, activity: str, answers: dict | None, revision: int, group: str | None) -> None:
        body = {"answers": answers, "revision": revision, "group": group}
        receipt = {"Receipt": room.seating.receipt(activity)}
        await room.call("PUT", f"/activities/{activity}/answer", body, receipt)
        room.seating.acknowledged(activity, revision)

    # What the page asks for

    async def _on_join(self, address: str) -> dict:
        try:
            room = Room(address)
            document = await room.call("GET", f"/instrument?language={quote(self._asked_for(room))}")
        except Refused as error:
            return {"ok": False, "said": str(error)}
        self._enter(room, document)
        return {"ok": True}

    def _on_leave(self) -> None:
        self._leave_task()
        _memory().unlink(missing_ok=True)
        self.room = None
        self.document = {}

    def _on_load(self) -> dict:
        return {"state": self.room.seating.state if self.room else {}, "room": self._latest}

    def _on_save(self, changes: list) -> None:
        if self.room:
            self.room.seating.merge(changes)

    def _on_forget(self) -> None:
        if self.room:
            self.room.seating.forget()

    async def _on_language(self, language: str) -> None:
        with contextlib.suppress(Refused):
            self._speak(await self.room.call("GET", f"/instrument?language={quote(language)}"))

    async def _on_put(
        self, activity: str, answers: dict | None, revision: int, group: str | None = None, receipt: str | None = None
    ) -> dict:
        """Send a decision. Its number rises above what another notebook of this home has sent already."""
        room = self.room
        if revision <= room.seating.state["sent"].get(activity, 0):
            revision = room.seating.next_revision(activity)
        try:
            await self._put(room, activity, answers, revision, group)
        except Unreachable as error:
            return {"ok": False, "type": "unreachable", "detail": str(error), "retry": True}
        except RoomError as error:
            return {"ok": False, "type": error.type, "detail": error.detail, "retry": error.status >= 500}
        return {"ok": True}

    async def _on_tally(self, activity: str) -> dict | None:
        try:
            return await self.room.call("GET", f"/activities/{activity}/tally")
        except Refused:
            return None


def _memory():
    return home.mine() / "seat.json"


def _remembered() -> str | None:
    try:
        return json.loads(_memory().read_text("utf-8"))["address"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
