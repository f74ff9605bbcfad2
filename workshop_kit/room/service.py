"""What the routes share: the service behind a request, who holds which key, and what follows a move."""

import asyncio
import hmac
from contextlib import suppress

import msgspec
from litestar import Request

from ..pool.store import Broken
from .desk import Desk
from .feed import Feeds
from .options import KEEP_DAYS
from .problems import Problem

HOUR = 60 * 60


class Service(msgspec.Struct):
    """What the routes share: the desk, the events, and how people reach this service from outside."""

    desk: Desk
    feeds: Feeds
    host_key: str
    address: str | None = None
    keep: int = KEEP_DAYS
    pictures: dict = {}

    def room(self, code: str, state: dict | None = None) -> dict:
        """The room's state with the address that people type or scan."""
        state = state or self.desk.room(code)
        base = state.pop("public_url", None) or self.address or ""
        return {**state, "join": f"{base.rstrip('/')}/{state['code']}"}


def service_of(request: Request) -> Service:
    return request.app.state.service


def room_of(request: Request, code: str) -> dict:
    return service_of(request).room(code)


def desk_of(request: Request, code: str) -> Desk:
    """The desk, for whoever holds the room's key."""
    desk = service_of(request).desk
    if not desk.holds_key(code, bearer(request)):
        raise Problem(401, "wrong-key", "This needs the room's key, as `Authorization: Bearer KEY`.")
    return desk


def hosting(request: Request) -> Service:
    """The service, for whoever holds its host key."""
    service = service_of(request)
    if not holds(request, service.host_key):
        raise Problem(401, "wrong-key", "This needs the host key of this service.")
    return service


def holds(request: Request, key: str) -> bool:
    return hmac.compare_digest(bearer(request).encode(), key.encode())


def bearer(request: Request) -> str:
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    return key.strip() if scheme.lower() == "bearer" else ""


def if_match(request: Request) -> int | None:
    given = request.headers.get("If-Match")
    if given is None or given == "*":
        return None
    number = given.removeprefix("W/").strip('"')
    if not number.isdigit():
        raise Problem(400, "malformed", "If-Match takes the room's revision, a whole number.")
    return int(number)


async def close_old(service: Service) -> None:
    """Close what has been left alone too long, now and every hour."""
    while True:
        with suppress(Problem, Broken):
            for code in await service.desk.close_old():
                service.feeds.wake(code)
        await asyncio.sleep(HOUR)


async def moved(request: Request, code: str, move) -> dict:
    state = await move
    service = service_of(request)
    service.feeds.wake(code)
    return service.room(code, state)
