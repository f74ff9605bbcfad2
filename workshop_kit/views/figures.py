"""Every view as a function from its tally to a plotly Figure, for notebooks and scripts.

    wk.figures.balance_map(tally)                        # in the kit's own English
    wk.figures.balance_map(tally, words=document)        # in the words of a room's document

Here the finding stands in the figure as its title and the note below it; the screen sets them in type of its own
and takes `workshop_kit.views.picture` instead.
"""

from .titled import titled


def _shown(view: str, tally, words: dict | None, scale: float):
    from .registry import picture
    from .words import document_of

    return titled(picture(view, {tally.activity: tally}, words or document_of(tally)), scale)


def sorting(tally, words: dict | None = None, *, scale: float = 0.62):
    """How the group sorted statements, and where it split."""
    return _shown("sorting", tally, words, scale)


def energy_and_ability(tally, words: dict | None = None, *, scale: float = 0.62):
    """What we bring: each facet by both lenses."""
    return _shown("energy_and_ability", tally, words, scale)


def balance_map(tally, words: dict | None = None, *, lens: str | None = None, scale: float = 0.62):
    """Where the team stands between the two dimensions, under one lens (the first unless named)."""
    return _shown(f"balance_map.{lens}" if lens else "balance_map", tally, words, scale)


def our_month(tally, words: dict | None = None, *, scale: float = 0.62):
    """How the last month was, from far too little to far too much."""
    return _shown("our_month", tally, words, scale)


def plain(tally, words: dict | None = None, *, scale: float = 0.62):
    """Any activity, each block by its kind."""
    return _shown(tally.activity, tally, words, scale)


def draw(view: str, tallies: dict, words: dict):
    """The `Picture` of a view by its id, from `{activity: tally}` and a room's document."""
    from .registry import picture

    return picture(view, tallies, words)
