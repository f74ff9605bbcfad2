"""A field of a file as an answer: numbers, labels in every language of the instrument, and what is neither.

What was worked out once is remembered: a column of a million rows holds a handful of different texts.
"""

import re
from collections.abc import Iterable, Mapping

from ...instrument import KINDS, Block, Instrument, Refused
from ..archive import natural
from .identifying import SAID, looks
from .texts import SEPARATORS, plain, shown

MISSING = ("", "NA", "N/A")  # how files write that nobody answered, unless the map says otherwise
NOTHING, REFUSED = 0, 65535  # codes of a field; those between are answers
MOST_GROUPS = 5_000
BETWEEN = "\x1f"  # between the fields of several columns that make one answer

_TICKED = ("Y", "Yes", "1", "1.0", "True", "X", "Selected", "Checked", "Ja", "Sí", "Oui", "نعم")
_NOT_TICKED = ("N", "No", "0", "0.0", "False", "Not selected", "Unchecked", "Nein", "Non", "لا")
_YES, _NO = {plain(word) for word in _TICKED}, {plain(word) for word in _NOT_TICKED}
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")
_NUMBERED = re.compile(r"\(?(\d+)\)?\s*[-–—:=.)]\s*(\D.*)", re.S)


class Unfit(Exception):
    """A field that is no answer; the message says why."""


class Several:
    """A label that means one thing in one language and another in another."""


Labels = dict[str, object]  # plain text → the value that it stands for; None: no answer; Several


def labels_of(key: str, spoken: Mapping[str, Instrument], activity: str) -> Labels:
    """What the words of an answer key stand for, in every language."""
    found: Labels = {}
    for instrument in spoken.values():
        asked = instrument.activity(activity)
        block, place, lens = _asked(asked.blocks, key)
        for value, text in _named(block, place, lens):
            _add(found, text, value)
        for text in (asked.not_applicable, instrument.not_applicable):
            if block.kind == "rating" and text:
                _add(found, text, None)
    return found


def _asked(blocks: Iterable[Block], key: str) -> tuple[Block, int, int | None]:
    for block in blocks:
        for lens, name in enumerate([lens.id for lens in block.lenses] or [None]):
            for place, item in enumerate(block.items):
                if key == (f"{item.id}.{name}" if name else item.id):
                    return block, place, lens if name else None
    raise KeyError(key)


def _named(block: Block, place: int, lens: int | None) -> Iterable[tuple[object, str]]:
    if block.kind == "rating":
        labels = block.scale.labels if lens is None else block.lenses[lens].labels
        return [(number, label) for number, label in enumerate(labels, 1)]
    named = [(bin.id, bin.name) for bin in block.bins] or [(one.id, one.text) for one in block.items[place].options]
    return [*named, *((id, id) for id, _ in named)]


def _add(labels: Labels, text: str, value: object) -> None:
    name = plain(text)
    labels[name] = value if labels.get(name, value) == value else Several


class Column(dict):
    """The code of each text of one answer key: `column[text]`; `values[code]` is the answer, `problems[text]` why not.

    `own` are the words of the map, which go before all others; `options` those that have a column each.
    """

    def __init__(
        self,
        admits: dict,
        labels: Labels,
        missing: Iterable[str],
        own: Labels | None = None,
        options: tuple[str, ...] = (),
    ):
        self.admits, self.missing, self.options = admits, frozenset(missing), options
        self.own, self.labels = own or {}, {**labels, **(own or {})}
        self.values: list[object] = [None]
        self.problems: dict[str, str] = {}
        self._codes: dict[object, int] = {}

    def __missing__(self, text: str) -> int:
        try:
            value = self._value(text)
        except Unfit as problem:
            self.problems[text] = str(problem)
            self[text] = REFUSED
            return REFUSED
        code = NOTHING if value is None else self._code(value)
        self[text] = code
        return code

    def _code(self, value: object) -> int:
        known = tuple(value) if isinstance(value, list) else value
        if known not in self._codes:
            self._codes[known] = len(self.values)
            self.values.append(value)
        return self._codes[known]

    def ranks(self) -> list[int]:
        """From each code to its place in the order of the answers: nothing first, then numbers, then words."""
        order = sorted(range(1, len(self.values)), key=lambda code: _sortable(self.values[code]))
        places = {code: place for place, code in enumerate(order, 1)}
        return [0, *(places[code] for code in range(1, len(self.values)))]

    # what a text means

    def _value(self, text: str) -> object:
        if self.options:
            return self._ticked(text.split(BETWEEN))
        text = text.strip()
        if text in self.missing:
            return None
        kind = self.admits["kind"]
        value = self._rated(text) if kind == "rating" else self._picked(text) if kind == "pick" else self._chosen(text)
        if value is None:
            return None
        if problem := KINDS[kind].fault(self.admits, value):
            raise Unfit(problem.removesuffix(", or null"))  # a file knows no null
        return value

    def _rated(self, text: str) -> int | None:
        if plain(text) in self.own:
            return self.own[plain(text)]
        if _NUMBER.fullmatch(text):
            return self._whole(text)
        known, value = self._labelled(text)
        if known:
            return value
        both = _NUMBERED.fullmatch(text)
        if both:
            known, value = self._labelled(both[2])
            if known and value != int(both[1]):
                raise Unfit(f"{shown(text)}: the number says {int(both[1])} and the label {value}")
            if known:
                return value
        raise Unfit(f"{shown(text)} is not on the scale; it takes {self._scale()}")

    def _whole(self, text: str) -> int:
        number = float(text.replace(",", "."))
        if not number.is_integer():
            raise Unfit(f"{text if len(text) < 12 else shown(text)} is not on the scale; it takes {self._scale()}")
        return int(number)

    def _scale(self) -> str:
        values = self.admits["values"]
        return f"{values[0]} to {values[-1]}" + (", or a label of the instrument" if self.labels else "")

    def _labelled(self, text: str) -> tuple[bool, object]:
        name = plain(text)
        if not name or name not in self.labels:
            return False, None
        if self.labels[name] is Several:
            raise Unfit(f"{shown(text)} means different things in two languages; say which under `labels:` in the map")
        return True, self.labels[name]

    def _chosen(self, text: str) -> object:
        known, value = (True, text) if text in self.admits["values"] else self._labelled(text)
        if not known:
            raise Unfit(f"{shown(text)} is none of its options: {', '.join(self.admits['values'])}")
        return value

    def _picked(self, text: str) -> list | None:
        """One choice, or several with |, ; or commas between them; labels may have commas of their own."""
        if self._known(text):
            value = self._chosen(text)
            return None if value is None else [value]
        for separator in SEPARATORS:
            parts = [part.strip() for part in text.split(separator) if part.strip()]
            if len(parts) and separator in text and all(map(self._known, parts)):
                return [self._chosen(part) for part in parts]
        found = self._between_commas([part.strip() for part in text.split(",")])
        if found is not None:
            return [self._chosen(part) for part in found]
        parts = [part.strip() for part in re.split(r"[|;]", text) if part.strip()] or [text]
        return [self._chosen(part) for part in parts]  # which says what is strange

    def _known(self, text: str) -> bool:
        return text in self.admits["values"] or plain(text) in self.labels

    def _between_commas(self, parts: list[str]) -> list[str] | None:
        if not parts:
            return []
        for length in range(len(parts), 0, -1):
            first = ", ".join(parts[:length])
            if self._known(first) and (rest := self._between_commas(parts[length:])) is not None:
                return [first, *rest]
        return None

    def _ticked(self, fields: list[str]) -> list[str] | None:
        """One column an option, each ticked or not."""
        found = []
        for option, field in zip(self.options, map(str.strip, fields), strict=True):
            name = plain(field)
            if name in _YES or self.labels.get(name) == option:
                found.append(option)
            elif field not in self.missing and name not in _NO:
                raise Unfit(f"{shown(field)} is neither yes nor no (for `{option}`)")
        if found and (problem := KINDS["pick"].fault(self.admits, found)):
            raise Unfit(problem)
        return found or None


class Groups(dict):
    """The code of each name of a group; who somebody is, is no group."""

    def __init__(self, column: str, missing: Iterable[str]):
        self.column, self.missing = column, frozenset(missing)
        self.values: list[str | None] = [None]

    def __missing__(self, text: str) -> int:
        name = text.strip()
        if name in self.missing:
            code = NOTHING
        elif name != text and name in self:
            code = self[name]
        else:
            code = self._new(name)
        self[text] = self[name] = code
        return code

    def _new(self, name: str) -> int:
        if kind := looks(name):
            raise Refused(
                f"Column `{self.column}` is to be the group, and holds {SAID[kind]}: that would say who somebody is. "
                "Name another column, or take `group:` out of the map. Nothing was written."
            )
        if len(self.values) > MOST_GROUPS:
            raise Refused(
                f"Column `{self.column}` holds more than {MOST_GROUPS:,} different groups. Is it the right column? "
                "Nothing was written."
            )
        self.values.append(name)
        return len(self.values) - 1

    def ranks(self) -> list[int]:
        """From each code to its place in the natural order of the names."""
        order = sorted(range(1, len(self.values)), key=lambda code: natural(self.values[code]))
        places = {code: place for place, code in enumerate(order, 1)}
        return [0, *(places[code] for code in range(1, len(self.values)))]


def _sortable(value: object) -> tuple:
    return natural(value) if isinstance(value, str) else (0, value)
