"""What the desk reads and writes, row by row; each function runs inside a transaction of the store."""

import sqlalchemy as sa

from ..pool.store import ACTIVITIES, ROOMS, TALLIES, answers_table
from .problems import Problem, closed, no_such_room


def room_row(connection: sa.Connection, code: str):
    row = connection.execute(sa.select(ROOMS).where(ROOMS.c.code == code.upper())).one_or_none()
    if row is None:
        raise no_such_room(code)
    return row


def unclosed_row(connection: sa.Connection, code: str, if_match: int | None = None):
    row = room_row(connection, code)
    if if_match is not None and if_match != row.revision:
        raise Problem(
            412, "stale", "The room has moved on since you looked. Look again, then decide.", revision=row.revision
        )
    if row.stage == "closed":
        raise closed()
    return row


def activity_rows(connection: sa.Connection, room: str):
    return connection.execute(
        sa.select(ACTIVITIES).where(ACTIVITIES.c.room == room).order_by(ACTIVITIES.c.position)
    ).all()


def states(connection: sa.Connection, row) -> dict[str, str]:
    return {activity.id: activity.state for activity in activity_rows(connection, row.id)}


def finished(connection: sa.Connection, activity) -> int:
    """How many have decided, whichever way."""
    if activity.answers is None:
        return activity.finished
    return connection.execute(sa.select(sa.func.count()).select_from(answers_table(activity.answers))).scalar()


def published(connection: sa.Connection, row, activity: str) -> dict:
    return connection.execute(
        sa.select(TALLIES.c.content).where(
            TALLIES.c.room == row.id, TALLIES.c.activity == activity, TALLIES.c.group == ""
        )
    ).scalar_one()


def move(connection: sa.Connection, row, **values) -> None:
    """Change a room, and its revision with it."""
    connection.execute(ROOMS.update().where(ROOMS.c.id == row.id).values(**values, revision=ROOMS.c.revision + 1))


def set_activity(connection: sa.Connection, row, activity: str, **values) -> None:
    mine = (ACTIVITIES.c.room == row.id) & (ACTIVITIES.c.id == activity)
    connection.execute(ACTIVITIES.update().where(mine).values(**values))


def take(connection: sa.Connection, code: str, activity: str, given: dict) -> None:
    row = unclosed_row(connection, code)
    mine = (ACTIVITIES.c.room == row.id) & (ACTIVITIES.c.id == activity)
    state = connection.execute(sa.select(ACTIVITIES).where(mine)).one()
    if state.state == "revealed":
        raise Problem(409, "revealed", "This has been revealed. Your answers stay with you; they no longer count.")
    if state.state != "open":
        raise Problem(409, "not-open", "This is not open yet. Your answers are kept on your side until it is.")
    table = answers_table(state.answers)
    same = table.c.key == given["key"]
    before = connection.execute(sa.select(table.c.revision, table.c.group).where(same)).one_or_none()
    if before is not None and given["revision"] <= before.revision:
        return
    _check_seats(connection, row, table, given, before)
    if before is None:
        connection.execute(table.insert(), given)
    else:
        connection.execute(table.update().where(same), {k: v for k, v in given.items() if k != "key"})


def _check_seats(connection: sa.Connection, row, table: sa.Table, given: dict, before) -> None:
    """Seats and heads were counted before: more receipts than people are refused, aloud."""
    group = given["group"]
    count = sa.select(sa.func.count()).select_from(table)
    if before is None and connection.execute(count).scalar() >= row.seats:
        raise Problem(409, "room-full", f"All {row.seats} seats of this room have answered. Tell the facilitator.")
    if group is not None and (before is None or before.group != group):
        heads = row.groups[group]
        if connection.execute(count.where(table.c.group == group)).scalar() >= heads:
            raise Problem(409, "room-full", f"All {heads} seats of {group} have answered. Tell the facilitator.")


def drop_answers(connection: sa.Connection, row) -> None:
    for activity in activity_rows(connection, row.id):
        if activity.answers is not None:
            count = finished(connection, activity)
            answers_table(activity.answers).drop(connection)
            set_activity(connection, row, activity.id, state="waiting", answers=None, finished=count)
