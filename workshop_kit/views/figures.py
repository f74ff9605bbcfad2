"""Every view as a function from its tally to a plotly Figure, for notebooks and scripts.

    wk.figures.balance_map(tally)                        # in the kit's own English
    wk.figures.balance_map(tally, words=document)        # in the words of a room's document

Here the finding stands in the figure as its title and the note below it; the screen sets them in type of its own
and takes `workshop_kit.views.picture` instead.
"""

from ..instrument.days import on_day, parted
from .titled import titled


def _shown(view: str, tallies, words: dict | None, scale: float):
    from .registry import picture
    from .words import document_of

    return titled(
        picture(view, {parted(one.activity)[0]: one for one in tallies}, words or document_of(*tallies)), scale
    )


def sorting(tally, words: dict | None = None, *, scale: float = 0.62):
    """How the group sorted statements, and where it split."""
    return _shown("sorting", [tally], words, scale)


def energy_and_ability(tally, words: dict | None = None, *, scale: float = 0.62):
    """What we bring: each facet by both lenses."""
    return _shown("energy_and_ability", [tally], words, scale)


def balance_map(tally, words: dict | None = None, *, lens: str | None = None, scale: float = 0.62):
    """Where the team stands between the two dimensions, under one lens (the first unless named)."""
    return _shown(f"balance_map.{lens}" if lens else "balance_map", [tally], words, scale)


def facet_profile(tally, words: dict | None = None, *, lens: str | None = None, scale: float = 0.62):
    """What we bring, facet by facet under one lens (the first unless named)."""
    return _shown(f"facet_profile.{lens}" if lens else "facet_profile", [tally], words, scale)


def our_month(tally, words: dict | None = None, *, scale: float = 0.62):
    """How the last month was, from far too little to far too much."""
    return _shown("our_month", [tally], words, scale)


def bring_and_need(self_tally, month, words: dict | None = None, *, scale: float = 0.62):
    """Our energy and our last month side by side, facet by facet."""
    return _shown("bring_and_need", [self_tally, month], words, scale)


def tell_and_show(tally, words: dict | None = None, *, scale: float = 0.62):
    """The scenes on the line from telling to showing."""
    return _shown("tell_and_show", [tally], words, scale)


def agreement(*tallies, words: dict | None = None, scale: float = 0.62):
    """Where we see it alike and where we are split, of whatever is given of sorting, scenes and the month."""
    return _shown("agreement", tallies, words, scale)


def guess(guesses, self_tally, words: dict | None = None, *, scale: float = 0.62):
    """What we guessed beside what came."""
    return _shown("guess", [guesses, self_tally], words, scale)


def circle(tally, words: dict | None = None, *, scale: float = 0.62):
    """One rating or two of the whole circle, as a dial: how we arrive, a fist of five."""
    return _shown(f"circle.{parted(tally.activity)[0]}", [tally], words, scale)


def change(before, after, words: dict | None = None, *, scale: float = 0.62):
    """Two months beside each other: what moved by more than chance."""
    from .pictures import change as two_days
    from .words import document_of

    name = parted(before.activity)[0]
    days = {name: before, on_day(name, 2): after}
    return titled(two_days.draw(days, words or document_of(before)), scale)


def wall(document: dict, *tallies, scale: float = 0.62):
    """What was written and let through (`document["walls"]`), with the votes where their tally is given."""
    from .registry import picture

    return titled(picture("wall", {parted(one.activity)[0]: one for one in tallies}, document), scale)


def plain(tally, words: dict | None = None, *, scale: float = 0.62):
    """Any activity, each block by its kind."""
    return _shown(parted(tally.activity)[0], [tally], words, scale)


def draw(view: str, tallies: dict, words: dict):
    """The `Picture` of a view by its id, from `{activity: tally}` and a room's document."""
    from .registry import picture

    return picture(view, tallies, words)
