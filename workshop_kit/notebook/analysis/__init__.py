"""What the analyst's notebooks call: one question a cell. What is counted and said stands in `views.analysis`.

    archive = analysis.choose()              # a list of what lies here; or analysis.choose("spring.zip")
    answer = analysis.who_answered(archive)  # shows itself; .sentence, .table (a DataFrame), .figure (plotly)

An answer follows the archive that is chosen, and what is chosen under its own question. There is nothing to choose but
what was published: no answer can be asked about one person.
"""

from ...instrument import Refused
from ...views.analysis import answered, apart, caution, days, groups, pictures, scales
from .answer import Answer
from .choosing import Chosen, choose


def who_answered(archive) -> Answer:
    """How many people stand behind what was shown; with rows, what is missing and what hints at haste."""
    return Answer(archive, answered.who_answered)


def can_the_scales_be_trusted(archive) -> Answer:
    """Alpha with its interval, omega, item–rest: from thirty people on, else a sentence why not."""
    return Answer(archive, scales.can_the_scales_be_trusted)


def what_was_shown(archive) -> Answer:
    """What the team brings and how its month was: every view, by day, lens and group."""
    return Answer(archive, pictures.what_was_shown, pictures.choices)


def where_is_it_split(archive) -> Answer:
    """How far people are apart, and how far they agree about what they share."""
    return Answer(archive, apart.where_is_it_split, apart.choices)


def what_differs_between_groups(archive) -> Answer:
    """Groups beside each other, never ranked: what differs by more than chance."""
    return Answer(archive, groups.what_differs_between_groups, groups.choices)


def what_changed(archive) -> Answer:
    """The first day and another: effect sizes with their intervals."""
    return Answer(archive, days.what_changed, days.choices)


def what_to_say_with_caution(archive) -> Answer:
    """What limits this very archive."""
    return Answer(archive, caution.what_to_say_with_caution)


__all__ = [
    "Answer",
    "Chosen",
    "Refused",
    "can_the_scales_be_trusted",
    "choose",
    "what_changed",
    "what_differs_between_groups",
    "what_to_say_with_caution",
    "what_was_shown",
    "where_is_it_split",
    "who_answered",
]
