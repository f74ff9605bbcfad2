"""Every sentence that people see and that no instrument says: one file a language, in `data/messages/`."""

import re
from functools import cache
from pathlib import Path

import yaml

from .. import home
from .errors import Refused


def file_of(language: str) -> Path:
    return home.data() / "messages" / f"{language}.yaml"


@cache
def messages_in(language: str) -> dict:
    """All messages of one language: `{section: {key: sentence}}`. Raises `Refused` if the language has none."""
    path = file_of(language)
    if not re.fullmatch(r"[A-Za-z-]{2,16}", language) or not path.is_file():
        raise Refused(f"There are no messages in `{language}`: {path} is missing.")
    return yaml.safe_load(path.read_text(encoding="utf-8"))
