"""A page as a PDF, printed by a browser of this machine; nothing of it asks the network."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from ...instrument import Refused

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge", "msedge")
ELSEWHERE = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
)
SECONDS = 90
FLAGS = (
    "--headless",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-extensions",
    "--disable-sync",
    "--no-pdf-header-footer",
    "--host-resolver-rules=MAP * ~NOTFOUND",
)


def browser() -> str:
    """The path of a browser that prints.

    Raises:
        Refused: if there is none here.
    """
    found = next(filter(None, map(shutil.which, NAMES)), None)
    found = found or next((path for path in ELSEWHERE if Path(path).is_file()), None)
    if found is None:
        raise Refused(
            "There is no Chromium, Chrome or Edge here to make the PDF with. Leave --pdf out, open the page in your "
            "browser, and print it into a file."
        )
    return found


def printed(page: str, browser: str) -> bytes:
    """The page as a PDF, on A4.

    Raises:
        Refused: with what the browser said, if it made none.
    """
    with tempfile.TemporaryDirectory(prefix="workshop-report-") as folder:
        source, target = Path(folder, "report.html"), Path(folder, "report.pdf")
        source.write_text(page, encoding="utf-8")
        # Its sandbox does not run as root, where only a container would have it; the page has no script.
        alone = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
        asked = [browser, *FLAGS, *alone, f"--user-data-dir={folder}/profile", f"--print-to-pdf={target}"]
        try:
            done = subprocess.run([*asked, source.as_uri()], capture_output=True, text=True, timeout=SECONDS)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise Refused(f"{browser} made no PDF ({type(error).__name__}). Open the page and print it.") from None
        if not target.is_file():
            said = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
            raise Refused(f"{browser} made no PDF ({said}). Open the page in it and print it into a file.")
        return target.read_bytes()
