"""Texts as they are compared: without capitals, accents, punctuation, markup, and the shape that a tool gave them."""

import html
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

SEPARATORS = ("|", ";", "\n")


@lru_cache(maxsize=65536)
def plain(text: str) -> str:
    """Letters and digits with single spaces: `<b>É-mail</b> :` is `e mail`. In Arabic, vowel signs go too."""
    bare = re.sub(r"<[^<>]*>", " ", html.unescape(text))
    letters = (c for c in unicodedata.normalize("NFKD", bare.casefold()) if not unicodedata.combining(c))
    return " ".join("".join(c if c.isalnum() else " " for c in letters).replace("ـ", "").split())


def compact(text: str) -> str:
    """The same without spaces: `vision_1.energy`, `vision1 energy` and `Vision1Energy` are one."""
    return plain(text).replace(" ", "")


def tidy(text: str) -> str:
    """A heading on one line: forms put line breaks and hard spaces in them."""
    return " ".join(text.split())


def shown(text: str, longest: int = 40) -> str:
    """A field as a sentence quotes it."""
    one_line = tidy(text)
    return f"“{one_line if len(one_line) <= longest else one_line[: longest - 1] + '…'}”"


def short(name: str, longest: int = 60) -> str:
    """A heading as a line of the terminal can hold it: of a long one the end, too, where the rows of a grid differ."""
    return name if len(name) <= longest else f"{name[: longest // 3]}…{name[1 - longest + longest // 3 :]}"


def listed(names: Iterable[str], longest: int = 300) -> str:
    """Headings in a sentence, as many as it can hold."""
    said, room, names = [], longest, list(names)
    for name in names:
        if (room := room - len(short(name, 40)) - 2) < 0:
            return f"{', '.join(said)}, … ({len(names)} in all)"
        said.append(short(name, 40))
    return ", ".join(said) or "none"
