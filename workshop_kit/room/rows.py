"""What the desk reads and writes, row by row; each function runs inside a transaction of the store."""

import time
from collections.abc import Iterable
from functools import lru_cache

import msgspec
import sqlalchemy as sa

from ..pool.store import ACTIVITIES, ROOMS, TALLIES, answers_table, texts_table
from .extras import Asked, Day, Extras, Wall, extras_of
from .problems import Problem, closed, no_such_room


def room_row(connection: sa.Connection, code: str):
    row = connection.execute(sa.select(ROOMS).where(ROOMS.c.code == code.upper())).one_or_none()
    if row is None:
        raise no_such_room(code)
    return row


def room_rows(connection: sa.Connection) -> list:
    """All rooms, those that were touched last first."""
    return connection.execute(sa.select(ROOMS).order_by(ROOMS.c.touched.desc(), ROOMS.c.code)).all()


def unclosed_row(connection: sa.Connection, code: str, if_match: int | None = None):
    row = room_row(connection, code)
    if if_match is not None and if_match != row.revision:
        raise Problem(
            412, "stale", "The room has moved on since you looked. Look again, then decide.", revision=row.revision
        )
    if row.stage == "closed":
        raise closed()
    return row


def open_languages(connection: sa.Connection, most: int = 50) -> list[list[str]]:
    """The languages of rooms that are not closed, of each as it was made."""
    options = sa.select(ROOMS.c.options).where(ROOMS.c.stage != "closed").limit(most)
    return [each["choice"]["languages"] for each in connection.execute(options).scalars()]


def activity_rows(connection: sa.Connection, room: str):
    return connection.execute(
        sa.select(ACTIVITIES).where(ACTIVITIES.c.room == room).order_by(ACTIVITIES.c.position)
    ).all()


def states(connection: sa.Connection, row) -> dict[str, str]:
    return {activity.id: activity.state for activity in activity_rows(connection, row.id)}


def published(connection: sa.Connection, row, activity: str) -> dict:
    return connection.execute(
        sa.select(TALLIES.c.content).where(
            TALLIES.c.room == row.id, TALLIES.c.activity == activity, TALLIES.c.group == ""
        )
    ).scalar_one()


def move(connection: sa.Connection, row, **values) -> None:
    """Change a room, and its revision with it."""
    values |= {"revision": ROOMS.c.revision + 1, "touched": time.time()}
    connection.execute(ROOMS.update().where(ROOMS.c.id == row.id).values(**values))


def add_wall(connection: sa.Connection, row, wall: Wall) -> None:
    _extend(connection, row, lambda extras: {"walls": (*extras.walls, wall)})


def add_question(connection: sa.Connection, row, asked: Asked) -> None:
    """A question made on the spot: the last of the room's activities."""
    _extend(connection, row, lambda extras: {"asked": (*extras.asked, asked)})
    add_activities(connection, row, [asked.id])


def add_day(connection: sa.Connection, row, day: Day) -> None:
    _extend(connection, row, lambda extras: {"days": (*extras.days, day)})


def add_activities(connection: sa.Connection, row, ids: Iterable[str]) -> None:
    """Activities that wait to be opened, after those that are there."""
    last = connection.execute(sa.select(sa.func.max(ACTIVITIES.c.position)).where(ACTIVITIES.c.room == row.id)).scalar()
    waiting = [
        {"room": row.id, "id": id, "position": place, "state": "waiting", "finished": 0}
        for place, id in enumerate(ids, start=0 if last is None else last + 1)
    ]
    connection.execute(ACTIVITIES.insert(), waiting)


def _extend(connection: sa.Connection, row, changed) -> None:
    now = extras_of(room_row(connection, row.code))  # the row may be older than what this transaction has added
    kept: Extras = msgspec.structs.replace(now, texts=True, **changed(now))
    move(connection, row, extras=msgspec.json.encode(kept))


def set_activity(connection: sa.Connection, row, activity: str, **values) -> None:
    mine = (ACTIVITIES.c.room == row.id) & (ACTIVITIES.c.id == activity)
    connection.execute(ACTIVITIES.update().where(mine).values(**values))


def take(connection: sa.Connection, room: str, activity: str, given: dict) -> None:
    """Keep one person's answers, if the activity is open, they are news, and there is a seat."""
    state = connection.execute(_STATE, {"room": room, "activity": activity}).one()
    if state.stage == "closed":
        raise closed()
    if state.state == "revealed":
        raise Problem(409, "revealed", "This has been revealed. Your answers stay with you; they no longer count.")
    if state.state != "open":
        raise Problem(409, "not-open", "This is not open yet. Your answers are kept on your side until it is.")
    find, add, change, count = _statements(state.answers)
    before = connection.execute(find, {"row": given["key"]}).one_or_none()
    if before is not None and given["revision"] <= before.revision:
        return
    group = given["group"]
    # Seats and heads were counted before: more receipts than people are refused, aloud.
    if before is None and state.finished >= state.seats:
        raise Problem(409, "room-full", f"All {state.seats} seats of this room have answered. Tell the facilitator.")
    joins = group is not None and (before is None or before.group != group)
    if joins and connection.execute(count, {"of": group}).scalar() >= state.groups[group]:
        raise Problem(409, "room-full", f"All seats of {group} have answered. Tell the facilitator.")
    if before is None:
        connection.execute(add, given)
        connection.execute(_ONE_MORE, {"room_id": room, "activity_id": activity})
    else:
        connection.execute(change, {"row": given["key"], **{k: v for k, v in given.items() if k != "key"}})


# An answer's statements are made once: to build them costs more than to run them.

_STATE = (
    sa.select(ROOMS.c.stage, ROOMS.c.seats, ROOMS.c.groups, ACTIVITIES.c.state, ACTIVITIES.c.answers)
    .add_columns(ACTIVITIES.c.finished)
    .join_from(ROOMS, ACTIVITIES, ROOMS.c.id == ACTIVITIES.c.room)
    .where(ROOMS.c.id == sa.bindparam("room"), ACTIVITIES.c.id == sa.bindparam("activity"))
)
_ONE_MORE = (
    ACTIVITIES.update()
    .where(ACTIVITIES.c.room == sa.bindparam("room_id"), ACTIVITIES.c.id == sa.bindparam("activity_id"))
    .values(finished=ACTIVITIES.c.finished + 1)
)


@lru_cache(maxsize=512)
def _statements(name: str) -> tuple:
    """Find, add and change a row of an activity's answers, and count those of a group."""
    table = answers_table(name)
    mine = table.c.key == sa.bindparam("row")
    new = {column: sa.bindparam(column) for column in ("revision", "group", "content")}
    return (
        sa.select(table.c.revision, table.c.group).where(mine),
        table.insert(),
        table.update().where(mine).values(new),
        sa.select(sa.func.count()).select_from(table).where(table.c.group == sa.bindparam("of")),
    )


def drop_answers(connection: sa.Connection, row) -> None:
    """Drop what was never revealed, and the texts that nobody has decided on."""
    for activity in activity_rows(connection, row.id):
        if activity.answers is not None:
            answers_table(activity.answers).drop(connection)
            set_activity(connection, row, activity.id, state="waiting", answers=None)
        drop_texts(connection, row, activity.id)


def drop_texts(connection: sa.Connection, row, activity: str) -> None:
    """Drop the texts of an activity that nobody has decided on, if there are any."""
    mine = (ACTIVITIES.c.room == row.id) & (ACTIVITIES.c.id == activity)
    name = connection.execute(sa.select(ACTIVITIES.c.texts).where(mine)).scalar()
    if name is not None:
        texts_table(name).drop(connection)
        set_activity(connection, row, activity, texts=None)


def close(connection: sa.Connection, row) -> None:
    """Close a room for good."""
    drop_answers(connection, row)
    move(connection, row, stage="closed")


def delete(connection: sa.Connection, row) -> None:
    """Take a room out of the store, with everything that it held."""
    drop_answers(connection, row)
    for table in (TALLIES, ACTIVITIES):
        connection.execute(table.delete().where(table.c.room == row.id))
    connection.execute(ROOMS.delete().where(ROOMS.c.id == row.id))
