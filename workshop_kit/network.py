"""Where this machine stands in its network: the address that phones in the same network reach it by."""

import contextlib
import socket
import struct
import sys

ELSEWHERE = ("192.0.2.1", 9)  # an address of documentation (RFC 5737): asked for the way to it, never written to
PORT = 8800  # where a room listens, or begins to look for a free port
PORTS = 50  # how many it tries
TUNNELS = ("tun", "tap", "utun", "wg", "ppp", "ipsec", "tailscale", "zt", "nordlynx", "proton", "cscotun")
_SIOCGIFADDR = 0x8915  # Linux: the IPv4 address of an interface


def lan_address() -> str | None:
    """This machine's address on the way out, or in a network without one; nothing is sent to find it."""
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(ELSEWHERE)
        if _outward(address := probe.getsockname()[0]):
            return address
    return next(iter(addresses().values()), None)


def addresses() -> dict[str, str]:
    """`{interface: IPv4 address}` of this machine, loopback and tunnels left out. Known on Linux; elsewhere what
    the machine's own name stands for, under an empty interface."""
    if sys.platform == "linux":
        found = {name: _address_of(name) for _, name in socket.if_nameindex() if not is_tunnel(name)}
        return {name: address for name, address in found.items() if address and _outward(address)}
    with contextlib.suppress(OSError):
        own = socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)[0][4][0]
        return {"": own} if _outward(own) else {}
    return {}


def interface_of(address: str) -> str | None:
    """The interface that has an address, tunnels too; None where that cannot be known."""
    if sys.platform != "linux":
        return None
    return next((name for _, name in socket.if_nameindex() if _address_of(name) == address), None)


def is_tunnel(interface: str | None) -> bool:
    """Whether an interface leads into a tunnel (a VPN): phones beside this machine are not in it."""
    return bool(interface) and interface.lower().startswith(TUNNELS)


def _address_of(interface: str) -> str | None:
    import fcntl

    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        asked = struct.pack("256s", interface.encode()[:15])
        return socket.inet_ntoa(fcntl.ioctl(probe.fileno(), _SIOCGIFADDR, asked)[20:24])
    return None


def _outward(address: str) -> bool:
    return not address.startswith(("127.", "0."))
