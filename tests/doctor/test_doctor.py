"""`workshop doctor`: each finding says what is so and what to do; the whole ends with "ready" or the first to mend."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from needing import ROOT
from running import PROGRAM, environment, workshop

from workshop_kit import __version__, doctor, network
from workshop_kit.doctor import disk, firewalls, machine, phone, ways
from workshop_kit.doctor.finding import Finding


@contextlib.contextmanager
def listening(port: int = 0, host: str = "0.0.0.0"):
    with socket.socket() as busy:
        busy.bind((host, port))
        busy.listen()
        yield busy.getsockname()[1]


@pytest.fixture
def no_proxies(monkeypatch):
    for name in list(os.environ):
        if name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)


# the machine -------------------------------------------------------------------------------------------------


def test_an_old_python_is_refused_with_the_version_that_it_takes():
    assert machine.python_version().ok
    old = machine.python_version((3, 9, 18, "final", 0))
    assert old.ok is False and "3.9.18" in old.said and "3.11" in old.do


def test_the_kit_says_its_version_and_names_a_package_that_is_missing(monkeypatch):
    assert machine.kit() == Finding("Kit", True, __version__)
    monkeypatch.setattr(
        machine.metadata, "requires", lambda name: ["click>=8.1", "no-such-thing>=2 ; python_version>'3'"]
    )
    broken = machine.kit()
    assert broken.ok is False and "no-such-thing" in broken.said and "click" not in broken.said
    assert "pip install no-such-thing" in broken.do


def test_a_clock_in_another_century_or_one_that_jumps_is_found():
    assert machine.clock().ok
    past = machine.clock(now=lambda: 0.0)
    assert past.ok is False and "1970" in past.said and "date" in past.do
    jumps = iter([time.time(), time.time(), time.time() + 900, time.time()])
    assert machine.clock(now=lambda: next(jumps)).ok is False
    assert machine.clock(ticks=lambda: 5.0).ok is False, "a clock that stands still"


def test_a_browser_is_found_on_the_path_or_where_the_system_keeps_it(tmp_path):
    assert machine.browser(lambda name: "/usr/bin/firefox" if name == "firefox" else None).said == "/usr/bin/firefox"
    place = tmp_path / "Firefox.app"
    place.mkdir()
    assert machine.browser(lambda name: None, [place]).said == str(place)
    none = machine.browser(lambda name: None, [tmp_path / "nothing"])
    assert none.ok is False and "Install" in none.do


def test_jupyterlab_is_started_for_real_and_ended_again(tmp_path, monkeypatch):
    monkeypatch.setenv("WORKSHOP_HOME", str(tmp_path))
    found = machine.jupyterlab()
    assert found.ok, found
    assert machine.metadata.version("jupyterlab") in found.said
    import psutil

    assert not [
        child for child in psutil.Process().children(recursive=True) if "jupyterlab" in " ".join(child.cmdline())
    ]


def test_a_jupyterlab_that_does_not_start_is_said_with_its_log(tmp_path, monkeypatch):
    from workshop_kit import lab

    monkeypatch.setenv("WORKSHOP_HOME", str(tmp_path))
    monkeypatch.setattr(lab, "command", lambda port: [sys.executable, "-c", "raise SystemExit('no')"])
    found = machine.jupyterlab()
    assert found.ok is False and "did not start" in found.said
    assert "lab.log" in found.do and "--no-lab" in found.do
    monkeypatch.setattr(lab, "available", lambda: False)
    assert "pip install jupyterlab" in machine.jupyterlab().do


# the disk ----------------------------------------------------------------------------------------------------


def test_a_folder_that_takes_writes_is_fine_and_nothing_stays_in_it(tmp_path):
    assert disk.writes(tmp_path).ok
    assert list(tmp_path.iterdir()) == []
    assert disk.space(tmp_path).ok
    assert disk.space(tmp_path / "not" / "made" / "yet").ok


@pytest.fixture
def small(tmp_path):
    """A disk of 512 KB, as root can make one."""
    if not ROOT or not shutil.which("mount"):
        pytest.skip("a small disk can be made by root only")
    folder = tmp_path / "small"
    folder.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", folder], capture_output=True, text=True)
    if made.returncode:
        pytest.skip(f"no disk could be mounted here: {made.stderr.strip()}")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


def test_a_full_disk_is_found_by_its_space_and_by_a_write(small):
    assert disk.space(small).ok is False and "WORKSHOP_HOME" in disk.space(small).do
    full = disk.writes(small)
    assert full.ok is False and "No space left" in full.said and str(small) in full.said
    assert list(small.iterdir()) == []


def test_a_read_only_folder_is_found(small):
    subprocess.run(["mount", "-o", "remount,ro", small], check=True)
    found = disk.writes(small)
    assert found.ok is False and "Read-only" in found.said and "WORKSHOP_HOME" in found.do


def test_a_home_that_is_a_file_is_said_and_not_crashed_on(tmp_path, monkeypatch):
    file = tmp_path / "home"
    file.write_text("")
    monkeypatch.setenv("WORKSHOP_HOME", str(file))
    found = disk.writes(disk.home_folder())
    assert found.ok is False and str(file) in found.said


def test_a_disk_that_cannot_hold_the_store_is_taken_for_a_network_drive(tmp_path, monkeypatch):
    monkeypatch.setattr(disk, "_journal", lambda path: "delete")
    found = disk.writes(tmp_path)
    assert found.ok is False and "network drive" in found.do


# the network -------------------------------------------------------------------------------------------------


def test_a_busy_port_that_was_asked_for_is_wrong_and_one_that_was_not_gets_the_next(monkeypatch):
    with listening() as port:
        found = ways.port(port, ways.first_free(port))
        assert found.ok is False and str(port) in found.said and "--port" in found.do
        monkeypatch.setattr(ways, "PORT", port)
        free = ways.first_free()
        assert port < free < port + ways.PORTS
        assert ways.port(None, free) == Finding("Port", True, f"{port} is in use; a new room takes {free}")
        monkeypatch.setattr(ways, "PORTS", 1)
        assert ways.port(None, ways.first_free()).ok is False
    assert ways.port(port, ways.first_free(port)).ok, "it is free again"


def test_no_network_is_wrong_and_a_network_names_the_address():
    assert ways.lan(None).ok is False and "hotspot" in ways.lan(None).do
    assert "198.51.100.7" in ways.lan("198.51.100.7").said


def test_an_address_in_a_tunnel_is_told_from_one_of_the_wifi(monkeypatch):
    monkeypatch.setattr(network, "interface_of", lambda address: "utun3")
    monkeypatch.setattr(network, "addresses", lambda: {"wlan0": "192.168.4.20"})
    found = ways.lan("10.8.0.2")
    assert found.ok is False and "VPN" in found.said and "--host 192.168.4.20" in found.do


def test_what_listens_here_is_reached_at_its_address_also_when_the_port_is_taken():
    assert ways.reached("127.0.0.1", ways.first_free()).ok
    with listening() as port:
        assert ways.reached("127.0.0.1", port).ok
    lost = ways.reached("203.0.113.9", 0, seconds=0.2)
    assert lost.ok is False and "firewall" in lost.do


@pytest.mark.parametrize("variable", ["http_proxy", "HTTPS_PROXY", "all_proxy"])
def test_a_proxy_that_would_catch_this_machine_is_found_and_an_exception_mends_it(monkeypatch, no_proxies, variable):
    hosts = ["127.0.0.1", "192.168.4.20"]
    assert ways.proxies(hosts).said == "none"
    monkeypatch.setenv(variable, "http://proxy.example:3128")
    found = ways.proxies(hosts)
    assert found.ok is False and "proxy.example" in found.said and "192.168.4.20" in found.said
    assert "NO_PROXY=localhost,127.0.0.1,192.168.4.20" in found.do
    monkeypatch.setenv("no_proxy", "localhost,127.0.0.1")
    assert ways.proxies(hosts).said.endswith("would catch 192.168.4.20.")
    monkeypatch.setenv("no_proxy", found.do.split("NO_PROXY=")[1].split()[0])
    assert ways.proxies(hosts).ok


def answering(programs: dict[str, str]):
    """Programs of a machine that answer so: `{"name_last_argument": what it says}`."""

    def ask(command: list[str]) -> str | None:
        name, last = Path(command[0]).name, command[-1].strip("-")
        return programs.get(f"{name}_{last}".replace("-", "_"))

    return ask


NFT = "table inet f {{\n chain in {{\n type filter hook input priority filter; policy {};\n iif lo accept\n {}\n }}\n}}"


@pytest.mark.parametrize(
    "said, ok, told",
    [
        ({}, True, "none"),
        ({"ufw_status": "Status: inactive\n"}, True, "none"),
        ({"ufw_status": "Status: active\n\nTo  Action  From\n22/tcp  ALLOW  Anywhere\n"}, False, "ufw allow 8800/tcp"),
        ({"ufw_status": "Status: active\n\n8800/tcp  ALLOW  Anywhere\n"}, True, "ufw"),
        ({"firewall_cmd_state": "running\n", "firewall_cmd_query_port=8800/tcp": "yes\n"}, True, "firewalld"),
        ({"firewall_cmd_state": "running\n"}, False, "--add-port=8800/tcp"),
        ({"nft_ruleset": NFT.format("drop", "")}, False, "8800"),
        ({"nft_ruleset": NFT.format("drop", "tcp dport { 22, 8800 } accept")}, True, "8800"),
        ({"nft_ruleset": NFT.format("accept", "")}, True, "none"),
        ({"iptables_INPUT": "-P INPUT DROP\n-A INPUT -i lo -j ACCEPT\n"}, False, "8800"),
        ({"iptables_INPUT": "-P INPUT DROP\n-A INPUT -p tcp -m tcp --dport 8800 -j ACCEPT\n"}, True, "8800"),
        ({"socketfilterfw_getglobalstate": "Firewall is enabled. (State = 1)"}, None, "Allow"),
        ({"socketfilterfw_getblockall": "Firewall is set to block all non-essential incoming"}, False, "Block all"),
        ({"netsh_state": "Public Profile Settings:\nState                 ON\n"}, None, "Windows"),
    ],
)
def test_what_a_firewall_says_of_itself_is_read_and_what_to_do_is_said(said, ok, told):
    found = firewalls.firewall(8800, answering(said))
    assert found.ok is ok, found
    assert told in f"{found.said} {found.do}"


ARP = """IP address       HW type     Flags       HW address            Mask     Device
192.0.2.77       0x1         0x2         02:00:00:00:00:01     *        wlan0
192.0.2.78       0x1         0x0         00:00:00:00:00:00     *        wlan0
"""


def test_devices_kept_apart_are_never_claimed_either_way_by_one_machine_alone():
    for table, word in ((ARP, "another device"), (ARP.splitlines()[0], "cannot tell")):
        found = ways.apart(table)
        assert found.ok is None and word in found.said
        for way in ("doctor --phone", "hotspot", "workshop offline", "paper"):
            assert way in found.do


def test_a_page_opened_on_this_machine_is_no_phone(no_proxies):
    import threading
    import urllib.request

    said = []

    def open_it() -> None:
        while not said:
            time.sleep(0.02)
        urllib.request.urlopen(said[0].split()[-1], timeout=2).read()

    opener = threading.Thread(target=open_it)
    opener.start()
    found = phone.phone_comes("127.0.0.1", 0, 0.5, said.append)
    opener.join()
    assert found.ok is False and "hotspot" in found.do


# the whole ---------------------------------------------------------------------------------------------------


def test_it_ends_with_ready_or_the_first_thing_to_mend(monkeypatch):
    good, unknown = Finding("A", True, "a"), Finding("B", None, "b", "ask")
    bad, worse = Finding("C", False, "c", "mend c."), Finding("D", False, "d", "mend d.")
    for found, status, last in (
        ([good, unknown], 0, "ready"),
        ([good, bad, worse], 1, "First thing to mend: C. mend c."),
    ):
        said = []
        monkeypatch.setattr(doctor, "findings", lambda *_, found=found, **__: iter(found))
        assert doctor.run(None, lab=False, phone=None, say=said.append) == status
        assert said[-1] == last
        assert said[0] == "✓ A: a" and (status or said[1:3] == ["· B: b", "    ask"])


def test_the_command_names_a_busy_port_first_and_exits_with_1(tmp_path):
    with listening() as port:
        done = workshop("doctor", "--no-lab", "--port", str(port), home=tmp_path)
    assert done.returncode == 1 and done.stderr == ""
    assert f"✗ Port: {port} is in use." in done.stdout
    assert done.stdout.splitlines()[-1].startswith("First thing to mend: Port. Choose another")


def test_the_command_speaks_on_a_terminal_that_knows_no_ticks(tmp_path):
    done = subprocess.run(
        [*PROGRAM, "doctor", "--no-lab"], env=environment(tmp_path, PYTHONIOENCODING="ascii:strict"), cwd=tmp_path,
        capture_output=True, text=True,
    )  # fmt: skip
    assert "ok Python: " in done.stdout and "unexpected" not in done.stderr


def test_a_home_that_cannot_be_made_is_a_finding_of_the_command(tmp_path):
    file = tmp_path / "file"
    file.write_text("")
    done = subprocess.run(
        [*PROGRAM, "doctor"], env=environment(file / "home"), cwd=tmp_path, capture_output=True, text=True
    )
    assert done.returncode == 1 and "First thing to mend: Writing." in done.stdout, done.stdout + done.stderr
    assert "JupyterLab: not tried" in done.stdout
