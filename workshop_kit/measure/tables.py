"""Tables for the analyst, who has rows: how reliable each scale is, over everybody or group by group."""

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from ..instrument import Activity, Instrument, MeanSpec, Refused
from .change import standard_error_of_measurement
from .covariation import complete, sums_of
from .estimate import Estimate, unknown
from .items import item_rest_from_products, mean_inter_item_from_products
from .omega import omega_from_products
from .profile import with_lens
from .ratings import MISSING, Grid
from .reliability import alpha_from_products, spearman_brown_from_products, stratified_alpha
from .scoring import scored_activity

# No reliability is printed from fewer people: its interval would say everything and nothing.
FEWEST = 30

COLUMNS = ("alpha", "low", "high", "omega", "spearman_brown", "inter_item", "item_rest", "sem")


def reliability_table(
    answers: pd.DataFrame,
    instrument: Instrument,
    activity: str | None = None,
    by: pd.Series | str | None = None,
) -> pd.DataFrame:
    """How reliable each scale of an activity is: one row for each scale of two items or more, then each dimension.

    Args:
        answers: people × answer keys.
        activity: its id; None takes the only activity that has scores.
        by: what to do it apart for, such as the language: a Series (people, matched by the index of `answers`), any
            list in the same order, or the name of a further column of `answers`. People without a group are left out.

    Returns:
        DataFrame with a row for each group (the column has the name of `by`, or "group") and scale:

        - `scale`, `items`, `n`: who answered every item (listwise)
        - `alpha` with `low` and `high` (Feldt); for a dimension it is stratified alpha, without an interval
        - `omega` (three items or more), `spearman_brown` (two items)
        - `inter_item`: mean inter-item correlation; `item_rest`: the lowest item–rest correlation
        - `sem`: standard error of measurement in points of 100, from alpha
        - `reason`: why something is NaN (under 30 people all of it is); empty where nothing is missing

    Raises:
        Refused: as `score`; and if the activity has no scale of two items, or `by` does not fit the answers.
    """
    chosen = scored_activity(instrument, activity)
    specs = [spec for spec in chosen.specs if isinstance(spec, MeanSpec) and len(spec.keys) > 1]
    if not specs:
        raise Refused(f"activity `{chosen.id}` of `{instrument.id}` has no scale of two items or more.")
    frame, groups = _apart(answers, by)
    scales = _items(frame, chosen, specs)
    rows = []
    for label, people in _people(groups, len(frame)):
        rows += [label | _scale(spec, scales[spec.id][people]) for spec in specs]
        rows += [label | row for row in _dimensions(instrument, specs, scales, people)]
    return pd.DataFrame(rows)


# who and what ------------------------------------------------------------------------------------------------


def _apart(answers: pd.DataFrame, by) -> tuple[pd.DataFrame, pd.Series | None]:
    if by is None:
        return answers, None
    if isinstance(by, str):
        if by not in answers.columns:
            raise Refused(f"the answers have no column `{by}` to tell groups by.")
        return answers.drop(columns=by), answers[by]
    if isinstance(by, pd.Series):
        if not answers.index.isin(by.index).all():
            raise Refused("the groups in `by` are not of the same people: its index differs from that of the answers.")
        return answers, by.loc[answers.index]
    if len(by) != len(answers):
        raise Refused(f"there are {len(answers)} people and {len(by)} groups in `by`.")
    return answers, pd.Series(list(by), index=answers.index)


def _people(groups: pd.Series | None, count: int) -> Iterator[tuple[dict, np.ndarray]]:
    """Each group's label and the positions of its people."""
    if groups is None:
        yield {}, np.arange(count)
        return
    for group, people in groups.reset_index(drop=True).groupby(groups.to_numpy()):
        yield {groups.name or "group": group}, people.index.to_numpy()


def _items(frame: pd.DataFrame, activity: Activity, specs: list[MeanSpec]) -> dict[str, np.ndarray]:
    """The ratings of each scale, people × items, reverse-keyed ones turned round, NaN where there is none."""
    found = {spec.id: np.full((len(frame), len(spec.keys)), np.nan) for spec in specs}
    for people, ratings, _ in Grid(activity, specs).chunks(frame):
        for spec, own in zip(specs, ratings, strict=True):
            there = own[: len(spec.keys)].T.astype(float)
            there[there == MISSING] = np.nan
            found[spec.id][people] = there
    return found


# rows --------------------------------------------------------------------------------------------------------


def _scale(spec: MeanSpec, ratings: np.ndarray) -> dict:
    sums = sums_of(ratings)
    if sums.n < FEWEST:
        return _row(spec.id, len(spec.keys), _too_few(sums.n), {}, None)
    two, rests = len(spec.keys) == 2, item_rest_from_products(*sums)
    others = {
        "spearman_brown" if two else "omega": (spearman_brown_from_products if two else omega_from_products)(*sums),
        "inter_item": mean_inter_item_from_products(*sums),
        "item_rest": _lowest(rests, sums.n),
    }
    return _row(spec.id, len(spec.keys), alpha_from_products(*sums), others, _spread([spec], [ratings]))


def _dimensions(instrument: Instrument, specs: list[MeanSpec], scales: Mapping, people: np.ndarray) -> Iterator[dict]:
    for lens in dict.fromkeys(spec.lens for spec in specs):
        for dimension in instrument.dimensions:
            parts = [s for s in specs if s.lens == lens and s.facet in dimension.facets and not s.ideal]
            if len(parts) > 1:
                yield _dimension(with_lens(dimension.id, lens), parts, [scales[s.id][people] for s in parts])


def _dimension(name: str, specs: list[MeanSpec], ratings: list[np.ndarray]) -> dict:
    keys = [key for spec in specs for key in spec.keys]
    alpha = stratified_alpha(pd.DataFrame(np.hstack(ratings), columns=keys), {spec.id: spec.keys for spec in specs})
    if alpha.n < FEWEST:
        return _row(name, len(keys), _too_few(alpha.n), {}, None)
    return _row(name, len(keys), alpha, {}, _spread(specs, ratings))


def _row(name: str, items: int, alpha: Estimate, others: dict[str, Estimate], sd: float | None) -> dict:
    values = dict.fromkeys(COLUMNS, np.nan)
    values |= {"alpha": alpha.value, "low": alpha.low, "high": alpha.high}
    values |= {column: one.value for column, one in others.items()}
    reasons = [one.reason for one in (alpha, *others.values()) if one.value is None]
    if sd is not None and alpha.value is not None:
        if alpha.value < 0:
            reasons.append("a negative alpha leaves no error to reckon with")
        else:
            values["sem"] = standard_error_of_measurement(sd, alpha)
    numbers = {column: np.nan if value is None else value for column, value in values.items()}
    return {"scale": name, "items": items, "n": alpha.n} | numbers | {"reason": "; ".join(dict.fromkeys(reasons))}


def _too_few(n: int) -> Estimate:
    return unknown(f"fewer than {FEWEST} people answered every item", n)


def _lowest(rests: pd.Series, n: int) -> Estimate:
    if rests.isna().any():
        return unknown(rests.attrs["reason"], n)
    return Estimate(float(rests.min()), None, None, n)


def _spread(specs: list[MeanSpec], ratings: list[np.ndarray]) -> float:
    """The standard deviation of the mean of these scales, in points of 100, over who answered every item."""
    there = complete(np.hstack(ratings))
    ends = np.cumsum([len(spec.keys) for spec in specs])[:-1]
    parts = [part.mean(axis=1) for part in np.split(there, ends, axis=1)]
    scores = [100 * (part - 1) / (spec.points - 1) for spec, part in zip(specs, parts, strict=True)]
    return float(np.mean(scores, axis=0).std(ddof=1))
