"""`workshop live` as a process: how it starts, ends, goes on, and what it leaves on the disk."""

import random
import re
import signal
import socket
import stat
import subprocess
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from running import (
    PROGRAM,
    START_SECONDS,
    Live,
    RoomUnderTest,
    answers_to,
    environment,
    fetch,
    new_receipt,
    problem,
    workshop,
)

from workshop_kit.rehearsal import sentences

END_SECONDS = 6  # the promise is three seconds; a busy machine gets twice that
HERE = ("--host", "127.0.0.1", "--port", "0")


@pytest.fixture
def home(tmp_path) -> Path:
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


@contextmanager
def phones(live: Live, count: int):
    """So many event streams, each read by a thread, as phones hold them open."""
    opened = threading.Semaphore(0)
    ended = []

    def listen() -> None:
        try:
            with httpx.stream("GET", f"{live.base}/api/rooms/{live.code}/events", timeout=60, verify=False) as response:
                for line in response.iter_lines():
                    if line.startswith("event:"):
                        opened.release()
        except httpx.HTTPError:
            pass
        ended.append(True)

    threads = [threading.Thread(target=listen, daemon=True) for _ in range(count)]
    for thread in threads:
        thread.start()
    for _ in threads:
        assert opened.acquire(timeout=20)
    yield ended
    for thread in threads:
        thread.join(timeout=10)


def test_the_first_line_is_one_json_object_and_the_service_answers_in_time(home):
    with Live(home, *HERE, "--seats", "9", "--title", "Operations team") as live:
        assert live.answering() < START_SECONDS
        assert set(live.line) == {"room", "screen", "code", "key"}
        assert live.line["room"] == f"http://127.0.0.1:{live.port}/{live.code}"
        assert live.line["screen"] == live.line["room"] + "/screen"
        state = live.room().state
        assert (state["title"], state["seats"], state["rehearsal"]) == ("Operations team", 9, False)
        assert live.line["room"] in live.said and "   ".join(live.code) in live.said
        assert live.key not in live.said, "the key is for the line alone"
        assert live.lines.empty(), "nothing else goes to stdout"


def test_an_answer_leaves_at_once(home):
    """Nagle's algorithm would hold each back until the phone's system has acknowledged its first part: 40 ms."""
    with Live(home, *HERE) as live:
        live.answering()
        room, seconds = live.room(), []
        for _ in range(40):  # a new connection acknowledges faster for a while
            began = time.perf_counter()
            room.get()
            seconds.append(time.perf_counter() - began)
        assert min(seconds[20:]) < 0.025


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_in_time_with_phones_connected_and_status_0(home, number):
    with Live(home, *HERE, "--seats", "9") as live:
        live.answering()
        with phones(live, 6) as ended:
            seconds, status = live.stop(number)
        assert seconds < END_SECONDS
        assert status == 0
        assert len(ended) == 6, "every phone was let go"
        assert "Traceback" not in live.said and "workshop live" in live.said


def test_a_signal_in_the_middle_of_starting_leaves_no_traceback(home):
    for wait in (0.15, 0.3, 0.6, 1.2):
        with (home / "errors.txt").open("wb") as errors:
            process = subprocess.Popen(
                [*PROGRAM, "live", "--no-lab", *HERE],
                env=environment(home),
                cwd=home,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=errors,
                preexec_fn=lambda: signal.signal(
                    signal.SIGINT, signal.default_int_handler
                ),  # also from a background job
            )
            time.sleep(wait)
            process.send_signal(signal.SIGINT)
            process.wait(timeout=20)
        said = (home / "errors.txt").read_text("utf-8")
        assert "workshop_kit/" not in said, said  # what Python says before our first line is not ours


def test_after_a_restart_the_same_room_goes_on_at_the_same_port_with_its_answers(home):
    with Live(home, *HERE, "--seats", "9") as live:
        live.answering()
        room = live.room()
        room.stage("answer").raise_for_status()
        receipts = room.share("self", 5)
        room.share("sorting", 6)
        room.stage("reveal", activity="sorting").raise_for_status()
        before, tally = room.state, room.tally("sorting").content
        live.stop()
    with Live(home, "--host", "127.0.0.1") as again:
        again.answering()
        assert again.line == live.line
        room = again.room()
        assert room.state == before
        assert room.tally("sorting").content == tally
        assert room.put("self", None, revision=2, receipt=receipts[0]).status_code == 204
        assert room.activity("self")["finished"] == 5, "the same receipt is the same person after a restart"
        assert problem(room.stage("reveal", activity="self")) == "too-few"
        room.share("self", 1)
        room.stage("reveal", activity="self").raise_for_status()
        assert room.tally("self").json()["n"] == 5


def test_a_kill_in_the_middle_of_answers_loses_none_that_was_acknowledged(home):
    with Live(home, *HERE, "--seats", "5000") as live:
        live.answering()
        live.room().stage("answer").raise_for_status()
        keys = live.room().keys["sorting"]
        sent, acknowledged, stop = [], [], threading.Event()

        def people(seed: int) -> None:
            room, chance = live.room(), random.Random(seed)
            while not stop.is_set():
                receipt = new_receipt()
                sent.append(receipt)
                try:
                    response = room.put("sorting", answers_to(keys, chance), receipt=receipt)
                except httpx.HTTPError:
                    return
                if response.status_code == 204:
                    acknowledged.append(receipt)

        threads = [threading.Thread(target=people, args=(seed,)) for seed in range(8)]
        for thread in threads:
            thread.start()
        deadline = time.monotonic() + 30
        while len(acknowledged) < 100 and time.monotonic() < deadline:
            time.sleep(0.01)
        live.kill()
        stop.set()
        for thread in threads:
            thread.join(timeout=15)
    assert len(acknowledged) >= 100
    with Live(home, "--host", "127.0.0.1") as again:
        again.answering()
        room = again.room()
        for receipt in random.Random(1).sample(acknowledged, 20):  # known to the room: no new seat is taken
            before = room.activity("sorting")["finished"]
            assert room.put("sorting", {"trains": "both"}, revision=0, receipt=receipt).status_code == 204
            assert room.activity("sorting")["finished"] == before
        room.stage("reveal", activity="sorting").raise_for_status()
        assert len(acknowledged) <= room.tally("sorting").json()["n"] <= len(sent)


def test_a_busy_port_gets_the_next_free_one_said_aloud(home):
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        with Live(home, "--host", "127.0.0.1", "--port", str(port)) as live:
            live.answering()
            assert port < live.port <= port + 50
            assert f"Port {port} is busy; using {live.port}." in live.said
            live.stop()
    with Live(home, "--host", "127.0.0.1") as again:
        assert again.port == live.port


def test_when_its_port_was_taken_meanwhile_the_room_goes_on_at_another(home):
    with Live(home, *HERE) as live:
        live.answering()
        live.stop()
    with socket.socket() as busy:
        busy.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        busy.bind(("127.0.0.1", live.port))
        busy.listen()
        with Live(home, "--host", "127.0.0.1") as again:
            again.answering()
            assert again.code == live.code and again.port != live.port
            assert f"Port {live.port} is busy" in again.said


def test_what_a_room_has_fixed_is_refused_with_a_sentence_and_what_it_has_is_taken(home):
    with Live(home, *HERE, "--seats", "9", "--groups", "A=5,B=4", "--threshold", "6") as live:
        live.answering()
        live.room().stage("answer", activity="self").raise_for_status()
        live.stop()
    for fixed in (
        ["--threshold", "5"],
        ["--form", "full"],
        ["--pace", "participants"],
        ["--instrument", "leadership-climate"],
        ["--rehearse", "9"],
        ["--public-url", "https://room.example"],
    ):
        refused = workshop("live", "--no-lab", *HERE, *fixed, home=home)
        assert (refused.returncode, refused.stdout) == (1, ""), fixed
        assert fixed[0] in refused.stderr and live.code in refused.stderr, refused.stderr
        assert "--new" in refused.stderr and "Traceback" not in refused.stderr
    for fixed in (["--seats", "10"], ["--groups", "A=5"]):
        refused = workshop("live", "--no-lab", *HERE, *fixed, home=home)
        assert (refused.returncode, refused.stdout) == (1, ""), fixed
        assert "fixed" in refused.stderr and "Traceback" not in refused.stderr
    equal = "--seats 9 --groups A=5,B=4 --threshold 6 --form short --pace presenter --instrument mindset --languages en"
    with Live(home, *HERE, *equal.split(), "--agenda", "60-minutes", "--title", "A new name") as again:
        again.answering()
        assert again.code == live.code
        assert again.room().state["title"] == "A new name"


def test_another_agenda_for_a_room_that_has_one_is_refused(home):
    with Live(home, *HERE) as live:
        live.stop()
    refused = workshop("live", "--no-lab", *HERE, "--agenda", "elsewhere", home=home)
    assert refused.returncode == 1 and "--agenda" in refused.stderr
    assert "unexpected" not in refused.stderr


def test_new_closes_the_room_before_and_opens_another(home):
    with Live(home, *HERE, "--seats", "9") as live:
        live.answering()
        live.stop()
    with Live(home, "--host", "127.0.0.1", "--new") as again:
        again.answering()
        assert again.code != live.code and again.key != live.key
        assert RoomUnderTest(again.base, live.code, live.key).state["stage"] == "closed"
        assert live.code in again.said, "it says which one it closed"
        assert again.room().state["seats"] is None
        again.room().stage("closed").raise_for_status()
        again.stop()
    with Live(home, *HERE) as third:
        assert third.code not in (live.code, again.code), "a closed room is not gone on with"


def test_seats_and_groups_of_the_command_line_are_those_of_the_room(home):
    with Live(home, *HERE, "--groups", "Sales=8,Tiny=3", "--form", "full", "--threshold", "6") as live:
        live.answering()
        state = live.room().state
        assert (state["seats"], state["groups"], state["form"], state["threshold"]) == (11, {"Sales": 8}, "full", 6)


def test_the_room_can_be_given_an_instrument_by_a_path(home, tmp_path):
    import shutil

    from workshop_kit import home as places

    mine = tmp_path / "mine"
    shutil.copytree(places.data() / "instruments" / "leadership-climate", mine)
    where = f"--instrument={mine / 'instrument.yaml'}"
    with Live(home, *HERE, where, "--seats", "6") as live:
        live.answering()
        live.room().stage("answer").raise_for_status()
        live.room().share("climate", 5)
        live.stop()
    with Live(home, *HERE, where) as again:
        again.answering()
        again.room().stage("reveal").raise_for_status()
        assert again.room().tally("climate").json()["n"] == 5


# rehearsing --------------------------------------------------------------------------------------------------


def _until(true, seconds: float = 20):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if true():
            return
        time.sleep(0.05)
    raise AssertionError("it did not come")


def test_simulated_people_follow_the_activities_of_a_rehearsal_room(home):
    with Live(home, *HERE, "--rehearse", "12", "--speed", "1000", "--title", "Rehearsal") as live:
        live.answering()
        room = live.room()
        assert (room.state["rehearsal"], room.state["seats"]) == (True, 12)
        for activity in ("self", "our_month", "sorting"):
            room.stage("answer", activity=activity).raise_for_status()
            _until(lambda a=activity: room.activity(a)["finished"] >= 9)
            room.stage("reveal", activity=activity).raise_for_status()
            assert 5 <= room.tally(activity).json()["n"] <= 12
        assert "12 simulated people" in live.said and "rehearsal" in live.said.lower()


def test_simulated_people_write_made_up_sentences_and_vote_on_what_was_let_through(home):
    with Live(home, *HERE, "--rehearse", "12", "--speed", "1000") as live:
        live.answering()
        room = live.room()
        room.stage("answer", activity="obstacle").raise_for_status()
        _until(lambda: room.activity("obstacle")["finished"] >= 9)
        room.stage("reveal", activity="obstacle").raise_for_status()
        path, key = "/activities/obstacle/texts", {"Authorization": f"Bearer {room.key}"}
        found = room.get(path, headers=key).json()["texts"]
        assert {text["text"] for text in found} <= set(sentences("en"))
        room.post(path, {"let_through": [text["id"] for text in found[:4]]}).raise_for_status()
        asked = room.post("/activities", {"kind": "yes_no", "text": "Shall we?"}).json()["id"]
        for activity in ("obstacle_vote", asked):
            room.stage("answer", activity=activity).raise_for_status()
            _until(lambda a=activity: room.activity(a)["finished"] >= 9)
            room.stage("reveal", activity=activity).raise_for_status()


def test_more_simulated_people_come_by_command_and_leave_when_the_room_is_closed(home):
    with Live(home, *HERE, "--rehearse", "7", "--speed", "0.1") as live:  # its own people are very slow
        live.answering()
        room = live.room()
        other = subprocess.Popen(
            [*PROGRAM, "rehearse", live.line["room"], "--people", "6", "--mix", "tired", "--speed", "1000"],
            env=environment(home),
            cwd=home,
            stderr=subprocess.PIPE,
            text=True,
        )
        room.stage("answer", activity="self").raise_for_status()
        _until(lambda: room.activity("self")["finished"] >= 4)
        room.stage("closed").raise_for_status()
        _, said = other.communicate(timeout=20)
        assert other.returncode == 0
        assert "6 simulated people (tired" in said and "Traceback" not in said


def test_simulated_people_stay_out_of_a_real_room(home):
    with Live(home, *HERE, "--seats", "9") as live:
        live.answering()
        room = live.room()
        room.stage("answer").raise_for_status()
        refused = workshop("rehearse", live.line["room"], home=home)
        assert refused.returncode == 1
        assert live.code in refused.stderr and "real" in refused.stderr and "Traceback" not in refused.stderr
        assert {activity["finished"] for activity in room.state["activities"]} == {0}
        lost = workshop("rehearse", f"{live.base}/QQQQQQ", home=home)
        assert lost.returncode == 1 and "QQQQQQ" in lost.stderr
        mix = workshop("rehearse", live.line["room"], "--mix", "lazy", home=home)
        assert mix.returncode == 1 and "two-camps" in mix.stderr
        live.stop()
    nobody = workshop("rehearse", live.line["room"], home=home)
    assert nobody.returncode == 1 and "Traceback" not in nobody.stderr


# wrong use ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "args",
    [
        ["live", "--colour", "red"],
        ["live", "--seats", "0"],
        ["live", "--seats", "many"],
        ["live", "--threshold", "4"],
        ["live", "--groups", "Sales"],
        ["live", "--groups", "Sales=x"],
        ["live", "--groups", "Sales=5,Sales=6"],
        ["live", "--pace", "gallop"],
        ["live", "--form", "medium"],
        ["live", "--port", "70000"],
        ["live", "--certfile", "nowhere.pem"],
        ["rehearse"],
        ["check"],
        ["dance"],
    ],
)
def test_wrong_usage_is_status_2_and_a_sentence(home, args):
    wrong = workshop(*args, home=home)
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert "Error:" in wrong.stderr and "Traceback" not in wrong.stderr
    assert not (home / "live.json").exists(), "nothing was opened"


@pytest.mark.parametrize(
    "args, named",
    [
        (["--instrument", "tarot"], "tarot"),
        (["--agenda", "siesta"], "siesta"),
        (["--languages", "en,xx"], "xx"),
        (["--groups", "A=5,B=5", "--seats", "7"], "seats"),
        (["--host", "203.0.113.9"], "203.0.113.9"),
        (["--db", "what is this"], "--db"),
        (["--db", "sqlite:////proc/nowhere/rooms.sqlite"], "--db"),
    ],
)
def test_refused_input_is_status_1_and_a_sentence(home, args, named):
    refused = workshop("live", "--no-lab", "--port", "0", *args, home=home)
    assert (refused.returncode, refused.stdout) == (1, ""), refused.stderr
    assert named in refused.stderr
    assert "Traceback" not in refused.stderr and "unexpected" not in refused.stderr


# what lies on the disk ---------------------------------------------------------------------------------------


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


def test_two_services_of_one_home_serve_one_room(home):
    with Live(home, *HERE, "--seats", "9") as live, Live(home, "--host", "127.0.0.1") as beside:
        live.answering()
        beside.answering()
        assert beside.code == live.code and beside.port != live.port
        live.room().stage("answer").raise_for_status()
        live.room().share("self", 3)
        beside.room().share("self", 3, seed=2)
        assert live.room().activity("self")["finished"] == 6
        beside.room().stage("reveal", activity="self").raise_for_status()
        assert live.room().tally("self").content == beside.room().tally("self").content
        assert problem(live.room().put("self", {"vision_1.energy": 3})) == "revealed"


def test_serve_alone_opens_rooms_with_the_host_key_that_it_was_given(home):
    errors = home / "errors.txt"
    process = subprocess.Popen(
        [*PROGRAM, "serve", *HERE, "--host-key", "the-key-of-this-host"],
        env=environment(home),
        cwd=home,
        stdin=subprocess.DEVNULL,
        stderr=errors.open("wb"),
    )
    try:
        _until(lambda: re.search(r"http://\S+", errors.read_text()))
        base = re.search(r"http://\S+", errors.read_text()).group()
        _until(lambda: _answers(base))
        headers = {"Authorization": "Bearer the-key-of-this-host"}
        opened = httpx.post(f"{base}/api/rooms", json={"seats": 6, "title": "One"}, headers=headers)
        assert opened.status_code == 201
        assert {"code", "key"} <= set(opened.json())
        assert "the-key-of-this-host" not in errors.read_text()
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=10) == 0
    finally:
        process.kill()


def _answers(base: str) -> bool:
    try:
        return fetch(f"{base}/api/health").is_success
    except httpx.HTTPError:
        return False
