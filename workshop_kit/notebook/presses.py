"""What each press of the console's page asks of its room: one method a message, and what is common to them.

A press names the revision that its page showed. Moves go one after the other; our own small changes between (a note,
an action) do not make a press stale, somebody else's do.
"""

import asyncio
import contextlib
import io
import json
import re
import secrets
import tempfile
from pathlib import Path

import segno

from .. import home
from ..instrument.errors import Refused
from ..room.client import Room, RoomError, Unreachable


class Presses:
    """Half of the `Console`: `_on_X(**message)` does what the message X of the page asks for.

    Of the other half it takes `panel` and `room`, and `_enter`, `_take`, `_draw_room`, `_spawn`.
    """

    def __init__(self, *args, **named):
        super().__init__(*args, **named)
        self._unsaved: dict[str, dict] = {}
        self._turn = asyncio.Lock()  # one move after the other, in the order of the presses
        self._mine: dict[int, int] = {}  # revisions that only our own small changes lie between
        self._counting: object = None  # the count-down that runs, if one does

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
        if (pressed := self._now(revision)) != state["revision"]:
            self._mine[pressed] = state["revision"]  # so that it can be stopped by a page that has not seen it yet
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
        self.panel.presenter = {"address": address, "qr": qr_code(address)} if shown else {}

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


def _report(room: Room, language: str) -> bytes:
    from ..views import report  # it draws every picture: loaded when somebody wants one

    with tempfile.TemporaryDirectory() as folder:
        archive = report.read(room.export_to(Path(folder) / "room.zip"))
        spoken = language if language in archive.manifest.languages else None
        return report.render([archive], language=spoken, static=True).encode()  # small enough to be sent


def _file_name(title: str) -> str:
    """A title as the name of a file, in any script."""
    return "-".join(re.findall(r"\w+", title.lower())) or "workshop"


def qr_code(address: str) -> str:
    picture = io.BytesIO()
    segno.make_qr(address, error="m").save(
        picture, kind="svg", border=0, dark="#1c2331", xmldecl=False, svgns=True, omitsize=True
    )
    return picture.getvalue().decode()
