"""Can the scales be trusted here: alpha with its interval, omega, item–rest, from thirty people on."""

from collections.abc import Iterator

from ...instrument.messages import Voice
from ...measure.items import item_rest_from_products
from ...measure.omega import omega_from_products
from ...measure.reliability import alpha_from_products, spearman_brown_from_products
from ...measure.tables import reliability_table
from ...pool.figures import Products
from .answered import nothing
from .chart import Line, dots
from .source import FEWEST_OF_A_SCALE, Source
from .told import Told

GOOD = 0.7  # the customary floor for research on groups (Nunnally 1978); nothing hinges on it but a word
LOOSE = 0.2  # an item–rest correlation under it: the item goes its own way
HOLDS, OPEN, FALLS = "holds", "open", "loose"


def can_the_scales_be_trusted(source: Source) -> Told:
    """How far the questions of each scale move together from person to person.

    The table has a row for each scale of two questions or more: `alpha` with `low` and `high` (Feldt), `omega` (three
    questions or more), `spearman_brown` (two), `item_rest` (the lowest), and `word`: `holds` (the whole interval lies
    above 0.7), `loose` (all of it below), `open` (neither). With rows, dimensions (stratified alpha) come after them.
    Under thirty people the table is empty and the sentence says why.
    """
    import pandas as pd

    if not source.shown:
        return nothing(source)
    voice = source.voice
    rows = [
        {"activity": source.activity_name(id), "scale": source.figure_name(id, name), **coefficients(products),
         "role": source.role(id, name)}
        for id in source.tallies for name, products in scales_of(source, id)
    ]  # fmt: skip
    if not rows:
        return Told(voice, why_none(source), pd.DataFrame(), direction=source.direction)
    table = pd.DataFrame([*rows, *_dimensions(source)])
    words = [row["word"] for row in rows]
    counts = {each: words.count(each) for each in (HOLDS, OPEN, FALLS)}
    finding = " ".join(
        voice.say(f"scales_{each}", n=count, total=len(words)) for each, count in counts.items() if count
    )
    weak = [row["scale"] for row in rows if row["item_rest"] is not None and row["item_rest"] < LOOSE]
    said = [voice.say("scales_what"), *([voice.say("scales_weak", scales=voice.series(weak))] if weak else [])]
    said += [voice.say("scales_two")] if any(row["items"] == 2 for row in rows) else []
    lines = [
        Line(
            row["scale"], row["alpha"], row["low"], row["high"], interval(voice, row, "alpha"), row["role"],
            row["word"] != OPEN,
        )
        for row in rows if row["alpha"] is not None
    ]  # fmt: skip
    figure = dots(lines, (0, 1), [(GOOD, voice.number(GOOD, 1))])
    spoken = " ".join([finding, *(f"{line.name}: {line.label}." for line in lines)])
    table = table.drop(columns="role")
    numbers = dict.fromkeys(("alpha", "low", "high", "omega", "spearman_brown", "item_rest"), 2)
    return Told(voice, finding, table, tuple(said), figure, spoken, source.direction, decimals=numbers)


def scales_of(source: Source, activity: str) -> Iterator[tuple[str, Products]]:
    """The scales of two questions or more that thirty people answered in full, and their sums of products."""
    for name, figure in source.counted(activity).figures.items():
        products = getattr(figure, "products", None)
        if products is not None and products.n >= FEWEST_OF_A_SCALE and len(products.sums) > 1:
            yield name, products


def coefficients(products: Products) -> dict:
    """What stands in the table of a scale, from its sums of products."""
    sums, two = (products.n, products.sums, products.products), len(products.sums) == 2
    alpha, rests = alpha_from_products(*sums), item_rest_from_products(*sums)
    return {
        "items": len(products.sums), "n": products.n, "alpha": alpha.value, "low": alpha.low, "high": alpha.high,
        "omega": None if two else omega_from_products(*sums).value,
        "spearman_brown": spearman_brown_from_products(*sums).value if two else None,
        "item_rest": None if rests.isna().any() else float(rests.min()),
        "word": word(alpha),
    }  # fmt: skip


def interval(voice: Voice, row: dict, value: str, low: str = "low", high: str = "high") -> str:
    """A coefficient of a row with the ends of its interval, to two places."""
    numbers = {"mean": row[value], "low": row[low], "high": row[high]}
    return voice.say("interval", **{name: voice.number(number, 2) for name, number in numbers.items()})


def word(alpha) -> str:
    """`holds`, `loose`, or `open` where the interval lies on both sides of 0.7."""
    if not alpha.known:
        return OPEN
    return HOLDS if alpha.low >= GOOD else FALLS if alpha.high < GOOD else OPEN


def _dimensions(source: Source) -> list[dict]:
    """With rows: dimensions, whose facets measure different things (stratified alpha)."""
    if not source.rows:
        return []
    activity = source.manifest.activity
    scored = reliability_table(source.archive.answers, source.archive.instrument, activity)
    names = {dimension.id for dimension in source.archive.instrument.dimensions}
    mine = scored[[name.partition(".")[0] in names for name in scored["scale"]]]
    return [
        {
            "activity": source.activity_name(activity), "scale": source.figure_name(activity, row.scale),
            "items": row.items, "n": row.n, "alpha": row.alpha,
        }
        for row in mine.itertuples() if row.alpha == row.alpha
    ]  # fmt: skip


def why_none(source: Source) -> str:
    """Why nothing can be said of any scale."""
    most = max(tally.n for tally in source.tallies.values())
    key = "scales_too_few" if most < FEWEST_OF_A_SCALE else "scales_none"
    return source.voice.say(key, n=most, fewest=FEWEST_OF_A_SCALE)
