"""What the firewall of this machine says of itself. One that may not be asked stays unknown: only a phone can tell."""

import contextlib
import re
import shutil
import subprocess
from collections.abc import Callable

from .finding import Finding


def firewall(port: int, ask: Callable[[list[str]], str | None] | None = None) -> Finding:
    """Does a firewall of this machine say that it keeps phones out? Rules that may not be read stay unknown."""
    ask = ask or _answer
    for look in (_firewalld, _ufw, _netfilter, _mac, _windows):
        if found := look(port, ask):
            return found
    return Finding("Firewall", True, "none that keeps phones out was seen")


def _blocked(name: str, port: int, do: str) -> Finding:
    return Finding("Firewall", False, f"{name} keeps phones out of port {port}.", do)


def _firewalld(port: int, ask: Callable) -> Finding | None:
    if (ask(["firewall-cmd", "--state"]) or "").strip() != "running":
        return None
    if (ask(["firewall-cmd", f"--query-port={port}/tcp"]) or "").strip() == "yes":
        return Finding("Firewall", True, f"firewalld lets port {port} through")
    return _blocked("firewalld", port, f"Until the next restart: `sudo firewall-cmd --add-port={port}/tcp`.")


def _ufw(port: int, ask: Callable) -> Finding | None:
    status = ask(["ufw", "status"]) or ""
    if "Status: active" not in status:
        return None
    if re.search(rf"^{port}(/tcp)?\s+ALLOW", status, re.M):
        return Finding("Firewall", True, f"ufw lets port {port} through")
    return _blocked("ufw", port, f"`sudo ufw allow {port}/tcp`, and `sudo ufw delete allow {port}/tcp` afterwards.")


def _netfilter(port: int, ask: Callable) -> Finding | None:
    rules = ask(["nft", "list", "ruleset"]) or ""
    closed = re.search(r"hook input [^}]*?policy (drop|reject)", rules, re.S)
    if not closed:
        closed = "-P INPUT DROP" in (rules := ask(["iptables", "-S", "INPUT"]) or "")
    if not closed:
        return None
    if re.search(rf"dport (\{{[^}}]*)?\b{port}\b.*accept|--dport {port}\b.*-j ACCEPT", rules):
        return Finding("Firewall", True, f"it lets port {port} through")
    return _blocked("the firewall (policy: drop)", port, f"Allow incoming TCP connections to port {port} in its rules.")


def _mac(_port: int, ask: Callable) -> Finding | None:
    program = "/usr/libexec/ApplicationFirewall/socketfilterfw"
    if "block all non-essential" in (ask([program, "--getblockall"]) or "").lower().replace("disabled", "").strip():
        do = "System Settings, Network, Firewall, Options: switch “Block all incoming connections” off."
        return Finding("Firewall", False, "it blocks all incoming connections.", do)
    if "enabled" not in (ask([program, "--getglobalstate"]) or ""):
        return None
    return Finding("Firewall", None, "is on.", "When macOS asks whether Python may accept connections, say Allow.")


def _windows(_port: int, ask: Callable) -> Finding | None:
    if not (state := ask(["netsh", "advfirewall", "show", "currentprofile", "state"])) or "ON" not in state.split():
        return None
    return Finding("Firewall", None, "is on.", "When Windows asks, allow Python in private and in public networks.")


def _answer(command: list[str]) -> str | None:
    """What a program of this machine says; None where there is none, or it may not be asked."""
    if not shutil.which(command[0]):
        return None
    with contextlib.suppress(OSError, subprocess.SubprocessError):
        done = subprocess.run(command, capture_output=True, text=True, timeout=5, stdin=subprocess.DEVNULL)
        return done.stdout if done.returncode == 0 else None
    return None
