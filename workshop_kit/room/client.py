"""A room from a notebook or a script: the HTTP interface behind the verbs that a person would use.

Each verb waits for its answer (httpx). Widgets, which live beside an event loop, use `call` and `events` instead.
The facilitator's key is looked up in a file under the home; it is in no notebook and on no command line.
"""

import asyncio
import ipaddress
import json
import random
import re
from collections.abc import AsyncIterator
from functools import cached_property
from pathlib import Path
from urllib.parse import quote, urlsplit

import httpx

from .. import home
from ..instrument.errors import Refused
from . import trust
from .receipts import Seating

QUIET_SECONDS = 40  # the room sends a comment every 15 s: after this the line is dead, whatever the network says
PAUSES = (0.3, 0.7, 1.5, 3, 5)  # between attempts to hear the room again


class RoomError(Refused):
    """The room said no. `type` is the name of the problem (`not-open`, `stale`, …), `status` the HTTP status."""

    def __init__(self, status: int, type: str, detail: str, problem: dict | None = None):
        super().__init__(detail)
        self.status, self.type, self.detail, self.problem = status, type, detail, problem or {}

    def _render_traceback_(self) -> list[str]:
        return [str(self)]  # a notebook shows the sentence, not the stack


class Unreachable(Refused):
    """Nobody answers at the room's address."""

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


class Room:
    """A room by its address, `http://host:port/CODE`; without one, the live room of this home.

    With the facilitator's key (given, or found in this home) it can also be opened, revealed and closed.
    `certificate`: a PEM file to trust for https; the room that this machine serves is trusted by itself.
    Raises Refused for an address that is none, RoomError where the room refuses, Unreachable where nobody answers.
    """

    def __init__(self, address: str | None = None, key: str | None = None, certificate: str | None = None):
        if address is None:
            live = live_room()
            if live is None:
                raise Refused(
                    "No room is open on this machine. Start one with `workshop live`, or give a room's address."
                )
            address, key = live.get("local") or live["room"], key or live.get("key")
        self.base, self.code = split_address(address)
        found = _kept(self.code, self.base)
        self.key = key or found.get("key")
        self._certificates = certificate, found.get("certificate")
        self.seating = Seating(self.code)

    @property
    def address(self) -> str:
        return f"{self.base}/{self.code}"

    def __repr__(self) -> str:
        return f"Room({self.address!r})"

    # What anybody may ask

    @property
    def state(self) -> dict:
        """The room as it is now."""
        return self._ask("GET", "")

    def document(self, language: str | None = None) -> dict:
        """All that the questionnaire module needs: activities, words, messages."""
        return self._ask("GET", f"/instrument{_query(language=language)}")

    def tally(self, activity: str, group: str | None = None):
        """The published tally of a revealed activity (`PublishedTally`)."""
        from ..pool.tally import Tally

        return Tally.from_json(self._ask("GET", f"/activities/{activity}/tally{_query(group=group)}"))

    def view(self, view: str, language: str | None = None) -> dict:
        """A picture: {"figure": plotly JSON, "finding", "alternative", "table", "n"}."""
        return self._ask("GET", f"/views/{quote(view)}{_query(language=language)}")

    # What one person does

    def share(self, activity: str, answers: dict, group: str | None = None) -> dict:
        """Share one's answers to an open activity. Only keys that the room has are sent; returns those.

        Sharing again before the reveal replaces what was shared. The receipt is this home's own for the room.
        """
        fitting = fit(answers, self.document(), activity)
        self._decide(activity, "share", fitting, group)
        return fitting

    def keep(self, activity: str, answers: dict | None = None) -> None:
        """Finished, and kept to oneself (also: taken back)."""
        self._decide(activity, "keep", answers, None)

    take_back = keep

    def _decide(self, activity: str, decision: str, answers: dict | None, group: str | None) -> None:
        seating = self.seating
        group = group if group is not None else seating.state["group"]
        receipt, revision = seating.receipt(activity), seating.next_revision(activity)
        seating.decide(activity, decision, answers)
        body = {"answers": answers if decision == "share" else None, "revision": revision, "group": group}
        self._ask("PUT", f"/activities/{activity}/answer", body, {"Receipt": receipt})
        seating.acknowledged(activity, revision)

    # What the facilitator does

    def open(self, activity: str | None = None) -> dict:
        """Open one activity; without one, all that are not revealed."""
        return self._stage("answer", activity=activity)

    def reveal(self, activity: str | None = None) -> dict:
        """Reveal one activity, for good; without one, all that are open."""
        return self._stage("reveal", activity=activity)

    def show(self, view: str) -> dict:
        """Put a picture of what is revealed on the screen."""
        return self._stage(None, view=view)

    def pause(self) -> dict:
        """Blank the screen."""
        return self._stage("pause")

    def close(self) -> dict:
        """Close the room for good; what was never revealed is dropped."""
        return self._stage("closed")

    def next(self) -> dict:
        return self._ask("POST", "/next", key=True)

    def back(self) -> dict:
        return self._ask("POST", "/back", key=True)

    def set_seats(self, seats: int, groups: dict[str, int] | None = None) -> dict:
        """How many heads are in the room (and in each group); before the first activity opens."""
        return self._ask("PATCH", "", {"seats": seats} | ({"groups": groups} if groups else {}), key=True)

    def texts(self, activity: str) -> dict:
        """The texts of a revealed activity: {"texts": [{"id", "text"}], "decided": bool}."""
        return self._ask("GET", f"/activities/{activity}/texts", key=True)

    def let_through(self, activity: str, ids: list[str], merged: dict[str, str] | None = None) -> dict:
        """Put these texts on the wall, once and for good; all others are dropped. `merged` ones disappear into
        another, `{id: into_id}`."""
        body = {"let_through": list(ids), "merged": merged or {}}
        return self._ask("POST", f"/activities/{activity}/texts", body, key=True)

    def ask(self, kind: str, text: str, options: list[str] | tuple[str, ...] = ()) -> str:
        """Make a question on the spot (`yes_no`, `scale`, `pick` with its options, `text`); returns the id of its
        activity, which waits to be opened."""
        body = {"kind": kind, "text": text, "options": list(options)}
        return self._ask("POST", "/activities", body, key=True)["id"]

    def change(self, **changes) -> dict:
        """Set `title`, `action` ({"what", "who", "by"}), `notes` ({step: text}); before the first activity opens
        also `seats`, `groups`, `manages`, `texts`."""
        return self._ask("PATCH", "", changes, key=True)

    def agenda(self) -> dict:
        """The steps with what to say and ask, and the seconds since this one began."""
        return self._ask("GET", "/agenda", key=True)

    def insights(self, language: str | None = None) -> dict:
        """What to say and ask about this team, from all that is revealed: {"insights", "open_round"}."""
        return self._ask("GET", f"/insights{_query(language=language)}", key=True)

    def export(self) -> bytes:
        """The room's archive as a zip: what it has published so far."""
        return self._request("GET", "/export", key=True).content

    def export_to(self, out: Path | str) -> Path:
        """Write the archive as a new folder, or as a zip if `out` ends in `.zip`; whole or not at all.

        Raises:
            Refused: if something is there already, or it cannot be written.
        """
        from ..pool import packing

        packing.refuse_what_is_there(Path(out))
        packing.write(Path(out), packing.unpacked(self.export(), "what the room sent"))
        return Path(out)

    def _stage(self, stage: str | None, **rest: str | None) -> dict:
        body = {name: value for name, value in {"stage": stage, **rest}.items() if value is not None}
        return self._ask("POST", "/stage", body, key=True)

    def _ask(self, method: str, path: str, json: object = None, headers: dict | None = None, key: bool = False):
        return answer_of(self._request(method, path, json, headers, key))

    def _request(self, method: str, path: str, json: object = None, headers: dict | None = None, key: bool = False):
        """A good answer, read whole. Raises RoomError, Unreachable."""
        headers = self._headers(headers, key)
        try:
            with httpx.Client(timeout=10, **self._line) as client:
                response = client.request(method, self._url(path), json=json, headers=headers)
                if not response.is_success:
                    answer_of(response)
                return response
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise self._unreachable(error) from error

    # Beside an event loop

    async def call(self, method: str, path: str, json: object = None, headers: dict | None = None, key: bool = False):
        """One call, awaited. `path` begins after the room (`/next`, `/views/sorting`); `key`: as the facilitator."""
        headers = self._headers(headers, key)
        try:
            async with httpx.AsyncClient(timeout=10, **self._line) as client:
                return answer_of(await client.request(method, self._url(path), json=json, headers=headers))
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise self._unreachable(error) from error

    async def events(self) -> AsyncIterator[dict | None]:
        """The room, again and again as it changes, without end (until the task is cancelled or the room is gone).

        Yields None when the line is lost; after each reconnection the room is read anew, so nothing is missed.
        Raises RoomError where the room itself refuses (no such room).
        """
        attempt = 0
        while True:
            try:
                yield await self.call("GET", "")
                attempt = 0
                async for room in self._stream():
                    yield room
            except (Unreachable, httpx.HTTPError):
                yield None
            except RoomError as error:
                if error.status < 500:
                    raise
                yield None
            await asyncio.sleep(PAUSES[min(attempt, len(PAUSES) - 1)] * random.uniform(0.8, 1.2))
            attempt += 1

    async def _stream(self) -> AsyncIterator[dict]:
        timeout = httpx.Timeout(10, read=QUIET_SECONDS)
        accept = {"Accept": "text/event-stream"}
        async with (
            httpx.AsyncClient(timeout=timeout, **self._line) as client,
            client.stream("GET", self._url("/events"), headers=accept) as response,
        ):
            if response.status_code != 200:
                await response.aread()
                answer_of(response)
            data: list[str] = []
            async for line in response.aiter_lines():
                if line.startswith("data:"):
                    data.append(line[5:].removeprefix(" "))
                elif not line and data:
                    room = json.loads("\n".join(data))
                    data = []
                    if isinstance(room, dict):
                        yield room

    @property
    def _line(self) -> dict:
        """Certificates take a while to load, and plain http has no use for them."""
        return {"trust_env": not _near(self.base), "verify": self._trusted}

    @cached_property
    def _trusted(self):
        return trust.context(self.base, *self._certificates)

    def _url(self, path: str) -> str:
        return f"{self.base}/api/rooms/{self.code}{path}"

    def _headers(self, headers: dict | None, key: bool) -> dict:
        if not key:
            return dict(headers or {})
        if not self.key:
            raise Refused("This needs the facilitator's key of the room, and there is none on this machine.")
        return {**(headers or {}), "Authorization": f"Bearer {self.key}"}

    def _unreachable(self, error: Exception) -> Unreachable:
        nobody = f"Nobody answers at {self.base}. Is the room open, and are you in the same network?"
        return Unreachable(trust.explain(error, self.base) or nobody)


def split_address(address: str) -> tuple[str, str]:
    """("http://host:port", CODE) of what somebody typed or scanned; the scheme may be left out, the screen's
    address will do. Raises Refused."""
    typed = address.strip()
    parts = urlsplit(typed if "://" in typed else f"http://{typed}")
    way = [part for part in parts.path.split("/") if part]
    if parts.scheme not in ("http", "https") or not parts.hostname or not way:
        raise Refused("A room's address looks like http://192.168.0.7:8000/CODE. It stands on the screen.")
    code = way[-2] if way[-1] == "screen" and len(way) > 1 else way[-1]
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", code):
        raise Refused(f"`{code}` is no room code: it has letters and digits only.")
    before = way[: way.index(code)]
    return f"{parts.scheme}://{parts.netloc}" + "".join(f"/{part}" for part in before), code.upper()


def fit(answers: dict, document: dict, activity: str) -> dict:
    """The answers that this room asks for: full answers brought to a short room lose the rest. Raises Refused
    where nothing remains."""
    known = {each["id"]: each["keys"] for each in document["activities"]}
    if activity not in known:
        raise Refused(f"This room has no activity `{activity}`; it has: {', '.join(known) or 'none'}.")
    fitting = {key: value for key, value in answers.items() if key in known[activity]}
    if all(value is None for value in fitting.values()):
        raise Refused(f"None of these answers is asked for in this room's `{activity}`.")
    return fitting


def live_room() -> dict | None:
    """{"room", "code", "key", …} of the room that `workshop live` holds open for this home, if any."""
    return _read(home.root() / "live.json", "room")


def answer_of(response: httpx.Response):
    """The JSON of a good answer (None of an empty one). Raises RoomError with the problem's name."""
    if response.is_success:
        return response.json() if response.content else None
    try:
        problem = response.json()
        name, detail = str(problem["type"]).rstrip("/").rsplit("/", 1)[-1].rsplit("#", 1)[-1], problem.get("detail")
    except (ValueError, KeyError, TypeError):
        problem, name, detail = {}, "unknown", None
    raise RoomError(response.status_code, name, detail or f"The room answered {response.status_code}.", problem)


def _kept(code: str, base: str) -> dict:
    """What this home keeps of a room that it opened: {"key", "certificate"}; {} of any other.

    The file says where the room is: a key never goes to a stranger who uses the same code.
    """
    found = _read(home.root() / "keys" / f"{code}.json", "key") or {}
    return found if any(_same_place(found.get(place), base) for place in ("room", "local")) else {}


def _same_place(address: str | None, base: str) -> bool:
    if not address:
        return False
    theirs, ours = urlsplit(address), urlsplit(base)
    return theirs.netloc == ours.netloc or (_near_host(ours.hostname) == "loopback" and theirs.port == ours.port)


def _read(path: Path, needed: str) -> dict | None:
    try:
        found = json.loads(path.read_text("utf-8"))
        return found if found[needed] else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _near(base: str) -> bool:
    """Whether the room is in this network: then no proxy stands between."""
    return _near_host(urlsplit(base).hostname) != "far"


def _near_host(host: str | None) -> str:
    try:
        address = ipaddress.ip_address(host or "")
    except ValueError:
        return (
            "loopback"
            if host == "localhost"
            else "near"
            if host and (host.endswith(".local") or "." not in host)
            else "far"
        )
    return "loopback" if address.is_loopback else "near" if address.is_private or address.is_link_local else "far"


def _query(**parts: str | None) -> str:
    given = [f"{name}={quote(value)}" for name, value in parts.items() if value is not None]
    return f"?{'&'.join(given)}" if given else ""
