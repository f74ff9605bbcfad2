"""What went wrong, as the documents that RFC 9457 asks for; a log gets the place and the kind, never an answer."""

import logging

import msgspec
from litestar import Request, Response
from litestar.exceptions import HTTPException

from ..instrument import Refused
from ..pool.store import Broken
from .problems import Problem

LARGEST_BODY = 64 * 1024
HEADERS = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}
_LOG = logging.getLogger("workshop_kit.room")


def _respond(problem: Problem) -> Response:
    body = msgspec.json.encode(problem.document())
    return Response(body, status_code=problem.status, media_type="application/problem+json", headers=HEADERS)


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


HANDLERS = {
    Problem: _problem,
    HTTPException: _http_problem,
    Broken: _broken,
    Refused: _refused,
    UnicodeDecodeError: _not_text,
    Exception: _unexpected,
}
