"""Scores of many people at once: a frame of answers goes in, a frame of scores from 0 to 100 comes out.

Every score is a person mean: of the items of a facet that were answered, if enough were, and of the facets of a
dimension, if enough are there. What is missing is NaN. One column after the other is added up, so that the memory
needed does not grow with the number of items.
"""

import numpy as np
import pandas as pd

from ..instrument import Activity, Instrument, MeanSpec, Refused
from .profile import SURE, with_lens


def score(answers: pd.DataFrame, instrument: Instrument, activity: str | None = None) -> pd.DataFrame:
    """Scores of an activity, 0 to 100; on an ideal-point scale 50 is *about right*.

    Args:
        answers: people × answer keys (`instrument.keys[activity]`). Missing is NaN or None; keys may be left out.
        activity: its id; None takes the only activity that has scores.

    Returns:
        people × scores, the index as given: facets (`vision.energy`; `climate` without a lens), then dimensions
        (`leadership.energy`); one-item ratings under the item's id; `tell_show` for situations.

    Raises:
        Refused: for an unknown column, a value off its scale (both named), or several activities to choose from.
    """
    chosen = scored_activity(instrument, activity)
    _known(answers, chosen)
    columns = {spec.id: _person_means(answers, spec) for spec in _means(chosen)}
    return pd.DataFrame(columns | _dimensions(columns, chosen, instrument), index=answers.index)


def lean(answers: pd.DataFrame, instrument: Instrument, activity: str | None = None) -> pd.DataFrame:
    """Each person's lean under each lens: first dimension minus second, with how sure it is.

    Returns:
        people × `lean.energy` (−100 to 100), `se.energy`, `band.energy` (1.64 SE, points), `call.energy` (a
        dimension's id, "close", or None where there is no lean), and so on for each lens.

    Raises:
        Refused: as `score`; and if the instrument has not exactly two dimensions.
    """
    if len(instrument.dimensions) != 2:
        raise Refused(f"a lean lies between two dimensions, and `{instrument.id}` has {len(instrument.dimensions)}.")
    chosen = scored_activity(instrument, activity)
    scores = score(answers, instrument, chosen.id)
    found = {}
    for lens in _lenses(chosen, instrument):
        sides = [with_lens(dimension.id, lens) for dimension in instrument.dimensions]
        if all(side in scores for side in sides):
            error = _lean_error(answers, scores, chosen, instrument, lens)
            found |= _lean_columns(scores[sides[0]] - scores[sides[1]], error, instrument, lens)
    return pd.DataFrame(found, index=answers.index)


def scored_activity(instrument: Instrument, activity: str | None = None) -> Activity:
    """The activity of that id if it has scores; None: the only one that has.

    Raises:
        Refused: if it has none, or if there are several to choose from.
    """
    if activity is not None:
        chosen = instrument.activity(activity)
        if not _means(chosen):
            raise Refused(f"activity `{activity}` of `{instrument.id}` has no scores: it holds no ratings.")
        return chosen
    having = [one for one in instrument.activities if _means(one)]
    if len(having) != 1:
        names = ", ".join(f"`{one.id}`" for one in having) or "none"
        raise Refused(f"which activity of `{instrument.id}`? Those with scores are: {names}. Name one.")
    return having[0]


def _means(activity: Activity) -> list[MeanSpec]:
    return [spec for spec in activity.specs if isinstance(spec, MeanSpec)]


def _known(answers: pd.DataFrame, activity: Activity) -> None:
    if strange := [str(name) for name in answers.columns if name not in activity.keys]:
        raise Refused(f"`{activity.id}` has no answer key `{strange[0]}`. Remove the column, or rename it.")


# facets ------------------------------------------------------------------------------------------------------


def _person_means(answers: pd.DataFrame, spec: MeanSpec) -> np.ndarray:
    total, count = np.zeros(len(answers)), np.zeros(len(answers), dtype=np.int16)
    for position, key in enumerate(spec.keys):
        if key in answers.columns:
            values = _ratings(answers[key], spec, position)
            there = ~np.isnan(values)
            np.add(total, values, out=total, where=there)
            count += there
    enough = count >= max(spec.minimum, 1)
    return np.divide(total, count * ((spec.points - 1) / 100), out=np.full(len(total), np.nan), where=enough)


def _ratings(column: pd.Series, spec: MeanSpec, position: int) -> np.ndarray:
    """Ratings counted from 0, reverse-keyed ones turned round, NaN where there is none."""
    key = spec.keys[position]
    values = _recoded(column, spec.recode[key], key) if spec.recode else _numbers(column, key)
    _on_scale(values, spec.points, key, column)
    turned = bool(spec.reverse) and spec.reverse[position]
    return spec.points - values if turned else values - 1


def _numbers(column: pd.Series, key: str) -> np.ndarray:
    try:
        return column.to_numpy(dtype=float, na_value=np.nan)
    except (TypeError, ValueError):
        raise Refused(f"`{key}` holds something that is not a number.") from None


def _recoded(column: pd.Series, places: dict[str, int], key: str) -> np.ndarray:
    strange = column[column.notna() & ~column.isin(list(places))]
    if len(strange):
        options = ", ".join(places)
        raise Refused(f"`{key}`, row {strange.index[0]}: {strange.iloc[0]!r} is not one of {options}.")
    return column.map(places).to_numpy(dtype=float, na_value=np.nan)


def _on_scale(values: np.ndarray, points: int, key: str, column: pd.Series) -> None:
    off = ((values < 1) | (values > points) | (values != np.rint(values))) & ~np.isnan(values)
    if off.any():
        row = int(np.argmax(off))
        where = f"`{key}`, row {column.index[row]}"
        raise Refused(f"{where}: {column.iloc[row]} is off the scale (whole numbers from 1 to {points}).")


# dimensions and lean -----------------------------------------------------------------------------------------


def _lenses(activity: Activity, instrument: Instrument) -> list[str | None]:
    return list(dict.fromkeys(spec.lens for spec in _parts(activity, instrument)))


def _parts(activity: Activity, instrument: Instrument) -> list[MeanSpec]:
    """The facets that dimensions are made of: on one-way scales only (too much and too little do not average)."""
    members = {facet for dimension in instrument.dimensions for facet in dimension.facets}
    return [spec for spec in _means(activity) if spec.facet in members and not spec.ideal]


def _dimensions(columns: dict[str, np.ndarray], activity: Activity, instrument: Instrument) -> dict[str, np.ndarray]:
    found = {}
    for lens in _lenses(activity, instrument):
        for dimension in instrument.dimensions:
            ids = _of_dimension(activity, instrument, dimension, lens)
            if len(ids) >= max(dimension.needed, 1):
                found[with_lens(dimension.id, lens)] = _mean_of([columns[id] for id in ids], dimension.needed)
    return found


def _of_dimension(activity: Activity, instrument: Instrument, dimension, lens: str | None) -> list[str]:
    parts = _parts(activity, instrument)
    return [spec.id for spec in parts if spec.facet in dimension.facets and spec.lens == lens]


def _mean_of(columns: list[np.ndarray], needed: int) -> np.ndarray:
    total, count = np.zeros(len(columns[0])), np.zeros(len(columns[0]), dtype=np.int16)
    for values in columns:
        there = ~np.isnan(values)
        np.add(total, values, out=total, where=there)
        count += there
    return np.divide(total, count, out=np.full(len(total), np.nan), where=count >= needed)


def _lean_error(answers, scores, activity: Activity, instrument: Instrument, lens: str | None) -> np.ndarray:
    sides = [
        _dimension_error(answers, scores, activity, instrument, dimension, lens) for dimension in instrument.dimensions
    ]
    return np.hypot(*sides)


def _dimension_error(answers, scores, activity, instrument, dimension, lens) -> np.ndarray:
    """√(pooled variance within facets / M) of each person, never under the assumed one (`profile` has the same)."""
    squares, freedom, items = (np.zeros(len(answers)) for _ in range(3))
    ids = set(_of_dimension(activity, instrument, dimension, lens))
    for spec in (spec for spec in _means(activity) if spec.id in ids):
        centre = scores[spec.id].to_numpy()
        scored = ~np.isnan(centre)
        freedom -= scored
        for position, key in enumerate(spec.keys):
            if key in answers.columns:
                values = _ratings(answers[key], spec, position) * (100 / (spec.points - 1))
                there = scored & ~np.isnan(values)
                squares[there] += (values[there] - centre[there]) ** 2
                freedom += there
                items += there
    within = np.divide(squares, freedom, out=np.zeros(len(answers)), where=freedom > 0)
    own = np.sqrt(np.divide(within, items, out=np.zeros(len(answers)), where=items > 0))
    return np.maximum(own, instrument.assumed.se)


def _lean_columns(lean: pd.Series, error: np.ndarray, instrument: Instrument, lens: str | None) -> dict:
    known = lean.notna()
    se = pd.Series(error, index=lean.index).where(known)
    band = SURE * se
    first, second = (dimension.id for dimension in instrument.dimensions)
    call = np.select([lean > band, lean < -band, known], [first, second, "close"], default="")
    names = [with_lens(name, lens) for name in ("lean", "se", "band", "call")]
    return dict(zip(names, (lean, se, band, pd.Series(call, index=lean.index).where(known, None)), strict=True))
