"""The one document that the questionnaire is handed, whoever hosts it.

`document` puts structure and words of the activities together with the messages of one language, as plain JSON;
`module` and `style` are the two files that draw it, `between` what a room's pages say between the questions and
`second_look` what another day adds, `brought` what reads a file of somebody's own, `leading` what console and
presenter's phone share; `page` fills the messages into one of the room's pages.
"""

import html
import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

from ..instrument import KINDS, Instrument
from ..instrument.messages import messages_in

_HERE = Path(__file__).parent

# What a participant's surface says. The console, the report and their like have their own readers.
SECTIONS = ("common", "phone", "file", "mine", "profile", "screen")

_SLOT = re.compile(r"\{\{\s*([a-z_]+)\.([a-z_]+)\s*\}\}")


def document(
    instruments: Instrument | Iterable[Instrument],
    *,
    language: str = "en",
    messages: Mapping | None = None,
) -> dict:
    """What the questionnaire asks and says: `{language, direction, messages, words, activities}`.

    Activities come in the order of the instruments and inside each in its own order; `messages` overrides the
    kit's own. Raises `Refused` where there are no messages in that language.
    """
    parts = [instruments] if isinstance(instruments, Instrument) else list(instruments)
    spoken = messages_in(language)
    return {
        "language": language,
        "direction": parts[0].direction if parts else "ltr",
        "messages": {section: dict(spoken.get(section, {})) for section in SECTIONS} | dict(messages or {}),
        "words": {part.id: _words(part) for part in parts},
        "activities": [_activity(activity) for part in parts for activity in part.activities],
    }


def module() -> str:
    """The questionnaire's ES module, as text."""
    return (_HERE / "module.js").read_text(encoding="utf-8")


def between() -> str:
    """What a room's page says between the questions, as the text of an ES module that imports nothing."""
    return (_HERE / "between.js").read_text(encoding="utf-8")


def second_look() -> str:
    """What another day adds for the one who looks back, as the text of an ES module that imports nothing."""
    return (_HERE / "second_look.js").read_text(encoding="utf-8")


def brought() -> str:
    """What reads answers that their owner brings, as the text of an ES module. It has a scope of its own: its names
    may clash with those of others."""
    mine = re.sub(r"^export ", "", (_HERE / "mine.js").read_text(encoding="utf-8"), flags=re.M)
    return f"const answerTools = (() => {{\n{mine}\nreturn answerTools;\n}})();"


def leading() -> str:
    """What whoever leads needs on either host, as the text of an ES module."""
    return (_HERE / "leading.js").read_text(encoding="utf-8")


def style() -> str:
    """The questionnaire's stylesheet, as text; every rule stands under `.wq`."""
    return (_HERE / "style.css").read_text(encoding="utf-8")


def page(template: str, *, language: str = "en", direction: str = "ltr", root: str = "") -> str:
    """A page with each `{{section.key}}` replaced by that message, and `{{page.language}}`, `{{page.direction}}`,
    `{{page.root}}`: where the service stands, as seen from the page ("." beside it, "" at the top of its host).
    `{{all.section}}` is all of a section, as JSON."""
    sections = messages_in(language)
    page = {"language": language, "direction": direction, "root": root}
    spoken = sections | {"page": page, "all": _Sections(sections)}
    return _SLOT.sub(lambda slot: html.escape(str(spoken[slot[1]][slot[2]])), template)


class _Sections(dict):
    """A whole section as JSON, for a page whose script says what stands in it."""

    def __getitem__(self, section: str) -> str:
        said = super().__getitem__(section)
        # (examples of addresses belong to the fields of notebooks; no page names another host)
        return json.dumps({key: text for key, text in said.items() if "://" not in str(text)}, ensure_ascii=False)


def _words(instrument: Instrument) -> dict:
    facets = {facet.id: _plain(facet, without="id") for facet in instrument.facets}
    return {
        "title": instrument.title,
        "version": instrument.version,
        "form": instrument.form,
        "dimensions": [_plain(dimension) for dimension in instrument.dimensions],
        "facets": facets,
        "assumed": _plain(instrument.assumed),
        "not_applicable": instrument.not_applicable,
    }


def _activity(activity) -> dict:
    plain = _plain(activity, without="blocks")
    return plain | {"keys": activity.keys, "blocks": [_block(block) for block in activity.blocks]}


def _block(block) -> dict:
    return _plain(block) | {
        "renderer": KINDS[block.kind].renderer,
        "orders": {lens: list(ids) for lens, ids in block.orders().items()},
    }


def _plain(struct, without: str = "") -> dict:
    plain = msgspec.json.decode(msgspec.json.encode(struct))  # lists, not tuples: what a browser would get back
    plain.pop(without, None)
    return plain
