"""Where is it split: how far people are apart, and how far they agree about what they share."""

from ...measure.agreement import r_wg_j_from_products
from ...pool.figures import Counts
from .. import registry
from ..words import Words
from .answered import nothing
from .chart import Line, dots
from .source import Source
from .told import Choice, Told

COLUMNS = ("activity", "figure", "n", "spread", "sd", "largest_share", "r_wg")
AGREED = 0.7  # the customary floor of r_wg(j) for taking a team's mean as the team's (LeBreton & Senter 2008)


def choices(source: Source, picked: dict) -> list[Choice]:
    """The days whose people can be laid apart."""
    days = source.waves if source.shown and not source.rows else []
    return [Choice("day", source.voice.say("choose_day"), tuple((source.voice.say("day", n=day), day) for day in days))]


def where_is_it_split(source: Source, *, day: int | None = None) -> Told:
    """How far people are apart, question by question.

    The table has a row for each figure that shows it: `spread` in a word (from ten people on), `sd` in points of 100
    (from twenty), `largest_share` of opinions, and `r_wg` for what the team shares: of one question from its spread, of
    a scale from thirty people on. That people differ in what they bring is variety, so there is no r_wg for it.
    With rows and groups it has a row for each shown group, with r_wg(j) of every scale.
    """
    import pandas as pd

    if not source.shown:
        return nothing(source)
    if scales := _shared_scales(source):
        return _in_groups(source, scales)
    voice = source.voice
    ids = [id for id in source.tallies if _of_day(source, id, day)]
    table = pd.DataFrame([row for id in ids for row in _rows(source, id)])
    if table.empty:
        return Told(voice, voice.say("split_none"), table, direction=source.direction)
    numbers = {"sd": 0, "largest_share": 2, "r_wg": 2}
    said = [voice.say("split_variety")] if any(source.about(id) == "self" for id in ids) else []
    picture = _agreement(source, day)
    if picture is None:
        return Told(voice, voice.say("split_table"), table, tuple(said), None, "", source.direction, numbers)
    said = (*filter(None, [picture.sub, picture.note]), *said)
    return Told(voice, picture.finding, table, said, picture.figure, picture.alternative, source.direction, numbers)


def _of_day(source: Source, id: str, day: int | None) -> bool:
    return day is None or source.activity(id).get("wave", 1) == day


def _agreement(source: Source, day: int | None):
    """The picture of what is shared, of that day or of the first that has one."""
    for wave in [day] if day else source.waves:
        view = registry.id_on_day("agreement", wave)
        if view in source.part.views(wave, source.tallies):
            return registry.picture(view, source.tallies, source.part.document)
    return None


def _rows(source: Source, id: str) -> list[dict]:
    tally, shared = source.tallies[id], source.about(id) != "self"
    words = Words(source.part.document, id)
    rows = []
    for name, figure in tally.figures.items():
        row = {"activity": source.activity_name(id), "figure": source.figure_name(id, name), "n": figure.n}
        if getattr(figure, "spread", None) in ("alike", "mixed", "apart"):
            index = _r_wg(source, id, name, figure) if shared else None
            rows.append({**row, "spread": words.say(f"spread_{figure.spread}"), "sd": figure.sd, "r_wg": index})
        elif isinstance(figure, Counts) and figure.counts:
            rows.append({**row, "largest_share": max(figure.counts.values()) / max(sum(figure.counts.values()), 1)})
    return [{**dict.fromkeys(COLUMNS), **row} for row in rows]


def _r_wg(source: Source, activity: str, name: str, figure) -> float | None:
    """1 − s²/σ² of one question from its published spread; r_wg(j) of a scale from its products."""
    points = _points(source, activity, figure.block)
    if figure.products is not None and len(figure.products.sums) > 1:
        return r_wg_j_from_products(
            figure.products.n, figure.products.sums, figure.products.products, points=points
        ).value
    if figure.items != 1 or figure.sd is None:
        return None
    return max(0.0, 1 - (figure.sd / 100 * (points - 1)) ** 2 / ((points**2 - 1) / 12))


def _points(source: Source, activity: str, block: int) -> int:
    return source.activity(activity)["blocks"][block]["scale"]["points"]


# with rows and groups ----------------------------------------------------------------------------------------


def _shared_scales(source: Source) -> list[str]:
    """With rows and groups: the scales of two questions or more of what people share."""
    if not source.rows or not source.groups or source.about(source.manifest.activity) == "self":
        return []
    figures = source.archive.tally.figures.items()
    return [id for id, figure in figures if (found := getattr(figure, "products", None)) and len(found.sums) > 1]


def _in_groups(source: Source, scales: list[str]) -> Told:
    """r_wg(j) of every group that may be shown, on each scale of what they share."""
    import pandas as pd

    voice, activity = source.voice, source.manifest.activity
    rows = []
    for group, tally in source.exact_groups.items():
        for id in scales:
            figure = tally.figures[id]
            found = r_wg_j_from_products(
                figure.products.n, figure.products.sums, figure.products.products, points=figure.points
            )
            rows.append(
                {"group": group, "scale": source.figure_name(activity, id), "n": found.n, "r_wg": found.value,
                 "r_wg_skewed": found.skewed}
            )  # fmt: skip
    table = pd.DataFrame(rows)
    there = table["r_wg"].dropna() if rows else pd.Series(dtype=float)
    if there.empty:
        return Told(voice, voice.say("split_none"), table, direction=source.direction)
    finding = voice.say(
        "agree_groups",
        agreed=int((there >= AGREED).sum()), total=len(there), middle=voice.number(there.median(), 2),
        low=voice.number(there.min(), 2), high=voice.number(there.max(), 2),
    )  # fmt: skip
    one = table[table["scale"] == table["scale"].iloc[0]].dropna(subset=["r_wg"])
    lines = [Line(row.group, row.r_wg, label=voice.number(row.r_wg, 2)) for row in one.itertuples()]
    figure = dots(lines, (0, 1), [(AGREED, voice.number(AGREED, 1))])
    numbers = {"r_wg": 2, "r_wg_skewed": 2}
    return Told(voice, finding, table, (voice.say("agree_what"),), figure, finding, source.direction, numbers)
