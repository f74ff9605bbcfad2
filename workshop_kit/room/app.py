"""The room's web service: HTTP in, the desk's answer out. Nothing is decided here."""

import asyncio
import hmac
import io
import logging
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Annotated, Any

import msgspec
import segno
from litestar import Litestar, MediaType, Request, Response, delete, get, patch, post, put
from litestar.config.compression import CompressionConfig
from litestar.datastructures import ResponseHeader
from litestar.exceptions import HTTPException
from litestar.openapi import OpenAPIConfig
from litestar.response import Stream

from .. import __version__
from ..instrument import Refused
from ..instrument.messages import direction_of, preferred, spoken_languages
from ..pool.store import Broken, Store
from ..views import insights as found
from ..views import registry
from . import assets
from .asked import Question
from .desk import Desk
from .feed import Feeds
from .options import KEEP_DAYS, Changes, Options, Staging
from .problems import Problem

LARGEST_BODY = 64 * 1024
HOUR = 60 * 60
_RECEIPT = re.compile(r"[A-Za-z0-9_-]{22,128}")
_HEADERS = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}
_LOG = logging.getLogger("workshop_kit.room")


class Answer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One person's answers to an activity; null: finished, and kept to themselves."""

    answers: dict[str, Any] | None
    revision: Annotated[int, msgspec.Meta(ge=0, le=2**53)]
    group: str | None = None


class LetThrough(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which texts stand on a wall; `merged` are those that disappear into another one of them."""

    let_through: list[str]
    merged: dict[str, str] = {}


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


def create_app(store: Store, host_key: str, address: str | None = None, keep: int = KEEP_DAYS) -> Litestar:
    """The service over a store.

    Args:
        host_key: whoever holds it may open, list and delete rooms.
        address: how people reach it, such as `http://192.168.1.23:8800`.
        keep: after how many days a room that nobody moves is closed, unless it was opened with another number.
    """

    @asynccontextmanager
    async def life(app: Litestar) -> AsyncIterator[None]:
        desk = Desk(store)
        service = Service(desk, None, host_key, address, keep)
        service.feeds = Feeds(desk.pulse, service.room)
        app.state.service = service
        closing = asyncio.create_task(_close_old(service))
        yield
        closing.cancel()
        service.feeds.close()

    return Litestar(
        route_handlers=[
            enter,
            participant,
            screen,
            presenter,
            qr,
            static,
            health,
            rooms,
            open_room,
            room,
            change_room,
            delete_room,
            instrument,
            answer,
            tally,
            texts,
            let_through,
            ask,
            view,
            stage,
            next_moment,
            back,
            agenda,
            insights,
            events,
        ],
        lifespan=[life],
        exception_handlers={
            Problem: _problem,
            HTTPException: _http_problem,
            Broken: _broken,
            Refused: _refused,
            UnicodeDecodeError: _not_text,
            Exception: _unexpected,
        },
        request_max_body_size=LARGEST_BODY,
        # pages and files are compressed already, once for all; events are never
        compression_config=CompressionConfig(backend="gzip", gzip_compress_level=6, exclude_opt_key="as_it_is"),
        response_headers=[ResponseHeader(name=name, value=value) for name, value in _HEADERS.items()],
        openapi_config=OpenAPIConfig(title="Workshop room", version=__version__, path="/api"),
        debug=False,
        logging_config=None,
    )


# pages -------------------------------------------------------------------------------------------------------


@get("/", include_in_schema=False, as_it_is=True)
async def enter(request: Request) -> Response:
    return _enter(request)


@get("/{code:str}", include_in_schema=False, as_it_is=True)
async def participant(request: Request, code: str) -> Response:
    return _room_page(request, code, "phone", _accepted(request))


@get("/{code:str}/screen", include_in_schema=False, as_it_is=True)
async def screen(request: Request, code: str) -> Response:
    return _room_page(request, code, "screen", [])


@get("/{code:str}/presenter", include_in_schema=False, as_it_is=True)
async def presenter(request: Request, code: str) -> Response:
    """Nothing is in this page that is not in its scripts: the key comes in the fragment, or is typed in."""
    return _room_page(request, code, "presenter", _accepted(request))


@get("/{code:str}/qr.svg", include_in_schema=False)
async def qr(request: Request, code: str) -> Response:
    picture = io.BytesIO()
    link = _room(request, code)["join"]
    segno.make_qr(link, error="m").save(
        picture, kind="svg", border=2, dark="#1c2331", light="#fff", xmldecl=False, omitsize=True
    )
    return Response(picture.getvalue(), media_type="image/svg+xml", headers={"Cache-Control": "no-store"})


@get("/static/{name:str}", include_in_schema=False, as_it_is=True)
async def static(request: Request, name: str) -> Response:
    asset = assets.static(name)
    if asset is None:
        raise Problem(404, "no-such-file", f"There is no file {name} here.")
    return asset.response(request)


def _enter(request: Request, status: int = 200) -> Response:
    """The form for a code: in the browser's language if a room here speaks it, else in that of the rooms."""
    wanted = _accepted(request)
    spoken = _service(request).desk.languages()
    return _page(request, "enter", preferred(spoken or spoken_languages(), wanted), status)


def _room_page(request: Request, code: str, name: str, wanted: list[str]) -> Response:
    try:
        offered = _service(request).desk.room(code)["languages"]
    except Problem:
        return _enter(request, status=404)
    return _page(request, name, preferred(offered, wanted))


def _page(request: Request, name: str, language: str, status: int = 200) -> Response:
    asset = assets.page(name, language, direction_of(language), _root(request))
    headers = {"Content-Security-Policy": assets.policy(name), "Vary": "Accept-Encoding, Accept-Language"}
    return asset.response(request, status, **headers)


def _root(request: Request) -> str:
    """The way from the page asked for to the top of the service: addresses hold behind a proxy with a prefix too."""
    asked = request.scope["raw_path"].decode("ascii", "replace")  # Litestar's own path has lost its last slash
    return "/".join([".."] * min(asked.count("/") - 1, 2)) or "."


def _accepted(request: Request) -> list[str]:
    """The languages that a browser asks for, the most wanted first. They choose a page's words and go nowhere else."""
    asked = [part.split(";q=") for part in request.headers.get("Accept-Language", "").replace(" ", "").split(",")]
    return [name for name, *_ in sorted(asked, key=lambda part: _weight(part[1:]))]


def _weight(given: list[str]) -> float:
    try:
        return -float(given[0]) if given else -1.0
    except ValueError:
        return 0.0


# rooms -------------------------------------------------------------------------------------------------------


@get("/api/health")
async def health(request: Request) -> dict:
    """Whether the service and its store answer."""
    _service(request).desk.store.read(lambda connection: None)
    return {"status": "ok", "version": __version__}


@get("/api/rooms")
async def rooms(request: Request) -> dict:
    """All rooms of this service (host key)."""
    return {"rooms": _hosting(request).desk.rooms()}


@post("/api/rooms", status_code=201)
async def open_room(request: Request, data: Options) -> dict:
    """Open a room (host key). The answer holds the room's key, which cannot be read again."""
    service = _hosting(request)
    if data.keep is None:
        data = msgspec.structs.replace(data, keep=service.keep)
    return service.room("", await service.desk.open_room(data))


@get("/api/rooms/{code:str}")
async def room(request: Request, code: str) -> dict:
    """The room as everybody may see it."""
    return _room(request, code)


@patch("/api/rooms/{code:str}")
async def change_room(request: Request, code: str, data: Changes) -> dict:
    """Set title, seats, groups, the team's action, notes, and whether its manager hosts or texts are asked for
    (key)."""
    return await _moved(request, code, _desk(request, code).change(code, data))


@delete("/api/rooms/{code:str}", status_code=204)
async def delete_room(request: Request, code: str) -> None:
    """Delete a room for good, with everything that it held (key, or host key)."""
    service = _service(request)
    if not _holds(request, service.host_key):
        _desk(request, code)
    await service.desk.delete(code)
    for name in [name for name in service.pictures if name[0] == code.upper()]:
        del service.pictures[name]
    service.feeds.wake(code)


@get("/api/rooms/{code:str}/instrument")
async def instrument(request: Request, code: str, language: str | None = None) -> dict:
    """The room's one document: what is asked and said, in one language (of several asked for, `es-MX,es,en`, the
    first that the room has)."""
    return _service(request).desk.plan(code, language).document


@put("/api/rooms/{code:str}/activities/{activity:str}/answer", status_code=204)
async def answer(request: Request, code: str, activity: str, data: Answer) -> None:
    """Share, keep, change or take back one person's answers to an open activity (header `Receipt`)."""
    receipt = request.headers.get("Receipt", "")
    if not _RECEIPT.fullmatch(receipt):
        raise Problem(400, "bad-receipt", "The header Receipt takes 22 to 128 of A–Z a–z 0–9 - _.")
    service = _service(request)
    await service.desk.answer(code, activity, receipt, data.answers, data.revision, data.group)
    service.feeds.wake(code)


@get("/api/rooms/{code:str}/activities/{activity:str}/tally")
async def tally(request: Request, code: str, activity: str, group: str | None = None) -> dict:
    """What may be seen of a revealed activity."""
    return _service(request).desk.tally(code, activity, group)


@get("/api/rooms/{code:str}/activities/{activity:str}/texts")
async def texts(request: Request, code: str, activity: str) -> Response:
    """The texts of a revealed activity: all of them until somebody has decided, then those on its wall (key)."""
    return Response(_desk(request, code).texts(code, activity), headers={"Cache-Control": "no-store"})


@post("/api/rooms/{code:str}/activities/{activity:str}/texts", status_code=200)
async def let_through(request: Request, code: str, activity: str, data: LetThrough) -> Response:
    """Decide once which texts stand on the wall; the others are dropped for good (key)."""
    decided = await _desk(request, code).let_through(code, activity, data.let_through, data.merged)
    _service(request).feeds.wake(code)
    return Response(decided, headers={"Cache-Control": "no-store"})


@post("/api/rooms/{code:str}/activities", status_code=201)
async def ask(request: Request, code: str, data: Question) -> dict:
    """A question made on the spot; it waits to be opened like any other activity (key)."""
    made = await _desk(request, code).ask(code, data)
    _service(request).feeds.wake(code)
    return {"id": made}


@get("/api/rooms/{code:str}/views/{view:str}")
async def view(
    request: Request, code: str, view: str, group: str | None = None, language: str | None = None
) -> Response:
    """A picture of revealed activities: plotly's figure, its finding in words, an alternative, a table."""
    service = _service(request)
    plan, revealed, action = service.desk.viewing(code, language)
    if not plan.has_view(view):
        raise Problem(404, "no-such-view", f"There is no view `{view}` in this room.")
    tallies = service.desk.tallies(code, plan.view_needs(view, revealed), group)
    agreed = tuple((action or {}).values())
    name = (code.upper(), view, group, plan.language, plan.extras.edition, agreed, *tallies)
    if name not in service.pictures:  # reveals and walls are final: what was drawn once stays true
        service.pictures[name] = _drawn(view, tallies, {**plan.document, "action": action})
    return Response(service.pictures[name], media_type=MediaType.JSON)


@post("/api/rooms/{code:str}/stage", status_code=200)
async def stage(request: Request, code: str, data: Staging) -> dict:
    """Go to a stage, activity, view or step (key; `If-Match`)."""
    return await _moved(request, code, _desk(request, code).stage(code, data, _if_match(request)))


@post("/api/rooms/{code:str}/next", status_code=200)
async def next_moment(request: Request, code: str) -> dict:
    """The next thing of the agenda (key; `If-Match`)."""
    return await _moved(request, code, _desk(request, code).next(code, _if_match(request)))


@post("/api/rooms/{code:str}/back", status_code=200)
async def back(request: Request, code: str) -> dict:
    """One moment back; no activity changes its state (key; `If-Match`)."""
    return await _moved(request, code, _desk(request, code).back(code, _if_match(request)))


@get("/api/rooms/{code:str}/agenda")
async def agenda(request: Request, code: str) -> dict:
    """The agenda with its talk track and the time (key)."""
    return _desk(request, code).agenda(code)


@get("/api/rooms/{code:str}/insights")
async def insights(request: Request, code: str, language: str | None = None) -> Response:
    """What to say and ask about this very team, from all that is revealed (key)."""
    desk, service = _desk(request, code), _service(request)
    plan = desk.plan(code, language)
    revealed = tuple(a["id"] for a in desk.room(code)["activities"] if a["state"] == "revealed")
    name = (code.upper(), "insights", revealed, plan.language)
    if name not in service.pictures:  # the same until something else is revealed
        told = found.told(desk.tallies(code, revealed), plan.document)
        service.pictures[name] = msgspec.json.encode(told)
    return Response(service.pictures[name], media_type=MediaType.JSON)


@get("/api/rooms/{code:str}/events", as_it_is=True)
async def events(request: Request, code: str) -> Stream:
    """Server-sent events, each `room` with the room's state."""
    service = _service(request)
    service.desk.room(code)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return Stream(service.feeds.follow(code), media_type="text/event-stream", headers=headers)


# shared by the routes ----------------------------------------------------------------------------------------


def _service(request: Request) -> Service:
    return request.app.state.service


def _room(request: Request, code: str) -> dict:
    return _service(request).room(code)


def _desk(request: Request, code: str) -> Desk:
    """The desk, for whoever holds the room's key."""
    desk = _service(request).desk
    if not desk.holds_key(code, _bearer(request)):
        raise Problem(401, "wrong-key", "This needs the room's key, as `Authorization: Bearer KEY`.")
    return desk


def _hosting(request: Request) -> Service:
    """The service, for whoever holds its host key."""
    service = _service(request)
    if not _holds(request, service.host_key):
        raise Problem(401, "wrong-key", "This needs the host key of this service.")
    return service


def _holds(request: Request, key: str) -> bool:
    return hmac.compare_digest(_bearer(request).encode(), key.encode())


def _bearer(request: Request) -> str:
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    return key.strip() if scheme.lower() == "bearer" else ""


def _if_match(request: Request) -> int | None:
    given = request.headers.get("If-Match")
    if given is None or given == "*":
        return None
    number = given.removeprefix("W/").strip('"')
    if not number.isdigit():
        raise Problem(400, "malformed", "If-Match takes the room's revision, a whole number.")
    return int(number)


async def _close_old(service: Service) -> None:
    """Close what has been left alone too long, now and every hour."""
    while True:
        with suppress(Problem, Broken):
            for code in await service.desk.close_old():
                service.feeds.wake(code)
        await asyncio.sleep(HOUR)


async def _moved(request: Request, code: str, move) -> dict:
    state = await move
    service = _service(request)
    service.feeds.wake(code)
    return service.room(code, state)


def _drawn(view: str, tallies: dict, words: dict) -> bytes:
    picture = registry.picture(view, tallies, words)
    return msgspec.json.encode({**picture.to_json(), "id": view})


# problems ----------------------------------------------------------------------------------------------------


def _respond(problem: Problem) -> Response:
    body = msgspec.json.encode(problem.document())
    return Response(body, status_code=problem.status, media_type="application/problem+json", headers=_HEADERS)


def _problem(_request: Request, error: Problem) -> Response:
    return _respond(error)


def _http_problem(request: Request, error: HTTPException) -> Response:
    extra = getattr(error, "extra", None)
    said = "; ".join(f"`{e.get('key', 'body')}`: {e.get('message')}" for e in extra) if isinstance(extra, list) else ""
    known = {
        400: ("malformed", f"The request does not fit: {said or error.detail}"),
        404: ("no-such-page", f"There is nothing at {request.url.path}."),
        405: ("not-allowed", f"{request.method} is not possible at {request.url.path}."),
        413: ("too-large", f"The body is larger than {LARGEST_BODY // 1024} KB."),
    }
    type, detail = known.get(error.status_code, ("refused", str(error.detail)))
    return _respond(Problem(error.status_code, type, detail))


def _not_text(_request: Request, _error: UnicodeDecodeError) -> Response:
    return _respond(Problem(400, "malformed", "The body is not UTF-8 text."))


def _broken(_request: Request, error: Broken) -> Response:
    _LOG.error("the store could not write: %s", error)
    return _respond(Problem(503, "not-kept", "This could not be kept just now, so it was not. Please try again."))


def _refused(_request: Request, error: Refused) -> Response:
    return _respond(Problem(422, "refused", str(error)))


def _unexpected(request: Request, error: Exception) -> Response:
    where = error.__traceback__
    while where and where.tb_next:
        where = where.tb_next
    place = f"{where.tb_frame.f_code.co_filename}:{where.tb_lineno}" if where else "?"
    # the place and the kind, never the message: it might quote an answer
    _LOG.error("%s %s: %s at %s", request.method, request.url.path, type(error).__name__, place)
    return _respond(Problem(500, "unexpected", "Something went wrong here, and nothing was changed. Please try again."))
