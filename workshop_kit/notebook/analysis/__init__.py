"""What the analyst's notebooks call: one question a cell. What is counted and said stands in `views.analysis`.

    archive = analysis.choose()              # a list of what lies here; or analysis.choose("spring.zip")
    answer = analysis.who_answered(archive)  # shows itself; .sentence, .table (a DataFrame), .figure (plotly)

An answer follows the archive that is chosen, and what is chosen under its own question. There is nothing to choose but
what was published: no answer can be asked about one person.
"""

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
from .answer import Answer
from .choosing import Chosen, Many, choose, programme
from .earlier import Earlier

# one archive: the debrief -------------------------------------------------------------------------------------


def who_answered(archive) -> Answer:
    """How many people stand behind what was shown; with rows, what is missing and what hints at haste."""
    return Answer(archive, answered.who_answered)


def can_the_scales_be_trusted(archive) -> Answer:
    """Alpha with its interval, omega, item–rest: from thirty people on, else a sentence why not."""
    return Answer(archive, scales.can_the_scales_be_trusted)


def how_items_go_together(archive) -> Answer:
    """Question by question: how far each goes together with the rest of its scale."""
    return Answer(archive, items.how_items_go_together)


def what_was_shown(archive) -> Answer:
    """What the team brings and how its month was: every view, by day, lens and group."""
    return Answer(archive, pictures.what_was_shown, pictures.choices)


def where_is_it_split(archive) -> Answer:
    """How far people are apart, and how far they agree about what they share."""
    return Answer(archive, apart.where_is_it_split, apart.choices)


def what_differs_between_groups(archive) -> Answer:
    """Groups beside each other, never ranked: what differs by more than chance."""
    return Answer(archive, groups.what_differs_between_groups, groups.choices)


def what_changed(archive, earlier=None) -> Answer:
    """The first day and another, or an earlier archive and this one: effect sizes with their intervals.

    Args:
        earlier: a path, an opened archive, or what `choose()` returned; None: chosen in the page.
    """
    beside = Earlier(earlier)
    return Answer(archive, beside.tell, beside.choices)


def what_to_say_with_caution(archive) -> Answer:
    """What limits this very archive, or these archives."""
    many = isinstance(archive, Many | Programme)
    return Answer(archive, (caution_of_many if many else caution).what_to_say_with_caution)


# many archives: the programme ---------------------------------------------------------------------------------


def what_there_is(archives) -> Answer:
    """The archives of the programme, their teams, and what was set aside."""
    return Answer(archives, listing.what_there_is)


def what_was_covered(archives) -> Answer:
    """What was asked, of how many teams and people."""
    return Answer(archives, listing.what_was_covered)


def what_the_months_had(archives) -> Answer:
    """What the organisation's months had too little and too much of."""
    return Answer(archives, months.what_the_months_had, months.choices)


def what_moved(archives) -> Answer:
    """What moved between the days, over all teams that were asked twice."""
    return Answer(archives, moved.what_moved, moved.choices)


def how_it_went_over_time(archives) -> Answer:
    """Trends of what teams share, where the names of archives begin or end with a date."""
    return Answer(archives, over_time.how_it_went_over_time, over_time.choices)


def how_far_teams_differ(archives) -> Answer:
    """Variance between and within teams, ICC(1) and ICC(2), of what teams share. Never of self-ratings."""
    return Answer(archives, between.how_far_teams_differ, between.choices)


def a_funnel(archives) -> Answer:
    """Each team beside what chance makes of its size, with its shrunken mean. Never of self-ratings."""
    return Answer(archives, funnel.a_funnel, funnel.choices)


def how_reliable(archives) -> Answer:
    """Alpha, omega, item–rest, pooled over rooms of thirty and more and over imports."""
    return Answer(archives, reliability.how_reliable)


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
