"""A first map: which column is probably which item, how sure that is, and what stays behind. A person corrects it."""

import re
from collections.abc import Iterable, Mapping
from itertools import islice
from pathlib import Path

from ... import home
from ...instrument import Instrument, Refused, load_instrument
from ..packing import refuse_what_is_there, write_file
from .answers import MISSING, REFUSED, Column, labels_of
from .drafting import Draft, Found, lines, written
from .identifying import SAID, TOOL, by_content, by_heading, group_words, looks
from .likeness import LIKELY, LOOK, SAME, Match, matched, questions_of
from .mapping import spoken_of
from .sheet import NotUnicode, Sheet
from .texts import listed, plain

SAMPLE = 1_000  # rows
FEWEST_ROWS = 5
MOST_GROUPS = 200
OLD = "windows-1252"


def suggest(
    file: Path | str, instrument: Instrument | Path | str | None, out: Path | str, activity: str | None = None
) -> list[str]:
    """Write a first map for a file. Returns what to say about it, line by line.

    Args:
        instrument: a name, a path, or one of the kit's own, loaded; None: the one of the kit's that fits best.
        out: the map, which must not be there yet.
        activity: the one to look for; None: the one that most columns are like.

    Raises:
        Refused: if the file cannot be read, no column is like anything that the instrument asks, or the map is there.
    """
    file, out = Path(file), Path(out)
    refuse_what_is_there(out)
    sheet, encoding = _opened(file)
    sample = [fields for _, fields in islice(sheet.rows(), SAMPLE) if len(fields) >= len(sheet.header)]
    columns = {name: [fields[at] for fields in sample] for at, name in enumerate(sheet.names()) if name}
    personal = {name: kind for name, fields in columns.items() if (kind := by_heading(name) or by_content(fields))}
    free = [name for name in columns if name not in personal]
    said, spoken, chosen, others = _best(free, instrument, activity, file)
    draft = _draft(file, said, spoken, chosen, others, columns, personal, encoding)
    write_file(out, written(draft, out))
    return lines(draft, out)


def _opened(file: Path) -> tuple[Sheet, str | None]:
    """The file, and how it is written where the map must say so."""
    try:
        sheet = Sheet.of(file)
        for _ in islice(sheet.rows(), SAMPLE):
            pass
    except NotUnicode:
        return Sheet.of(file, OLD), OLD
    return sheet, None


# which instrument, which activity ----------------------------------------------------------------------------


def _best(names: list[str], instrument, activity: str | None, file: Path):
    """(how the map names it, the instrument by language, {activity: matches} best first)."""
    tried = []
    for one in [instrument] if instrument is not None else _shipped():
        _, spoken = spoken_of(one)
        first = next(iter(spoken.values()))
        for each in first.activities:
            if activity in (None, each.id) and (questions := questions_of(spoken, each.id)):
                tried.append((_said(one), spoken, each.id, matched(names, questions)))
        if activity is not None and instrument is not None and activity not in first.keys:
            raise Refused(f"{first.id} has no activity `{activity}`; it has: {', '.join(first.keys)}.")
    tried.sort(key=lambda each: -_weight(each[3]))
    if not tried or not tried[0][3]:
        asked = f"`{_said(instrument)}`" if instrument is not None else "any instrument of the kit"
        raise Refused(
            f"{file}: no column is like a question of {asked}. Its columns: {listed(names)}. "
            "If they are codes, export the answers again with full texts as headings. Else give another --instrument, "
            "or write the map by hand (docs/import.md)."
        )
    said, spoken, chosen, matches = tried[0]
    inside = [each for each in tried[1:] if each[0] == said]
    mine = {match.heading.name for match in matches}
    others = {each[2]: len({match.heading.name for match in each[3]} - mine) for each in inside}
    return said, spoken, (chosen, matches), {id: count for id, count in others.items() if count}


def _shipped() -> list[str]:
    folders = (home.data() / "instruments").iterdir()
    return sorted(folder.name for folder in folders if (folder / "instrument.yaml").exists())


def _said(instrument: Instrument | Path | str) -> str:
    return instrument.id if isinstance(instrument, Instrument) else str(instrument)


def _weight(matches: Iterable[Match]) -> float:
    return sum({SAME: 1.0, LIKELY: 0.8, LOOK: 0.4}[match.sure] for match in matches)


# the draft ---------------------------------------------------------------------------------------------------


def _draft(file, said, spoken: Mapping[str, Instrument], chosen, others, columns, personal, encoding) -> Draft:
    activity, matches = chosen
    matches = _one_way(matches)
    first = next(iter(spoken.values()))
    labels = _codes(matches, columns, first, activity)
    found = tuple(_tried(match, columns, spoken, activity, labels) for match in matches)
    taken = {match.heading.name for match in matches}
    keys = {match.question.key for match in matches}
    asked = {q.key: next(iter(q.texts.values())) for q in questions_of(spoken, activity) if not q.option}
    short = load_instrument(said, form="short").activity(activity).keys
    form = "short" if len(short) < len(first.activity(activity).keys) and keys <= set(short) else None
    rest = [name for name in columns if name not in taken and name not in personal]
    again = {
        match.heading.name: match.question.key
        for match in matched(rest, questions_of(spoken, activity))
        if match.sure != LOOK or match.score == 1
    }
    group, perhaps = _groups({name: columns[name] for name in columns if name not in taken and name not in personal})
    return Draft(
        file,
        first.id,
        said,
        activity,
        encoding,
        found,
        form,
        {key: text for key, text in asked.items() if key not in keys and (not form or key in short)},
        group,
        perhaps,
        tuple((name, SAID[kind]) for name, kind in personal.items() if kind != TOOL),
        again,
        tuple(
            name
            for name in columns
            if name not in taken and name not in again and name != group and personal.get(name) in (None, TOOL)
        ),
        labels,
        others,
    )


def _one_way(matches: list[Match]) -> list[Match]:
    """A pick has one column, or one for each option; where both are there, the options."""
    split = {match.question.key for match in matches if match.question.option}
    return [match for match in matches if match.question.option or match.question.key not in split]


def _tried(match: Match, columns: dict, spoken: Mapping[str, Instrument], activity: str, own: dict) -> Found:
    """Whether the fields of a column are answers to its question."""
    key = match.question.key
    admits = next(iter(spoken.values())).activity(activity).keys[key]
    options = (match.question.option,) if match.question.option else ()
    mine = {plain(text): value for text, value in own.items() if value in admits["values"]}
    reader = Column(admits, labels_of(key, spoken, activity), MISSING, mine, options)
    fields = [field for field in columns[match.heading.name] if field.strip() not in MISSING]
    unfit = [field for field in fields if reader[field] == REFUSED]
    return Found(match, tuple(dict.fromkeys(unfit))[:3], len(unfit) / len(fields) if fields else 0.0)


def _codes(matches: list[Match], columns: dict, first: Instrument, activity: str) -> dict[str, object]:
    """What a tool's answer codes (`AO01`, `A2`) and scales from 0 on probably stand for."""
    admits = first.activity(activity).keys
    rated = [match for match in matches if admits[match.question.key]["kind"] == "rating"]
    if not rated:
        return {}
    points = min(len(admits[match.question.key]["values"]) for match in rated)
    texts = {field.strip() for match in rated for field in columns[match.heading.name]} - set(MISSING)
    coded = {text: int(found[1]) for text in texts if (found := re.fullmatch(r"[A-Za-z]{1,3}0*(\d{1,2})", text))}
    if coded and all(1 <= number <= points for number in coded.values()):
        stem = re.match(r"[A-Za-z]+", min(coded))[0]
        width = len(min(coded)) - len(stem)
        return {f"{stem}{number:0{width}}": number for number in range(1, points + 1)}
    numbers = {text for text in texts if text.isdecimal()}
    if "0" in numbers and all(int(text) < points for text in numbers):
        return {str(number): number + 1 for number in range(points)}
    return {}


def _groups(columns: dict[str, list[str]]) -> tuple[str | None, tuple[tuple[str, int], ...]]:
    """The column that says which group, by its heading; and others with few different fields, each with how many."""
    few = {}
    for name, fields in columns.items():
        there = [field.strip() for field in fields if field.strip()]
        names = set(there)
        short = all(len(each) <= 60 and not looks(each) for each in names)
        if len(there) >= FEWEST_ROWS and 2 <= len(names) <= min(MOST_GROUPS, len(there) / 2) and short:
            few[name] = len(names)
    named = [name for name in few if group_words() & set(plain(name).split())]
    group = named[0] if len(named) == 1 else None
    return group, tuple((name, count) for name, count in few.items() if name != group)
