"""Which certificates a notebook or script trusts when a room is served over https.

Those that every program trusts; one more from a file (a room's own, made for a day); and on the machine that serves
the room, the very certificate that it serves with, whatever names stand in it.
"""

import os
import ssl
from pathlib import Path

from ..instrument.errors import Refused

VARIABLE = "WORKSHOP_CERTIFICATE"


def context(base: str, certificate: str | None, own: str | None) -> ssl.SSLContext | bool:
    """What httpx is to verify a room's certificate with; False for plain http, where there is none.

    Args:
        base: the room's address.
        certificate: a PEM file to trust besides (None: `WORKSHOP_CERTIFICATE`, if it is set).
        own: the PEM file that this machine serves this room with, if it does.

    Raises:
        Refused: if a file that was named is not there, or is no certificate.
    """
    if not base.startswith("https:"):
        return False
    if own and not certificate:
        return _only(own)
    import certifi

    trusted = ssl.create_default_context(cafile=os.environ.get("SSL_CERT_FILE") or certifi.where())
    if more := certificate or os.environ.get(VARIABLE):
        _add(trusted, more)
    return trusted


def _only(own: str) -> ssl.SSLContext:
    """Loopback is not a name that certificates are made for: the certificate itself is proof enough."""
    trusted = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    trusted.check_hostname = False
    _add(trusted, own)
    return trusted


def _add(trusted: ssl.SSLContext, file: str) -> None:
    try:
        trusted.load_verify_locations(Path(file).expanduser())
    except (OSError, ssl.SSLError) as error:
        raise Refused(f"`{file}` is not a certificate that can be read (a PEM file): {error}.") from None
    # what somebody made for a day is trusted for what it is, without what authorities must put into theirs
    trusted.verify_flags = trusted.verify_flags & ~ssl.VERIFY_X509_STRICT | ssl.VERIFY_X509_PARTIAL_CHAIN


def explain(error: Exception, base: str) -> str | None:
    """A sentence for an error that comes from a certificate; None for any other."""
    if "CERTIFICATE_VERIFY_FAILED" not in str(error):
        return None
    return (
        f"The room at {base} shows a certificate that is not trusted here. Ask for it as a file, set {VARIABLE} to the "
        'file\'s path before the notebook starts (or `Room(address, certificate="that-file.pem")`), and use an '
        "address whose name stands in it."
    )
