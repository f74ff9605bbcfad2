"""JupyterLab as a child: copies of the notebooks, the command, start, stop.

Loopback only; the token goes through the environment and into the opened address, never on a command line.
The child ends with its parent, kernels included.
"""

import contextlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
import webbrowser
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from . import home
from .notebook import doors
from .notebook.copies import Copied, copy_folder

STOP_SECONDS = 1.5  # what JupyterLab gets to end by itself; Ctrl-C promises three seconds for everything


def folder() -> Path:
    """Where the copies of the notebooks lie, and what JupyterLab shows."""
    return home.root() / "notebooks"


def copies(name: str | None = None) -> list[Copied]:
    """Lay copies of the kit's notebooks (`live`, `study`, …; None: all) under the home, never touching the originals.

    A copy that nobody changed follows the kit. One that somebody changed is set aside under a name of its own
    before the new text takes its place, so an update loses nothing; `Copied.said` is a sentence about it.
    """
    source = home.notebooks()
    names = [name] if name else sorted(path.name for path in source.iterdir() if path.is_dir())
    return [copied for each in names for copied in copy_folder(source / each, folder() / each)]


def available() -> bool:
    """Whether JupyterLab is installed here."""
    from importlib.util import find_spec

    return find_spec("jupyterlab") is not None


def command(port: int) -> list[str]:
    """The child's command line: loopback, this port and no other, no browser."""
    line = [
        sys.executable, "-m", "jupyterlab", "--no-browser", "--ip=127.0.0.1", f"--port={port}",
        "--ServerApp.port_retries=0", f"--ServerApp.root_dir={folder()}",
    ]  # fmt: skip
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        line.append("--allow-root")
    return line


def environment(token: str, env: dict[str, str] | None = None) -> dict[str, str]:
    """The child's environment: the doors, the token, the same home, and nothing that it would fetch from elsewhere."""
    own = home.root() / "jupyter"
    for name in ("config", "runtime", "settings", "workspaces"):
        (own / name).mkdir(parents=True, exist_ok=True, mode=0o700)
    inside = doors.environment(dict(os.environ if env is None else env), own)
    return inside | {"JUPYTER_TOKEN": token, "WORKSHOP_HOME": str(home.root()), "PYDEVD_DISABLE_FILE_VALIDATION": "1"}


def free_port(wanted: int = 0) -> int:
    """`wanted` if it is free on loopback, else any free port."""
    for port in (wanted, 0):
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return probe.getsockname()[1]
    raise OSError("no free port on this machine")


@dataclass
class Lab:
    """A running JupyterLab. `url` opens the notebook with the token in the address."""

    process: subprocess.Popen
    port: int
    token: str
    notebook: str
    log: Path
    _ended: threading.Event = field(default_factory=threading.Event)

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        # /doc shows one document; /lab would restore whatever a workspace remembers.
        return f"{self.base}/doc/tree/{quote(self.notebook)}?token={self.token}"

    @property
    def running(self) -> bool:
        return self.process.poll() is None

    def ready(self, timeout: float = 60) -> bool:
        """Wait until it answers (True), or until it ended or the time is over (False)."""
        request = urllib.request.Request(f"{self.base}/api/status", headers={"Authorization": f"token {self.token}"})
        until = time.monotonic() + timeout
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        while self.running and time.monotonic() < until:
            with contextlib.suppress(urllib.error.URLError, OSError), opener.open(request, timeout=2):
                return True
            time.sleep(0.1)
        return False

    def open(self) -> bool:
        """Open the notebook in the person's browser; False where there is none."""
        with contextlib.suppress(webbrowser.Error):
            return webbrowser.open(self.url)
        return False

    def stop(self) -> None:
        """End JupyterLab and its kernels: asked first, then made to. At most about two seconds; safe to call twice."""
        if self._ended.is_set():
            return
        self._ended.set()
        family = _descendants(self.process.pid)
        if self.running:
            self.process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(STOP_SECONDS)
        if self.running:
            self.process.kill()
            self.process.wait()
        for child in family:
            with contextlib.suppress(Exception):
                child.kill()

    def __enter__(self) -> "Lab":
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def start(notebook: str, port: int = 0, env: dict[str, str] | None = None) -> Lab:
    """Start JupyterLab on loopback. `notebook`: its path under `folder()`, such as "live/run_the_room.ipynb".

    Returns at once; `ready()` waits, `open()` shows it, `stop()` ends it. `env` replaces `os.environ`.
    """
    token, port = secrets.token_urlsafe(24), free_port(port)
    folder().mkdir(parents=True, exist_ok=True)
    environ = environment(token, env)
    log = home.root() / "jupyter" / "lab.log"
    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        process = subprocess.Popen(
            command(port), env=environ, cwd=folder(), stdin=subprocess.DEVNULL, stdout=descriptor, stderr=descriptor,
            **_apart(),
        )  # fmt: skip
    finally:
        os.close(descriptor)
    return Lab(process, port, token, notebook, log)


def _apart() -> dict:
    """A group of its own: the terminal's Ctrl-C reaches the parent alone, which then ends the child in order."""
    if os.name == "nt":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
    return {"start_new_session": True, "preexec_fn": _end_with_parent if sys.platform == "linux" else None}


def _end_with_parent() -> None:
    """On Linux a parent that is killed outright takes its JupyterLab with it (prctl PR_SET_PDEATHSIG)."""
    with contextlib.suppress(Exception):
        import ctypes

        ctypes.CDLL(None, use_errno=True).prctl(1, signal.SIGTERM)


def _descendants(pid: int) -> list:
    """The processes under `pid` (its kernels), as psutil sees them; none where psutil is not there."""
    with contextlib.suppress(Exception):
        import psutil

        return psutil.Process(pid).children(recursive=True)
    return []


def where() -> str | None:
    """The path of the `jupyter-lab` program, for a report of the machine; None where it is not installed."""
    return shutil.which("jupyter-lab", path=str(Path(sys.executable).parent)) or shutil.which("jupyter-lab")
