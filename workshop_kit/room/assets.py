"""The files that pages are made of, each compressed once and told apart by its content."""

import gzip
import hashlib
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from litestar import Request, Response

from ..questionnaire.document import page as filled

PAGES = Path(__file__).parent / "pages"
_QUESTIONNAIRE = PAGES.parents[1] / "questionnaire"

_TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".html": "text/html"}

_STRICT = "default-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
# plotly sets inline styles; scripts stay our own files
# and makes a file of a picture by way of a blob
_SCREEN = _STRICT.replace("data:", "data: blob:") + "; style-src 'self' 'unsafe-inline'"


class Asset:
    def __init__(self, content: bytes, kind: str):
        self.plain, self.kind = content, kind  # the charset of texts is added by Litestar
        self.packed = gzip.compress(content, 9, mtime=0)
        self.tag = f'"{hashlib.sha256(content).hexdigest()[:20]}"'

    def response(self, request: Request, status: int = 200, **headers: str) -> Response:
        headers = {"ETag": self.tag, "Cache-Control": "no-cache", "Vary": "Accept-Encoding", **headers}
        if status == 200 and request.headers.get("If-None-Match") == self.tag:
            return Response(b"", status_code=304, headers=headers, media_type=self.kind)
        if "gzip" in request.headers.get("Accept-Encoding", ""):
            headers["Content-Encoding"] = "gzip"
            return Response(self.packed, status_code=status, headers=headers, media_type=self.kind)
        return Response(self.plain, status_code=status, headers=headers, media_type=self.kind)


@cache
def static(name: str) -> Asset | None:
    """A script, style or picture by its name; None if there is none."""
    if name == "plotly.min.js":
        path = Path(find_spec("plotly").origin).parent / "package_data" / "plotly.min.js"
    else:
        path = next((folder / name for folder in (PAGES, _QUESTIONNAIRE) if (folder / name).is_file()), PAGES / name)
    if "/" in name or path.suffix not in (".js", ".css", ".svg") or not path.is_file():
        return None
    return Asset(path.read_bytes(), _TYPES[path.suffix])


@cache
def page(name: str, language: str, direction: str, root: str) -> Asset:
    """A page with its words in one language, and the way from it to the top of the service (".", "..")."""
    template = (PAGES / f"{name}.html").read_text("utf-8")
    return Asset(filled(template, language=language, direction=direction, root=root).encode(), "text/html")


def policy(name: str) -> str:
    """The content security policy of a page."""
    return _SCREEN if name == "screen" else _STRICT
