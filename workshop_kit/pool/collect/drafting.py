"""A first map as a file to correct, and what to say about it on a terminal."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

from .likeness import LIKELY, LOOK, SAME, Match
from .texts import plain

NAMED = 40  # headings in one list
_WORDS = {"true", "false", "yes", "no", "on", "off", "null", "y", "n"}  # which YAML does not take for words


@dataclass(frozen=True)
class Found:
    """One column that is probably an answer, with what of its fields does not fit."""

    match: Match
    unfit: tuple[str, ...] = ()  # at most three of the fields that are no answers
    unfit_share: float = 0.0


@dataclass(frozen=True)
class Draft:
    """All that a first map says."""

    file: Path
    instrument: str
    said: str  # how the map names the instrument
    activity: str
    encoding: str | None
    found: tuple[Found, ...]
    form: str | None  # where it must be said: short
    lacking: dict[str, str]  # answer key → its text
    group: str | None
    perhaps_groups: tuple[tuple[str, int], ...]
    identifying: tuple[tuple[str, str], ...]
    again: dict[str, str]  # column → the answer key that another column has already
    unlike: tuple[str, ...]
    labels: dict[str, object]
    others: dict[str, int]  # other activity → how many columns are like it

    def count(self, sure: str) -> int:
        return sum(one.match.sure == sure for one in self.found)


def written(draft: Draft, out: Path) -> str:
    """The map, with comments that say how sure each line is and what to do."""
    parts = [
        _head(draft, out),
        _what(draft),
        _encoding(draft),
        _group(draft),
        _labels(draft),
        "\n".join(["items:", *_items(draft), *_lacking(draft)]),
        *_left_out(draft),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _what(draft: Draft) -> str:
    form = ["form: short   # only items of the short form were found"] if draft.form else []
    return "\n".join([f"instrument: {_quoted(_path(draft.said))}", f"activity: {draft.activity}", *form])


def _encoding(draft: Draft) -> str:
    if not draft.encoding:
        return ""
    return f"""# LOOK: the file is not UTF-8. Are the accents right in the headings below? If not, save the file as
# “CSV UTF-8”, and take this line out.
encoding: {draft.encoding}"""


def _head(draft: Draft, out: Path) -> str:
    return f"""# A first map for {draft.file.name}: which column is which question. It is a guess, so please read it.
# {_tally(draft)}
# “The same” needs no more than a glance. Where it says LOOK, compare the two texts: sentences can be alike and mean
# the opposite. Take a line out if it is wrong. When all is right:
#
#   workshop import {_shell(draft.file)} --map {_shell(out)} -o FOLDER"""


def _tally(draft: Draft) -> str:
    keys = {one.match.question.key for one in draft.found}
    wanted = len(keys | set(draft.lacking))
    counts = [(draft.count(SAME), "say the same"), (draft.count(LIKELY), "likely"), (draft.count(LOOK), "to look at")]
    said = ", ".join(f"{count} {word}" for count, word in counts if count)
    found = f"all {wanted}" if len(keys) == wanted else f"{len(keys)} of the {wanted}"
    return f"Columns were found for {found} questions of `{draft.activity}` ({draft.instrument}): {said}."


def _group(draft: Draft) -> str:
    perhaps = [f"#group: {_quoted(name)}   # {count} different ones" for name, count in draft.perhaps_groups[:8]]
    if draft.group:
        also = ["# Others that may be meant instead:", *perhaps] if perhaps else []
        return "\n".join([*also, f"group: {_quoted(draft.group)}   # LOOK: is this the team that people belong to?"])
    if perhaps:
        return "\n".join(["# Is one of these the team that people belong to? Then take its # away.", *perhaps])
    return ""


def _labels(draft: Draft) -> str:
    if not draft.labels:
        return ""
    numbers = all(text.isdecimal() for text in draft.labels)
    why = "the file counts from 0, and the instrument from 1" if numbers else "what the file's codes stand for"
    listed = ", ".join(f"{_quoted(text)}: {value}" for text, value in draft.labels.items())
    return f"# LOOK: {why}. Is the order right?\nlabels: {{{listed}}}"


def _items(draft: Draft) -> list[str]:
    found, several = [], {}
    for one in draft.found:
        if one.match.question.option:
            several.setdefault(one.match.question.key, []).append(one)
        else:
            found += _item(one, f"  {one.match.question.key}: ")
    for key, options in several.items():
        found += [f"  {key}:   # a column an option"]
        for one in options:
            found += _item(one, f"    {one.match.question.option}: ", "    ")
    return found


def _item(one: Found, begins: str, indent: str = "  ") -> list[str]:
    match, lines = one.match, []
    unfit = f"{round(100 * one.unfit_share) or 'under 1'} % of its fields do not fit, such as {_listed(one.unfit)}"
    line = f"{begins}{_quoted(match.heading.name)}"
    if match.sure == SAME and not one.unfit:
        return [f"{line}   # {match.why}"]
    word = "LOOK" if match.sure == LOOK or one.unfit_share > 0.2 else "likely" if match.sure == LIKELY else "same"
    lines.append(f"{indent}# {word}: {match.why}.")
    if match.told:
        lines.append(f"{indent}#   the question is: {_short(match.told)}{_differs(match.told, match.heading.name)}")
    if one.unfit:
        lines.append(f"{indent}#   {unfit}")
    return [*lines, line]


def _differs(told: str, heading: str) -> str:
    """The words that only the heading has: a `not` among them turns the meaning."""
    own = [word for word in plain(heading).split() if word not in plain(told).split()]
    return f" (only in the heading: {' '.join(own)})" if 0 < len(own) <= 6 else ""


def _lacking(draft: Draft) -> list[str]:
    if not draft.lacking:
        return []
    listed = [f"  #{key}:    # {_short(text)}" for key, text in draft.lacking.items()]
    return ["  # No column was found for these. Give one, or leave them out:", *listed]


def _left_out(draft: Draft) -> list[str]:
    """One paragraph for each reason."""
    personal = [f"{_short(name, 80, quoted=False)}: {why}" for name, why in draft.identifying]
    again = [f"{_short(name, 100, quoted=False)}: {key}" for name, key in draft.again.items()]
    unlike = [_short(name, 100, quoted=False) for name in draft.unlike]
    others = [f"{id}: {count} {'column' if count == 1 else 'columns'}" for id, count in draft.others.items()]
    return [
        _listed_under("Left out, because they say who somebody is. They never enter an archive:", personal),
        _listed_under("Left out, because another column is the same question already. Is it the right one?", again),
        _listed_under("Left out, because no question is like them:", unlike),
        _listed_under(
            "An archive holds one activity. Others are here, too; make a map of each with --activity:", others
        ),
    ]


def _listed_under(title: str, lines: list[str]) -> str:
    more = [f"#   … and {len(lines) - NAMED} more"] if len(lines) > NAMED else []
    return "\n".join([f"# {title}", *(f"#   {line}" for line in lines[:NAMED]), *more]) if lines else ""


def lines(draft: Draft, out: Path) -> list[str]:
    """For a terminal: what was found, what to look at, what comes next."""
    said = [f"{out} is a first map. {_tally(draft)}"]
    look = [one for one in draft.found if one.match.sure == LOOK or one.unfit_share > 0.2]
    said += [f"  look at {one.match.question.key}: {_short(one.match.heading.name, 70)}" for one in look[:8]]
    said += [f"  … and {len(look) - 8} more"] if len(look) > 8 else []
    if draft.group:
        said.append(f"The group is taken from {_short(draft.group)}. Is it the team that people belong to?")
    elif draft.perhaps_groups:
        names = ", ".join(_short(name) for name, _ in draft.perhaps_groups[:4])
        said.append(f"No column is surely the group. Perhaps it is one of these: {names}.")
    if draft.labels:
        said.append("The file has codes or a scale of its own; see `labels:` in the map.")
    if draft.identifying:
        names = ", ".join(name if len(name) <= 40 else name[:39] + "…" for name, _ in draft.identifying[:8])
        said.append(f"Left out, because they say who somebody is: {names}.")
    if draft.again:
        count = len(draft.again)
        said.append(
            f"{count} {'column asks' if count == 1 else 'columns ask'} again what another column asks; see the map."
        )
    if draft.unlike:
        count = len(draft.unlike)
        said.append(
            "1 more column is like no question; the map names it."
            if count == 1
            else f"{count} more columns are like no question; the map lists them."
        )
    if draft.others:
        said.append(f"Also there: {', '.join(draft.others)}. Make a map of each with --activity.")
    said.append("Read it, correct it, and then:")
    said.append(f"  workshop import {_shell(draft.file)} --map {_shell(out)} -o FOLDER")
    return said


def _path(said: str) -> str:
    """A path from the root, so that the map finds it from anywhere; a name as it is."""
    return str(Path(said).resolve()) if Path(said).exists() and not re.fullmatch(r"[\w-]+", said) else said


def _quoted(text: str) -> str:
    """As YAML reads it back: bare where it is a plain word."""
    if re.fullmatch(r"[^\W\d][\w-]*(?: [\w-]+)*", text) and text.lower() not in _WORDS:
        return text
    return json.dumps(text, ensure_ascii=False)


def _shell(path: Path) -> str:
    return f'"{path}"' if re.search(r"[^\w./\\:-]", str(path)) else str(path)


def _listed(fields: tuple[str, ...]) -> str:
    return ", ".join(_short(field, 30) for field in fields)


def _short(text: str, longest: int = 90, quoted: bool = True) -> str:
    one_line = " ".join(text.split())
    one_line = one_line if len(one_line) <= longest else one_line[: longest - 1] + "…"
    return f"“{one_line}”" if quoted else one_line
