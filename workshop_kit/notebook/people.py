"""Who uses this machine: each has a folder of their own, and *forget everything* empties one and no other."""

import shutil

from .. import home
from .journal import Journal, named


def use(name: str) -> str:
    """The notebooks are this person's from now on (`me`: whoever needs no name). Returns the name. Raises Refused."""
    name = named(name)
    home.choose(name)
    return name


def forget(name: str | None = None) -> None:
    """Remove all that is kept of one person: answers, notes, receipts of rooms, files taken along, and the name.

    None: of whoever uses the notebooks now. What a browser downloaded lies elsewhere and stays. Raises Refused.
    """
    name = home.person() if name is None else named(name)
    folder = home.mine(name)
    with home.one_at_a_time():
        Journal(name or "me").forget()
        for path in (folder / "rooms", folder / "mine"):
            shutil.rmtree(path, ignore_errors=True)
        (folder / "seat.json").unlink(missing_ok=True)
        if name:
            now = home.person()
            shutil.rmtree(folder, ignore_errors=True)
            home.choose("" if now == name else now)
