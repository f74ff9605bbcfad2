"""Programs that some tests need. Where one is missing a test skips with a sentence; where the tests could have got
it (as root, in CI) it fails."""

import os
import shutil

import get_debian
import pytest

ROOT = hasattr(os, "geteuid") and os.geteuid() == 0


def need(*names: str) -> None:
    """Go on only if all of these are here (`get_debian.WANTED`; "root" is the right to make networks)."""
    for name in names:
        if name == "root":
            if not ROOT:
                pytest.skip("networks of one's own can be made by root only")
        elif not get_debian.there(name):
            missing = pytest.fail if ROOT and os.environ.get("CI") else pytest.skip
            missing(f"{name} is not here: run `python tests/get_debian.py {name}`")


def program(name: str) -> str:
    """The path of a program, after `need`."""
    return next(path for path in map(shutil.which, get_debian.WANTED[name][0]) if path)
