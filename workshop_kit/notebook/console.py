"""The facilitator's console: what is now, what to say and ask, who has finished, and the next thing to press.

Everything goes through the room's HTTP interface with the facilitator's key, which is looked up in this home. The
panel is one anywidget; the picture beside it is plotly's own in an Output. The kernel holds nothing that the room
does not: after a restart it is drawn anew.
"""

import asyncio
import contextlib
import io
import json
import secrets
from pathlib import Path

import anywidget
import ipywidgets
import segno
import traitlets

from .. import home
from ..instrument.errors import Refused
from ..room.client import Room, RoomError, Unreachable, live_room
from .language import messages, own
from .widgets import take_over

_HERE = Path(__file__).parent
PLOTLY = "application/vnd.plotly.v1+json"


class Panel(anywidget.AnyWidget):
    """The console's page. Each trait is one fact; what is pressed comes back as a message."""

    _esm = _HERE / "console.js"
    _css = _HERE / "console.css"

    words = traitlets.Dict().tag(sync=True)
    room = traitlets.Dict().tag(sync=True)
    agenda = traitlets.Dict().tag(sync=True)
    picture = traitlets.Dict().tag(sync=True)
    groups = traitlets.Dict().tag(sync=True)
    entry = traitlets.Dict().tag(sync=True)
    qr = traitlets.Unicode().tag(sync=True)
    join = traitlets.Unicode().tag(sync=True)
    screen = traitlets.Unicode().tag(sync=True)
    notice = traitlets.Unicode().tag(sync=True)
    connected = traitlets.Bool(True).tag(sync=True)


class Console(ipywidgets.VBox):
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
        self.room, self._seen = room, None
        self._speak(self._language or state["language"])
        self._draw_room(state, agenda)
        self._show_picture_now(state)
        with contextlib.suppress(RuntimeError):  # no event loop: a script
            self._spawn(self._follow(room))

    def _speak(self, language: str) -> None:
        self.panel.words = messages("console", language)
        (self.add_class if self.panel.words["direction"] == "rtl" else self.remove_class)("wc-rtl")

    def _draw_room(self, state: dict, agenda: dict | None = None) -> None:
        join = state.get("join") or self.room.address
        with self.panel.hold_sync():
            if join != self.panel.join:
                self.panel.join, self.panel.qr, self.panel.screen = join, _qr(join), f"{join}/screen"
            self.panel.groups = state.get("groups") or {}
            if agenda is not None:
                self.panel.agenda = agenda
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
        except RoomError as error:
            self.panel.notice = str(error)

    async def _take(self, state: dict) -> None:
        """Draw a state of the room; the agenda and the picture are asked for only when they may have changed."""
        before = self.panel.room
        moved = any(state.get(name) != before.get(name) for name in ("step", "stage", "seats", "activity"))
        agenda = await self._agenda() if moved else None
        # Events and answers overtake each other: an older state never replaces a newer one.
        if state["revision"] < self.panel.room.get("revision", 0):
            return
        self._draw_room(state, agenda)
        await self._show_picture(state)

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
        return (state.get("view") if shown else None, sum(one["state"] == "revealed" for one in state["activities"]))

    def _draw_picture(self, picture: dict) -> None:
        facts = {name: picture.get(name) or "" for name in ("finding", "sub", "alternative", "kicker")}
        self.panel.picture = facts | _size(picture["figure"]) if picture else {}
        self.figure.layout.display = None if picture else "none"
        self.figure.outputs = (_output(picture["figure"], facts["alternative"]),) if picture else ()

    # what is pressed

    def _heard(self, message: dict) -> None:
        handler = getattr(self, f"_on_{message.pop('what', '')}", None)
        if handler:
            self._spawn(self._safely(handler(**message)))

    async def _safely(self, work) -> None:
        """Every refusal is said on the page; the room is read again, so that the page shows what is."""
        self.panel.notice = ""
        try:
            await work
        except RoomError as error:
            self.panel.notice = self._words(f"refused_{error.type.replace('-', '_')}", str(error))
        except Refused as error:
            self.panel.notice = str(error)
        if self.room:
            with contextlib.suppress(Refused):
                await self._take(await self.room.call("GET", ""))
        # A press that changed nothing must still let go of the buttons.
        self.panel.send_state("room")

    def _words(self, key: str, otherwise: str, **values) -> str:
        return self.panel.words.get(key, otherwise).format(**values)

    async def _on_join(self, address: str, key: str = "") -> None:
        try:
            room = Room(address, key.strip() or None)
            if not room.key:
                self.panel.entry = {"address": address, "said": self._words("needs_key", ""), "key": True}
                return
            self._enter(room)
            if key.strip():
                kept = json.dumps({"room": room.address, "key": room.key})
                home.write_atomically(home.root() / "keys" / f"{room.code}.json", kept)
        except Refused as error:
            wrong = isinstance(error, RoomError) and error.type == "wrong-key"
            # (said twice must be seen twice: the nonce makes it a new fact)
            self.panel.entry = {"address": address, "said": str(error), "key": wrong, "nonce": secrets.token_hex(2)}
            self.room = None

    async def _on_seats(self, seats: int, groups: dict) -> None:
        await self.room.call("PATCH", "", {"seats": seats, "groups": groups}, key=True)

    async def _on_next(self, revision: int) -> None:
        self._say_too_few(await self._move("/next", revision))

    async def _on_back(self, revision: int) -> None:
        await self._move("/back", revision)

    async def _on_reveal(self, activities: list, view: str | None, revision: int) -> None:
        """Reveal outside the agenda's own step; the picture comes with the last one that could be revealed."""
        revealed, refused = [], None
        for activity in activities:
            try:
                state = await self._stage(revision, stage="reveal", activity=activity)
                revealed.append(activity)
                revision = state["revision"]
            except RoomError as error:
                if error.type != "too-few":
                    raise
                refused = error
        if not revealed and refused:
            raise refused
        if view:
            with contextlib.suppress(RoomError):
                await self._stage(revision, view=view)

    async def _on_blank(self, revision: int) -> None:
        await self._stage(revision, stage="pause")

    async def _on_resume(self, revision: int) -> None:
        """Back from the blank screen: to what the agenda's place says, revealing and opening nothing."""
        room = self.panel.room
        states = {one["id"]: one["state"] for one in room["activities"]}
        activity = room.get("activity")
        if room["step"] == 0 and not activity:
            await self._stage(revision, stage="lobby")
        elif states.get(activity) == "revealed":
            await self._stage(revision, stage="reveal", activity=activity, view=room.get("view"))
        else:
            await self._stage(revision, stage="answer", activity=activity)

    async def _on_close(self, revision: int) -> None:
        await self._stage(revision, stage="closed")

    async def _stage(self, revision: int, **body) -> dict:
        given = {name: value for name, value in body.items() if value is not None}
        return await self.room.call("POST", "/stage", given, {"If-Match": f'"{revision}"'}, key=True)

    async def _move(self, path: str, revision: int) -> dict:
        return await self.room.call("POST", path, None, {"If-Match": f'"{revision}"'}, key=True)

    def _say_too_few(self, state: dict) -> None:
        titles = {one["id"]: one.get("title", one["id"]) for one in state["activities"]}
        if missing := [titles.get(id, id) for id in state.get("too_few", [])]:
            named = self.panel.words["comma"].join(missing)
            self.panel.notice = self._words("too_few_notice", "", title=named, k=state["threshold"])

    def _spawn(self, work) -> asyncio.Task:
        loop = asyncio.get_running_loop()
        task = loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


def _qr(address: str) -> str:
    picture = io.BytesIO()
    segno.make_qr(address, error="m").save(
        picture, kind="svg", border=0, dark="#1c2331", xmldecl=False, svgns=True, omitsize=True
    )
    return picture.getvalue().decode()


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
