"""What scoring and tallying cost: for one person, and for a million beside bare numpy doing the same sums.

1. One person: `score` of a frame of one row, 80 answers, in microseconds. At most 200 is the aim.
2. A million people × 80 answers (made up from a fixed seed): `score` and `Tally.of`, each beside a script in bare
   numpy for the same sums: no names, no checks, the items of a facet side by side, some thousand people at a time so
   that all stays in cache. For a tally it counts every rating and every facet sum (`bincount`) and multiplies items
   within facets; `Tally.of` finds the same numbers, and leans, grid and pooled spread on top, from patterns of
   answers. Whole numbers without gaps, held by rows and by columns, and floats of which a tenth is missing. At most
   twice as long is the aim. Rounds take turns, so that a busy machine slows both.
3. For context, at 100,000 people: alpha of the 20 facets in pandas and in pingouin, beside a whole tally.
"""

import statistics
import time
from collections.abc import Callable

import numpy as np
import pandas as pd

import workshop_kit as wk

SEED, PEOPLE, ROUNDS, CHUNK = 20, 1_000_000, 7, 4096
INSTRUMENT = wk.load_instrument("mindset", form="full")
SIDES = [(lens, dimension) for lens in ("energy", "ability") for dimension in INSTRUMENT.dimensions]
SPECS = {spec.id: spec for spec in INSTRUMENT.activity("self").specs}
NAMES = [f"{facet}.{lens}" for lens, dimension in SIDES for facet in dimension.facets]  # 20 facets of 4 items
FACETS = [SPECS[name].keys for name in NAMES]
SCORES = NAMES + [f"{dimension.id}.{lens}" for lens, dimension in SIDES]
KEYS = [key for keys in FACETS for key in keys]
POINTS, ITEMS, NEEDED = 5, 4, 3


def main() -> None:
    whole, gaps = _people(PEOPLE)
    print(f"one person, {len(KEYS)} answers: {_one_person(whole[:1]):.0f} µs (score of a frame of one row)\n")
    print(f"{PEOPLE:,} people × {len(KEYS)} answers, seconds, {ROUNDS} rounds in turns")
    print(f"  {'':38}{'min':>8}{'median':>8}   times bare numpy: min, median")
    held = (
        ("whole numbers, by rows", whole),
        ("whole numbers, by columns", np.asfortranarray(whole)),
        ("floats, a tenth missing", gaps),
    )
    for name, table in held:
        frame = pd.DataFrame(table, columns=KEYS, copy=False)
        _same(frame[:1000], table[:1000])
        _pair(f"score, {name}", lambda f=frame: wk.score(f, INSTRUMENT, "self"), lambda t=table: bare_scores(t))
        _pair(f"Tally.of, {name}", lambda f=frame: wk.Tally.of(f, INSTRUMENT, "self"), lambda t=table: bare_tally(t))
    _context(pd.DataFrame(whole[:100_000], columns=KEYS))


def _people(count: int) -> tuple[np.ndarray, np.ndarray]:
    """Ratings that hang together a little, as int8; and the same as floats with gaps."""
    chance = np.random.default_rng(SEED)
    own = chance.normal(3.3, 0.5, (count, 1)).astype(np.float32)
    whole = np.clip(np.rint(own + chance.normal(0, 1, (count, len(KEYS))).astype(np.float32)), 1, POINTS)
    gaps = whole.astype(float)
    gaps[chance.random(gaps.shape, dtype=np.float32) < 0.1] = np.nan
    return whole.astype(np.int8), gaps


def _same(frame: pd.DataFrame, table: np.ndarray) -> None:
    """Both do the same sums, or there is nothing to compare."""
    np.testing.assert_allclose(wk.score(frame, INSTRUMENT, "self")[SCORES].T, bare_scores(table))
    figures = wk.Tally.of(frame, INSTRUMENT, "self").figures
    products = [figures[name].products.products[-1][-1] for name in NAMES]
    complete = [table[:, 4 * row : 4 * row + 4] for row in range(len(NAMES))]
    last = [part[~np.isnan(part).any(axis=1)][:, -1].astype(int) - 1 for part in complete]
    np.testing.assert_array_equal(products, [values @ values for values in last])


def _one_person(row: np.ndarray) -> float:
    """Microseconds: the median of many calls."""
    frame = pd.DataFrame(row, columns=KEYS)
    return 1e6 * statistics.median(_seconds(lambda: wk.score(frame, INSTRUMENT, "self")) for _ in range(2000))


def _pair(name: str, ours: Callable, bare: Callable) -> None:
    ours(), bare()
    pairs = [(_seconds(ours), _seconds(bare)) for _ in range(ROUNDS)]
    mine, least = zip(*pairs, strict=True)
    ratios = [of(mine) / of(least) for of in (min, statistics.median)]
    print(f"  {name:38}{min(mine):8.3f}{statistics.median(mine):8.3f}   {ratios[0]:.2f} {ratios[1]:.2f}")
    print(f"  {'  bare numpy':38}{min(least):8.3f}{statistics.median(least):8.3f}")


def _context(frame: pd.DataFrame) -> None:
    facets = [frame[list(keys)].astype(float) for keys in FACETS]
    print(f"\nfor context, {len(frame):,} people, seconds (median of 3)")
    _line("a whole tally: sums, products, leans", lambda: wk.Tally.of(frame, INSTRUMENT, "self"))
    _line("pandas: alpha of 20 facets by hand", lambda: [_alpha(items) for items in facets])
    try:
        import pingouin
    except ImportError:
        print("  pingouin is not installed, so its line is left out (it comes with the development requirements)")
        return
    _line("pingouin: cronbach_alpha of 20 facets", lambda: [pingouin.cronbach_alpha(items) for items in facets])


def _alpha(items: pd.DataFrame) -> float:
    covariance = items.cov().to_numpy()
    count = len(covariance)
    return count / (count - 1) * (1 - np.trace(covariance) / covariance.sum())


def _line(name: str, run: Callable) -> None:
    print(f"  {name:42}{statistics.median(_seconds(run) for _ in range(3)):8.3f}")


def _seconds(run: Callable) -> float:
    began = time.perf_counter()
    run()
    return time.perf_counter() - began


# the least --------------------------------------------------------------------------------------------------


def bare_scores(table: np.ndarray) -> np.ndarray:
    """20 facets and 4 dimensions of each person, 0 to 100, scores × people."""
    scores = np.empty((24, len(table)))
    for begin in range(0, len(table), CHUNK):
        part, here = table[begin : begin + CHUNK].reshape(-1, 20, ITEMS), slice(begin, begin + CHUNK)
        facets = scores[:20, here]
        if part.dtype.kind == "f":
            there = part == part
            count = there.sum(axis=2, dtype=np.int8).T
            total = _side_by_side(np.where(there, part, 0)).T
            facets[:] = (total / np.where(count >= NEEDED, count, np.nan) - 1) * 25
        else:
            facets[:] = (_side_by_side(part).T - np.int8(ITEMS)) * 6.25
        scores[20:, here] = _of_dimensions(facets.reshape(4, 5, -1))
    return scores


def _side_by_side(part: np.ndarray) -> np.ndarray:
    """The sum of four neighbours: several times as fast as `sum(axis=2)`."""
    return part[..., 0] + part[..., 1] + part[..., 2] + part[..., 3]


def _of_dimensions(facets: np.ndarray) -> np.ndarray:
    there = facets == facets
    if there.all():
        return facets.sum(axis=1) / 5
    count = there.sum(axis=1)
    return np.where(there, facets, 0).sum(axis=1) / np.where(count >= 3, count, np.nan)


def bare_tally(table: np.ndarray) -> tuple[np.ndarray, ...]:
    """Histograms of items and of facet sums, and the products of items within each facet."""
    items = np.zeros(len(KEYS) * (POINTS + 1), dtype=np.int64)
    sums = np.zeros(20 * (ITEMS * POINTS + 1), dtype=np.int64)
    products = np.zeros((20, ITEMS, ITEMS))
    for begin in range(0, len(table), CHUNK):
        part = table[begin : begin + CHUNK]
        part = np.where(part == part, part, 0).astype(np.int16) if part.dtype.kind == "f" else part.astype(np.int16)
        codes = part + np.arange(len(KEYS), dtype=np.int16) * np.int16(POINTS + 1)
        items += np.bincount(codes.ravel(), minlength=len(items))
        grouped = part.reshape(-1, 20, ITEMS)
        totals = _side_by_side(grouped) + np.arange(20, dtype=np.int16) * np.int16(ITEMS * POINTS + 1)
        sums += np.bincount(totals.ravel(), minlength=len(sums))
        complete = np.where((grouped > 0).all(axis=2, keepdims=True), grouped, 0).astype(np.float32).transpose(1, 2, 0)
        products += complete @ complete.transpose(0, 2, 1)
    return items, sums, products


if __name__ == "__main__":
    main()
