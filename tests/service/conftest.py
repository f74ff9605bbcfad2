"""One `workshop live` for all tests of the interface, and rooms of their own in it."""

from pathlib import Path

import httpx
import pytest
from running import Live, RoomUnderTest


@pytest.fixture
def home(tmp_path) -> Path:
    """An empty home for a process of a test's own."""
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


@pytest.fixture(scope="session")
def service(tmp_path_factory):
    """`workshop live` on loopback, in a home of its own."""
    home = tmp_path_factory.mktemp("home")
    with Live(home, "--port", "0", "--host", "127.0.0.1", "--seats", "6") as live:
        live.answering()
        yield live
        assert "unexpected" not in live.said.lower()
        assert "Traceback" not in live.said


@pytest.fixture(scope="session")
def open_room(service):
    """Opens a room of its own, by the options of `workshop live`."""

    def opened(**options) -> RoomUnderTest:
        headers = {"Authorization": f"Bearer {service.host_key}"}
        response = httpx.post(f"{service.base}/api/rooms", json=options, headers=headers, timeout=30)
        assert response.status_code == 201, response.text
        return RoomUnderTest(service.base, response.json()["code"], response.json()["key"])

    return opened
