"""What the analyst's notebooks call: one question a cell. What is counted and said stands in `views.analysis`.

    archive = analysis.choose()              # a list of what lies here; or analysis.choose("spring.zip")
    answer = analysis.who_answered(archive)  # shows itself; .sentence, .table (a DataFrame), .figure (plotly)

An answer follows the archive that is chosen, and what is chosen under its own question. There is nothing to choose but
what was published: no answer can be asked about one person.
"""

from collections.abc import Callable

from ...instrument import Refused
from ...views.analysis import (
    answered,
    apart,
    between,
    caution,
    caution_of_many,
    funnel,
    groups,
    items,
    listing,
    months,
    moved,
    over_time,
    pictures,
    reliability,
    scales,
)
from ...views.analysis.programme import Programme
from ...views.analysis.told import Told
from .answer import Answer, Choices
from .choosing import Chosen, Many, choose, programme
from .earlier import Earlier


def _asked(tell: Callable[..., Told], *choices: Choices) -> Callable[..., Answer]:
    """A question of `views.analysis` as the notebooks ask it: of what `choose()` or `programme()` returned, a path, or
    an opened archive."""

    def ask(archive) -> Answer:
        return Answer(archive, tell, *choices)

    ask.__name__, ask.__qualname__, ask.__doc__ = tell.__name__, tell.__name__, tell.__doc__
    return ask


# one archive: the debrief
who_answered = _asked(answered.who_answered)
can_the_scales_be_trusted = _asked(scales.can_the_scales_be_trusted)
how_items_go_together = _asked(items.how_items_go_together)
what_was_shown = _asked(pictures.what_was_shown, pictures.choices)
where_is_it_split = _asked(apart.where_is_it_split, apart.choices)
what_differs_between_groups = _asked(groups.what_differs_between_groups, groups.choices)

# many archives: the programme
what_there_is = _asked(listing.what_there_is)
what_was_covered = _asked(listing.what_was_covered)
what_the_months_had = _asked(months.what_the_months_had, months.choices)
what_moved = _asked(moved.what_moved, moved.choices)
how_it_went_over_time = _asked(over_time.how_it_went_over_time, over_time.choices)
how_far_teams_differ = _asked(between.how_far_teams_differ, between.choices)
a_funnel = _asked(funnel.a_funnel, funnel.choices)
how_reliable = _asked(reliability.how_reliable)


def what_changed(archive, earlier=None) -> Answer:
    """The first day and another, or an earlier archive and this one; the table is that of `changes.beside`.

    Args:
        earlier: a path, an opened archive, or what `choose()` returned; None: chosen in the page.
    """
    beside = Earlier(earlier)
    return Answer(archive, beside.tell, beside.choices)


def what_to_say_with_caution(archive) -> Answer:
    """What limits this very archive, or these archives: `reason` (a word for it) and what is `said`."""
    many = isinstance(archive, Many | Programme)
    return Answer(archive, (caution_of_many if many else caution).what_to_say_with_caution)


__all__ = [
    "Answer",
    "Chosen",
    "Many",
    "Refused",
    "a_funnel",
    "can_the_scales_be_trusted",
    "choose",
    "how_far_teams_differ",
    "how_it_went_over_time",
    "how_items_go_together",
    "how_reliable",
    "programme",
    "what_changed",
    "what_differs_between_groups",
    "what_moved",
    "what_the_months_had",
    "what_there_is",
    "what_to_say_with_caution",
    "what_was_covered",
    "what_was_shown",
    "where_is_it_split",
    "who_answered",
]
