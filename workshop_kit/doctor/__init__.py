"""`workshop doctor`: will it work here? Each look at the machine gives one finding, with what to do.

Every function of this folder looks at one thing and returns one `Finding`; `findings` puts them in the order in
which they are to be mended. Nothing is changed, and nothing is sent to another machine.
"""

import sys
from collections.abc import Callable, Iterator

import click

from .. import network
from .disk import home_folder, space, writes
from .finding import Finding
from .firewalls import firewall
from .machine import browser, clock, jupyterlab, kit, python_version
from .phone import phone_comes
from .ways import apart, first_free, lan, port, proxies, reached


def run(wanted: int | None, *, lab: bool, phone: int | None, say: Callable = click.echo) -> int:
    """Say each finding as it comes, and at the end "ready" or the first thing to mend. Returns the exit status.

    Args:
        wanted: the port that was asked for.
        lab: try to start JupyterLab too.
        phone: how many seconds to wait for a phone; None: do not ask for one.
    """
    marks = _marks()
    first = None
    for found in findings(wanted, lab=lab, phone=phone, say=say):
        for line in found.lines(marks):
            say(line)
        first = first or (found if found.ok is False else None)
    say("")
    if first is None:
        say("ready")
        return 0
    say(f"First thing to mend: {first.what}. {first.do or first.said}")
    return 1


def findings(wanted: int | None, *, lab: bool, phone: int | None, say: Callable) -> Iterator[Finding]:
    """All findings, what stops everything first."""
    yield python_version()
    yield kit()
    folder = home_folder()
    yield space(folder)
    writing = writes(folder)
    yield writing
    yield clock()
    free = first_free(wanted)
    yield port(wanted, free)
    if lab:
        yield jupyterlab() if writing.ok else Finding("JupyterLab", None, "not tried: the folder above comes first.")
    yield browser()
    address = network.lan_address()
    yield lan(address)
    yield proxies([host for host in ("127.0.0.1", address) if host])
    number = free or wanted or network.PORT
    yield firewall(number)
    if address is None:
        return
    yield reached(address, number)
    yield phone_comes(address, number, phone, say) if phone else apart()


def _marks() -> tuple[str, str, str]:
    """Marks that this terminal can write."""
    try:
        "✓✗·".encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return "ok", "NO", "--"
    return "✓", "✗", "·"
