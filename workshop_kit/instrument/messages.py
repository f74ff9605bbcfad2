"""Every sentence that people see and that no instrument says: one file a language, in `data/messages/`.

`Voice` says them as the language does: its plurals, its lists, its decimal sign, its way with names in a sentence.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
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


@cache
def spoken_languages() -> tuple[str, ...]:
    """The languages that there are messages in, English first."""
    there = sorted(path.stem for path in file_of("en").parent.glob("*.yaml"))
    return tuple(sorted(there, key=lambda language: language != "en"))


def preferred(offered: Iterable[str], wanted: Iterable[str]) -> str:
    """The first language of `wanted` that is offered (`es-MX` finds `es`, and `pt` finds `pt-BR`), else the first
    that is offered. `offered` must not be empty."""
    offered = list(offered)
    by_name = {each.lower(): each for each in reversed(offered)}
    by_root = {each.lower().partition("-")[0]: each for each in reversed(offered)}
    for each in wanted:
        asked = each.strip().lower().replace("_", "-")
        if found := by_name.get(asked) or by_root.get(asked.partition("-")[0]):
            return found
    return offered[0]


def direction_of(language: str) -> str:
    """`rtl` for a language that is written from right to left, else `ltr`."""
    return "rtl" if _locale(language).text_direction == "rtl" else "ltr"


@dataclass(frozen=True)
class Voice:
    """Sentences of one language by their keys; `texts` holds the section `common` and others, flat."""

    language: str
    texts: Mapping[str, str]

    def say(self, key: str, **fill) -> str:
        return self.texts[key].format(**fill)

    def plural(self, key: str, n: int, /, **fill) -> str:
        """The form that the language uses for `n` (CLDR's plural categories), `{n}` filled in unless it is given."""
        own = f"{key}_{_locale(self.language).plural_form(n)}"
        return self.say(own if own in self.texts else f"{key}_other", **{"n": n, **fill})

    def listed(self, names: Iterable[str]) -> str:
        """ "A, B and C"."""
        *first, last = names
        return self.say("comma").join(first) + self.say("and") + last if first else last

    def series(self, names: Iterable[str]) -> str:
        """ "A, B, C": for names, which often hold an "and" of their own."""
        return self.say("comma").join(names)

    def in_sentence(self, name: str) -> str:
        """A name as it stands inside a sentence: "leadership", but "Führung"."""
        return name.lower() if self.texts["names_in_sentences"] == "lower" else name

    def number(self, value: float, decimals: int = 0) -> str:
        """Rounded to so many places, with the language's decimal sign and a true minus."""
        from babel.numbers import format_decimal

        pattern = "0." + "0" * decimals if decimals else "0"
        # rounded here: what is 0 once rounded carries no minus
        said = format_decimal(round(value, decimals) + 0.0, pattern, locale=_locale(self.language))
        return said.replace("-", "−")


def voice(language: str, *sections: str) -> Voice:
    """The messages of these sections, and those common to all. Raises `Refused` if the language has none."""
    spoken = messages_in(language)
    return Voice(language, {key: text for name in ("common", *sections) for key, text in spoken[name].items()})


@cache
def _locale(language: str):
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):  # a language of somebody's own: its numbers go the English way
        return Locale.parse("en")
