"""Texts after their reveal: a batch for the facilitator, who decides once what stands on the wall. The rest is gone.

Each function runs inside a transaction of the store.
"""

import msgspec
import sqlalchemy as sa

from ..pool.store import texts_table
from . import rows
from .extras import Text, Wall, extras_of
from .problems import Problem, no_such_activity


def listed(connection: sa.Connection, row, plan, activity: str) -> dict:
    """{"texts": [{"id", "text"}], "decided"}: the whole batch until somebody has decided, then the wall."""
    batch = _batch(connection, row, plan, activity)
    wall = extras_of(row).wall(activity)
    return {"texts": msgspec.to_builtins(batch if wall is None else list(wall)), "decided": wall is not None}


def decide(connection: sa.Connection, row, plan, activity: str, let_through: list[str], merged: dict[str, str]) -> None:
    """Put these texts on the wall, for good; the others are dropped, and merged ones disappear into another.

    Raises:
        Problem: `decided` the second time, `invalid-texts` naming what does not fit.
    """
    batch = {text.id: text for text in _batch(connection, row, plan, activity)}
    if extras_of(row).wall(activity) is not None:
        raise Problem(409, "decided", f"The wall of `{activity}` has been decided; the other texts are gone.")
    kept = [id for id in dict.fromkeys(let_through) if id not in merged]
    problems = [f"`let_through`: there is no text `{id}`" for id in let_through if id not in batch]
    problems += [f"`merged`: there is no text `{id}`" for id in merged if id not in batch]
    problems += [
        f"`merged`: `{id}` goes into `{to}`, which is not let through" for id, to in merged.items() if to not in kept
    ]
    if problems:
        raise Problem(422, "invalid-texts", "; ".join(problems), errors=problems)
    texts = tuple(batch[id] for id in sorted(kept))
    rows.drop_texts(connection, row, activity)
    rows.add_wall(connection, row, Wall(activity, texts))


def _batch(connection: sa.Connection, row, plan, activity: str) -> list[Text]:
    states = {each.id: each for each in rows.activity_rows(connection, row.id) if each.id in plan.activities}
    if activity not in states:
        raise no_such_activity(activity, list(states))
    if not plan.activity(activity).asks_for_texts:
        raise Problem(404, "no-texts", f"`{activity}` does not ask for texts.")
    if states[activity].state != "revealed":
        raise Problem(409, "not-revealed", f"`{activity}` has not been revealed.")
    if states[activity].texts is None:
        return []
    table = texts_table(states[activity].texts)
    return [Text(*each) for each in connection.execute(sa.select(table.c.id, table.c.text).order_by(table.c.id)).all()]
