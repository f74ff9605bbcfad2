"""What stands between people and a room elsewhere: a certificate made for a day, and a real nginx with a prefix."""

import re
import socket
import subprocess
import time
from pathlib import Path

from needing import program

# Around the lines that the documentation gives: no word about buffering, and everything compressed.
CONFIGURATION = """
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
worker_processes 1;
events {{ worker_connections 256; }}
http {{
  access_log off;
  gzip on;
  gzip_types *;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  server {{
    listen 127.0.0.1:{port} ssl;
    server_name room.test;
    ssl_certificate {certificate};
    ssl_certificate_key {key};
    location = / {{ return 200 "somebody else's site"; }}
    {location}
  }}
}}
"""


def documented() -> str:
    """The lines for nginx that `docs/elsewhere.md` gives."""
    page = Path(__file__).parents[2] / "docs" / "elsewhere.md"
    return re.search(r"^```nginx\n(.*?)^```", page.read_text("utf-8"), re.M | re.S)[1]


def certificate(folder: Path, names: str = "DNS:room.test,IP:127.0.0.1") -> tuple[Path, Path]:
    """A self-signed certificate and its key, as PEM files."""
    made, key = folder / "room.pem", folder / "room.key"
    command = [
        program("openssl"), "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
        "-days", "2", "-subj", "/CN=room.test", "-addext", f"subjectAltName={names}", "-keyout",
        str(key), "-out", str(made),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True)
    return made, key


def free_ports(count: int) -> list[int]:
    probes = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [probe.getsockname()[1] for probe in probes]
    for probe in probes:
        probe.close()
    return ports


class Nginx:
    """A real nginx in front of a service: https at `port`, under `/w/`."""

    def __init__(self, folder: Path, port: int, behind: int):
        made, key = certificate(folder)
        self.certificate, self.folder, self.port = made, folder, port
        location = documented().replace("127.0.0.1:8800", f"127.0.0.1:{behind}")
        text = CONFIGURATION.format(folder=folder, port=port, location=location, certificate=made, key=key)
        (folder / "nginx.conf").write_text(text)
        folder.chmod(0o755)
        command = [
            program("nginx"),
            "-p",
            str(folder),
            "-c",
            str(folder / "nginx.conf"),
            "-e",
            str(folder / "error.log"),
        ]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self._wait()

    def _wait(self) -> None:
        deadline = time.monotonic() + 15
        while time.monotonic() < deadline:
            try:
                return socket.create_connection(("127.0.0.1", self.port), 1).close()
            except OSError:
                assert self.process.poll() is None, (self.folder / "error.log").read_text()
                time.sleep(0.05)
        raise AssertionError("nginx does not answer")

    def __enter__(self) -> "Nginx":
        return self

    def __exit__(self, *_) -> None:
        self.process.terminate()
        self.process.wait(10)
