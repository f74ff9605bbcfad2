"""Durable answers a second: the room's service beside a bare endpoint that does the least a durable answer can cost.

Both run under uvicorn in a process of their own, on loopback, and are asked in turn by the same client: 40 ratings
an answer, 50 connections that are kept. The bare endpoint decodes JSON, hashes the receipt and commits what is
queued as one transaction with full sync; the room also checks every value, its seats, its stage and its privacy.
"""

import asyncio
import hashlib
import json
import multiprocessing
import random
import secrets
import socket
import sqlite3
import tempfile
import time
from pathlib import Path

import httpx
import msgspec
import uvicorn

from workshop_kit.pool.store import Store
from workshop_kit.room.app import create_app

CONNECTIONS, ANSWERS, ROUNDS = 50, 4000, 3


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        rates: dict[str, list[float]] = {"bare": [], "room": []}
        for name, run in (("bare", _run_bare), ("room", _run_room)):
            sock = socket.create_server(("127.0.0.1", 0), backlog=512)
            port = sock.getsockname()[1]
            process = multiprocessing.Process(target=run, args=(sock, Path(folder) / name), daemon=True)
            process.start()
            _wait(port)
            for _ in range(ROUNDS):
                paths, body = _prepared(name, port)
                rates[name].append(asyncio.run(_load(port, paths, body)))
            process.terminate()
            process.join()
    print(
        f"{ANSWERS} answers of 40 ratings, {CONNECTIONS} connections, answers a second (min · median · max of {ROUNDS})"
    )
    for name, found in rates.items():
        low, middle, high = sorted(found)[0], sorted(found)[len(found) // 2], sorted(found)[-1]
        print(f"  {name:5} {low:8.0f} {middle:8.0f} {high:8.0f}")
    print(f"  the room does {sorted(rates['room'])[1] / sorted(rates['bare'])[1]:.0%} of what a bare endpoint does")


def _prepared(name: str, port: int) -> tuple[str, bytes]:
    """The path and the body of every answer; a fresh room for each round."""
    answers = {f"item_{n}": random.Random(n).randint(1, 5) for n in range(40)}
    path = "/"
    if name == "room":
        base = f"http://127.0.0.1:{port}/api/rooms"
        host = {"Authorization": "Bearer host"}
        room = httpx.post(base, json={"seats": ANSWERS}, headers=host).raise_for_status().json()
        owner = {"Authorization": f"Bearer {room['key']}"}
        httpx.post(f"{base}/{room['code']}/stage", json={"stage": "answer"}, headers=owner).raise_for_status()
        document = httpx.get(f"{base}/{room['code']}/instrument").json()
        keys = next(activity["keys"] for activity in document["activities"] if activity["id"] == "self")
        answers = {key: random.Random(key).choice(admits["values"]) for key, admits in keys.items()}
        path = f"/api/rooms/{room['code']}/activities/self/answer"
    return path, json.dumps({"answers": answers, "revision": 1}).encode()


async def _load(port: int, path: str, body: bytes) -> float:
    """Send all answers over kept connections; returns answers a second."""
    waiting = iter(range(ANSWERS))
    head = f"PUT {path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n"

    async def person() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for _ in waiting:
            writer.write(f"{head}Receipt: {secrets.token_urlsafe(20)}\r\n\r\n".encode() + body)
            answer = await reader.readuntil(b"\r\n\r\n")
            assert b" 204 " in answer.split(b"\r\n", 1)[0], answer
        writer.close()

    began = time.perf_counter()
    await asyncio.gather(*(person() for _ in range(CONNECTIONS)))
    return ANSWERS / (time.perf_counter() - began)


def _wait(port: int) -> None:
    for _ in range(200):
        try:
            httpx.get(f"http://127.0.0.1:{port}/api/health")
            return
        except httpx.HTTPError:
            time.sleep(0.05)


def _run_room(sock: socket.socket, folder: Path) -> None:
    store = Store(f"sqlite:///{folder}/rooms.sqlite")
    _serve(create_app(store, "host"), sock)


def _run_bare(sock: socket.socket, folder: Path) -> None:
    folder.mkdir()
    _serve(_Bare(folder / "rows.sqlite"), sock)


def _serve(app, sock: socket.socket) -> None:
    uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False)).run(sockets=[sock])


class _Bare:
    """The least that a durable answer can cost, as a plain ASGI application."""

    def __init__(self, file: Path):
        self.rows: list[tuple] = []
        self.waiting: list[asyncio.Future] = []
        self.writing: asyncio.Task | None = None
        self.connection = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
        for statement in ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL"):
            self.connection.execute(statement)
        self.connection.execute("CREATE TABLE answers (key BLOB PRIMARY KEY, content BLOB) WITHOUT ROWID")

    async def __call__(self, scope, receive, send) -> None:
        if scope["type"] != "http":
            return
        body = (await receive()).get("body", b"")
        if body:
            content = msgspec.json.encode(msgspec.json.decode(body)["answers"])
            receipt = dict(scope["headers"])[b"receipt"]
            await self._keep((hashlib.sha256(receipt).digest(), content))
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    async def _keep(self, row: tuple) -> None:
        done = asyncio.get_running_loop().create_future()
        self.rows.append(row)
        self.waiting.append(done)
        if self.writing is None or self.writing.done():
            self.writing = asyncio.create_task(self._write())
        await done

    async def _write(self) -> None:
        while self.rows:
            rows, self.rows, waiting, self.waiting = self.rows, [], self.waiting, []
            await asyncio.to_thread(self._commit, rows)
            for done in waiting:
                done.set_result(None)

    def _commit(self, rows: list[tuple]) -> None:
        self.connection.execute("BEGIN")
        self.connection.executemany("INSERT INTO answers VALUES (?, ?)", rows)
        self.connection.execute("COMMIT")


if __name__ == "__main__":
    main()
