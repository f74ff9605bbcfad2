"""A reveal: answers become tallies and a batch of texts, and are gone; each function runs inside a transaction."""

import secrets
from collections.abc import Iterable

import msgspec
import sqlalchemy as sa

from ..pool.privacy import release
from ..pool.store import TALLIES, answers_table, texts_table
from ..pool.tally import PublishedTally, Tally
from . import rows
from .extras import Wall
from .options import offered, threshold
from .plan import Plan
from .problems import Problem


def reveal(connection: sa.Connection, row, plan: Plan, ids: Iterable[str]) -> dict[str, list[str]]:
    """Turn the answers of each into its tallies and drop them; what is revealed already stays so."""
    outcome: dict[str, list[str]] = {"revealed": [], "too_few": []}
    there = {activity.id: activity for activity in rows.activity_rows(connection, row.id)}
    for id in ids:
        done = there[id].state == "revealed" or _reveal_one(connection, row, plan, there[id])
        outcome["revealed" if done else "too_few"].append(id)
    return outcome


def reveal_some(connection: sa.Connection, row, plan: Plan, activity: str | None) -> dict[str, list[str]]:
    """Reveal one activity, or all that are open.

    Raises:
        Problem: `too-few` if none of them could be revealed.
    """
    states = rows.states(connection, row)
    wanted = [id for id in plan.activities if states[id] == "open"] if activity is None else [activity]
    if not wanted and row.activity and states[row.activity] == "revealed":
        wanted = [row.activity]  # nothing new: show what was revealed
    outcome = reveal(connection, row, plan, wanted)
    if not outcome["revealed"]:
        names = ", ".join(wanted) or "anything"
        raise Problem(
            409,
            "too-few",
            f"Fewer than {threshold(row.options)} people have shared {names}, so there is no picture of it. "
            "Nothing has changed; it can still be answered.",
            too_few=outcome["too_few"],
        )
    return outcome


def _reveal_one(connection: sa.Connection, row, plan: Plan, activity) -> bool:
    if activity.state != "open":
        return False
    table = answers_table(activity.answers)
    given = connection.execute(sa.select(table.c.group, table.c.content)).all()
    shared = [(group, msgspec.json.decode(content)) for group, content in given if content is not None]
    published = _published(row, plan, activity.id, shared)
    if not published:
        return False
    for group, tally in published.items():
        content = {"room": row.id, "activity": activity.id, "group": group or "", "content": tally.to_json()}
        connection.execute(TALLIES.insert(), content)
    if plan.activity(activity.id).asks_for_texts:
        _keep_texts(connection, row, plan, activity.id, [answers for _, answers in shared])
    table.drop(connection)
    rows.set_activity(connection, row, activity.id, state="revealed", answers=None)
    return True


def _published(row, plan: Plan, id: str, shared: list[tuple]) -> dict[str | None, PublishedTally]:
    instrument = plan.instrument(id)
    whole = Tally.of([answers for _, answers in shared], instrument, id)
    heads = {} if plan.activity(id).made else offered(row)  # a question made on the spot is never shown by group
    groups = {name: Tally.of([a for g, a in shared if g == name], instrument, id, name) for name in heads}
    return release(whole, groups, threshold(row.options), row.seats, heads)


def _keep_texts(connection: sa.Connection, row, plan: Plan, id: str, shared: list[dict]) -> None:
    """All texts of an activity in one batch, under ids drawn at random; fewer than enough people's are dropped."""
    asked = [key for key, admits in plan.activity(id).keys.items() if admits["kind"] == "text"]
    written = [[_line(answers[key]) for key in asked if answers.get(key)] for answers in shared]
    if sum(1 for texts in written if texts) < threshold(row.options):
        rows.add_wall(connection, row, Wall(id))
        return
    name = f"texts_{secrets.token_hex(8)}"
    table = texts_table(name)
    table.create(connection)
    batch = [{"id": secrets.token_hex(6), "text": text} for texts in written for text in texts]
    connection.execute(table.insert(), sorted(batch, key=lambda one: one["id"]))
    rows.set_activity(connection, row, id, texts=name)


def _line(text: str) -> str:
    return " ".join(text.split())
