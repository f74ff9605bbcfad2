"""What the team brings and how its month was: every view that the archive can show, chosen from what was published."""

from functools import lru_cache

from ...instrument.days import parted
from .. import registry
from .answered import nothing
from .source import Source
from .told import Choice, Told

EVERYBODY, BETWEEN = "", "between"


def choices(source: Source, picked: dict) -> list[Choice]:
    """What there is to choose from, given what is chosen: day, view, lens, group. One thing to choose is none."""
    if not source.shown:
        return []
    voice = source.voice
    days = [(voice.say("day", n=wave), wave) for wave in source.waves if _bases(source, wave)]
    days += [(voice.say("between_days"), BETWEEN)] if source.part.change else []
    day = _chosen(days, picked.get("day"))
    bases = _bases(source, day)
    names = [(name, base) for base, (name, _) in bases.items()]
    names.sort(key=lambda pair: parted(pair[1])[0] not in registry.VIEWS)  # the kit's own before the plain ones
    base = _chosen(names, picked.get("view"))
    lenses = [(label, id) for id, label in bases[base][1]] if base else []
    view = _chosen(lenses, picked.get("lens"))
    groups = [(voice.say("everybody"), EVERYBODY)]
    groups += [(name, name) for name in source.groups if view and _in_group(source, view, name)]
    return [
        Choice("day", voice.say("choose_day"), tuple(days)),
        Choice("view", voice.say("choose_view"), tuple(names)),
        Choice("lens", voice.say("choose_lens"), tuple(lenses)),
        Choice("group", voice.say("choose_group"), tuple(groups)),
    ]


def what_was_shown(source: Source, *, day=None, view=None, lens=None, group: str = EVERYBODY) -> Told:
    """One view of one day, for everybody or one of the shown groups; `table` holds its numbers as the room had them."""
    import pandas as pd

    if not source.shown:
        return nothing(source)
    there = {
        choice.id: [value for _, value in choice.options]
        for choice in choices(source, {"day": day, "view": view, "lens": lens})
    }
    if not there["lens"]:
        return Told(source.voice, source.voice.say("nothing_shown"), pd.DataFrame(), direction=source.direction)
    chosen = lens if lens in there["lens"] else there["lens"][0]
    tallies = source.groups[group] if group and group in there["group"] else source.tallies
    picture = registry.picture(chosen, tallies, source.part.document)
    table = pd.DataFrame(picture.table["rows"], columns=picture.table["columns"])
    said = tuple(text for text in (picture.sub, picture.note) if text)
    return Told(source.voice, picture.finding, table, said, picture.figure, picture.alternative, source.direction)


@lru_cache(maxsize=64)  # each is drawn once, for its name
def _bases(source: Source, day) -> dict[str, tuple[str, list[tuple[str, str]]]]:
    """Of a day `{view: (its name, [(id with its lens, the lens's name)])}`, in the order of the day."""
    part = source.part
    if day is None:
        return {}
    shown = part.change if day == BETWEEN else [part.shown(id) for id in part.views(day, source.tallies)]
    found: dict[str, tuple[str, list]] = {}
    for one in shown:
        base, _, lens = one.anchor.partition(".")
        found.setdefault(base, (one.name, []))[1].append((one.anchor, _lens_name(source, one.anchor, lens)))
    return found


def _lens_name(source: Source, view: str, lens: str) -> str:
    if not lens:
        return ""
    for id in registry.needs(view, source.part.document, source.tallies):
        asked = source.activity(id)
        names = {one["id"]: one["name"] for block in asked["blocks"] for one in block["lenses"]}
        if lens in names:
            return names[lens]
        if id.partition("@")[0] == lens:
            return asked["title"]
    return lens


def _in_group(source: Source, view: str, group: str) -> bool:
    """Whether a group has all that a view takes; sentences are nobody's, so no group has them."""
    needed = registry.needs(view, source.part.document, source.groups[group])
    texts = any(block["kind"] == "text" for id in needed for block in source.activity(id)["blocks"])
    return not texts and source.part.can_show(view, source.groups[group])


def _chosen(options: list[tuple[str, object]], wanted):
    values = [value for _, value in options]
    return wanted if wanted in values else values[0] if values else None
