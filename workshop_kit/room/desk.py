"""The desk: the only door to the store, and the place where the room keeps its promises.

Answers come in under a hash and lie in a table of their own; a reveal turns them into tallies and drops them, in
one transaction; from then on the room holds nothing about anybody. The web service above only translates HTTP,
and the store below only knows transactions. What happens inside one stands in `reveal.py`, `texts.py` and
`moves.py`; what is seen of a room in `state.py`.
"""

import hashlib
import hmac
import secrets
import time
from collections.abc import Callable, Iterable
from typing import Any

import msgspec
import sqlalchemy as sa

from ..instrument import Refused, faults
from ..pool.store import ROOMS, TALLIES, Store
from ..pool.tally import PublishedTally, Tally
from . import another, asked, export, moves, rows, texts
from .options import (
    KEEP_DAYS,
    PACES,
    Changes,
    Options,
    Staging,
    agreed,
    checked_keep,
    checked_threshold,
    counted,
    noted,
    offered,
    one_of,
)
from .plan import Choice, Plan, check_plan, plan_of
from .problems import Problem, no_such_activity
from .state import agenda_state, in_the_list, is_old, room_state

CODE_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ234689"  # none that is taken for another, aloud or on a wall


class Desk:
    """Everything that can be done with rooms. Methods raise `Problem` where it cannot."""

    def __init__(self, store: Store):
        self.store = store

    # rooms

    async def open_room(self, options: Options) -> dict:
        """Make a room; returns its state with `key`, the only time that the key can be read."""
        choice = Choice(options.instrument, options.agenda, options.form, options.languages or ("en",))
        plan = _checked(choice)
        seats, groups = counted(options.seats, options.groups, options.rehearse)
        key = secrets.token_urlsafe(24)
        room = {
            "id": secrets.token_hex(16),
            "code": "".join(secrets.choice(CODE_LETTERS) for _ in range(6)),
            "key_hash": _key_hash(key),
            "title": options.title or plan.agenda.title,
            "options": {
                "choice": msgspec.to_builtins(choice),
                "threshold": checked_threshold(options.threshold),
                "pace": one_of("pace", options.pace, PACES),
                "rehearsal": options.rehearse is not None,
                "public_url": options.public_url,
                "keep": checked_keep(KEEP_DAYS if options.keep is None else options.keep),
            },
            "seats": seats,
            "groups": groups,
            "stage": "lobby",
            "step": 0,
            "revision": 1,
            "touched": time.time(),
        }

        def work(connection: sa.Connection) -> None:
            connection.execute(ROOMS.insert(), room)
            row = rows.room_row(connection, room["code"])
            rows.add_activities(connection, row, plan.activities)
            if options.pace == "participants" and seats is not None:
                moves.begin(connection, row, plan)

        await self.store.write(work)
        return {**self.room(room["code"]), "key": key}

    def room(self, code: str) -> dict:
        """The room as everybody may see it: no scores, and of an activity its number only once it is revealed."""
        return self.store.read(lambda connection: room_state(connection, rows.room_row(connection, code)))

    def pulse(self, code: str) -> tuple:
        """What changes when anything about the room does: its revision, and how many have finished what."""

        def work(connection: sa.Connection) -> tuple:
            row = rows.room_row(connection, code)
            return row.revision, tuple(a.finished for a in rows.activity_rows(connection, row.id))

        return self.store.read(work)

    def holds_key(self, code: str, key: str) -> bool:
        row = self.store.read(lambda connection: rows.room_row(connection, code))
        return hmac.compare_digest(_key_hash(key), row.key_hash)

    def plan(self, code: str, language: str | None = None) -> Plan:
        return plan_of(self.store.read(lambda connection: rows.room_row(connection, code)), language)

    def languages(self) -> list[str]:
        """What the open rooms speak, the first language of each before the others."""
        spoken = self.store.read(rows.open_languages)
        return list(dict.fromkeys([*(own[0] for own in spoken), *(each for own in spoken for each in own)]))

    def heads(self, code: str) -> dict[str, int]:
        """All groups with their heads, also those too small to be offered."""
        return self.store.read(lambda connection: rows.room_row(connection, code)).groups

    async def change(self, code: str, changes: Changes) -> dict:
        """Set what may be changed of a room. `fixed` where an activity has been opened already."""

        def work(connection: sa.Connection, row, plan: Plan) -> None:
            new = {} if changes.title is None else {"title": changes.title.strip() or row.title}
            if changes.action is not None:
                new["action"] = agreed(changes.action)
            if changes.notes is not None:
                new["notes"] = noted(row.notes or {}, changes.notes, [step.id for step in plan.agenda.steps])
            if changes.keep is not None:
                new["options"] = {**row.options, "keep": checked_keep(changes.keep)}
            if changes.fixes:
                begun = rows.states(connection, row)
                if any(begun[id] != "waiting" for id in plan.today) or (plan.extras.days and changes.texts is not None):
                    raise Problem(409, "fixed", "This is fixed once the first activity has been opened.")
                new |= _fixed(row, changes, new.get("options", row.options))
            rows.move(connection, row, **new)
            if changes.pace is not None:
                pace = one_of("pace", changes.pace, PACES)
                rows.move(connection, row, **moves.at_the_pace_of(rows.room_row(connection, code), pace))
            now = rows.room_row(connection, code)
            if moves.may_begin(now) and not moves.may_begin(row):
                moves.begin(connection, now, plan_of(now))

        await self._moved(code, None, work)
        return self.room(code)

    # answers

    async def answer(
        self, code: str, activity: str, receipt: str, answers: dict | None, revision: int, group: str | None
    ) -> None:
        """Take one person's answers to an activity (None: finished, and kept to themselves).

        The highest revision counts; an equal or lower one changes nothing.
        """
        row = self.store.read(lambda connection: rows.room_row(connection, code))
        plan = plan_of(row)
        if activity not in plan.activities:
            raise no_such_activity(activity, plan.activities)
        problems = [] if answers is None else faults(plan.activity(activity), answers)
        if group is not None and group not in offered(row):
            problems.append(
                f"`group`: `{group}` is none of {', '.join(offered(row)) or 'the groups, for there are none'}"
            )
        if problems:
            raise Problem(422, "invalid-answers", "; ".join(problems), errors=problems)
        given = {
            "key": hashlib.sha256(f"{row.id}\n{activity}\n{receipt}".encode()).digest(),
            "revision": revision,
            "group": None if plan.activity(activity).made else group,
            "content": None if answers is None else msgspec.json.encode(answers),
        }
        await self.store.write(lambda connection: rows.take(connection, row.id, activity, given))

    def tally(self, code: str, activity: str, group: str | None = None) -> dict:
        """The published tally of a revealed activity, of the whole or of a shown group."""

        def work(connection: sa.Connection) -> dict:
            row = rows.room_row(connection, code)
            states = rows.states(connection, row)
            if activity not in states:
                raise no_such_activity(activity, list(states))
            if states[activity] != "revealed":
                raise Problem(409, "not-revealed", f"`{activity}` has not been revealed.")
            found = connection.execute(
                sa.select(TALLIES.c.content).where(
                    TALLIES.c.room == row.id, TALLIES.c.activity == activity, TALLIES.c.group == (group or "")
                )
            ).scalar()
            if found is None:
                raise Problem(404, "hidden-group", f"There is no picture of a group `{group}` here.")
            return found

        return self.store.read(work)

    def tallies(self, code: str, activities: Iterable[str], group: str | None = None) -> dict[str, PublishedTally]:
        """The published tallies that a view needs."""
        return {id: Tally.from_json(self.tally(code, id, group)) for id in activities}

    def viewing(self, code: str, language: str | None = None) -> tuple[Plan, list[str], dict | None]:
        """What a view is drawn from beside its tallies: the plan, what is revealed, and the team's action."""

        def work(connection: sa.Connection) -> tuple:
            row = rows.room_row(connection, code)
            states = rows.states(connection, row)
            return plan_of(row, language), [id for id, state in states.items() if state == "revealed"], row.action

        return self.store.read(work)

    # the facilitator's moves

    async def stage(self, code: str, to: Staging, if_match: int | None = None) -> dict:
        """Go to a stage, an activity, a view or a step. After a reveal the room also holds what was revealed."""
        extra = await self._moved(code, if_match, lambda *at: moves.stage(*at, to), to.stage in ("reveal", "closed"))
        return {**self.room(code), **extra}

    async def next(self, code: str, if_match: int | None = None) -> dict:
        """Enter the next moment of the agenda; at its end nothing changes."""
        extra = await self._moved(code, if_match, moves.next_moment, wipe=True)
        return {**self.room(code), **extra}

    async def back(self, code: str, if_match: int | None = None) -> dict:
        """Move the pointer and the picture one moment back; no activity changes its state."""
        await self._moved(code, if_match, moves.back)
        return self.room(code)

    async def another_day(self, code: str, agenda: str | None = None, if_match: int | None = None) -> dict:
        """Begin another day of the room: its activities are asked anew, and what was shown before stays."""
        await self._moved(code, if_match, lambda *at: another.begin(*at, agenda), wipe=True)
        return self.room(code)

    async def ask(self, code: str, question: asked.Question) -> str:
        """Take a question made on the spot; returns the id of its activity, which waits to be opened."""

        def work(connection: sa.Connection, row, plan: Plan) -> str:
            if len(plan.extras.asked) >= asked.MOST:
                raise Problem(409, "too-many", f"A room takes {asked.MOST} questions made on the spot.")
            if question.kind == "text" and not plan.extras.texts:
                raise Problem(409, "no-texts", "This room asks for no texts; that was chosen before it began.")
            taken = {activity.id for activity in rows.activity_rows(connection, row.id)}
            id = next(id for n in range(1, 2 * asked.MOST + 1) if (id := f"asked_{n}") not in taken)
            rows.add_question(connection, row, asked.checked(question, id, plan.extras.wave))
            return id

        return await self._moved(code, None, work)

    def texts(self, code: str, activity: str) -> dict:
        """The batch of a revealed activity's texts, or what stands on its wall once that is decided."""

        def work(connection: sa.Connection) -> dict:
            row = rows.room_row(connection, code)
            return texts.listed(connection, row, plan_of(row), activity)

        return self.store.read(work)

    async def let_through(self, code: str, activity: str, ids: list[str], merged: dict[str, str]) -> dict:
        """Decide what stands on an activity's wall; the other texts are dropped for good."""

        def work(connection: sa.Connection, row, plan: Plan) -> None:
            texts.decide(connection, row, plan, activity, ids, merged)
            if row.options["pace"] == "participants":
                now = rows.room_row(connection, code)
                moves.open_votes(connection, now, plan_of(now), activity)

        await self._moved(code, None, work, wipe=True)
        return self.texts(code, activity)

    def agenda(self, code: str) -> dict:
        """The agenda with its talk track, the notes, and the time since it and its step began."""
        return agenda_state(self.store.read(lambda connection: rows.room_row(connection, code)))

    def archive(self, code: str) -> bytes:
        """The room's archive as a zip: what it has published so far, and nothing else."""
        return export.archived(self.store.read(lambda c: export.gathered(c, rows.room_row(c, code))))

    # rooms that are done

    def rooms(self) -> list[dict]:
        """All rooms, those that somebody has just moved first."""
        return self.store.read(lambda connection: [in_the_list(row) for row in rows.room_rows(connection)])

    async def delete(self, code: str) -> None:
        """Take a room and everything of it out of the store; nothing of it stays in its files."""
        await self.store.write(lambda c: rows.delete(c, rows.room_row(c, code)), compact=True)

    async def close_old(self) -> list[str]:
        """Close the rooms that have been left alone for as long as they are kept; returns their codes."""

        def work(connection: sa.Connection) -> list[str]:
            old = [row for row in rows.room_rows(connection) if is_old(row)]
            for row in old:
                rows.close(connection, row)
            return [row.code for row in old]

        if not any(is_old(row) for row in self.store.read(rows.room_rows)):
            return []
        return await self.store.write(work, wipe=True)

    # inside

    async def _moved(self, code: str, if_match: int | None, move: Callable, wipe: bool = False) -> Any:
        """Make a move in one transaction: `move(connection, row, plan)`."""

        def work(connection: sa.Connection) -> Any:
            row = rows.unclosed_row(connection, code, if_match)
            return move(connection, row, plan_of(row))

        return await self.store.write(work, wipe=wipe)


def _fixed(row, changes: Changes, options: dict) -> dict:
    """What can be set only while nobody has answered anything, as it is kept."""
    options = dict(options)
    if changes.manages is not None:
        options["manages"] = changes.manages
    if changes.texts is not None:
        options["texts"] = changes.texts
    wanted = row.groups if changes.groups is None else changes.groups
    seats, groups = counted(changes.seats, wanted, None, row.seats)
    return {"options": options, "seats": seats, "groups": groups}


def _checked(choice: Choice) -> Plan:
    """The plan of a choice, whole in every language before anybody walks in."""
    try:
        return check_plan(choice)
    except Refused as error:
        raise Problem(422, "invalid-options", str(error)) from None


def _key_hash(key: str) -> bytes:
    return hashlib.sha256(f"room key\n{key}".encode()).digest()
