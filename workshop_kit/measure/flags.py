"""Hints that somebody may have answered without reading: for the analyst, where rows exist.

They are hints and never exclusions: who loves all of their work answers "5" throughout and means it, all the more
as every behaviour here is worded positively. Look at the figures with and without the flagged people, and say both.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from ..instrument import Activity, Block, Instrument, Refused
from .profile import with_lens
from .ratings import MISSING, Reader

LEAST = 6  # items: a run in fewer says nothing
HALF = 0.5


def response_flags(answers: pd.DataFrame, instrument: Instrument, activity: str) -> pd.DataFrame:
    """Runs of the same answer, lens by lens in the order in which people met the items, and across lenses.

    Args:
        answers: people × answer keys, as for `score`.
        activity: its id. Its blocks of ratings with six items or more are looked at.

    Returns:
        people × flags, the index as given. For each lens (no suffix where there is none, the block's number where
        there are several blocks without lenses):

        - `answered.energy`: how many of its items have an answer.
        - `longest.energy`: the longest run of one answer; an item without an answer ends a run (Johnson 2005,
          *Journal of Research in Personality* 39, 103–129; Meade & Craig 2012, *Psychological Methods* 17, 437–455).
        - `long_string.energy`: True where that run is at least half of the items (the rule of thumb of Curran 2016,
          *Journal of Experimental Social Psychology* 66, 4–19).
        - `straight.energy`: True where at least half of the items have an answer and all answers are the same
          (straight-lining).

        And where a block has several lenses:

        - `same`: the share, 0 to 1, of the items answered under all lenses that got the same answer under each; NaN
          where there is none.
        - `same_throughout`: True where these are at least half of the items and the share is 1.

    Raises:
        Refused: as `score`; and if the activity has no such block.
    """
    chosen = instrument.activity(activity)
    blocks = list(_blocks(chosen))
    if not blocks:
        raise Refused(f"activity `{chosen.id}` of `{instrument.id}` has no block of {LEAST} ratings or more.")
    found: dict[str, np.ndarray] = {}
    for suffix, block in blocks:
        found |= _of_block(answers, chosen, block, suffix)
    return pd.DataFrame(found, index=answers.index)


def longest_string(codes: np.ndarray) -> np.ndarray:
    """The longest run of one and the same answer: items in their order × people → people. `MISSING` ends a run."""
    run, longest = (np.zeros(codes.shape[1], dtype=np.int64) for _ in range(2))
    before = np.full(codes.shape[1], MISSING, dtype=codes.dtype)
    for answer in codes:
        run = np.where(answer == MISSING, 0, np.where(answer == before, run + 1, 1))
        np.maximum(longest, run, out=longest)
        before = answer
    return longest


def all_the_same(codes: np.ndarray) -> np.ndarray:
    """Whether all answers that there are (one at least) are the same: items × people → people."""
    lowest = np.where(codes == MISSING, np.iinfo(codes.dtype).max, codes).min(axis=0)
    return lowest == codes.max(axis=0)


def same_across(lenses: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """How many items were answered under all lenses, and how many of them alike: lenses × items × people → people."""
    there = (lenses != MISSING).all(axis=0)
    alike = there & (lenses == lenses[0]).all(axis=0)
    return there.sum(axis=0), alike.sum(axis=0)


def _blocks(activity: Activity) -> Iterator[tuple[str, Block]]:
    """The blocks that are looked at, each with the end of its names: nothing, or a number where there are several."""
    long = [
        (number, block)
        for number, block in enumerate(activity.blocks)
        if block.kind == "rating" and len(block.items) >= LEAST
    ]
    for number, block in long:
        yield ("" if len(long) == 1 else str(number)), block


def _of_block(answers: pd.DataFrame, activity: Activity, block: Block, suffix: str) -> dict[str, np.ndarray]:
    orders = block.orders()
    items = tuple(item.id for item in block.items)
    reader = Reader(activity, [with_lens(item, lens) for lens, order in orders.items() for item in order])
    sorters = [[order.index(item) for item in items] for order in orders.values()]
    parts = []
    for _people, codes in reader.chunks(answers):
        lenses = codes.reshape(len(orders), len(items), -1)
        part = {}
        for lens, given in zip(orders, lenses, strict=True):
            part |= {_named(name, lens, suffix): values for name, values in _of_lens(given).items()}
        if len(orders) > 1:
            aligned = np.stack([given[sorter] for given, sorter in zip(lenses, sorters, strict=True)])
            part |= {_named(name, "", suffix): values for name, values in _of_lenses(aligned).items()}
        parts.append(part)
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def _of_lens(codes: np.ndarray) -> dict[str, np.ndarray]:
    count = (codes != MISSING).sum(axis=0)
    longest = longest_string(codes)
    return {
        "answered": count,
        "longest": longest,
        "long_string": longest >= HALF * len(codes),
        "straight": all_the_same(codes) & (count >= HALF * len(codes)),
    }


def _of_lenses(lenses: np.ndarray) -> dict[str, np.ndarray]:
    there, alike = same_across(lenses)
    share = np.divide(alike, there, out=np.full(len(there), np.nan), where=there > 0)
    return {"same": share, "same_throughout": (share == 1) & (there >= HALF * lenses.shape[1])}


def _named(name: str, lens: str, suffix: str) -> str:
    return ".".join(part for part in (name, lens, suffix) if part)
