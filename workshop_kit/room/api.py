"""The routes of the interface under `/api`: HTTP in, the desk's answer out. Nothing is decided here."""

import re
from typing import Annotated, Any

import msgspec
from litestar import MediaType, Request, Response, delete, get, patch, post, put
from litestar.response import Stream

from .. import __version__
from ..views import insights as found
from ..views import registry
from .asked import Question
from .options import Changes, Options, Staging
from .problems import Problem
from .service import desk_of, holds, hosting, if_match, moved, room_of, service_of

_RECEIPT = re.compile(r"[A-Za-z0-9_-]{22,128}")


class Answer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One person's answers to an activity; null: finished, and kept to themselves."""

    answers: dict[str, Any] | None
    revision: Annotated[int, msgspec.Meta(ge=0, le=2**53)]
    group: str | None = None


class LetThrough(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which texts stand on a wall; `merged` are those that disappear into another one of them."""

    let_through: list[str]
    merged: dict[str, str] = {}


class AnotherDay(msgspec.Struct, forbid_unknown_fields=True):
    """The agenda of another day; None: the kit's own, or the room's again."""

    agenda: str | None = None


@get("/api/health")
async def health(request: Request) -> dict:
    """Whether the service and its store answer."""
    service_of(request).desk.store.read(lambda connection: None)
    return {"status": "ok", "version": __version__}


@get("/api/rooms")
async def rooms(request: Request) -> dict:
    """All rooms of this service (host key)."""
    return {"rooms": hosting(request).desk.rooms()}


@post("/api/rooms", status_code=201)
async def open_room(request: Request, data: Options) -> dict:
    """Open a room (host key). The answer holds the room's key, which cannot be read again."""
    service = hosting(request)
    if data.keep is None:
        data = msgspec.structs.replace(data, keep=service.keep)
    return service.room("", await service.desk.open_room(data))


@get("/api/rooms/{code:str}")
async def room(request: Request, code: str) -> dict:
    """The room as everybody may see it."""
    return room_of(request, code)


@patch("/api/rooms/{code:str}")
async def change_room(request: Request, code: str, data: Changes) -> dict:
    """Set title, seats, groups, the team's action, notes, and whether its manager hosts or texts are asked for
    (key)."""
    return await moved(request, code, desk_of(request, code).change(code, data))


@delete("/api/rooms/{code:str}", status_code=204)
async def delete_room(request: Request, code: str) -> None:
    """Delete a room for good, with everything that it held (key, or host key)."""
    service = service_of(request)
    if not holds(request, service.host_key):
        desk_of(request, code)
    await service.desk.delete(code)
    for name in [name for name in service.pictures if name[0] == code.upper()]:
        del service.pictures[name]
    service.feeds.wake(code)


@get("/api/rooms/{code:str}/instrument")
async def instrument(request: Request, code: str, language: str | None = None) -> dict:
    """The room's one document: what is asked and said, in one language (of several asked for, `es-MX,es,en`, the
    first that the room has)."""
    return service_of(request).desk.plan(code, language).document


@put("/api/rooms/{code:str}/activities/{activity:str}/answer", status_code=204)
async def answer(request: Request, code: str, activity: str, data: Answer) -> None:
    """Share, keep, change or take back one person's answers to an open activity (header `Receipt`)."""
    receipt = request.headers.get("Receipt", "")
    if not _RECEIPT.fullmatch(receipt):
        raise Problem(400, "bad-receipt", "The header Receipt takes 22 to 128 of A–Z a–z 0–9 - _.")
    service = service_of(request)
    await service.desk.answer(code, activity, receipt, data.answers, data.revision, data.group)
    service.feeds.wake(code)


@get("/api/rooms/{code:str}/activities/{activity:str}/tally")
async def tally(request: Request, code: str, activity: str, group: str | None = None) -> dict:
    """What may be seen of a revealed activity."""
    return service_of(request).desk.tally(code, activity, group)


@get("/api/rooms/{code:str}/activities/{activity:str}/texts")
async def texts(request: Request, code: str, activity: str) -> Response:
    """The texts of a revealed activity: all of them until somebody has decided, then those on its wall (key)."""
    return Response(desk_of(request, code).texts(code, activity), headers={"Cache-Control": "no-store"})


@post("/api/rooms/{code:str}/activities/{activity:str}/texts", status_code=200)
async def let_through(request: Request, code: str, activity: str, data: LetThrough) -> Response:
    """Decide once which texts stand on the wall; the others are dropped for good (key)."""
    decided = await desk_of(request, code).let_through(code, activity, data.let_through, data.merged)
    service_of(request).feeds.wake(code)
    return Response(decided, headers={"Cache-Control": "no-store"})


@post("/api/rooms/{code:str}/activities", status_code=201)
async def ask(request: Request, code: str, data: Question) -> dict:
    """A question made on the spot; it waits to be opened like any other activity (key)."""
    made = await desk_of(request, code).ask(code, data)
    service_of(request).feeds.wake(code)
    return {"id": made}


@get("/api/rooms/{code:str}/views/{view:str}")
async def view(
    request: Request, code: str, view: str, group: str | None = None, language: str | None = None
) -> Response:
    """A picture of revealed activities: plotly's figure, its finding in words, an alternative, a table."""
    service = service_of(request)
    plan, revealed, action = service.desk.viewing(code, language)
    if not plan.has_view(view):
        raise Problem(404, "no-such-view", f"There is no view `{view}` in this room.")
    tallies = service.desk.tallies(code, plan.view_needs(view, revealed), group)
    agreed = tuple((action or {}).values())
    name = (code.upper(), view, group, plan.language, plan.extras.edition, agreed, *tallies)
    if name not in service.pictures:  # reveals and walls are final: what was drawn once stays true
        service.pictures[name] = _drawn(
            view, tallies, {**plan.document, "action": action, "actions": plan.extras.actions}
        )
    return Response(service.pictures[name], media_type=MediaType.JSON)


@post("/api/rooms/{code:str}/stage", status_code=200)
async def stage(request: Request, code: str, data: Staging) -> dict:
    """Go to a stage, activity, view or step (key; `If-Match`)."""
    return await moved(request, code, desk_of(request, code).stage(code, data, if_match(request)))


@post("/api/rooms/{code:str}/next", status_code=200)
async def next_moment(request: Request, code: str) -> dict:
    """The next thing of the agenda (key; `If-Match`)."""
    return await moved(request, code, desk_of(request, code).next(code, if_match(request)))


@post("/api/rooms/{code:str}/back", status_code=200)
async def back(request: Request, code: str) -> dict:
    """One moment back; no activity changes its state (key; `If-Match`)."""
    return await moved(request, code, desk_of(request, code).back(code, if_match(request)))


@post("/api/rooms/{code:str}/waves", status_code=201)
async def another_day(request: Request, code: str, data: AnotherDay) -> dict:
    """Begin another day of the room: it asks anew, and what was shown before stays (key; `If-Match`)."""
    return await moved(request, code, desk_of(request, code).another_day(code, data.agenda, if_match(request)))


@get("/api/rooms/{code:str}/agenda")
async def agenda(request: Request, code: str) -> dict:
    """The agenda with its talk track and the time (key)."""
    return desk_of(request, code).agenda(code)


@get("/api/rooms/{code:str}/insights")
async def insights(request: Request, code: str, language: str | None = None) -> Response:
    """What to say and ask about this very team, from all that is revealed (key)."""
    desk, service = desk_of(request, code), service_of(request)
    plan = desk.plan(code, language)
    revealed = tuple(a["id"] for a in desk.room(code)["activities"] if a["state"] == "revealed")
    name = (code.upper(), "insights", revealed, plan.language, plan.extras.wave)
    if name not in service.pictures:  # the same until something else is revealed, or another day begins
        told = found.told(desk.tallies(code, revealed), plan.document)
        service.pictures[name] = msgspec.json.encode(told)
    return Response(service.pictures[name], media_type=MediaType.JSON)


@get("/api/rooms/{code:str}/export")
async def export(request: Request, code: str) -> Response:
    """The room's archive as a zip: tallies, sentences on walls, what was agreed, the instruments (key)."""
    headers = {"Cache-Control": "no-store", "Content-Disposition": 'attachment; filename="workshop-archive.zip"'}
    return Response(desk_of(request, code).archive(code), media_type="application/zip", headers=headers)


@get("/api/rooms/{code:str}/events", as_it_is=True)
async def events(request: Request, code: str) -> Stream:
    """Server-sent events, each `room` with the room's state."""
    service = service_of(request)
    service.desk.room(code)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return Stream(service.feeds.follow(code), media_type="text/event-stream", headers=headers)


def _drawn(view: str, tallies: dict, words: dict) -> bytes:
    picture = registry.picture(view, tallies, words)
    return msgspec.json.encode({**picture.to_json(), "id": view})


ROUTES = [
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
    another_day,
    view,
    stage,
    next_moment,
    back,
    agenda,
    insights,
    export,
    events,
]
