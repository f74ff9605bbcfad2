"""The way from a phone to this machine: port, address, proxies, and what keeps devices apart."""

import contextlib
import os
import secrets
import socket
import urllib.request
from pathlib import Path

from .. import network
from ..network import PORT, PORTS
from .finding import Finding

WAYS_ROUND = (
    "Guest and hotel networks often keep devices apart. Three ways round it: a phone's hotspot, joined by this "
    "machine and by everybody; `workshop offline -o questionnaire.html`, mailed beforehand; or paper, as in the guide."
)


def first_free(wanted: int | None = None) -> int | None:
    """The port that a room would take: the one asked for or none, else the first free one from `PORT` on."""
    tried = range(PORT, PORT + PORTS) if wanted is None else [wanted]
    return next((number for number in tried if _is_free(number)), None)


def port(wanted: int | None, free: int | None) -> Finding:
    """Is there a port to listen on?"""
    asked = PORT if wanted is None else wanted
    if free == asked:
        return Finding("Port", True, f"{free} is free")
    if free is not None:
        return Finding("Port", True, f"{asked} is in use; a new room takes {free}")
    if wanted is not None:
        return Finding("Port", False, f"{wanted} is in use.", "Choose another with --port, or end what listens there.")
    last = PORT + PORTS - 1
    return Finding("Port", False, f"{PORT} to {last} are all in use.", "Choose another: `workshop live --port`.")


def lan(address: str | None) -> Finding:
    """Which address will phones use?"""
    if address is None:
        do = "Join a wifi, or open a hotspot on a phone and join that."
        return Finding("Network", False, "this machine is in none, so no phone can reach it.", do)
    interface = network.interface_of(address)
    if network.is_tunnel(interface):
        do = f"Switch the VPN off, or name the wifi's own address: `workshop live --host {_beside(address)}`."
        return Finding("Network", False, f"the way out leads through a VPN ({interface}, {address}).", do)
    return Finding("Network", True, f"phones in the same network reach this machine at {address}")


def _beside(address: str) -> str:
    return next((other for other in network.addresses().values() if other != address), "ADDRESS")


def reached(address: str, port: int, seconds: float = 3) -> Finding:
    """Does a service on this machine answer at the address that phones use? (As far as this machine can see.)"""
    word = secrets.token_bytes(16)
    try:
        with _listening(port) as listener, contextlib.ExitStack() as ends:
            listener.settimeout(seconds)
            caller = ends.enter_context(socket.socket())
            caller.settimeout(seconds)
            caller.bind((address, 0))
            caller.connect((address, listener.getsockname()[1]))
            other = ends.enter_context(listener.accept()[0])
            other.settimeout(seconds)
            caller.sendall(word)
            heard = other.recv(16, socket.MSG_WAITALL) == word
    except OSError as error:
        do = "Let Python take incoming connections in this machine's firewall or security program."
        return Finding("Reached", False, f"nothing gets through to {address}: {error}.", do)
    return Finding("Reached", heard, f"{address} answers" if heard else f"{address} answers strangely")


def proxies(hosts: list[str]) -> Finding:
    """Would a proxy catch what is meant for this machine itself?"""
    found = {scheme: address for scheme, address in urllib.request.getproxies().items() if scheme != "no"}
    caught = [host for host in hosts if not urllib.request.proxy_bypass(host)]
    if found and caught:
        do = f"Set NO_PROXY={','.join(dict.fromkeys(['localhost', *hosts]))} before you start, and in the browser too."
        return Finding("Proxy", False, f"{next(iter(found.values()))} would catch {' and '.join(caught)}.", do)
    return Finding("Proxy", True, "goes past this machine" if found else "none")


def apart(table: str | None = None) -> Finding:
    """Are devices of this network kept apart? One machine can only look whether it has met others."""
    met = neighbours(table)
    if met:
        others = "another device" if len(met) == 1 else f"{len(met)} other devices"
        return Finding("Apart", None, f"{others} of this network met this machine lately, which is a good sign.", _ASK)
    return Finding("Apart", None, "this machine alone cannot tell whether devices are kept apart.", _ASK)


_ASK = f"To be sure: `workshop doctor --phone`, in the room itself. {WAYS_ROUND}"


def neighbours(table: str | None = None) -> list[str]:
    """The addresses of other devices that this machine has spoken with, the way out left aside (Linux's ARP table)."""
    with contextlib.suppress(OSError):
        table = Path("/proc/net/arp").read_text() if table is None else table
        rows = [line.split() for line in table.splitlines()[1:]]
        gateways = _gateways()
        return [row[0] for row in rows if len(row) > 3 and int(row[2], 16) & 2 and row[0] not in gateways]
    return []


def _gateways() -> set[str]:
    with contextlib.suppress(OSError):
        rows = [line.split() for line in Path("/proc/net/route").read_text().splitlines()[1:]]
        return {socket.inet_ntoa(bytes.fromhex(row[2])[::-1]) for row in rows if row[2] != "00000000"}
    return set()


def _is_free(port: int) -> bool:
    with contextlib.suppress(OSError, OverflowError), _bound(port):
        return True
    return False


def _bound(port: int) -> socket.socket:
    """A socket on a port of all addresses, as `workshop live` takes it. Raises OSError if it is taken."""
    probe = socket.socket()
    try:
        if os.name != "nt":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("0.0.0.0", port))
        probe.listen(1)
    except (OSError, OverflowError):
        probe.close()
        raise
    return probe


def _listening(port: int) -> socket.socket:
    try:
        return _bound(port)
    except OSError:
        return _bound(0)
