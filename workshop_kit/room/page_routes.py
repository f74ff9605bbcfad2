"""The routes of what people look at: pages in their language, the files that these load, a room's QR code."""

import io

import segno
from litestar import Request, Response, get

from ..instrument.messages import direction_of, preferred, spoken_languages
from . import assets
from .problems import Problem
from .service import room_of, service_of


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
    link = room_of(request, code)["join"]
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
    spoken = service_of(request).desk.languages()
    return _page(request, "enter", preferred(spoken or spoken_languages(), wanted), status)


def _room_page(request: Request, code: str, name: str, wanted: list[str]) -> Response:
    try:
        offered = service_of(request).desk.room(code)["languages"]
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


ROUTES = [enter, participant, screen, presenter, qr, static]
