"""Can the scales be trusted here: alpha with its interval, omega, item–rest, from thirty people on."""

from collections.abc import Iterator
from math import floor

from ...instrument.messages import Voice
from ...measure.estimate import LEVEL, Estimate, unknown
from ...measure.items import item_rest_intervals
from ...measure.omega import omega_from_products
from ...measure.reasons import Reason
from ...measure.reliability import alpha_from_products, spearman_brown_from_products
from ...measure.tables import reliability_table
from ...pool.figures import Products
from .answered import nothing
from .chart import dots, interval, lined, spoken
from .source import FEWEST_OF_A_SCALE, Source
from .told import Told

GOOD = 0.7  # the customary floor for research on groups (Nunnally 1978); nothing hinges on it but a word
LOOSE = 0.2  # an item–rest correlation under it: the item goes its own way
HOLDS, OPEN, FALLS = "holds", "open", "loose"
LEAST = -1.0  # where the scale of the figure begins at the lowest
FEW = 3  # scales, of which each gets a sentence and all its lines
COEFFICIENTS = {"alpha": "", "omega": "omega", "spearman_brown": "spearman_brown", "item_rest": "item_rest"}


def can_the_scales_be_trusted(source: Source) -> Told:
    """How far the questions of each scale move together from person to person.

    The table has a row for each scale of two questions or more that thirty people answered in full, as `coefficients`
    has it. With rows, dimensions (stratified alpha, without an interval) come after them. Under thirty people the table
    is empty and the sentence says why.
    """
    import pandas as pd

    if not source.shown:
        return nothing(source)
    there = [(id, name, products) for id in source.tallies for name, products in scales_of(source, id)]
    if not there:
        return Told(source.voice, why_none(source), pd.DataFrame(), direction=source.direction)
    tried = sum(len(products.sums) for _, _, products in there)
    rows = [
        {"activity": source.activity_name(id), "scale": source.figure_name(id, name), **coefficients(products, tried),
         "role": source.role(id, name)}
        for id, name, products in there
    ]  # fmt: skip
    return told(source.voice, rows, _dimensions(source), [], source.direction)


def told(voice: Voice, rows: list[dict], dimensions: list[dict], said: list[str], direction: str) -> Told:
    """What is said of scales, whether of one archive or of many; `said` comes first after the finding."""
    import pandas as pd

    words = [row["word"] for row in rows]
    counts = {each or "no_alpha": words.count(each) for each in (HOLDS, OPEN, FALLS, None)}
    finding = " ".join(voice.say(f"scales_{each}", n=n, total=len(rows)) for each, n in counts.items() if n)
    lines = _lines(voice, rows)
    weak = [row["scale"] for row in rows if row["own_way"]]
    few = [row for row in rows if row["alpha"] is not None] if len(rows) <= FEW else []
    said = [*said, *(_in_words(voice, row) for row in few), voice.say("scales_what")]
    said += [voice.say("scales_weak", scales=voice.series(weak))] if weak else []
    said += _without(voice, rows)
    said += [voice.say("scales_two")] if any(row["items"] == 2 for row in rows) else []
    table = pd.DataFrame([*rows, *dimensions]).drop(columns=["role", "own_way", "why"])
    places = dict.fromkeys([name for name in table.columns if name not in ("items", "n", "teams")], 2)
    least = max(LEAST, min([0, *(floor(5 * line.value) / 5 for line in lines)]))  # a negative alpha is one, too
    figure = dots(lines, (least, 1), [*([(0, "0")] if least else []), (GOOD, voice.number(GOOD, 1))])
    return Told(voice, finding, table, tuple(said), figure, spoken(finding, lines), direction, places)


def _without(voice: Voice, rows: list[dict]) -> list[str]:
    """Which coefficients are missing, of which scales, and why."""
    found: dict[tuple[str, Reason], list[str]] = {}
    for row in rows:
        for coefficient, reason in row["why"].items():
            found.setdefault((coefficient, reason), []).append(row["scale"])
    return [
        voice.say("scales_without", what=voice.say(f"column_{coefficient}"), scales=voice.series(names),
                  why=why(voice, reason))
        for (coefficient, reason), names in found.items()
    ]  # fmt: skip


def why(voice: Voice, reason: Reason) -> str:
    """Why a coefficient is missing, in the reader's language."""
    return voice.say(f"reason_{reason.name.lower()}")


def _lines(voice: Voice, rows: list[dict]) -> list:
    """A line each; where there are few, all that is known of each."""
    if len(rows) > FEW:
        return [
            lined(voice, row, "scale", "alpha", places=2, sure=row["word"] != OPEN)
            for row in rows
            if row["alpha"] is not None
        ]
    return [
        lined(voice, {**row, "name": f"{row['scale']} · {voice.say(f'column_{each}')}"}, "name", each, ends=ends,
              places=2, sure=each != "alpha" or row["word"] != OPEN)
        for row in rows for each, ends in COEFFICIENTS.items() if each != "item_rest"  # which 0.7 is no line for
        if row[f"{ends}_low" if ends else "low"] is not None
    ]  # fmt: skip


def _in_words(voice: Voice, row: dict) -> str:
    """What is known of one scale, in a sentence."""
    known = [
        voice.say("scales_value", name=voice.say(f"column_{each}"), value=interval(voice, *ends, 2))
        for each, prefix in COEFFICIENTS.items()
        if None not in (ends := [row[each], *(row[f"{prefix}_{end}" if prefix else end] for end in ("low", "high"))])
    ]
    return voice.say("scales_one", scale=row["scale"], n=row["n"], known=voice.series(known))


def scales_of(source: Source, activity: str) -> Iterator[tuple[str, Products]]:
    """The scales of two questions or more that thirty people answered in full, and their sums of products."""
    for name, figure in source.counted(activity).figures.items():
        products = getattr(figure, "products", None)
        if products is not None and products.n >= FEWEST_OF_A_SCALE and len(products.sums) > 1:
            yield name, products


def coefficients(products: Products, tried: int) -> dict:
    """What stands in the table of a scale, from its sums of products.

    `items`, `n`; `alpha` with `low` and `high` (Feldt); `omega` (three questions or more), `spearman_brown` (two) and
    `item_rest` (the lowest), each with `…_low` and `…_high`; and `word`: `holds` (the whole interval of alpha lies
    above 0.7), `loose` (all of it below), `open` (neither), None without alpha. `own_way`: whether a question surely
    goes its own way, of as many as were `tried`; `why`: `{coefficient: reason}` of those that a scale of its length
    should have and has not.
    """
    sums, two = (products.n, products.sums, products.products), len(products.sums) == 2
    alpha, rests = alpha_from_products(*sums), item_rest_intervals(*sums)
    strict = item_rest_intervals(*sums, level=1 - (1 - LEVEL) / tried)
    lowest = min((one for one in rests if one.known), key=float, default=unknown("", products.n))
    none = unknown("", products.n)
    omega, brown = (none, spearman_brown_from_products(*sums)) if two else (omega_from_products(*sums), none)
    should = {"alpha": alpha, **({"spearman_brown": brown} if two else {"omega": omega})}
    return {
        "items": len(products.sums), "n": products.n, "alpha": alpha.value, "low": alpha.low, "high": alpha.high,
        **_ends("omega", omega), **_ends("spearman_brown", brown), **_ends("item_rest", lowest),
        "word": word(alpha), "own_way": any(goes_its_own_way(one) for one in strict),
        "why": {name: one.reason for name, one in should.items() if one.value is None},
    }  # fmt: skip


def _ends(name: str, found: Estimate) -> dict:
    return {name: found.value, f"{name}_low": found.low, f"{name}_high": found.high}


def goes_its_own_way(rest: Estimate) -> bool:
    """Whether the interval of an item–rest correlation lies below 0.2 altogether."""
    return rest.known and rest.high < LOOSE


def word(alpha: Estimate) -> str | None:
    """`holds`, `loose`, or `open` where the interval lies on both sides of 0.7; None where there is no alpha."""
    if not alpha.known:
        return None
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


def why_none(source: Source, few: str = "scales_too_few") -> str:
    """Why nothing can be said of any scale; `few` is what is said where people are."""
    most = max(tally.n for tally in source.tallies.values())
    key = few if most < FEWEST_OF_A_SCALE else "scales_none"
    return source.voice.say(key, n=most, fewest=FEWEST_OF_A_SCALE)
