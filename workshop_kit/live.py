"""`workshop live` and `workshop serve`: the service for the people in the room, and JupyterLab for the facilitator.

The service runs in this process; JupyterLab is its only child and ends with it. Everything that must outlive a
crash is in the store, and the room's address and key in files that only their owner can read.
"""

import asyncio
import contextlib
import json
import os
import secrets
import signal
import socket
import ssl
import sys
import threading
import time
from pathlib import Path

import click
import msgspec
import segno
import uvicorn

from . import home
from .instrument import Refused
from .network import PORT, PORTS, lan_address
from .pool.store import Store
from .room.app import create_app
from .room.desk import Desk
from .room.options import KEEP_DAYS, Changes, Options, Staging
from .room.problems import Problem

CONSOLE = "live/run_the_room.ipynb"


class Serving(msgspec.Struct, frozen=True):
    """How the service is reached."""

    db: str | None = None
    host: str | None = None
    port: int | None = None
    public_url: str | None = None
    certfile: str | None = None
    keyfile: str | None = None

    @property
    def scheme(self) -> str:
        return "https" if self.certfile else "http"


class LastRoom(msgspec.Struct):
    """The room that this home held open last, as `live.json` keeps it."""

    room: str
    local: str
    screen: str
    code: str
    key: str
    port: int
    certificate: str | None = None


def live(given: dict, serving: Serving, *, new: bool, lab: bool, browser: bool, speed: float) -> int:
    """Open a room (or go on with the last one), serve it until Ctrl-C, with JupyterLab beside it.

    Args:
        given: the options of a room that were given on the command line, under the names of `Options`.
        new: close the last room and open another.
        speed: how fast simulated people are, where there are some.
    """
    _check_certificate(serving)
    store = Store(serving.db or default_db())
    try:
        _close_old(store)
        last = _last_open(store, new, rehearse="rehearse" in given)
        sock, port = _listen(serving, last.port if last else None)
        address = serving.public_url or _address(serving, port)
        room = asyncio.run(_room(store, given, last))
        last = _remember(room, serving, address, port)
        _announce(room, last, serving, lab)
        return asyncio.run(_Running(store, sock, serving, address).until_stopped(last, room, lab, browser, speed))
    finally:
        store.close()


def serve(serving: Serving, host_key: str | None, keep: int = KEEP_DAYS) -> int:
    """The service alone, for many rooms.

    Args:
        keep: after how many days without a move a room is closed, unless it was opened with another number.
    """
    _check_certificate(serving)
    store = Store(serving.db or default_db())
    try:
        sock, port = _listen(serving, None)
        address = serving.public_url or _address(serving, port)
        key = host_key or _host_key()
        say(f"Serving rooms at {address}")
        if not host_key:
            say(f"Rooms are opened with the host key in {home.root() / 'service' / 'host-key'}")
        return asyncio.run(_Running(store, sock, serving, address, key, keep).until_stopped())
    finally:
        store.close()


def default_db() -> str:
    return f"sqlite:///{home.root() / 'service' / 'rooms.sqlite'}"


def say(text: str = "") -> None:
    """Tell the facilitator. On stderr: stdout is for the line that programs read."""
    click.echo(text, err=True)


# the room ----------------------------------------------------------------------------------------------------


def _last_open(store: Store, new: bool, rehearse: bool) -> LastRoom | None:
    """The last room of this home if it is still open and wanted; `new` closes it.

    Nobody comes to a workshop in yesterday's rehearsal by pressing Enter, unless they `rehearse` again.
    """
    try:
        last = msgspec.json.decode(_live_file().read_bytes(), type=LastRoom)
        state = Desk(store).room(last.code)
    except (OSError, msgspec.MsgspecError, Problem):
        return None
    if state["stage"] == "closed":
        return None
    if not new and sys.stdin.isatty() and sys.stderr.isatty():
        which = f"{'Rehearsal room' if state['rehearsal'] else 'Room'} {last.code} “{state['title']}”"
        default = rehearse or not state["rehearsal"]
        new = not click.confirm(f"{which} is still open. Go on with it?", default=default, err=True)
    if new:
        asyncio.run(Desk(store).stage(last.code, Staging(stage="closed")))
        say(f"Closed room {last.code}; what was not revealed has been dropped.")
        return None
    return last


async def _room(store: Store, given: dict, last: LastRoom | None) -> dict:
    """The room's state with its key: the last one, changed as far as it may be, or a new one."""
    desk = Desk(store)
    try:
        if last is None:
            return await desk.open_room(msgspec.convert(given, Options))
        await _fit(desk, last.code, given)
        return {**desk.room(last.code), "key": last.key}
    except (Problem, msgspec.ValidationError) as problem:
        raise Refused(str(problem)) from None


async def _fit(desk: Desk, code: str, given: dict) -> None:
    """Take the options for a room that is there already; refuse those that it has fixed otherwise."""
    state = desk.room(code)
    plan = desk.plan(code)
    now = {
        **state,
        "rehearse": state["seats"] if state["rehearsal"] else None,
        "languages": list(state["languages"]),
        "groups": desk.heads(code),
        "instrument": plan.choice.instrument or plan.instruments[0].id,
        "agenda": plan.choice.agenda or plan.agenda.id,
    }
    fixed = [
        name
        for name in ("threshold", "instrument", "form", "agenda", "pace", "languages", "rehearse", "public_url")
        if name in given and given[name] != now[name]
    ]
    if fixed:
        names = ", ".join(f"--{name.replace('_', '-')}" for name in fixed)
        raise Refused(
            f"Room {code} is open and has fixed {names} already. Leave that out, or add --new for another room."
        )
    free = ("title", "seats", "groups", "keep")
    changed = {name: given[name] for name in free if name in given and given[name] != now[name]}
    if changed:
        await desk.change(code, msgspec.convert(changed, Changes))


def _close_old(store: Store) -> None:
    """Close the rooms that nobody has moved for as long as they are kept, and say which."""
    for code in asyncio.run(Desk(store).close_old()):
        say(f"Closed room {code}: it was left alone for as long as it is kept. What was not revealed has been dropped.")


def _remember(room: dict, serving: Serving, address: str, port: int) -> LastRoom:
    """Write where the room is and its key into files that only their owner can read."""
    code, key = room["code"], room["key"]
    link = f"{(room.get('public_url') or address).rstrip('/')}/{code}"
    last = LastRoom(link, f"{serving.scheme}://127.0.0.1:{port}/{code}", f"{link}/screen", code, key, port)
    if serving.host not in (None, "0.0.0.0", "127.0.0.1"):
        last.local = f"{serving.scheme}://{serving.host}:{port}/{code}"
    last.certificate = serving.certfile and str(Path(serving.certfile).absolute())
    kept = {"room": last.room, "key": key, "local": last.local, "certificate": last.certificate}
    home.write_atomically(_live_file(), msgspec.json.encode(last))
    home.write_atomically(home.root() / "keys" / f"{code}.json", json.dumps(kept))
    return last


def _live_file() -> Path:
    return home.root() / "live.json"


def _host_key() -> str:
    file = home.root() / "service" / "host-key"
    if not file.is_file():
        home.write_atomically(file, secrets.token_urlsafe(24))
    return file.read_text().strip()


def _check_certificate(serving: Serving) -> None:
    """Refuse a certificate that cannot be served with, before anything is opened."""
    if serving.keyfile and not serving.certfile:
        raise Refused("--keyfile needs --certfile: the certificate that the key belongs to.")
    if serving.certfile:
        try:
            ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(serving.certfile, serving.keyfile)
        except (OSError, ssl.SSLError) as error:
            files = " with ".join(file for file in (serving.certfile, serving.keyfile) if file)
            raise Refused(f"{files}: no certificate with its key ({error}). Both are PEM files.") from None


# the address -------------------------------------------------------------------------------------------------


def _listen(serving: Serving, last_port: int | None) -> tuple[socket.socket, int]:
    """A listening socket: on the port wanted, or the next free one, said aloud."""
    host = serving.host or "0.0.0.0"
    wanted = serving.port if serving.port is not None else last_port or PORT
    for port in range(wanted, wanted + 1 if wanted == 0 else min(wanted + PORTS, 65536)):
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        # Named as TCP: only then does asyncio switch off Nagle's algorithm, which costs 40 ms an answer.
        sock = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        if os.name != "nt":  # there it would let two programs share a port
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            sock.bind((host, port))
            sock.listen(2048)
        except (OSError, OverflowError) as error:
            sock.close()
            if isinstance(error, OSError) and error.errno in _BUSY:
                continue
            raise Refused(f"cannot listen on {host}, port {port}: {error}. Choose another --host or --port.") from None
        found = sock.getsockname()[1]
        if wanted and found != wanted:
            say(f"Port {wanted} is busy; using {found}.")
        return sock, found
    raise Refused(f"no free port from {wanted} on. Choose another with --port.")


_BUSY = {98, 48, 10048, 13, 10013}  # in use (Linux, macOS, Windows), or not permitted to this user


def _address(serving: Serving, port: int) -> str:
    """The address that phones can reach."""
    host = serving.host
    if host in (None, "0.0.0.0", "::"):
        host = lan_address()
        if host is None:
            say(
                "This machine is in no network that phones could be in: only browsers here can join. Join a wifi first."
            )
            host = "127.0.0.1"
        else:
            say(f"Phones reach this machine at {host}, if they are in the same network.")
    return f"{serving.scheme}://{f'[{host}]' if ':' in host else host}:{port}"


# what the terminal says --------------------------------------------------------------------------------------


def _announce(room: dict, last: LastRoom, serving: Serving, lab: bool) -> None:
    if not lab:
        click.echo(json.dumps({"room": last.room, "screen": last.screen, "code": last.code, "key": last.key}))
        sys.stdout.flush()
    say()
    if sys.stderr.isatty():
        segno.make_qr(last.room).terminal(out=sys.stderr, compact=True, border=2)
    wide = "   ".join(last.code)
    frame = "─" * (len(wide) + 8)
    say(f"  {room['title']}" + ("  (rehearsal)" if room["rehearsal"] else ""))
    say(f"  ┌{frame}┐")
    say(f"  │{'':{len(frame)}}│")
    say(f"  │    {click.style(wide, bold=True)}    │")
    say(f"  │{'':{len(frame)}}│")
    say(f"  └{frame}┘")
    say(f"  Join     {click.style(last.room, bold=True)}")
    say(f"  Screen   {last.screen}")
    if room["seats"] is None:
        say("  Seats    not counted yet: the console asks, or give --seats")
    else:
        say(f"  Seats    {room['seats']}")
    say()


# running -----------------------------------------------------------------------------------------------------


class _Running:
    """The service and what runs beside it, until somebody presses Ctrl-C."""

    def __init__(
        self,
        store: Store,
        sock: socket.socket,
        serving: Serving,
        address: str,
        host_key: str | None = None,
        keep: int = KEEP_DAYS,
    ):
        self.app = create_app(store, host_key or _host_key(), address, keep)
        self.sock = sock
        config = uvicorn.Config(
            self.app,
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=1,
            timeout_keep_alive=30,
            ssl_certfile=serving.certfile,
            ssl_keyfile=serving.keyfile,
        )
        self.server = uvicorn.Server(config)
        self.server.capture_signals = contextlib.nullcontext  # the signals are handled below, for all that runs here
        self.stopped = asyncio.Event()

    async def until_stopped(
        self,
        last: LastRoom | None = None,
        room: dict | None = None,
        lab: bool = False,
        browser: bool = False,
        speed: float = 1,
    ) -> int:
        self._on_signals()
        serving = asyncio.create_task(self.server.serve(sockets=[self.sock]))
        beside: list[asyncio.Task] = []
        jupyter = _Jupyter(browser) if lab else None
        threading.Thread(target=_warm_up, daemon=True).start()
        if jupyter:
            beside.append(asyncio.create_task(asyncio.to_thread(jupyter.start)))
        if room and room["rehearsal"]:
            from .rehearsal import rehearse

            beside.append(asyncio.create_task(rehearse(last.local, people=room["seats"], speed=speed, say=say)))
        waiting = asyncio.create_task(self.stopped.wait())
        await asyncio.wait([waiting, serving], return_when=asyncio.FIRST_COMPLETED)
        say("\nClosing. The room stays as it is; `workshop live` goes on with it." if room else "\nClosing.")
        for task in (*beside, waiting):
            task.cancel()
        ending = asyncio.create_task(asyncio.to_thread(jupyter.stop)) if jupyter else None
        self.app.state.service.feeds.close()
        self.server.should_exit = True
        await serving
        if ending:
            await ending
        return 0

    def _on_signals(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            try:
                loop.add_signal_handler(number, self.stopped.set)
            except NotImplementedError:  # Windows
                signal.signal(number, lambda *_: loop.call_soon_threadsafe(self.stopped.set))


class _Jupyter:
    """JupyterLab with the console notebook open."""

    def __init__(self, browser: bool):
        self.browser, self.lab, self.ending = browser, None, False

    def start(self) -> None:
        from . import lab

        for copied in lab.copies("live"):
            if copied.said:
                say(copied.said)
        self.lab = lab.start(CONSOLE)
        if self.ending:
            self.lab.stop()
        elif not self.lab.ready():
            if not self.ending:
                say(f"JupyterLab did not start; its log is {self.lab.log}. The room runs without it.")
        elif self.browser and self.lab.open():
            say("The console is open in your browser.")
        else:
            say(f"  Console  {self.lab.url}")

    def stop(self) -> None:
        self.ending = True
        if self.lab:
            self.lab.stop()


def _warm_up() -> None:
    """Load what the first reveal will need, once the address is out, so that nobody waits for it then."""
    time.sleep(1)
    with contextlib.suppress(Exception):
        from .room import assets
        from .views import registry  # noqa: F401

        assets.static("plotly.min.js")
