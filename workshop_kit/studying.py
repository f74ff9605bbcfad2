"""`workshop lab`: JupyterLab with the self-paced notebooks or the analyst's, alone on one's own machine."""

import contextlib
import signal

import click

from . import home, lab
from .notebook import people

PAGES = {
    "study": "study/00_start_here.ipynb",
    "debrief": "analysis/debrief.ipynb",
    "programme": "analysis/programme.ipynb",
}


def run(port: int, browser: bool, profile: str | None = None, page: str = "study") -> int:
    """Open a notebook and stay until Ctrl-C.

    Args:
        profile: whose pages from now on.
        page: one of `PAGES`.

    Raises:
        Refused: for a profile without a name.
    """
    if profile is not None:
        people.use(profile)
    if home.people():
        click.echo(f"These pages are now for: {home.person() or 'whoever came first'}.")
    for copied in lab.copies():
        if copied.said:
            click.echo(copied.said)
    with contextlib.suppress(KeyboardInterrupt), lab.start(PAGES[page], port) as running:
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        if not running.ready():
            click.echo(f"JupyterLab did not start; its log is {running.log}.", err=True)
            return 1
        opened = browser and running.open()
        click.echo("The notebooks are open in your browser." if opened else running.url)
        click.echo("What you answer stays on this machine. Ctrl-C ends it.")
        running.process.wait()
    return 0
