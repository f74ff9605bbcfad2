"""2,042 people of 49 companies on the leadership around them (Bliese et al. 2002), and what R computes from it."""

import json
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

DATA = Path(__file__).parents[3] / "shared" / "data"
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="the real data are not here (looked in ../shared/data)")


@cache
def people() -> pd.DataFrame:
    return pd.read_csv(DATA / "lq2002.csv")


def items() -> pd.DataFrame:
    return people().filter(like="LEAD")


def companies() -> list[pd.DataFrame]:
    return [group for _, group in people().groupby("COMPID")]


def reference(name: str) -> np.ndarray:
    """What psych 2.2.9 and multilevel 2.7 compute, printed to eight digits."""
    return np.array(json.loads((DATA / "lq2002_reference.json").read_text())[f"lq2002.{name}"])
