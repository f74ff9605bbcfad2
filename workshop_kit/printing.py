"""A page becomes a PDF where a browser of Chromium's family is installed; nothing is fetched from anywhere."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from . import home

_PROGRAMS = (
    "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge",
    "microsoft-edge-stable", "msedge", "brave-browser",
)  # fmt: skip
_ON_MACOS = ("Google Chrome", "Chromium", "Microsoft Edge", "Brave Browser")
_ON_WINDOWS = (r"Google\Chrome\Application\chrome.exe", r"Microsoft\Edge\Application\msedge.exe")
_ALONE = (
    "--headless", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--disable-extensions", "--host-resolver-rules=MAP * ~NOTFOUND", "--no-pdf-header-footer",
)  # fmt: skip


def browser() -> str | None:
    """The program of a browser that can print to PDF, or None."""
    return next(_there(), None)


def to_pdf(page: Path, pdf: Path, seconds: float = 60) -> bool:
    """Print an HTML file as a browser would, `@page` and all; False where there is no browser or it made none."""
    program = browser()
    if program is None:
        return False
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as own:
        made = Path(own) / "made.pdf"
        line = [program, *_ALONE, f"--user-data-dir={own}/profile", f"--print-to-pdf={made}", page.resolve().as_uri()]
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            line.insert(1, "--no-sandbox")
        try:
            subprocess.run(line, stdin=subprocess.DEVNULL, capture_output=True, timeout=seconds, check=False)
            whole = made.read_bytes()
        except (OSError, subprocess.TimeoutExpired):
            return False
    if not whole.startswith(b"%PDF"):
        return False
    home.write_atomically(pdf, whole)
    return True


def _there() -> Iterator[str]:
    yield from filter(None, map(shutil.which, _PROGRAMS))
    paths = [Path(f"/Applications/{name}.app/Contents/MacOS/{name}") for name in _ON_MACOS]
    for folder in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"):
        if at := os.environ.get(folder):
            paths += [Path(at) / rest for rest in _ON_WINDOWS]
    yield from (str(path) for path in paths if path.is_file())
