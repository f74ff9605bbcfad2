"""How the questions of each scale go together: one by one, from thirty people on."""

from collections.abc import Iterator

from ...measure.estimate import LEVEL
from ...measure.items import alphas_without, item_rest_intervals
from ...measure.reliability import alpha_from_products
from .answered import nothing
from .chart import dots, lined, spoken
from .scales import LOOSE, goes_its_own_way, scales_of, why, why_none
from .source import Source
from .told import Told

MOST_LINES = 24  # of more, only the question of each scale that goes along least is drawn


def how_items_go_together(source: Source) -> Told:
    """How far each question goes together with the rest of its scale.

    The table has a row for each question of each scale of two questions or more that thirty people answered in full:
    `item` (its id), `question` (its wording), `n`, `correlation` (the corrected item–rest correlation) with `low` and
    `high`, `alpha` of the scale, `alpha_without` the question (three questions or more), and `own_way`: whether its
    interval lies under 0.2 altogether, widened for as many questions as there are.
    Under thirty people the table is empty and the sentence says why.
    """
    import pandas as pd

    if not source.shown:
        return nothing(source)
    voice = source.voice
    scales = [(id, name, products) for id in source.tallies for name, products in scales_of(source, id)]
    if not scales:
        return Told(voice, why_none(source, "items_too_few"), pd.DataFrame(), direction=source.direction)
    tried = sum(len(products.sums) for _, _, products in scales)
    rows = [row for scale in scales for row in _of_scale(source, *scale, tried)]
    own = [row["question"] for row in rows if row["own_way"]]
    quoted = voice.series(voice.say("quoted", text=text) for text in own)
    finding = voice.say("items_own_way", items=quoted) if own else voice.say("items_together", tried=tried)
    said = [voice.say("items_what"), *([voice.say("items_reversed")] if own else [])]
    said += [voice.say("items_two")] if any(len(products.sums) == 2 for _, _, products in scales) else []
    blank = [row["why"] for row in rows if row["correlation"] is None]
    said += [voice.say("items_without", n=len(blank), tried=tried, why=why(voice, blank[0]))] if blank else []
    drawn = _drawn(rows)
    said += [voice.say("items_lowest")] if len(drawn) < len(_lines(rows)) else []
    lines = [lined(voice, row, "label", "correlation", places=2, sure=not row["own_way"]) for row in drawn]
    figure = dots(lines, (-0.4, 1), [(0, "0"), (LOOSE, voice.number(LOOSE, 1))]) if lines else None
    table = pd.DataFrame(rows).drop(columns=["role", "label", "why"])
    numbers = dict.fromkeys(("correlation", "low", "high", "alpha", "alpha_without"), 2)
    return Told(voice, finding, table, tuple(said), figure, spoken(finding, lines), source.direction, numbers)


def _of_scale(source: Source, activity: str, name: str, products, tried: int) -> Iterator[dict]:
    sums = (products.n, products.sums, products.products)
    two, scale = len(products.sums) == 2, source.figure_name(activity, name)
    rests, strict = item_rest_intervals(*sums), item_rest_intervals(*sums, level=1 - (1 - LEVEL) / tried)
    alpha, without = alpha_from_products(*sums).value, alphas_without(*sums)
    for place, (item, question) in enumerate(source.questions(activity, name)):
        found = rests[place]
        yield {
            "activity": source.activity_name(activity), "scale": scale, "item": item, "question": question,
            "n": found.n, "correlation": found.value, "low": found.low, "high": found.high,
            "alpha": alpha, "alpha_without": None if two else without[place].value,
            "own_way": goes_its_own_way(strict[place]), "why": found.reason,
            "role": source.role(activity, name), "label": scale if two else question,
        }  # fmt: skip


def _lines(rows: list[dict]) -> list[dict]:
    """One line a question; of a scale of two one alone, for both go with the other alike."""
    return list({(row["activity"], row["scale"], row["label"]): row for row in rows if row["low"] is not None}.values())


def _drawn(rows: list[dict]) -> list[dict]:
    """All lines, or the lowest of each scale where there are too many to read."""
    lines = _lines(rows)
    if len(lines) <= MOST_LINES:
        return lines
    lowest: dict[tuple, dict] = {}
    for row in lines:
        here = lowest.setdefault((row["activity"], row["scale"]), row)
        if row["correlation"] < here["correlation"]:
            lowest[row["activity"], row["scale"]] = row
    return list(lowest.values())
