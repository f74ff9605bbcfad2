"""Python, the kit, the clock, a browser, JupyterLab: what is on this machine."""

import os
import platform
import re
import shutil
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from importlib import metadata
from pathlib import Path

from .. import __version__, home
from .finding import Finding

OLDEST_PYTHON = (3, 11)
YEARS = range(2025, 2100)
LAB_SECONDS = 60


def python_version(version: tuple = sys.version_info) -> Finding:
    """Is this Python new enough?"""
    text = ".".join(map(str, version[:3]))
    if tuple(version[:2]) >= OLDEST_PYTHON:
        return Finding("Python", True, text)
    wanted = ".".join(map(str, OLDEST_PYTHON))
    return Finding("Python", False, f"{text} is too old.", f"Install Python {wanted} or newer, and the kit into it.")


def kit(package: str = "workshop-kit") -> Finding:
    """Which version of the kit is this, and is all that it needs there?"""
    if not home.data().is_dir():
        return Finding("Kit", False, f"{__version__}, and its folder `data` is missing.", "Install the kit anew.")
    missing = [name for name in _needed(package) if not _installed(name)]
    if missing:
        return Finding("Kit", False, f"{__version__}, without {', '.join(missing)}.", _pip(*missing))
    return Finding("Kit", True, __version__)


def clock(now: Callable = time.time, ticks: Callable = time.monotonic, pause: float = 0.05) -> Finding:
    """Is the date possible, and does time go forward, evenly? Certificates and the talk's minutes hang on it."""
    year = time.gmtime(now()).tm_year
    if year not in YEARS:
        return Finding("Clock", False, f"it says the year {year}.", "Set the date of this machine.")
    wall, steady = now(), ticks()
    time.sleep(pause)
    if ticks() <= steady or abs((now() - wall) - (ticks() - steady)) > 1:
        return Finding("Clock", False, "it jumps.", "Let the system set the time by itself, then try again.")
    return Finding("Clock", True, time.strftime("%Y-%m-%d %H:%M", time.localtime(now())))


def browser(found: Callable = shutil.which, places: Iterable[Path] | None = None) -> Finding:
    """Is there a browser that shows the console and the screen?"""
    for name in _BROWSERS:
        if path := found(name):
            return Finding("Browser", True, str(path))
    for path in _places() if places is None else places:
        if path.exists():
            return Finding("Browser", True, str(path))
    return Finding("Browser", False, "none was found.", "Install Chrome, Chromium, Edge or Firefox.")


_BROWSERS = (
    "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge",
    "microsoft-edge-stable", "msedge", "firefox", "firefox-esr", "brave-browser",
)  # fmt: skip


def _places() -> Iterator[Path]:
    """Where browsers lie that are on no PATH."""
    for name in ("Google Chrome", "Chromium", "Microsoft Edge", "Firefox", "Safari"):
        yield Path("/Applications") / f"{name}.app"
    for variable in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"):
        if folder := os.environ.get(variable):
            for inside in (
                "Google/Chrome/Application/chrome.exe",
                "Microsoft/Edge/Application/msedge.exe",
                "Mozilla Firefox/firefox.exe",
            ):
                yield Path(folder) / inside


def jupyterlab(seconds: float = LAB_SECONDS) -> Finding:
    """Is JupyterLab there, and does it start?"""
    from .. import lab

    if not lab.available():
        return Finding("JupyterLab", False, "is not installed.", f"{_pip('jupyterlab')}; or `workshop live --no-lab`.")
    began = time.monotonic()
    try:
        with lab.start("live/run_the_room.ipynb") as running:
            started = running.ready(seconds)
    except OSError as error:
        return Finding("JupyterLab", False, f"could not be started: {error}.", "A room runs without: --no-lab.")
    version = metadata.version("jupyterlab")
    if not started:
        do = f"Its log is {running.log}. A room runs without it: `workshop live --no-lab`."
        return Finding("JupyterLab", False, f"{version} did not start.", do)
    return Finding("JupyterLab", True, f"{version}, started in {time.monotonic() - began:.0f} s")


def _needed(package: str) -> list[str]:
    """The packages that the kit says it needs; none where it is not installed as a package."""
    try:
        wanted = metadata.requires(package) or []
    except metadata.PackageNotFoundError:
        return []
    return [re.match(r"[A-Za-z0-9._-]+", line)[0] for line in wanted if "extra ==" not in line]


def _installed(name: str) -> bool:
    try:
        metadata.version(name)
    except metadata.PackageNotFoundError:
        return False
    return True


def _pip(*names: str) -> str:
    python = "py" if platform.system() == "Windows" else sys.executable
    return f"`{python} -m pip install {' '.join(names)}`"
