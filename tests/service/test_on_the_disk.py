"""What `workshop live` leaves on the disk: keys that their owner alone can read, and nothing about anybody."""

import socket
import stat
from pathlib import Path

import httpx
import pytest
from running import HERE, Live, new_receipt


def test_keys_lie_in_files_that_only_their_owner_can_read(home):
    with Live(home, *HERE, "--seats", "9") as live:
        live.answering()
        secrets = [live.key, live.host_key]
        holding = [
            path
            for path in home.rglob("*")
            if path.is_file() and any(secret.encode() in path.read_bytes() for secret in secrets)
        ]
        expected = {home / "live.json", home / "keys" / f"{live.code}.json", home / "service" / "host-key"}
        assert set(holding) == expected
        for path in holding:
            assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
        arguments = Path(f"/proc/{live.process.pid}/cmdline")
        assert not arguments.exists() or live.key.encode() not in arguments.read_bytes()


def test_the_store_of_answers_can_be_read_by_its_owner_alone(home):
    with Live(home, *HERE, "--seats", "9") as live:
        live.answering()
        live.room().stage("answer").raise_for_status()
        live.room().share("self", 3)
        for path in (home / "service").iterdir():
            reachable = stat.S_IMODE(path.parent.stat().st_mode) & stat.S_IMODE(path.stat().st_mode) & 0o077
            assert not reachable, f"{path} can be read by others"


AGENT = "ParticipantPhone/7.31 (a very particular one)"
ADDRESS = "127.0.0.77"  # where this participant sits: Linux has all of 127.0.0.0/8


def _participant(live: Live, path: str, **more) -> httpx.Response:
    transport = httpx.HTTPTransport(local_address=ADDRESS, verify=False)
    headers = {"User-Agent": AGENT, "Cookie": "who=particular-cookie", **more.pop("headers", {})}
    with httpx.Client(transport=transport, headers=headers) as client:
        return client.request(more.pop("method", "GET"), live.base + path, **more)


def test_nothing_of_a_participant_is_kept_or_logged(home):
    receipts = [new_receipt() for _ in range(14)]
    with Live(home, *HERE, "--seats", "20") as live:
        live.answering()
        try:
            _participant(live, f"/{live.code}").raise_for_status()
        except httpx.ConnectError:
            pytest.skip("this system has one loopback address only")
        room = live.room()
        room.stage("answer").raise_for_status()
        for number, receipt in enumerate(receipts):
            for activity in ("self", "sorting"):
                answers = {"vision_1.energy": 4} if activity == "self" else {"trains": "both"}
                body = {"answers": answers if number % 3 else None, "revision": 1}
                path = f"/api/rooms/{live.code}/activities/{activity}/answer"
                sent = _participant(live, path, method="PUT", json=body, headers={"Receipt": receipt})
                assert sent.status_code == 204
        bad = _participant(live, path, method="PUT", content=b"{", headers={"Receipt": receipts[0]})
        assert bad.status_code == 400
        _nothing_of_them(live, receipts)
        room.stage("reveal", activity="sorting").raise_for_status()
        _nothing_of_them(live, receipts)
        live.stop()
        _nothing_of_them(live, receipts)


def _nothing_of_them(live: Live, receipts: list[str]) -> None:
    traces = [AGENT.encode(), AGENT[:24].encode(), ADDRESS.encode(), socket.inet_aton(ADDRESS), b"particular-cookie"]
    traces += [receipt.encode() for receipt in receipts]
    files = [path for path in live.home.rglob("*") if path.is_file()]
    assert any(path.name == "rooms.sqlite" for path in files)
    for path in [*files, live.errors]:
        content = path.read_bytes()
        assert not [trace for trace in traces if trace in content], path


def test_no_answer_is_in_any_file_after_its_reveal(home):
    marker = "management"
    with Live(home, *HERE, "--seats", "9") as live:
        live.answering()
        room = live.room()
        room.stage("answer", activity="sorting").raise_for_status()
        for _ in range(6):
            answers = {"trains": marker, "purpose": "leadership", "decide": "both"}
            assert room.put("sorting", answers).status_code == 204
        encoded = b'{"trains":"management","purpose":"leadership","decide":"both"}'
        assert any(encoded in path.read_bytes() for path in (home / "service").iterdir()), "else this proves nothing"
        room.stage("reveal", activity="sorting").raise_for_status()
        for path in (path for path in home.rglob("*") if path.is_file()):
            assert encoded not in path.read_bytes(), path
