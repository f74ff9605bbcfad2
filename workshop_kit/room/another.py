"""Another day of the same room: it is begun here, inside a transaction. What was shown before stays as it is."""

import sqlalchemy as sa

from . import rows
from .extras import Day, Wall, extras_of
from .options import TeamAction, texts_wanted
from .plan import Plan, agenda_again, check_day, plan_of
from .problems import Problem


def begin(connection: sa.Connection, row, plan: Plan, agenda: str | None) -> None:
    """Begin another day: what was never revealed is dropped, the seats are counted anew, the room is in its lobby.

    Args:
        agenda: of that day; None: the one that looks back, where the room asked what it asks again, else its own.

    Raises:
        Problem: `too-early` while nothing of the present day is revealed, `invalid-options` where the agenda cannot
            be that of another day here.
    """
    states = rows.states(connection, row)
    if not any(states[id] == "revealed" for id in plan.today):
        raise Problem(
            409, "too-early", "Nothing of this day has been revealed yet, so there is nothing to look back on."
        )
    action = row.action and TeamAction(**row.action)
    day = Day(agenda or agenda_again(plan), action)
    check_day(plan, day)
    rows.drop_answers(connection, row)
    _leave_no_wall_open(connection, row, plan, states)
    rows.add_day(connection, row, day)
    now = plan_of(rows.room_row(connection, row.code))
    rows.add_activities(connection, row, now.today)
    rows.move(
        connection,
        row,
        stage="lobby",
        step=0,
        activity=None,
        view=None,
        over=None,
        action=None,
        began=None,
        step_began=None,
        # (a rehearsal room has as many seats as simulated people, on any day)
        seats=row.seats if row.options["rehearsal"] else None,
        # what was asked for in writing is part of what was shown: it can be chosen once
        options={**row.options, "pace": "presenter", "texts": texts_wanted(row.options)},
    )


def _leave_no_wall_open(connection: sa.Connection, row, plan: Plan, states: dict[str, str]) -> None:
    """Texts that nobody has decided on by now are gone: their wall is empty."""
    decided = {wall.activity for wall in extras_of(row).walls}
    for id in plan.today:
        if states[id] == "revealed" and plan.activity(id).asks_for_texts and id not in decided:
            rows.add_wall(connection, row, Wall(id))
