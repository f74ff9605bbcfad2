"""The desk: the only door to the store, and the place where the room keeps its promises.

Answers come in under a hash and lie in a table of their own; a reveal turns them into tallies and drops them, in
one transaction; from then on the room holds nothing about anybody. The web service above only translates HTTP,
and the store below only knows transactions.
"""

import hashlib
import hmac
import secrets
import time
from collections.abc import Iterable

import msgspec
import sqlalchemy as sa

from ..instrument import Refused, faults
from ..pool.privacy import release
from ..pool.store import ACTIVITIES, ROOMS, TALLIES, Store, answers_table
from ..pool.tally import PublishedTally, Tally
from . import rows
from .options import Changes, Options, Staging, checked_threshold, counted, offered, one_of
from .plan import Choice, Plan, make_plan
from .problems import Problem, no_such_activity

STAGES = ("lobby", "answer", "reveal", "pause", "closed")
CODE_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ234689"  # none that is taken for another, aloud or on a wall


class Desk:
    """Everything that can be done with rooms. Methods raise `Problem` where it cannot."""

    def __init__(self, store: Store):
        self.store = store

    # rooms

    async def open_room(self, options: Options) -> dict:
        """Make a room; returns its state with `key`, the only time that the key can be read."""
        choice = Choice(options.instrument, options.agenda, options.form, options.languages or ("en",))
        plan = self._checked_plan(choice)
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
                "pace": one_of("pace", options.pace, ("presenter", "participants")),
                "rehearsal": options.rehearse is not None,
                "public_url": options.public_url,
            },
            "seats": seats,
            "groups": groups,
            "stage": "lobby",
            "step": 0,
            "revision": 1,
        }

        def work(connection: sa.Connection) -> None:
            connection.execute(ROOMS.insert(), room)
            waiting = [
                {"room": room["id"], "id": id, "position": place, "state": "waiting", "finished": 0}
                for place, id in enumerate(plan.activities)
            ]
            connection.execute(ACTIVITIES.insert(), waiting)

        await self.store.write(work)
        if options.pace == "participants" and seats is not None:
            await self.stage(room["code"], Staging(stage="answer"))
        return {**self.room(room["code"]), "key": key}

    def room(self, code: str) -> dict:
        """The room as everybody may see it: no scores, and of an activity its number only once it is revealed."""
        return self.store.read(lambda connection: self._state(connection, rows.room_row(connection, code)))

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
        return self._plan(self.store.read(lambda connection: rows.room_row(connection, code)), language)

    def languages(self) -> list[str]:
        """What the open rooms speak, the first language of each before the others."""
        spoken = self.store.read(rows.open_languages)
        return list(dict.fromkeys([*(own[0] for own in spoken), *(each for own in spoken for each in own)]))

    def heads(self, code: str) -> dict[str, int]:
        """All groups with their heads, also those too small to be offered."""
        return self.store.read(lambda connection: rows.room_row(connection, code)).groups

    async def change(self, code: str, changes: Changes) -> dict:
        """Set title, seats, groups. `fixed` once an activity has been opened."""

        def work(connection: sa.Connection) -> None:
            row = rows.unclosed_row(connection, code)
            new = {} if changes.title is None else {"title": changes.title.strip() or row.title}
            if changes.seats is not None or changes.groups is not None:
                if any(a.state != "waiting" for a in rows.activity_rows(connection, row.id)):
                    raise Problem(409, "fixed", "Seats and groups are fixed once the first activity has been opened.")
                wanted = row.groups if changes.groups is None else changes.groups
                new["seats"], new["groups"] = counted(changes.seats, wanted, None, row.seats)
            rows.move(connection, row, **new)
            if row.seats is None and new.get("seats") and row.options["pace"] == "participants":
                self._open(connection, rows.room_row(connection, code), None)  # nobody presses Next at this pace
                rows.move(connection, row, stage="answer")

        await self.store.write(work)
        return self.room(code)

    # answers

    async def answer(
        self, code: str, activity: str, receipt: str, answers: dict | None, revision: int, group: str | None
    ) -> None:
        """Take one person's answers to an activity (None: finished, and kept to themselves).

        The highest revision counts; an equal or lower one changes nothing.
        """
        row = self.store.read(lambda connection: rows.room_row(connection, code))
        plan = self._plan(row)
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
            "group": group,
            "content": None if answers is None else msgspec.json.encode(answers),
        }
        await self.store.write(lambda connection: rows.take(connection, row.id, activity, given))

    def tally(self, code: str, activity: str, group: str | None = None) -> dict:
        """The published tally of a revealed activity, of the whole or of a shown group."""

        def work(connection: sa.Connection) -> dict:
            row = rows.room_row(connection, code)
            self._revealed(connection, row, activity)
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

    # the facilitator's moves

    async def stage(self, code: str, to: Staging, if_match: int | None = None) -> dict:
        """Go to a stage, an activity, a view or a step. After a reveal the room also holds what was revealed."""

        def work(connection: sa.Connection) -> dict:
            row = rows.unclosed_row(connection, code, if_match)
            self._check_staging(row, to)
            if to.stage == "answer":
                self._open(connection, row, [to.activity] if to.activity else None)
            extra = self._reveal_stage(connection, row, to) if to.stage == "reveal" else {}
            view = to.view or row.view
            if to.stage == "reveal" and not to.view and (view is None or to.activity):
                view = self._plan(row).default_view(to.activity or (extra["revealed"] or [row.activity])[0])
            if to.stage == "closed":
                rows.drop_answers(connection, row)
            rows.move(
                connection,
                row,
                stage=to.stage or row.stage,
                activity=to.activity or row.activity,
                view=view,
                step=row.step if to.step is None else to.step,
            )
            return extra

        extra = await self.store.write(work, wipe=to.stage in ("reveal", "closed"))
        return {**self.room(code), **extra}

    async def next(self, code: str, if_match: int | None = None) -> dict:
        """Enter the next moment of the agenda; at its end nothing changes."""

        def work(connection: sa.Connection) -> dict:
            row = rows.unclosed_row(connection, code, if_match)
            moments = self._plan(row).agenda.moments
            if row.step >= len(moments):
                return {}
            moment = moments[row.step]
            extra = {}
            if moment.do == "answer":
                states = rows.states(connection, row)
                self._open(connection, row, [id for id in moment.activities if states[id] != "revealed"])
            if moment.do == "reveal":
                extra = self._reveal(connection, row, moment.activities)
            self._enter(connection, row, row.step + 1)
            return extra

        extra = await self.store.write(work, wipe=True)
        return {**self.room(code), **extra}

    async def back(self, code: str, if_match: int | None = None) -> dict:
        """Move the pointer and the picture one moment back; no activity changes its state."""

        def work(connection: sa.Connection) -> None:
            row = rows.unclosed_row(connection, code, if_match)
            if row.step > 0:
                self._enter(connection, row, row.step - 1)

        await self.store.write(work)
        return self.room(code)

    def agenda(self, code: str) -> dict:
        """The agenda with its talk track, for this many people, and the time since it and its step began."""
        row = self.store.read(lambda connection: rows.room_row(connection, code))
        agenda = self._plan(row).agenda
        now = time.time()
        listed = list(enumerate(agenda.moments, start=1))
        return {
            "id": agenda.id,
            "title": agenda.title,
            "minutes": agenda.minutes,
            "step": row.step,
            "seconds": None if row.step_began is None else round(now - row.step_began, 1),
            "elapsed": None if row.began is None else round(now - row.began, 1),
            "steps": [
                {
                    "id": step.id,
                    "title": step.words.title,
                    "minutes": msgspec.to_builtins(step.minutes),
                    **step.track(row.seats),
                    "too_few": msgspec.to_builtins(step.words.too_few),
                    "moments": [
                        {"index": index, "do": m.do, "activities": list(m.activities), "view": m.view}
                        for index, m in listed
                        if m.step == place
                    ],
                }
                for place, step in enumerate(agenda.steps)
            ],
        }

    # inside

    def _plan(self, row, language: str | None = None) -> Plan:
        return make_plan(msgspec.convert(row.options["choice"], Choice), language)

    def _checked_plan(self, choice: Choice) -> Plan:
        try:
            for language in choice.languages:
                make_plan(choice, language)  # every language must be whole before anybody walks in
            return make_plan(choice)
        except Refused as error:
            raise Problem(422, "invalid-options", str(error)) from None

    def _state(self, connection: sa.Connection, row) -> dict:
        plan = self._plan(row)
        moment = plan.agenda.moments[row.step - 1] if row.step else None
        return {
            "code": row.code,
            "revision": row.revision,
            "title": row.title,
            "stage": row.stage,
            "activity": row.activity,
            "view": row.view,
            "step": row.step,
            "steps": len(plan.agenda.moments),
            "moment": moment and {"do": moment.do, "activities": list(moment.activities), "view": moment.view},
            "question": self._question(connection, row, plan),
            "questions": self._questions(connection, row),
            "pace": row.options["pace"],
            "form": plan.form,
            "threshold": row.options["threshold"],
            "seats": row.seats,
            "groups": offered(row),
            "rehearsal": row.options["rehearsal"],
            "instrument": plan.instruments[0].id,
            "languages": row.options["choice"]["languages"],
            "language": plan.language,
            "direction": plan.instruments[0].direction,
            "public_url": row.options["public_url"],
            "activities": [self._activity(connection, row, plan, a) for a in rows.activity_rows(connection, row.id)],
        }

    def _activity(self, connection: sa.Connection, row, plan: Plan, activity) -> dict:
        shown = {
            "id": activity.id,
            "title": plan.activity(activity.id).title,
            "about": plan.activity(activity.id).about,
            "state": activity.state,
            "finished": activity.finished,
        }
        if activity.state == "revealed":
            shown["n"] = rows.published(connection, row, activity.id)["n"]
        return shown

    def _question(self, connection: sa.Connection, row, plan: Plan) -> str | None:
        """What the screen asks: the step's own question, or the one for too few."""
        if not row.step:
            return None
        moment = plan.agenda.moments[row.step - 1]
        step = plan.agenda.steps[moment.step]
        states = rows.states(connection, row)
        passed = [m for m in plan.agenda.moments[: row.step] if m.step == moment.step and m.do == "reveal"]
        due = [id for m in passed for id in m.activities]
        if step.words.too_few and due and all(states[id] != "revealed" for id in due):
            return (step.words.too_few.ask or [step.words.too_few.say])[0]
        track = step.track(row.seats)
        return track["question"] or next(iter(track["ask"]), None)

    def _questions(self, connection: sa.Connection, row) -> dict[str, str | None]:
        """The same in each language of a room that has several."""
        languages = row.options["choice"]["languages"]
        several = languages if len(languages) > 1 else ()
        return {each: self._question(connection, row, self._plan(row, each)) for each in several}

    def _check_staging(self, row, to: Staging) -> None:
        plan = self._plan(row)
        wrong = []
        if to.stage is not None and to.stage not in STAGES:
            wrong.append(f"`stage`: `{to.stage}` is none of {', '.join(STAGES)}")
        if to.activity is not None and to.activity not in plan.activities:
            wrong.append(f"`activity`: `{to.activity}` is none of {', '.join(plan.activities)}")
        if to.view is not None and not plan.has_view(to.view):
            wrong.append(f"`view`: there is no view `{to.view}` in this room")
        if to.step is not None and not 0 <= to.step <= len(plan.agenda.moments):
            wrong.append(f"`step`: {to.step} is not within 0 to {len(plan.agenda.moments)}")
        if wrong:
            raise Problem(422, "invalid-stage", "; ".join(wrong), errors=wrong)

    def _open(self, connection: sa.Connection, row, ids: list[str] | None) -> None:
        """Open activities (None: all that are not revealed)."""
        if row.seats is None:
            raise Problem(409, "no-seats", "Say first how many people are in the room; then activities can open.")
        for activity in rows.activity_rows(connection, row.id):
            if ids is not None and activity.id not in ids:
                continue
            if activity.state == "revealed":
                if ids is not None:
                    raise Problem(409, "revealed", f"`{activity.id}` is revealed, and a reveal is final.")
            elif activity.state == "waiting":
                name = f"answers_{secrets.token_hex(8)}"
                answers_table(name).create(connection)
                rows.set_activity(connection, row, activity.id, state="open", answers=name)

    def _reveal_stage(self, connection: sa.Connection, row, to: Staging) -> dict:
        activities = rows.activity_rows(connection, row.id)
        wanted = [a.id for a in activities if a.state == "open"] if to.activity is None else [to.activity]
        if not wanted and row.activity and rows.states(connection, row)[row.activity] == "revealed":
            wanted = [row.activity]  # nothing new: show what was revealed
        outcome = self._reveal(connection, row, wanted)
        if not outcome["revealed"]:
            names = ", ".join(wanted) or "anything"
            raise Problem(
                409,
                "too-few",
                f"Fewer than {row.options['threshold']} people have shared {names}, so there is no picture of it. "
                "Nothing has changed; it can still be answered.",
                too_few=outcome["too_few"],
            )
        return outcome

    def _reveal(self, connection: sa.Connection, row, ids: Iterable[str]) -> dict:
        """Turn the answers of each into its tallies and drop them; what is revealed already stays so."""
        outcome: dict[str, list[str]] = {"revealed": [], "too_few": []}
        states = {activity.id: activity for activity in rows.activity_rows(connection, row.id)}
        for id in ids:
            done = states[id].state == "revealed" or self._reveal_one(connection, row, states[id])
            outcome["revealed" if done else "too_few"].append(id)
        return outcome

    def _reveal_one(self, connection: sa.Connection, row, activity) -> bool:
        if activity.state != "open":
            return False
        table = answers_table(activity.answers)
        given = connection.execute(sa.select(table.c.group, table.c.content)).all()
        published = self._published(row, activity.id, given)
        if not published:
            return False
        for group, tally in published.items():
            content = {"room": row.id, "activity": activity.id, "group": group or "", "content": tally.to_json()}
            connection.execute(TALLIES.insert(), content)
        table.drop(connection)
        rows.set_activity(connection, row, activity.id, state="revealed", answers=None)
        return True

    def _published(self, row, id: str, given: list) -> dict[str | None, PublishedTally]:
        instrument = self._plan(row).instrument(id)
        shared = [(group, msgspec.json.decode(content)) for group, content in given if content is not None]
        whole = Tally.of([answers for _, answers in shared], instrument, id)
        heads = offered(row)
        groups = {name: Tally.of([a for g, a in shared if g == name], instrument, id, name) for name in heads}
        return release(whole, groups, row.options["threshold"], row.seats, heads)

    def _revealed(self, connection: sa.Connection, row, activity: str) -> None:
        states = rows.states(connection, row)
        if activity not in states:
            raise no_such_activity(activity, list(states))
        if states[activity] != "revealed":
            raise Problem(409, "not-revealed", f"`{activity}` has not been revealed.")

    def _enter(self, connection: sa.Connection, row, step: int) -> None:
        """Point at a moment (0: the lobby) and show its picture."""
        plan = self._plan(row)
        moments = plan.agenda.moments
        if step == 0:
            rows.move(connection, row, step=0, stage="lobby", activity=None, view=None)
            return
        moment, states = moments[step - 1], rows.states(connection, row)
        shown = {"stage": row.stage, "activity": row.activity, "view": row.view}
        if moment.do == "talk":
            shown["stage"] = "answer" if row.stage == "lobby" else row.stage
            if row.step > step and (before := _last_reveal(moments[: step - 1])):
                shown = _picture(plan, before, states)
        elif moment.do == "reveal" or all(states[id] == "revealed" for id in moment.activities):
            shown = _picture(plan, moment, states)
        else:
            shown = {"stage": "answer", "activity": moment.activities[0], "view": None}
        now = time.time()
        new_step = not row.step or moments[row.step - 1].step != moment.step
        times = {"step_began": now} if new_step else {}
        rows.move(connection, row, step=step, **shown, **times, began=row.began or now)


def _picture(plan: Plan, moment, states: dict[str, str]) -> dict:
    """The stage of a reveal moment: its view, or none where too few shared what the view needs."""
    view = moment.view or plan.default_view(moment.activities[0])
    there = all(states.get(id) == "revealed" for id in plan.view_needs(view))
    return {"stage": "reveal", "activity": moment.activities[0], "view": view if there else None}


def _last_reveal(moments):
    return next((moment for moment in reversed(moments) if moment.do == "reveal"), None)


def _key_hash(key: str) -> bytes:
    return hashlib.sha256(f"room key\n{key}".encode()).digest()
