"""Teams made by hand for the pictures: where the means lie is chosen, people scatter around them from a seed."""

import numpy as np
import pytest

from workshop_kit.instrument import load_instrument
from workshop_kit.pool.tally import Tally
from workshop_kit.questionnaire import document

FLAT: dict = {}


def made_up(instrument, activity: str, n: int, seed: int, means: dict = FLAT, spread: float = 20, base: float = 55):
    """Rows of answers; `means` maps figure ids (`vision.energy`, `chaos`) to where they lie, 0 to 100."""
    rng = np.random.default_rng(seed)
    rows = [{} for _ in range(n)]
    for block in instrument.activity(activity).blocks:
        for item in block.items:
            for lens in [one.id for one in block.lenses] or [None]:
                key = f"{item.id}.{lens}" if lens else item.id
                figure = f"{item.facet or item.id}.{lens}" if lens else item.facet or item.id
                for row in rows:
                    row[key] = _answer(block, item, rng, means.get(figure, base), spread)
    return rows


def _answer(block, item, rng, mean: float, spread: float):
    if block.kind == "rating":
        return int(np.clip(round((mean + rng.normal(0, spread)) / 25), 0, 4)) + 1
    if block.kind == "sort":
        bins = [bin.id for bin in block.bins]
        return item.bin if rng.random() < mean / 100 else str(rng.choice(bins))
    if block.kind == "text":
        return "a few words"
    options = [option.id for option in item.options]
    if block.kind == "pick":
        return [str(one) for one in rng.choice(options, size=block.max, replace=False)]
    return str(rng.choice(options))


@pytest.fixture(scope="session")
def mindset():
    return load_instrument("mindset", form="short")


@pytest.fixture(scope="session")
def people():
    return made_up


@pytest.fixture(scope="session")
def words(mindset):
    return document(mindset)


@pytest.fixture(scope="session")
def tally_of(mindset):
    """A published tally of a made-up team."""

    def make(activity: str, n: int, seed: int = 1, seats: int | None = None, instrument=mindset, **team):
        rows = made_up(instrument, activity, n, seed, **team)
        return Tally.of(rows, instrument, activity).published(5, seats or n)

    return make
