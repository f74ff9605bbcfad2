"""Bringing home answers to a workshop: an address, and one button for each activity that the room has open.

They go under the room's rules: to the room's own activities of this day (what was answered at home fills none of a
second day's, whose ids end in `@2`), from one seat, and no more of them than the room asks for.
"""

import asyncio
from pathlib import Path

import anywidget
import traitlets

from ..instrument import load_instrument
from ..instrument.errors import Refused
from ..instrument.messages import voice
from ..room.client import Room, RoomError, fit
from .journal import Journal
from .language import messages, own

_HERE = Path(__file__).parent
INSTRUMENT = "mindset"


class Sharing(anywidget.AnyWidget):
    """Answers kept at home, offered to a room: nothing is sent before a button is pressed.

    Receipts are the seat's own (`room/receipts.py`): whoever shares here and sits in the room takes one seat. Full
    answers brought to a short room lose what it does not ask for. Answers to another version of the questions, or to
    another instrument's activity of the same name, stay at home.
    """

    _esm = (_HERE / "sharing.js").read_text("utf-8")
    words = traitlets.Dict().tag(sync=True)
    address = traitlets.Unicode().tag(sync=True)
    offers = traitlets.List().tag(sync=True)
    groups = traitlets.List().tag(sync=True)
    group = traitlets.Unicode(allow_none=True).tag(sync=True)
    said = traitlets.Unicode().tag(sync=True)

    def __init__(self, journal: Journal, activities: tuple[str, ...], address: str | None = None):
        language = own(journal)
        self._voice = voice(language, "file", "study")
        words = {name: text for name, text in messages("study", language).items() if _shown(name)}
        super().__init__(words=words, address=address or "", group=None)
        self.journal, self.activities = journal, activities
        self.room: Room | None = None
        self._tasks: set[asyncio.Task] = set()
        self.on_msg(lambda _, message, __: self._heard(message))

    @property
    def _css(self) -> str:
        from .widgets import Hosted

        return Hosted._css

    def _heard(self, message: dict) -> None:
        handler = getattr(self, f"_on_{message.pop('what', '')}", None)
        if handler:
            task = asyncio.get_running_loop().create_task(self._safely(handler(**message)))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _safely(self, work) -> None:
        try:
            self.said = ""
            await work
        except Refused as error:
            self.said = str(error)

    async def _on_look(self, address: str) -> None:
        self.offers, self.groups = [], []
        self.room = Room(address)
        await self._offer()

    async def _offer(self) -> None:
        state = await self.room.call("GET", "")
        spoken = await self.room.call("GET", f"/instrument?language={self._voice.language}")
        asked = {one["id"]: one for one in spoken["activities"]}
        today = {one["id"]: one for one in state["activities"] if one.get("wave", 1) == state.get("wave", 1)}
        own = load_instrument(INSTRUMENT)
        found = [id for id in self.activities if id in today and asked[id]["instrument"] == own.id]
        same = spoken["words"].get(own.id, {}).get("version") == own.version
        self.group = self.room.seating.state["group"]
        self.groups = list(state.get("groups") or {})
        self.offers = [self._one({**today[id], "title": asked[id]["title"]}, same) for id in found]
        if not found:
            self.said = self.words["share_none"]

    def _one(self, activity: dict, same: bool) -> dict:
        id, title = activity["id"], activity["title"]
        decided = self.room.seating.state["decisions"].get(id)
        key, may = "share_again" if decided == "share" else "share_go", True
        if not self.journal.answers.get(id):
            key, may = "share_nothing", False
        elif activity["state"] == "revealed":
            key, may = "share_shared" if decided == "share" else "share_late", False
        elif activity["state"] != "open":
            key, may = "share_closed", False
        if may and not same:
            return {"id": id, "title": title, "may": False, "text": f"{title}: {self._voice.say('other_version')}"}
        return {"id": id, "title": title, "may": may, "text": self.words[key].format(title=title)}

    async def _on_share(self, activity: str, group: str | None) -> None:
        room, seating = self.room, self.room.seating
        answers = self.journal.answers.get(activity, {})
        fitting = fit(answers, await room.call("GET", "/instrument"), activity)
        receipt, revision = seating.receipt(activity), seating.next_revision(activity)
        seating.decide(activity, "share", fitting)
        if group:
            seating.merge([[["group"], group]])
        body = {"answers": fitting, "revision": revision, "group": group}
        try:
            await room.call("PUT", f"/activities/{activity}/answer", body, {"Receipt": receipt})
        except RoomError:
            seating.decide(activity, None)
            raise
        seating.acknowledged(activity, revision)
        await self._offer()
        title = next(offer["title"] for offer in self.offers if offer["id"] == activity)
        left = len(answers) - len(fitting)
        said = self._voice.plural("share_done", len(fitting), title=title)
        self.said = said + (self._voice.plural("share_left", left) if left else "")


def _shown(name: str) -> bool:
    return name.startswith("share_") or name in ("language", "direction")
