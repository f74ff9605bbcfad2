"""The facilitator's console: what is now, what to say and ask, who has finished, and the next thing to press.

Everything goes through the room's HTTP interface with the facilitator's key, which is looked up in this home. The
panel is one anywidget; the picture beside it is plotly's own in an Output. The kernel holds nothing that the room
does not: after a restart it is drawn anew.
"""

import asyncio
import contextlib
import io
import json
import re
import secrets
import tempfile
from pathlib import Path

import anywidget
import ipywidgets
import segno
import traitlets

from .. import home, questionnaire
from ..instrument.errors import Refused
from ..room.client import Room, RoomError, Unreachable, live_room
from .language import messages, own
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
        self._told: tuple | None = None
        self._unsaved: dict[str, dict] = {}
        self._turn = asyncio.Lock()  # one move after the other, in the order of the presses
        self._mine: dict[int, int] = {}  # revisions that only our own small changes lie between
        self._counting: object = None  # the count-down that runs, if one does
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
                self.panel.join, self.panel.qr, self.panel.screen = join, _qr(join), f"{join}/screen"
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
        await self._change(seats=seats, groups=groups)

    async def _on_change(self, changes: dict) -> None:
        """Whose the pace is, whether the host manages people who answer, whether texts are asked for, how long the room
        is kept."""
        await self._change(**{name: changes[name] for name in ("pace", "manages", "texts", "keep") if name in changes})

    async def _on_another_day(self, revision: int) -> None:
        """The same room on another day: in its lobby, with what was shown as it was."""
        await self._move("/waves", revision, {})

    async def _on_archive(self) -> None:
        """What the room has published, as a file for the browser to keep."""
        self._hand_over("zip", await asyncio.to_thread(self.room.export))

    async def _on_report(self) -> None:
        """The report of what the room has published, in the console's language where the room speaks it."""
        self._hand_over("html", await asyncio.to_thread(_report, self.room, self.panel.words["language"]))

    def _hand_over(self, kind: str, content: bytes) -> None:
        self.panel.send({"file": f"{_file_name(self.panel.room['title'])}.{kind}"}, buffers=[content])

    async def _on_keep(self, action: dict | None = None, notes: dict | None = None) -> None:
        """The team's action and the notes: kept by the room, and until it has them, here."""
        self._unsaved |= {name: given for name, given in (("action", action), ("notes", notes)) if given is not None}
        await self._keep_unsaved()

    async def _keep_unsaved(self) -> None:
        if not self._unsaved:
            return
        sending = dict(self._unsaved)
        try:
            await self._change(**sending)
        except Unreachable:
            raise
        except Refused:
            self._forget_unsaved(sending)  # refused for good: the sentence says why
            raise
        self._forget_unsaved(sending)
        if "notes" in sending:
            self.panel.notes = {**self.panel.notes, **sending["notes"]}

    def _forget_unsaved(self, sent: dict) -> None:
        self._unsaved = {name: given for name, given in self._unsaved.items() if given != sent.get(name)}

    async def _on_next(self, revision: int) -> None:
        self._say_too_few(await self._move("/next", revision))

    async def _on_back(self, revision: int) -> None:
        await self._move("/back", revision)

    async def _on_count(self, by: str, revision: int, **reveal) -> None:
        """Three, two, one on the screen, then the reveal; whatever else is pressed meanwhile stops it."""
        if self._counting:
            return  # pressed twice
        self._counting = mine = object()
        try:
            state = await self._stage(revision, over="countdown")
        except Refused:
            self._counting = None
            raise
        ends = asyncio.get_running_loop().time() + (state.get("over") or {}).get("seconds", 0)
        self._draw_room(state)
        await asyncio.sleep(max(0, ends - asyncio.get_running_loop().time()))
        stopped, self._counting = self._counting is not mine, None if self._counting is mine else self._counting
        moved = self.panel.room["revision"] != self._now(state["revision"])  # by another console: theirs holds
        if moved or stopped:
            return
        if by == "next":
            await self._on_next(state["revision"])
        else:
            await self._on_reveal(revision=state["revision"], **reveal)

    async def _on_over(self, over: str, revision: int) -> None:
        """The code over the picture, or nothing: that also stops a count-down."""
        self._counting = None
        await self._stage(revision, over=over)

    async def _on_view(self, view: str, revision: int) -> None:
        await self._stage(revision, view=view)

    async def _on_step(self, step: int, revision: int) -> None:
        await self._stage(revision, step=step)

    async def _on_ask(self, kind: str, text: str, options: list) -> None:
        """A question made on the spot, opened at once."""
        asked = await self.room.call("POST", "/activities", {"kind": kind, "text": text, "options": options}, key=True)
        state = await self.room.call("GET", "")
        await self._stage(state["revision"], stage="answer", activity=asked["id"])

    async def _on_let_through(self, activity: str, let_through: list, merged: dict) -> None:
        body = {"let_through": let_through, "merged": merged}
        try:
            await self.room.call("POST", f"/activities/{activity}/texts", body, key=True)
        finally:
            self._told = self._seen = None  # the wall is drawn anew, and the list is not asked for again

    async def _on_presenter(self, shown: bool) -> None:
        """The way to a presenter's phone: with the key in it, so only while somebody asks for it."""
        address = f"{self.panel.join}/presenter#{self.room.key}"
        self.panel.presenter = {"address": address, "qr": _qr(address)} if shown else {}

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
        return await self._move("/stage", revision, {name: given for name, given in body.items() if given is not None})

    async def _move(self, path: str, revision: int, body: dict | None = None) -> dict:
        async with self._turn:
            headers = {"If-Match": f'"{self._now(revision)}"'}
            return await self.room.call("POST", path, body, headers, key=True)

    def _now(self, revision: int) -> int:
        while revision in self._mine:
            revision = self._mine[revision]
        return revision

    async def _change(self, **changes) -> None:
        """Change the room. A note is no reason to call a press that comes right after it stale."""
        async with self._turn:
            before = (await self.room.call("GET", ""))["revision"]
            after = (await self.room.call("PATCH", "", changes, key=True))["revision"]
            if after == before + 1:
                self._mine[before] = after

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


def _report(room: Room, language: str) -> bytes:
    from ..views import report  # it draws every picture: loaded when somebody wants one

    with tempfile.TemporaryDirectory() as folder:
        archive = report.read(room.export_to(Path(folder) / "room.zip"))
        spoken = language if language in archive.manifest.languages else None
        return report.render([archive], language=spoken, static=True).encode()  # small enough to be sent


def _file_name(title: str) -> str:
    """A title as the name of a file, in any script."""
    return "-".join(re.findall(r"\w+", title.lower())) or "workshop"


def _revealed(state: dict) -> tuple:
    """What the facilitator's own sentences depend on: how much is revealed, and whose texts wait for a decision."""
    revealed = [one for one in state["activities"] if one["state"] == "revealed"]
    waiting = (one["id"] for one in revealed if one.get("decided") is False)
    return len(revealed), next(waiting, None)


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
