"""Bringing home answers to a workshop: an address, and the decision about each activity that the room has open.

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

    Shared or kept, the page looks the same afterwards, as a phone does. Which it was is told to the page when its
    owner asks, in a message and in no trait: traits may be saved with the notebook.

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
        self._phone = messages("phone", language)
        words = {name: text for name, text in messages("study", language).items() if _shown(name)}
        words |= {name: self._phone[name] for name in ("choice", "choice_hides", "take_back")}
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
        id, title, may = activity["id"], activity["title"], activity["state"] == "open" and same
        decided = bool(self._decision(id))
        if decided:
            text = f"{title}: {self._phone['you_finished']}"
        elif not self.journal.answers.get(id):
            text, may = self._voice.say("share_nothing", title=title), False
        elif activity["state"] == "open":
            text = "" if same else f"{title}: {self._voice.say('other_version')}"
        else:
            key = "share_late" if activity["state"] == "revealed" else "share_closed"
            text = self._voice.say(key, title=title)
        return {"id": id, "title": title, "may": may, "decided": decided, "text": text}

    def _decision(self, id: str) -> str | None:
        return self.room.seating.state["decisions"].get(id)

    async def _on_choice(self, activity: str) -> None:
        """What its owner decided, said to the page that asks, once."""
        offer = next(offer for offer in self.offers if offer["id"] == activity)
        shared = self._decision(activity) == "share"
        again = self._voice.say("share_again" if shared else "share_go", title=offer["title"])
        told = {"shared": shared, "may": offer["may"] and bool(self.journal.answers.get(activity))}
        text = self._shared(activity, offer["title"]) if shared else self._phone["kept"]
        self.send({"choice": told | {"activity": activity, "text": text, "again": again}})

    def _shared(self, activity: str, title: str) -> str:
        sent, own = self.room.seating.answers(activity), self.journal.answers.get(activity, {})
        left = len(own.keys() - sent.keys())
        said = self._voice.plural("share_done", len(sent), title=title)
        return said + (self._voice.plural("share_left", left) if left else "")

    async def _on_share(self, activity: str, group: str | None) -> None:
        answers = self.journal.answers.get(activity, {})
        await self._decide(activity, "share", fit(answers, await self.room.call("GET", "/instrument"), activity), group)

    async def _on_keep(self, activity: str, group: str | None) -> None:
        await self._decide(activity, "keep", None, group)

    async def _decide(self, activity: str, decision: str, answers: dict | None, group: str | None) -> None:
        if activity not in self.activities:  # a later look at home and a room's second day may have the same name
            return
        seating, before = self.room.seating, self._decision(activity)
        receipt, revision = seating.receipt(activity), seating.next_revision(activity)
        seating.decide(activity, decision, answers)
        if group:
            seating.merge([[["group"], group]])
        body = {"answers": answers, "revision": revision, "group": group}
        try:
            await self.room.call("PUT", f"/activities/{activity}/answer", body, {"Receipt": receipt})
        except RoomError:
            seating.decide(activity, before)
            raise
        seating.acknowledged(activity, revision)
        await self._offer()
        if before:  # changed where it was in sight: there it is told
            await self._on_choice(activity)


def _shown(name: str) -> bool:
    return name.startswith("share_") or name in ("language", "direction")
