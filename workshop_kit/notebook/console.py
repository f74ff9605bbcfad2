"""The facilitator's console: what is now, what to say and ask, who has finished, and the next thing to press.

Everything goes through the room's HTTP interface with the facilitator's key, which is looked up in this home. The
panel is one anywidget; the picture beside it is plotly's own in an Output. The kernel holds nothing that the room
does not: after a restart it is drawn anew.
"""

import asyncio
import contextlib
from pathlib import Path

import anywidget
import ipywidgets
import traitlets

from .. import questionnaire
from ..instrument.errors import Refused
from ..room.client import Room, RoomError, Unreachable, live_room
from .language import messages, own
from .presses import Presses, qr_code
from .widgets import take_over

_HERE = Path(__file__).parent
_SCRIPTS = ("console_cards.js", "console.js")  # one ES module: a widget's script cannot import
PLOTLY = "application/vnd.plotly.v1+json"


class Panel(anywidget.AnyWidget):
    """The console's page. Each trait is one fact; what is pressed comes back as a message."""

    _esm = "\n".join([questionnaire.leading(), *((_HERE / name).read_text("utf-8") for name in _SCRIPTS)])
    _css = _HERE / "console.css"

    words = traitlets.Dict().tag(sync=True)
    room = traitlets.Dict().tag(sync=True)
    agenda = traitlets.Dict().tag(sync=True)
    picture = traitlets.Dict().tag(sync=True)
    groups = traitlets.Dict().tag(sync=True)
    notes = traitlets.Dict().tag(sync=True)
    insights = traitlets.Dict().tag(sync=True)
    texts = traitlets.Dict().tag(sync=True)
    presenter = traitlets.Dict().tag(sync=True)
    entry = traitlets.Dict().tag(sync=True)
    qr = traitlets.Unicode().tag(sync=True)
    join = traitlets.Unicode().tag(sync=True)
    screen = traitlets.Unicode().tag(sync=True)
    notice = traitlets.Unicode().tag(sync=True)
    connected = traitlets.Bool(True).tag(sync=True)


class Console(Presses, ipywidgets.VBox):
    """The console of a room.

    Args:
        room: a `Room` with its key, or an address whose key lies in this home; None: the live room of this home,
            and where there is none, an invitation with a field for an address.
        language: of the console; None: the room's first.
    """

    def __init__(self, room: Room | str | None = None, language: str | None = None):
        take_over(self, ("console",))
        self.panel = Panel(words=messages("console", language or own()))
        self.figure = ipywidgets.Output()
        self.figure.add_class("wc-figure")
        super().__init__([self.panel, self.figure])
        self.add_class("workshop-console")
        self.room: Room | None = None
        self._language = language
        self._seen: tuple | None = None
        self._told: tuple | None = None
        self._tasks: set[asyncio.Task] = set()
        self.panel.on_msg(lambda _, message, __: self._heard(message))
        self._begin(room)

    def close(self) -> None:
        for task in list(self._tasks):
            task.cancel()
        self.panel.close()
        self.figure.close()
        super().close()

    # entering a room

    def _begin(self, room: Room | str | None) -> None:
        self.panel.entry = {"address": "", "said": "", "key": False}
        try:
            if room is None and live_room() is None:
                return
            self._enter(room if isinstance(room, Room) else Room(room))
        except Unreachable:
            # `live.json` outlives its service: an invitation, not a complaint.
            self.panel.entry = {"address": "", "said": self._words("asleep", ""), "key": False}
        except Refused as error:
            self.panel.entry = {"address": str(room or ""), "said": str(error), "key": False}

    def _enter(self, room: Room) -> None:
        state, agenda = room.state, room.agenda()
        self.room, self._seen, self._told, self._mine = room, None, None, {}
        self._speak(self._language or state["language"])
        self._draw_room(state, agenda)
        self._show_picture_now(state)
        self._tell_now(state)
        with contextlib.suppress(RuntimeError):  # no event loop: a script
            self._spawn(self._follow(room))

    def _speak(self, language: str) -> None:
        self.panel.words = messages("console", language)
        (self.add_class if self.panel.words["direction"] == "rtl" else self.remove_class)("wc-rtl")

    def _draw_room(self, state: dict, agenda: dict | None = None) -> None:
        join = state.get("join") or self.room.address
        with self.panel.hold_sync():
            if join != self.panel.join:
                self.panel.join, self.panel.qr, self.panel.screen = join, qr_code(join), f"{join}/screen"
            self.panel.groups = state.get("groups") or {}
            if agenda is not None:
                self.panel.agenda, self.panel.notes = agenda, agenda.get("notes") or {}
            self.panel.room = state
            self.panel.connected = True

    # following it

    async def _follow(self, room: Room) -> None:
        try:
            async for state in room.events():
                if room is not self.room:
                    return
                if state is None:
                    self.panel.connected = False
                else:
                    await self._take(state)
                    with contextlib.suppress(Refused):
                        await self._keep_unsaved()
        except RoomError as error:
            self.panel.notice = str(error)

    async def _take(self, state: dict) -> None:
        """Draw a state of the room; the agenda and the picture are asked for only when they may have changed."""
        before = self.panel.room
        agenda = await self._agenda() if state["revision"] != before.get("revision") else None
        # Events and answers overtake each other: an older state never replaces a newer one.
        if state["revision"] < self.panel.room.get("revision", 0):
            return
        self._draw_room(state, agenda)
        await self._show_picture(state)
        await self._tell(state)

    async def _agenda(self) -> dict | None:
        with contextlib.suppress(Refused):
            return await self.room.call("GET", "/agenda", key=True)

    async def _show_picture(self, state: dict) -> None:
        wanted = self._wanted(state)
        if wanted == self._seen:
            return
        self._seen = wanted
        picture = {}
        if wanted[0]:
            try:
                picture = await self.room.call("GET", f"/views/{wanted[0]}")
            except Refused as error:
                self.panel.notice = str(error)
        self._draw_picture(picture)

    def _show_picture_now(self, state: dict) -> None:
        self._seen = self._wanted(state)
        picture = {}
        if self._seen[0]:
            with contextlib.suppress(Refused):
                picture = self.room.view(self._seen[0])
        self._draw_picture(picture)

    @staticmethod
    def _wanted(state: dict) -> tuple:
        shown = state["stage"] in ("reveal", "pause")
        revealed = sum(one["state"] == "revealed" for one in state["activities"])
        return (state.get("view") if shown else None, revealed, state.get("edition"))

    def _draw_picture(self, picture: dict) -> None:
        facts = {name: picture.get(name) or "" for name in ("finding", "sub", "alternative", "kicker")}
        self.panel.picture = facts | _size(picture["figure"]) if picture else {}
        self.figure.layout.display = None if picture else "none"
        self.figure.outputs = (_output(picture["figure"], facts["alternative"]),) if picture else ()

    # what only the facilitator sees: what to say about this team, and texts that nobody has decided on

    async def _tell(self, state: dict) -> None:
        wanted = _revealed(state)
        if wanted == self._told:
            return
        self._told = wanted
        try:
            insights = await self.room.call("GET", self._insights_path(), key=True) if wanted[0] else {}
            texts = await self.room.call("GET", f"/activities/{wanted[1]}/texts", key=True) if wanted[1] else {}
        except Refused:
            self._told = None  # asked again with the next state
            return
        self._draw_told(wanted, insights, texts)

    def _tell_now(self, state: dict) -> None:
        wanted, insights, texts = _revealed(state), {}, {}
        with contextlib.suppress(Refused):
            insights = self.room.insights(self.panel.words["language"]) if wanted[0] else {}
            texts = self.room.texts(wanted[1]) if wanted[1] else {}
            self._told = wanted
        self._draw_told(wanted, insights, texts)

    def _insights_path(self) -> str:
        return f"/insights?language={self.panel.words['language']}"

    def _draw_told(self, wanted: tuple, insights: dict, texts: dict) -> None:
        with self.panel.hold_sync():
            self.panel.insights = insights
            self.panel.texts = {"activity": wanted[1], **texts} if texts and not texts["decided"] else {}

    def _spawn(self, work) -> asyncio.Task:
        loop = asyncio.get_running_loop()
        task = loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


def _revealed(state: dict) -> tuple:
    """What the facilitator's own sentences depend on: how much is revealed, and whose texts wait for a decision."""
    revealed = [one for one in state["activities"] if one["state"] == "revealed"]
    waiting = (one["id"] for one in revealed if one.get("decided") is False)
    return len(revealed), next(waiting, None)


def _size(figure: dict) -> dict:
    """A picture's size in its own pixels; what names none gets one."""
    layout = figure.get("layout", {})
    return {"width": layout.get("width") or 1200, "height": layout.get("height") or 760}


def _output(figure: dict, words: str) -> dict:
    """The picture as an output of a cell: plotly's mimetype, which the notebook draws by itself, and its words."""
    layout = {**figure.get("layout", {}), **_size(figure), "autosize": False, "paper_bgcolor": "rgba(0,0,0,0)"}
    config = {"displayModeBar": False, "responsive": False, "staticPlot": True}
    bundle = {PLOTLY: {"data": figure.get("data", []), "layout": layout, "config": config}, "text/plain": words}
    return {"output_type": "display_data", "data": bundle, "metadata": {}}
