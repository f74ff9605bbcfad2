"""`workshop doctor` in networks of its own (Linux's network namespaces): a wifi that lets a phone through, one that
keeps devices apart, a firewall, a VPN, no way out, no network at all."""

import contextlib
import re
import secrets
import subprocess
import sys

import pytest
from needing import need, program
from running import PROGRAM, environment

LAPTOP, PHONE = "10.77.0.1", "10.77.0.2"
FETCH = """
import sys, time, urllib.request
until = time.monotonic() + float(sys.argv[2])
opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
while time.monotonic() < until:
    try:
        print(opener.open(sys.argv[1], timeout=1).read().decode()); break
    except OSError:
        time.sleep(0.1)
"""


class Wifi:
    """A switch with a laptop and a phone, each in a namespace of its own."""

    def __init__(self):
        tag = secrets.token_hex(2)
        self.air, self.laptop, self.phone = (f"{name}-{tag}" for name in ("air", "laptop", "phone"))
        self.spaces: list[str] = []

    def make(self) -> None:
        for space in (self.air, self.laptop, self.phone):
            self._run("netns", "add", space)
            self.spaces.append(space)
            self.ip(space, "link set lo up")
        self.ip(self.air, "link add switch type bridge")
        self.ip(self.air, "link set switch up")
        for space, address, port in ((self.laptop, LAPTOP, "p1"), (self.phone, PHONE, "p2")):
            self.ip(self.air, f"link add {port} type veth peer name wlan0 netns {space}")
            self.ip(self.air, f"link set {port} master switch up")
            self.ip(space, f"addr add {address}/24 dev wlan0")
            self.ip(space, "link set wlan0 up")

    def gateway(self) -> None:
        self.ip(self.laptop, "route add default via 10.77.0.254")

    def keeps_apart(self) -> None:
        for port in ("p1", "p2"):
            self.ip(self.air, f"link set dev {port} type bridge_slave isolated on")

    def ip(self, space: str, line: str) -> None:
        self._run("-n", space, *line.split())

    def _run(self, *args: str) -> None:
        done = subprocess.run([program("ip"), *args], capture_output=True, text=True)
        assert done.returncode == 0, f"ip {' '.join(args)}: {done.stderr}"

    def inside(self, space: str, *command: str, home, **more) -> subprocess.Popen:
        command = [program("ip"), "netns", "exec", space, *command]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        return subprocess.Popen(command, env=environment(home), cwd=home, **pipes, **more)

    def doctor(self, home, *args: str) -> tuple[int, str]:
        running = self.inside(self.laptop, *PROGRAM, "doctor", "--no-lab", *args, home=home)
        said, errors = running.communicate(timeout=60)
        assert errors == ""
        return running.returncode, said

    def end(self) -> None:
        for space in self.spaces:
            with contextlib.suppress(AssertionError):
                self._run("netns", "del", space)


@pytest.fixture
def wifi():
    need("root", "ip")
    wifi = Wifi()
    try:
        wifi.make()
        yield wifi
    finally:
        wifi.end()


def opens(wifi: Wifi, home, seconds: float) -> tuple[int, str, str]:
    """The doctor waits so long for a phone, and a phone tries: (exit status, what was said, what the phone saw)."""
    phone = wifi.inside(wifi.phone, sys.executable, "-c", FETCH, f"http://{LAPTOP}:8800/", str(seconds + 4), home=home)
    status, said = wifi.doctor(home, "--phone", "--seconds", str(seconds))
    phone.terminate()
    return status, said, phone.communicate(timeout=10)[0]


def test_without_a_network_the_first_thing_to_mend_is_the_network(wifi, tmp_path):
    wifi.ip(wifi.laptop, "link del wlan0")
    status, said = wifi.doctor(tmp_path)
    assert status == 1
    assert "✗ Network: this machine is in none" in said
    assert re.search(r"^First thing to mend: Network\. .*hotspot", said, re.M)


def test_a_phone_that_opens_the_page_makes_it_sure(wifi, tmp_path):
    wifi.gateway()
    status, said, seen = opens(wifi, tmp_path, 20)
    assert "It works." in seen, said
    assert status == 0, said
    assert f"reach this machine at {LAPTOP}" in said and "✓ Apart: a phone reached this machine" in said
    assert said.endswith("ready\n")


def test_a_wifi_without_the_internet_is_a_network_too(wifi, tmp_path):
    status, said = wifi.doctor(tmp_path)
    assert status == 0, said
    assert f"reach this machine at {LAPTOP}" in said


def test_a_network_that_keeps_devices_apart_is_found_by_the_phone_and_the_ways_round_are_named(wifi, tmp_path):
    wifi.gateway()
    wifi.keeps_apart()
    status, said, seen = opens(wifi, tmp_path, 2)
    assert (status, seen) == (1, ""), said
    assert f"✗ Apart: no phone reached http://{LAPTOP}:8800/" in said
    last = said.splitlines()[-1]
    assert last.startswith("First thing to mend: Apart.")
    for way in ("hotspot", "workshop offline", "paper"):
        assert way in last


def test_a_firewall_that_keeps_phones_out_is_read_in_its_rules_and_mended_by_one(wifi, tmp_path):
    need("nft")
    wifi.gateway()
    rules = "table inet f { chain in { type filter hook input priority 0; policy drop; iifname lo accept; %s }; }"

    def nft(text: str) -> None:
        command = [program("ip"), "netns", "exec", wifi.laptop, program("nft"), text]
        subprocess.run(command, check=True, capture_output=True)

    nft(rules % "")
    status, said, seen = opens(wifi, tmp_path, 2)
    assert (status, seen) == (1, ""), said
    assert "✓ Reached" in said, "from the machine itself nothing is to be seen"
    assert "✗ Firewall: " in said and "8800" in said
    assert said.splitlines()[-1].startswith("First thing to mend: Firewall.")
    nft("delete table inet f")
    nft(rules % "tcp dport 8800 accept;")
    status, said, seen = opens(wifi, tmp_path, 20)
    assert status == 0 and "It works." in seen, said


def test_a_vpn_that_takes_the_way_out_is_named_with_the_address_of_the_wifi(wifi, tmp_path):
    wifi.ip(wifi.laptop, "link add tun0 type veth peer name far")
    wifi.ip(wifi.laptop, "addr add 10.99.0.5/24 dev tun0")
    wifi.ip(wifi.laptop, "link set tun0 up")
    wifi.ip(wifi.laptop, "route add default dev tun0")
    status, said = wifi.doctor(tmp_path)
    assert status == 1
    assert "VPN (tun0, 10.99.0.5)" in said and f"workshop live --host {LAPTOP}" in said
