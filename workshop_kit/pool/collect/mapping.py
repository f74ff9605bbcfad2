"""The map: which column is which item, which one is the group, and what the file's own words stand for.

    instrument: leadership-climate   # a name, or a path from the map's folder
    activity: climate                # may be left out where the instrument has only one
    group: COMPID                    # may be left out
    missing: ["", NA, N/A]           # how the file writes a missing answer; this is the default
    labels: {AO01: 1, AO02: 2}       # words or codes of the file's own, beside the instrument's labels
    encoding: windows-1252           # only where the file is not UTF-8 or UTF-16
    form: short                      # where only the items of the short form were asked
    items:                           # answer key: column
      LEAD01: LEAD01
      LEAD02: q17                    # `q17 #2`: the second column of that name
      work_on: {vision: "G02Q01[SQ1]", values: "G02Q01[SQ2]"}   # a column an option, each ticked or not

Labels go before the instrument's own words, so that they can also turn numbers: `{"0": 1, "1": 2}`.
"""

import difflib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from ...instrument import Activity, Instrument, Refused, load_instrument
from ...instrument.load import find
from ...instrument.located import Located
from ...instrument.located import read as read_yaml
from ...instrument.raw import Form
from .answers import BETWEEN, MISSING, Column, Groups, labels_of
from .identifying import SAID, TOOL, by_heading
from .sheet import Sheet
from .texts import listed, plain, tidy


class RawMap(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What may stand in a map, and nothing else; a number that stands for a text (`-99`) needs no quotes."""

    items: dict[str, str | int | dict[str, str | int]]
    instrument: str | None = None
    activity: str | None = None
    group: str | int | None = None
    missing: tuple[str | int, ...] = MISSING
    labels: dict[str | int, int | str] = {}
    encoding: str | None = None
    form: Form | None = None


@dataclass(frozen=True)
class Map:
    """A map as it was read, with the line of each of its parts."""

    located: Located
    raw: RawMap

    @classmethod
    def read(cls, file: Path) -> "Map":
        located = read_yaml(file.absolute())
        _check_lists(located)
        raw = located.to(RawMap)
        return cls(located, msgspec.structs.replace(raw, **_in_words(raw)))

    def instrument(self, given: Instrument | Path | str | None) -> Instrument | Path | str:
        """The instrument that is meant: the given one, or the map's own.

        Raises:
            Refused: if there is none, or the two differ.
        """
        if self.raw.instrument is None:
            return "mindset" if given is None else given
        beside = self.located.file.parent / self.raw.instrument
        own = beside if beside.exists() else self.raw.instrument
        try:
            find(own)
        except Refused as error:
            raise Refused(f"{self.located.at('instrument')}: {error}") from None
        if given is not None and _source(given) != find(own):
            said = given.id if isinstance(given, Instrument) else given
            raise Refused(
                f"{self.located.at('instrument')}: the map is for `{self.raw.instrument}`, and `{said}` was asked for. "
                "Leave --instrument out, or correct the map."
            )
        return own if given is None else given


def _check_lists(located: Located) -> None:
    """What stands behind one item or one label is no list: said with its own line, which a struct could not."""
    content = located.content if isinstance(located.content, dict) else {}
    for part, what in (("items", "a column's name"), ("labels", "an answer")):
        for key, given in (content.get(part) if isinstance(content.get(part), dict) else {}).items():
            if given is None or isinstance(given, list | float | bool):
                raise Refused(f"{located.at(part, str(key))}: `{key}` takes {what}, and not {_yaml_name(given)}.")


def _yaml_name(given: object) -> str:
    if given is None:
        return "nothing; take the line out"
    return "a list" if isinstance(given, list) else f"`{str(given).lower()}`; put it in quotation marks"


def _source(given: Instrument | Path | str) -> Path:
    return find(given.id if isinstance(given, Instrument) else given)


def _in_words(raw: RawMap) -> dict[str, object]:
    """The parts of a map that are texts, also where somebody wrote a number."""
    items = {key: _columns(given) for key, given in raw.items.items()}
    labels = {str(text): value for text, value in raw.labels.items()}
    group = None if raw.group is None else str(raw.group)
    return {"items": items, "labels": labels, "missing": tuple(map(str, raw.missing)), "group": group}


def _columns(given: str | int | dict) -> str | dict[str, str]:
    return {option: str(column) for option, column in given.items()} if isinstance(given, dict) else str(given)


@dataclass(frozen=True)
class Plan:
    """A map that fits its instrument and its file: where each answer stands, and how it is read."""

    activity: Activity
    group: str | None
    columns: dict[str, tuple[str, ...]]  # answer key → its columns, as the map names them
    places: dict[str, tuple[int, ...]]  # answer key → where they stand in a row
    group_place: int | None
    readers: dict[str, Column]
    groups: Groups | None
    unused: tuple[str, ...] = ()
    identifying: dict[str, str] = field(default_factory=dict)  # unused column → what it says about a person

    def column(self, key: str) -> str:
        """How a fault names the column of a key."""
        return self.columns[key][0] if len(self.columns[key]) == 1 else f"{self.columns[key][0]} …"

    def text(self, key: str, fields: list[str]) -> str:
        return BETWEEN.join(fields[place] for place in self.places[key])


def planned(mapped: Map, spoken: Mapping[str, Instrument], sheet: Sheet) -> Plan:
    """Hold a map against its instrument and its file.

    Raises:
        Refused: with the line of the map, what does not fit, and what would.
    """
    raw, located = mapped.raw, mapped.located
    instrument = next(iter(spoken.values()))
    activity = _activity(raw, located, instrument)
    for key, given in raw.items.items():
        _check_key(key, given, activity, located)
    if not raw.items:
        raise Refused(f"{located.at('items')}: no item is named. Add lines such as `{next(iter(activity.keys))}: q1`.")
    columns = {key: (given,) if isinstance(given, str) else tuple(given.values()) for key, given in raw.items.items()}
    _check_repeated(columns, raw, located)
    _check_labels(raw, activity, located)
    named = [column for several in columns.values() for column in several] + ([raw.group] if raw.group else [])
    for name in named:
        _check_heading(name, columns, raw, located)
    places = {
        key: tuple(_place(one, sheet, located, ("items", key)) for one in several) for key, several in columns.items()
    }
    group_place = None if raw.group is None else _place(raw.group, sheet, located, ("group",))
    taken = [place for several in places.values() for place in several]
    taken += [] if group_place is None else [group_place]
    if twice := [place for place, times in Counter(taken).items() if times > 1]:
        raise Refused(f"{located.at('items')}: column `{sheet.names()[twice[0]]}` is named twice. Name each once.")
    unused = [name for place, name in enumerate(sheet.names()) if place not in taken and name]
    return Plan(
        activity,
        raw.group and tidy(raw.group),
        columns,
        places,
        group_place,
        {key: _reader(key, raw, activity, spoken, located) for key in raw.items},
        Groups(raw.group, raw.missing) if raw.group else None,
        tuple(unused),
        {name: SAID[kind] for name in unused if (kind := by_heading(name)) and kind != TOOL},
    )


def _activity(raw: RawMap, located: Located, instrument: Instrument) -> Activity:
    if raw.activity is not None:
        if raw.activity not in instrument.keys:
            known = ", ".join(instrument.keys)
            raise Refused(
                f"{located.at('activity')}: {instrument.id} has no activity `{raw.activity}`; it has: {known}."
            )
        return instrument.activity(raw.activity)
    if len(instrument.activities) == 1:
        return instrument.activities[0]
    known = ", ".join(instrument.keys)
    raise Refused(f"{located.at()}: which activity of {instrument.id}? Add `activity:` with one of: {known}.")


def _check_key(key: str, given: str | dict[str, str], activity: Activity, located: Located) -> None:
    where = located.at("items", key)
    if key not in activity.keys:
        known = ", ".join(activity.keys)
        raise Refused(f"{where}: `{activity.id}` has no answer key `{key}`; it has: {known}.")
    admits = activity.keys[key]
    if admits["kind"] == "text":
        raise Refused(f"{where}: `{key}` is a text, and texts stay out of archives.")
    if not admits["values"]:
        raise Refused(f"{where}: the options of `{key}` come from a room's wall, so only a room can ask it.")
    if isinstance(given, str):
        return
    if admits["kind"] != "pick":
        raise Refused(f"{where}: `{key}` has one answer, so it needs one column, and not one an option.")
    if strange := [option for option in given if option not in admits["values"]]:
        raise Refused(f"{where}: `{key}` has no option `{strange[0]}`; it has: {', '.join(admits['values'])}.")
    if not given:
        raise Refused(f"{where}: `{key}` names no column.")


def _check_repeated(columns: Mapping[str, tuple[str, ...]], raw: RawMap, located: Located) -> None:
    """Each column has one meaning."""
    seen: dict[str, str] = {}
    for key, name in ((key, tidy(name)) for key, several in columns.items() for name in several):
        if name in seen:
            both = f"for `{seen[name]}` and for `{key}`" if seen[name] != key else f"twice for `{key}`"
            raise Refused(f"{located.at('items', key)}: column `{name}` stands {both}. Each item needs its own column.")
        seen[name] = key
    if raw.group and tidy(raw.group) in seen:
        raise Refused(
            f"{located.at('group')}: column `{tidy(raw.group)}` stands for the group and for "
            f"`{seen[tidy(raw.group)]}`. Choose one."
        )


def _check_labels(raw: RawMap, activity: Activity, located: Located) -> None:
    """A label stands for an answer that one of the items takes."""
    for text, value in raw.labels.items():
        if not any(value in activity.keys[key]["values"] for key in raw.items):
            raise Refused(
                f"{located.at('labels', text)}: `{text}` is to stand for `{value}`, which is no answer to any item of "
                "this map. Correct it, or take it out."
            )


def _check_heading(name: str, columns: dict, raw: RawMap, located: Located) -> None:
    """No column goes in that says who somebody is, whatever the map says."""
    kind = by_heading(name)
    if not kind or kind == TOOL:
        return
    keys = [key for key, several in columns.items() if name in several]
    where = ("items", keys[0]) if keys else ("group",)
    raise Refused(
        f"{located.at(*where)}: column `{name}` looks like {SAID[kind]}, and such columns never enter an archive. "
        "If it is something else, give it another name in the file."
    )


def _place(name: str, sheet: Sheet, located: Located, where: tuple) -> int:
    places = sheet.place(name)
    if len(places) == 1:
        return places[0]
    if places:
        raise Refused(
            f"{sheet.file}, line {sheet.begins}: {'two' if len(places) == 2 else len(places)} columns are called "
            f"`{name}`. Write `{name} #1` or `{name} #2` in the map to say which."
        )
    near = {plain(each): each for each in sheet.names()}
    close = difflib.get_close_matches(plain(name), near, 1, 0.75)
    more = f". Did you mean `{near[close[0]]}`?" if close else f"; it has: {listed(sheet.names())}."
    raise Refused(f"{located.at(*where)}: {sheet.file.name} has no column `{name}`{more}")


def _reader(key: str, raw: RawMap, activity: Activity, spoken: Mapping[str, Instrument], located: Located) -> Column:
    admits = activity.keys[key]
    labels = labels_of(key, spoken, activity.id)
    own = {plain(text): value for text, value in raw.labels.items() if value in admits["values"]}
    given = raw.items[key]
    options = () if isinstance(given, str) else tuple(given)
    return Column(admits, labels, raw.missing, own, options)


def spoken_of(instrument: Instrument | Path | str, form: Form | None = None) -> tuple[Path, dict[str, Instrument]]:
    """The folder of an instrument's files, and the instrument in each of its languages that is whole, the one that
    was given first. `form`: of one that is not loaded yet; None: full.

    Raises:
        Refused: if there is no such instrument, or it is another than its files say.
    """
    if isinstance(instrument, Instrument):
        source, first = find(instrument.id), instrument
        if load_instrument(source, first.language, first.form) != first:
            raise Refused(f"`{first.id}` is not the kit's own: give its path, so that its files can be kept.")
        if form not in (None, first.form):
            raise Refused(f"the map is for the {form} form, and `{first.id}` was loaded in its {first.form} form.")
    else:
        source, first = find(instrument), load_instrument(instrument, form=form or "full")
    spoken = {first.language: first}
    for language in first.languages:
        if language not in spoken:
            spoken[language] = load_instrument(source, language, first.form)
    return source.parent, spoken
