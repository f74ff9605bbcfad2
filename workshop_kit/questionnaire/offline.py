"""The questionnaire as one self-contained file, for a room without a network: no request leaves it, ever."""

import base64
import hashlib
import json
import re
from pathlib import Path

from .document import module, page, style

_HERE = Path(__file__).parent


def single_file(document: dict) -> str:
    """One HTML page that asks what a document asks, shows people their profile, and keeps their answers.

    Module, style and document stand in the page. Its own policy forbids every request, and every script but the one
    that it came with.
    """
    parts = {"style": style(), "script": _script(), "document": _inert(document)}
    parts["policy"] = (
        f"default-src 'none'; script-src '{_hash(parts['script'])}'; style-src '{_hash(parts['style'])}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
    template = (_HERE / "offline.html").read_text("utf-8")
    filled = page(template, language=document["language"], direction=document["direction"])
    return re.sub(r"\[\[(\w+)\]\]", lambda slot: parts[slot[1]], filled)


def _script() -> str:
    """One module: the questionnaire, and in a block of their own (their names may clash with its) what hosts it."""
    hosting = "\n".join((_HERE / name).read_text("utf-8") for name in ("mine.js", "offline.js"))
    return f"{module()}\n{{\n{re.sub(r'^export ', '', hosting, flags=re.M)}\n}}\n"


def _inert(document: dict) -> str:
    """JSON that cannot end its element."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
