"""`workshop live` as a process: how it starts, ends, goes on, and what it refuses."""

import json
import os
import pty
import random
import re
import shutil
import signal
import socket
import subprocess
import threading
import time
from contextlib import contextmanager

import httpx
import pytest
from running import (
    END_SECONDS,
    HERE,
    PROGRAM,
    START_SECONDS,
    Live,
    RoomUnderTest,
    answers_to,
    environment,
    fetch,
    new_receipt,
    problem,
    until,
    workshop,
)


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


def test_whoever_presses_enter_after_a_rehearsal_opens_the_real_room(home):
    with Live(home, *HERE, "--rehearse", "5") as rehearsal:
        rehearsal.answering()
        rehearsal.stop()
    ours, terminal = pty.openpty()
    command = [*PROGRAM, "live", "--no-lab", *HERE]
    with subprocess.Popen(
        command, env=environment(home), cwd=home, stdin=terminal, stdout=subprocess.PIPE, stderr=terminal
    ) as process:
        try:
            os.write(ours, b"\n")
            assert json.loads(process.stdout.readline())["code"] != rehearsal.code
            said = b""
            while f"Rehearsal room {rehearsal.code}".encode() not in said:
                said += os.read(ours, 4096)
        finally:
            process.kill()
            os.close(ours)
            os.close(terminal)


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
        until(lambda: re.search(r"http://\S+", errors.read_text()))
        base = re.search(r"http://\S+", errors.read_text()).group()
        until(lambda: _answers(base))
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
