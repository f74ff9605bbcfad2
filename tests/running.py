"""Real processes of the kit for tests: `workshop live` as a child, and a room with people in it over HTTP."""

import json
import os
import random
import secrets
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from queue import Empty, Queue
from urllib.parse import urlsplit

import httpx

HERE = ("--host", "127.0.0.1", "--port", "0")
PROGRAM = [sys.executable, "-m", "workshop_kit"]
START_SECONDS = END_SECONDS = 10  # the promise is three seconds; a busy machine gets more


def environment(home: Path, **more: str) -> dict[str, str]:
    """This environment with a home of its own, and without what would change how the kit speaks."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("WORKSHOP_", "PYTHON"))}
    return {**ours, "WORKSHOP_HOME": str(home), "WORKSHOP_LANGUAGE": "en", "NO_COLOR": "1", **more}


def workshop(*args: str, home: Path, seconds: float = 60, program=PROGRAM) -> subprocess.CompletedProcess:
    """Run a command to its end, outside the repository."""
    return subprocess.run(
        [*program, *args],
        env=environment(home),
        cwd=home,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=seconds,
    )


GOOD = {"vision_1.energy": 4, "accuracy_1.energy": None, "vision_1.ability": 2}  # answers to `self` in any form


class Live:
    """`workshop live --no-lab` from its start to its end; `line` is the JSON object that it prints first."""

    def __init__(self, home: Path, *args: str, program=PROGRAM):
        self.home = home
        self.errors = home.parent / f"{home.name}-{secrets.token_hex(3)}.stderr"
        self.began = time.monotonic()
        self.process = subprocess.Popen(
            [*program, "live", "--no-lab", *args],
            env=environment(home),
            cwd=home,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=self.errors.open("wb"),
            start_new_session=True,
        )
        self.lines: Queue = Queue()
        threading.Thread(target=self._read, daemon=True).start()
        try:
            self.line = json.loads(self.next_line(30))
        except BaseException:
            self.kill()
            raise
        self.base, _, self.code = self.line["room"].rpartition("/")
        self.key = self.line["key"]
        self.port = urlsplit(self.base).port

    def _read(self) -> None:
        for line in self.process.stdout:
            self.lines.put(line)
        self.lines.put(b"")

    def next_line(self, seconds: float) -> bytes:
        try:
            return self.lines.get(timeout=seconds)
        except Empty:
            raise AssertionError(f"no line after {seconds} s; it said: {self.said}") from None

    @property
    def said(self) -> str:
        """What stands on its stderr so far."""
        return self.errors.read_text("utf-8")

    @property
    def host_key(self) -> str:
        return (self.home / "service" / "host-key").read_text("utf-8").strip()

    def answering(self, seconds: float = 30) -> float:
        """Wait until it answers; returns the seconds since it was started."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            try:
                fetch(f"{self.base}/api/health", timeout=2).raise_for_status()
            except httpx.HTTPError:
                time.sleep(0.02)
            else:
                return time.monotonic() - self.began
        raise AssertionError(f"it does not answer; it said: {self.said}")

    def room(self) -> "RoomUnderTest":
        return RoomUnderTest(self.base, self.code, self.key)

    def stop(self, number: int = signal.SIGTERM) -> tuple[float, int]:
        """Send a signal; returns the seconds until the end, and the exit status."""
        began = time.monotonic()
        self.process.send_signal(number)
        status = self.process.wait(timeout=30)
        return time.monotonic() - began, status

    def kill(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait(timeout=10)

    def __enter__(self) -> "Live":
        return self

    def __exit__(self, *_) -> None:
        self.kill()


class RoomUnderTest:
    """A room with a facilitator who has the key, and people who make receipts."""

    def __init__(self, base: str, code: str, key: str):
        self.base, self.code, self.key = base, code, key
        self.http = httpx.Client(base_url=f"{base}/api/rooms/{code}", timeout=30, verify=False)
        self._keys: dict[str, dict] = {}

    # what anybody may ask

    def get(self, path: str = "", **more) -> httpx.Response:
        return self.http.get(path, **more)

    @property
    def state(self) -> dict:
        return self.get().raise_for_status().json()

    def activity(self, id: str) -> dict:
        return next(each for each in self.state["activities"] if each["id"] == id)

    @property
    def keys(self) -> dict[str, dict]:
        """`{activity: keys}`, of the room's document, of what there is something to answer to."""
        edition = self.state["edition"]
        if edition not in self._keys:
            document = self.get("/instrument").raise_for_status().json()
            keys = {activity["id"]: activity["keys"] for activity in document["activities"]}
            offers = (id for id in keys if all(admits.get("values", True) for admits in keys[id].values()))
            self._keys[edition] = {id: keys[id] for id in offers}
        return self._keys[edition]

    def tally(self, activity: str, **query: str) -> httpx.Response:
        return self.get(f"/activities/{activity}/tally", params=query)

    # what people do

    def put(self, activity: str, answers, revision: int = 1, receipt: str | None = None, **more) -> httpx.Response:
        body = {"answers": answers, "revision": revision, **more}
        headers = {"Receipt": receipt or new_receipt()}
        return self.http.put(f"/activities/{activity}/answer", json=body, headers=headers)

    def share(self, activity: str, people: int, seed: int = 1, **more) -> list[str]:
        """So many people share; returns their receipts."""
        chance, receipts = random.Random(seed), [new_receipt() for _ in range(people)]
        for receipt in receipts:
            response = self.put(activity, answers_to(self.keys[activity], chance), receipt=receipt, **more)
            assert response.status_code == 204, response.text
        return receipts

    # what the facilitator does

    def post(self, path: str, body: dict | None = None, key: str | None = None, **headers) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.key if key is None else key}", **headers}
        return self.http.post(path, json=body, headers=headers)

    def patch(self, body: dict) -> httpx.Response:
        return self.http.patch("", json=body, headers={"Authorization": f"Bearer {self.key}"})

    def stage(self, stage: str | None = None, **rest) -> httpx.Response:
        return self.post("/stage", {"stage": stage, **rest} if stage else rest)

    def agenda(self) -> dict:
        response = self.get("/agenda", headers={"Authorization": f"Bearer {self.key}"})
        return response.raise_for_status().json()


def _let_all_through(room: RoomUnderTest, activity: str) -> None:
    path, key = f"/activities/{activity}/texts", {"Authorization": f"Bearer {room.key}"}
    ids = [text["id"] for text in room.get(path, headers=key).json()["texts"]]
    room.post(path, {"let_through": ids}).raise_for_status()


def walked(room: RoomUnderTest, people: int) -> list[dict]:
    """Press *Next* through the agenda; so many share whatever opens. Returns the room after each press."""
    seen, done = [], set()
    while True:
        state = room.post("/next").raise_for_status().json()
        for activity in state["activities"]:
            if activity["state"] == "open" and activity["id"] not in done:
                done.add(activity["id"])
                room.share(activity["id"], people)
            if activity.get("decided") is False:
                _let_all_through(room, activity["id"])
        seen.append(state)
        if state["step"] == state["steps"]:
            return seen


def answers_to(keys: dict[str, dict], chance: random.Random) -> dict:
    """One person's answers to all keys of an activity."""
    return {key: _answer(admits, chance) for key, admits in keys.items()}


def _answer(admits: dict, chance: random.Random):
    if admits["kind"] == "text":
        return f"sentence number {chance.randrange(10_000)}"
    if admits["kind"] == "pick":
        return chance.sample(admits["values"], chance.randint(1, min(admits["max"], len(admits["values"]))))
    return chance.choice(admits["values"])


def until(true, found=lambda: "it did not become true", seconds: float = 60) -> None:
    """Wait until it is true; if it never is, tell what was found instead. Long, for a busy machine: only a failure
    takes it all."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, found()
        time.sleep(0.05)


def new_receipt() -> str:
    return secrets.token_urlsafe(24)


def fetch(address: str, timeout: float = 30, **more) -> httpx.Response:
    """GET, without loading the certificates that plain http has no use for: that would be most of the time."""
    return httpx.get(address, verify=False, timeout=timeout, **more)


def problem(response: httpx.Response) -> str:
    """The name at the end of a problem's type, after a look at the whole document."""
    assert response.headers["content-type"].split(";")[0] == "application/problem+json", response.text
    document = response.json()
    assert document["status"] == response.status_code
    assert document["title"] and document["detail"], document
    assert "Traceback" not in response.text
    return document["type"].rsplit("/", 1)[-1]
