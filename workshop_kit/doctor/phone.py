"""The only sure look at a network: a phone opens a page of this machine."""

import sys
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from .finding import Finding
from .ways import WAYS_ROUND


def phone_comes(address: str, port: int, seconds: float, say: Callable) -> Finding:
    """Does a phone reach this machine? Serves one page, and waits until another device has opened it."""
    come = threading.Event()
    with _Page(port, address, come) as page:
        link = f"http://{address}:{page.server_port}/"
        say(f"  Open this on a phone in the same network, within {seconds:.0f} seconds: {link}")
        _draw(link)
        if come.wait(seconds):
            return Finding("Apart", True, "a phone reached this machine")
    do = f"If it is in the same wifi, with mobile data off, a firewall or the network is in the way. {WAYS_ROUND}"
    return Finding("Apart", False, f"no phone reached {link} within {seconds:.0f} seconds.", do)


class _Page(ThreadingHTTPServer):
    """One page that says "it works", until a device that is not this one has opened it."""

    daemon_threads = True

    def __init__(self, port: int, own: str, come: threading.Event):
        self.own, self.come = own, come
        try:
            super().__init__(("0.0.0.0", port), _Works)
        except OSError:
            super().__init__(("0.0.0.0", 0), _Works)
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True).start()

    def __exit__(self, *_) -> None:
        self.shutdown()
        self.server_close()


class _Works(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = b"<!doctype html><meta charset=utf-8><title>It works</title><h1>It works.</h1>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        if self.client_address[0] not in ("127.0.0.1", self.server.own):
            self.server.come.set()

    def log_message(self, *_) -> None:
        """Nobody's address is written anywhere."""


def _draw(link: str) -> None:
    if sys.stderr.isatty():
        import segno

        segno.make_qr(link).terminal(out=sys.stderr, compact=True, border=2)
