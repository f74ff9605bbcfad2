"""A stand-in for the room's service: the phone's page over real HTTP, with a room that the test writes itself.

It keeps what phones send, can lose the network, refuse, and say anything at all as the room's state, so that each
stage of the phone can be looked at without waiting for one.
"""

import json
import os
import queue
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from workshop_kit import questionnaire

QUESTIONNAIRE = questionnaire.__path__[0] + "/"
PAGES = QUESTIONNAIRE + "../room/pages/"
POLICY = "default-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
TYPES = {"js": "text/javascript", "css": "text/css", "svg": "image/svg+xml", "html": "text/html; charset=utf-8"}


class CannedRoom:
    """One room under one code; `change(**fields)` tells every phone, `puts` holds what came."""

    def __init__(self, document: dict, **fields):
        self.document = document
        self.tallies: dict[str, dict] = {}
        self.puts: list[dict] = []
        self.calls: list[str] = []
        self.refuse: dict[str, tuple[int, str]] = {}
        self.broken = False
        self.listeners: list[queue.Queue] = []
        self.state = {
            "revision": 1,
            "title": "Team day",
            "stage": "lobby",
            "activity": None,
            "view": None,
            "step": 0,
            "pace": "presenter",
            "form": "short",
            "threshold": 5,
            "seats": 14,
            "groups": [],
            "rehearsal": False,
            "instrument": "mindset",
            "languages": ["en"],
            "language": "en",
            "direction": "ltr",
            "moment": None,
            "question": None,
            "code": "TEAM",
            "steps": 9,
            "activities": [
                {"id": one["id"], "about": one["about"], "state": "waiting", "finished": 0}
                for one in document["activities"]
            ],
        } | fields
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def port(self) -> int:
        return self.server.server_port

    def change(self, **fields) -> None:
        """The room moves on; activities by their state: `open=["self"]`, `revealed=["sorting"]`."""
        states = {id: word for word in ("open", "revealed") for id in fields.pop(word, [])}
        finished = fields.pop("finished", {})
        for one in self.state["activities"]:
            one["state"] = states.get(one["id"], one["state"])
            one["finished"] = finished.get(one["id"], one["finished"])
        self.state |= fields
        self.state["revision"] += 1
        for listener in self.listeners:
            listener.put(json.dumps(self.state))

    def ask(self, *ids: str, **fields) -> None:
        """Open these activities and ask them now."""
        moment = {"do": "answer", "activities": list(ids), "view": None}
        self.change(open=ids, stage="answer", activity=ids[0], moment=moment, **fields)

    def reveal(self, id: str, tally: dict, view: str | None = None, **fields) -> None:
        self.tallies[id] = tally
        self.change(
            revealed=[id],
            stage="reveal",
            activity=id,
            view=view or id,
            moment={"do": "reveal", "activities": [id], "view": view or id},
            **fields,
        )

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


def _handler(room: CannedRoom):  # noqa: C901  (a class made around the room that it speaks for)
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_):
            pass

        def cut(self) -> None:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)

        def reply(self, status: int, body: bytes, kind: str) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Security-Policy", POLICY)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def json(self, status: int, value) -> None:
            kind = "application/json" if status < 400 else "application/problem+json"
            self.reply(status, json.dumps(value).encode(), kind)

        def file(self, path: str) -> None:
            name = path.rsplit("/", 1)[-1]
            folder = QUESTIONNAIRE if os.path.exists(QUESTIONNAIRE + name) else PAGES
            with open(folder + name, encoding="utf-8") as file:
                text = file.read()
            if name.endswith(".html"):
                text = questionnaire.page(text)
            self.reply(200, text.encode(), TYPES[name.rsplit(".", 1)[-1]])

        def do_GET(self):
            path = urlsplit(self.path).path
            if path.startswith("/api") and room.broken:
                self.cut()
                return
            if path.startswith("/static/"):
                self.file(path)
            elif path == "/":
                self.file("enter.html")
            elif not path.startswith("/api"):
                self.file("phone.html")
            else:
                self.api(path)

        def api(self, path: str) -> None:
            room.calls.append(path)
            parts = path.split("/")[3:]
            if parts[0] != room.state["code"]:
                self.json(404, {"type": "https://workshop-kit.example/no-such-room", "detail": "no such room"})
            elif parts[1:] == ["instrument"]:
                self.json(200, room.document)
            elif parts[1:] == ["events"]:
                self.stream()
            elif parts[-1] == "tally" and parts[2] in room.tallies:
                self.json(200, room.tallies[parts[2]])
            elif len(parts) == 1:
                self.json(200, room.state)
            else:
                self.json(404, {"type": "https://workshop-kit.example/no-such-activity", "detail": path})

        def stream(self) -> None:
            listener = queue.Queue()
            listener.put(json.dumps(room.state))
            room.listeners.append(listener)
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.send_header("Connection", "close")
            self.end_headers()
            try:
                while not room.broken:
                    try:
                        data = listener.get(timeout=0.2)
                        self.wfile.write(f"event: room\ndata: {data}\n\n".encode())
                        self.wfile.flush()
                    except queue.Empty:
                        continue
            except OSError:
                pass
            finally:
                room.listeners.remove(listener)
                self.close_connection = True

        def do_PUT(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            activity = self.path.split("/")[5]
            if room.broken:
                self.cut()
            elif activity in room.refuse:
                status, type_ = room.refuse[activity]
                self.json(status, {"type": f"https://workshop-kit.example/{type_}", "detail": type_})
            else:
                room.puts.append({"activity": activity, "receipt": self.headers["Receipt"], **json.loads(body)})
                self.send_response(204)
                self.end_headers()

    return Handler
