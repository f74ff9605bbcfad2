"""Which views there are and which activities each needs, without the weight of drawing them.

A view is asked for by its id, and where it looks through one lens at a time by `id.lens`. Beside the named views
every activity has a plain one under its own id.
"""

from collections.abc import Iterable

NEEDS: dict[str, tuple[str, ...]] = {
    "sorting": ("sorting",),
    "energy_and_ability": ("self",),
    "balance_map": ("self",),
    "our_month": ("our_month",),
}

FIRST_VIEW = {"self": "energy_and_ability"}


def is_view(id: str, activities: Iterable[str]) -> bool:
    """Whether a room with these activities has such a view."""
    there = set(activities)
    base = id.partition(".")[0]
    return id in there or (base in NEEDS and set(NEEDS[base]) <= there)


def needs_of(id: str) -> tuple[str, ...]:
    """The activities that a view draws on."""
    return NEEDS.get(id.partition(".")[0], (id,))


def default_view(activity: str) -> str:
    """The view that shows an activity when none is named."""
    return FIRST_VIEW.get(activity, activity)
