"""No luck at the top: what may be called highest, lowest or split, and how sure that is.

Of ten equal facets one is always highest, and twelve equal statements never split the room equally. Two
functions decide what a title, a sentence or a prompt may name:

- `places`  facets with their means and standard errors → highest, lowest, or cannot be said; `places_in` reads them
            from a tally
- `splits`  counts of answers → the statements on which people differ more than on the others

Both are built so that a team in which nothing differs gets a finding in well under one run of ten, even when a
page asks three times (two lenses and the month). numpy only, a few milliseconds, the same answer for the same
seed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

import numpy as np

LIKELY, HINT = 0.8, 0.6
DRAWS = 2000

# The chance that the gate lets a team through in which nothing differs: low enough that three sets of facets
# (energy, ability, the month) stay under one in ten together. Once something differs, the second side is
# asked more kindly.
GATE, SECOND_SIDE = 0.03, 0.10

# A split is named only where a real part of the room sees it otherwise.
AGREED_SHARE = 0.7


@dataclass(frozen=True)
class Place:
    """What may be said about one facet's place.

    `side` is "highest" (among the top), "lowest" (among the bottom) or None: cannot be said. `sure` is "likely",
    "hint" or None. `top` and `bottom` are the probabilities behind it.
    """

    id: str
    side: str | None
    sure: str | None
    top: float
    bottom: float


def comparable(tally, ids: Iterable[str]) -> dict[str, tuple[float, float]]:
    """Figures of one tally, exact or published, as the (mean, standard error) pairs that `places` takes.

    `ids` are means of one block under one lens (`vision.energy`, …). Those that the tally does not show are left
    out. Errors are without a finite-population correction on purpose: it would take the noise of one day's
    answers for a difference.
    """
    found = {}
    for id in ids:
        figure = tally.figures.get(id)
        if figure is None or figure.n < 2:
            continue
        error = _error(tally, figure)
        if error is not None:
            found[id] = (float(figure.mean), error)
    return found


def coarse_error(spread: float, n: int, *, step: float, spread_step: float = 5) -> float:
    """The standard error that is safe to order a rounded mean by.

    The mean was published in multiples of `step`, the pooled standard deviation `spread` in multiples of
    `spread_step`. The spread is read at the upper end of what rounds to it (12.4 is published as 10, and
    reckoning with 10 gives false findings to one homogeneous team in eleven), and rounding the mean adds step²/12.
    """
    return sqrt((spread + spread_step / 2) ** 2 / n + step * step / 12)


def places(figures: Mapping[str, tuple[float, float]], *, seed: int) -> dict[str, Place]:
    """Which of these facets are among the highest and the lowest, each with how sure that is.

    `figures` maps each id to (mean, standard error), the error without a finite-population correction
    (`comparable` reads both from a tally). Among the highest means: of the top three where there are nine facets
    or more, of the top third where there are fewer.

    No error counts for less than the pooled one of all facets.

    1. *Gate.* Unless the facets differ by more than chance at all, nothing is said: Cochran's (1954, *Biometrics*
       10, 101) heterogeneity Q for many small differences, the largest deviation from the common mean (Bonferroni)
       for a single large one, at 3 % together.
    2. *Shrinkage.* Each mean is drawn towards the common mean by the share of the variance that is noise (normal
       empirical Bayes; between-facet variance by DerSimonian & Laird 1986, *Controlled Clinical Trials* 7,
       eq. 9). Redrawing around the observed means instead would count the noise twice.
    3. *Simulation.* In `DRAWS` seeded draws of the true means: a facet in the top group in 80 % is "likely" among
       the highest, in 60 % "a hint"; the same for the bottom.
    4. *Step down.* The lowest are named only if the rest still differ without the highest, and the other way
       round: one facet that stands out does not make nine equal ones ordered.

    Raises ValueError for a mean or error that is not a number, or a negative error.
    """
    if len(figures) < 2:
        return {id: Place(id, None, None, 0.0, 0.0) for id in figures}
    ids = sorted(figures)  # so that the draws do not depend on who asks in which order
    means, errors = _arrays({id: figures[id] for id in ids})
    if _excess(means, errors, GATE) <= 1:
        return {id: Place(id, None, None, 0.0, 0.0) for id in figures}
    top, bottom = _chances(means, errors, np.random.default_rng(seed))
    highest, lowest = _step_down(means, errors, top >= HINT, bottom >= HINT)
    found = {
        id: _place(id, highest[i], lowest[i], round(float(top[i]), 3), round(float(bottom[i]), 3))
        for i, id in enumerate(ids)
    }
    return {id: found[id] for id in figures}


def places_in(tally, *, seed: int) -> dict[str, Place]:
    """What may be said about every facet of a tally, exact or published: likely, a hint, or nothing (`Place.sure`).

    Facets are ordered among those that were asked alike: in one block, through one lens. `seed` as in `places`.
    """
    alike: dict[tuple, list[str]] = {}
    for id, figure in tally.figures.items():
        if getattr(figure, "facet", None) is not None:
            alike.setdefault((figure.block, figure.lens), []).append(id)
    return {id: place for ids in alike.values() for id, place in places(comparable(tally, ids), seed=seed).items()}


def named(found: Mapping[str, Place] | Iterable[Place], side: str, sure: str | None = None) -> list[str]:
    """The ids on one side, surest first; with `sure`, only those."""
    given = found.values() if isinstance(found, Mapping) else found
    chosen = [p for p in given if p.side == side and sure in (None, p.sure)]
    return [p.id for p in sorted(chosen, key=lambda p: -max(p.top, p.bottom))]


def splits(counts: Mapping[str, Mapping[str, int]], *, seed: int) -> set[str]:
    """The items on which people differ more than one common spread over all items would make anybody expect.

    `counts` maps each item to how many chose each bin. How much an item divides people is the chance that two of
    them chose differently (Simpson 1949, unbiased: 1 − Σ c(c−1) / n(n−1)). Under the null every item divides
    people alike, each around its own favourite bin; the common shares are those whose *sorted* samples look like
    the observed ones on average (sorting makes every sample look more agreed than it is). An item is a split
    when it lies beyond the 95 % point of the largest of all items in simulations of that null, and when no bin
    holds more than `AGREED_SHARE` of the answers.
    """
    table = _sorted_table(counts)
    totals = table.sum(axis=1)
    usable = totals >= 2
    if usable.sum() < 2 or table.shape[1] < 2:
        return set()
    rng = np.random.default_rng(seed)
    simulated = _sampled(_common_shares(table[usable], rng), totals[usable], DRAWS, rng)
    limit = np.quantile(_disagreement(simulated).max(axis=1), 0.95, method="higher")
    divided = np.zeros(len(totals), dtype=bool)
    divided[usable] = _disagreement(table[usable]) > limit + 1e-12
    divided &= table[:, 0] <= AGREED_SHARE * totals
    return {item for item, is_split in zip(counts, divided, strict=True) if is_split}


# — places —


def _error(tally, figure) -> float | None:
    step = getattr(figure, "step", 0)  # exact sums have none
    if figure.sd is not None:
        return coarse_error(figure.sd, figure.n, step=step, spread_step=step)
    pooled = tally.figures.get(f"pooled.{figure.lens or figure.block}")
    if pooled is None:
        return None
    return coarse_error(pooled.spread, figure.n, step=step, spread_step=pooled.step)


def _arrays(figures: Mapping[str, tuple[float, float]]) -> tuple[np.ndarray, np.ndarray]:
    values = np.array(list(figures.values()), dtype=float)
    if not np.isfinite(values).all() or (values[:, 1] < 0).any():
        raise ValueError("each figure needs a mean and a standard error that is not negative")
    means, errors = values.T
    # An error from six people is itself a guess, and ten of them hold some that are far too small.
    return means, np.maximum(errors, max(sqrt((errors**2).mean()), 1e-6))


def _heterogeneity(means: np.ndarray, errors: np.ndarray) -> float:
    weights = errors**-2
    return float((weights * (means - np.average(means, weights=weights)) ** 2).sum())


def _excess(means: np.ndarray, errors: np.ndarray, level: float) -> float:
    """How far the facets differ, as a share of what chance exceeds with probability `level`: above 1 they do."""
    count = len(means)
    if count < 2:
        return 0.0
    weights = errors**-2
    deviations = (means - np.average(means, weights=weights)) / (errors * np.sqrt(1 - weights / weights.sum()))
    largest = np.abs(deviations).max() / _normal_quantile(1 - level / (4 * count))
    return max(float(largest), _heterogeneity(means, errors) / _chi_square_quantile(count - 1, 1 - level / 2))


def _normal_quantile(p: float) -> float:
    return NormalDist().inv_cdf(p)


def _chi_square_quantile(df: int, p: float) -> float:
    """Wilson & Hilferty (1931): the cube root of a chi-square is nearly normal."""
    part = 2 / (9 * df)
    return df * (1 - part + _normal_quantile(p) * sqrt(part)) ** 3


def _between_variance(means: np.ndarray, errors: np.ndarray) -> float:
    weights = errors**-2
    scale = weights.sum() - (weights**2).sum() / weights.sum()
    return max(0.0, (_heterogeneity(means, errors) - (len(means) - 1)) / scale)


def _chances(means: np.ndarray, errors: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """How often each facet is in the top group and in the bottom group of the simulated true means."""
    between = _between_variance(means, errors)
    total = errors**2 + between
    kept = between / total
    centre = np.average(means, weights=1 / total)
    centres = rng.normal(centre, sqrt(1 / (1 / total).sum()), size=(DRAWS, 1))
    true = kept * means + (1 - kept) * centres + np.sqrt(kept) * errors * rng.standard_normal((DRAWS, len(means)))
    group = min(3, max(1, len(means) // 3))
    ranks = true.argsort(axis=1).argsort(axis=1)
    return (ranks >= len(means) - group).mean(axis=0), (ranks < group).mean(axis=0)


def _step_down(means, errors, highest: np.ndarray, lowest: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Keep each side only if the facets still differ without the other side's."""
    if not (highest.any() and lowest.any()):
        return highest, lowest
    for_lowest = _excess(means[~highest], errors[~highest], SECOND_SIDE)
    for_highest = _excess(means[~lowest], errors[~lowest], SECOND_SIDE)
    strongest = max(for_lowest, for_highest)  # something differs: the side with the better case always stays
    nothing = np.zeros(len(means), dtype=bool)
    keeps = [case > 1 or case == strongest for case in (for_highest, for_lowest)]
    return (highest if keeps[0] else nothing), (lowest if keeps[1] else nothing)


def _place(id: str, high: bool, low: bool, top: float, bottom: float) -> Place:
    side = "highest" if high else "lowest" if low else None
    chance = top if high else bottom
    sure = None if side is None else "likely" if chance >= LIKELY else "hint"
    return Place(id, side, sure, top, bottom)


# — splits —


def _sorted_table(counts: Mapping[str, Mapping[str, int]]) -> np.ndarray:
    """Items × bins, each row from its favourite bin down: which bin it is does not matter, how alone it is does."""
    bins = sorted({bin for row in counts.values() for bin in row})
    rows = [[row.get(bin, 0) for bin in bins] for row in counts.values()]
    return -np.sort(-np.array(rows, dtype=np.int64).reshape(len(rows), len(bins)), axis=1)


def _disagreement(counts: np.ndarray) -> np.ndarray:
    """The chance that two people chose differently; the last axis is the bins."""
    n = counts.sum(axis=-1)
    return 1 - (counts * (counts - 1)).sum(axis=-1) / (n * (n - 1))


def _sampled(shares: np.ndarray, totals: np.ndarray, draws: int, rng: np.random.Generator) -> np.ndarray:
    return rng.multinomial(totals, shares, size=(draws, len(totals)))


def _common_shares(table: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Shares whose sorted samples have, on average, the sorted shares that were seen (fixed-point iteration)."""
    totals = table.sum(axis=1)
    seen = table.sum(axis=0) / totals.sum()
    shares = seen
    for _ in range(8):
        sampled = -np.sort(-_sampled(shares, totals, 200, rng), axis=-1)
        looks = sampled.sum(axis=(0, 1)) / (200 * totals.sum())
        shares = np.clip(shares + seen - looks, 0, None)
        shares = -np.sort(-shares / shares.sum())
    return shares
