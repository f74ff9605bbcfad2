"""One's own answers as data."""

from ...instrument import load_instrument
from ..journal import Journal
from .asking import ACTIVITY


def answers(activity: str = ACTIVITY):
    """One's own answers as a DataFrame: item, lens, facet, answer."""
    import pandas as pd

    found = load_instrument("mindset").activity(activity)
    items = {item.id: item for block in found.blocks for item in block.items}
    rows = [
        {"item": key.partition(".")[0], "lens": key.partition(".")[2], "answer": value}
        for key, value in Journal().answers.get(activity, {}).items()
    ]
    table = pd.DataFrame(rows, columns=["item", "lens", "answer"])
    table.insert(2, "facet", [getattr(items.get(item), "facet", None) for item in table["item"]])
    return table
