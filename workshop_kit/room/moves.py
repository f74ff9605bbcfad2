"""The facilitator's moves: to open, to stage, *Next* and *Back*; each function runs inside a transaction."""

import secrets
import time

import sqlalchemy as sa

from ..pool.store import answers_table
from . import over, rows
from .options import Staging
from .plan import Plan
from .problems import Problem
from .reveal import reveal, reveal_some

STAGES = ("lobby", "answer", "reveal", "pause", "closed")


def stage(connection: sa.Connection, row, plan: Plan, to: Staging) -> dict:
    """Go to a stage, an activity, a view or a step; returns what a reveal could and could not show."""
    _check(plan, to)
    if to.step is not None and not (to.stage or to.activity or to.view):
        return go_to(connection, row, plan, to.step)
    if to.stage == "answer":
        open_activities(connection, row, plan, [to.activity] if to.activity else None)
    extra = reveal_some(connection, row, plan, to.activity) if to.stage == "reveal" else {}
    view = to.view or row.view
    if to.stage == "reveal" and not to.view and (view is None or to.activity):
        view = plan.default_view(to.activity or (extra["revealed"] or [row.activity])[0])
    if to.stage == "closed":
        rows.drop_answers(connection, row)
    rows.move(
        connection,
        row,
        stage=to.stage or row.stage,
        activity=to.activity or row.activity,
        view=view,
        step=row.step if to.step is None else to.step,
        over=over.laid(to.over),
    )
    return extra


def go_to(connection: sa.Connection, row, plan: Plan, step: int) -> dict:
    """Go to any moment, from wherever the room is: it opens what it asks, and reveals nothing."""
    moment = plan.agenda.moments[step - 1] if step else None
    if moment and moment.do == "answer":
        states = rows.states(connection, row)
        open_activities(connection, row, plan, [id for id in moment.activities if states[id] != "revealed"])
    enter(connection, row, plan, step)
    return {}


def at_the_pace_of(row, pace: str) -> dict:
    """What changes of a room that takes another pace: no activity does. The day begins in the lobby."""
    waits = pace == "presenter" and row.step == 0 and row.stage == "answer"
    return {"options": {**row.options, "pace": pace}} | ({"stage": "lobby"} if waits else {})


def may_begin(row) -> bool:
    """Whether people can answer by themselves: at their own pace, once their seats are counted."""
    return row.options["pace"] == "participants" and row.seats is not None


def begin(connection: sa.Connection, row, plan: Plan) -> None:
    """At the participants' own pace nobody presses Next: what people can answer by themselves opens at once."""
    open_activities(connection, row, plan, list(plan.agenda.ahead) or None)
    rows.move(connection, row, stage="answer")


def open_votes(connection: sa.Connection, row, plan: Plan, wall: str) -> None:
    """At that pace, what picks from a wall opens once it is decided, if something stands there."""
    votes = [id for id in plan.today if wall in plan.activity(id).walls and _offers(plan, id)]
    waiting = rows.states(connection, row)
    open_activities(connection, row, plan, [id for id in votes if waiting[id] == "waiting"])


def next_step(connection: sa.Connection, row, plan: Plan) -> int | None:
    """The step (from 1) of the next moment of the agenda that there can be; None at its end."""
    moments, states = plan.agenda.moments, rows.states(connection, row)
    ahead = range(row.step, len(moments))
    return next((step + 1 for step in ahead if not _passed_over(plan, moments[step], states)), None)


def next_moment(connection: sa.Connection, row, plan: Plan) -> dict:
    """Enter the moment of `next_step`; at the end of the agenda nothing changes."""
    step = next_step(connection, row, plan)
    if step is None:
        return {}
    moment, extra, states = plan.agenda.moments[step - 1], {}, rows.states(connection, row)
    if moment.do == "answer":
        due = [id for id in moment.activities if states[id] != "revealed"]
        open_activities(connection, row, plan, due)
    if moment.do == "reveal":
        extra = reveal(connection, row, plan, moment.activities)
    enter(connection, row, plan, step)
    return extra


def back(connection: sa.Connection, row, plan: Plan) -> None:
    """Move the pointer and the picture one moment back; no activity changes its state."""
    moments, states = plan.agenda.moments, rows.states(connection, row)
    behind = range(row.step - 1, 0, -1)
    step = next((step for step in behind if not _passed_over(plan, moments[step - 1], states)), 0)
    if row.step > 0:
        enter(connection, row, plan, step)


def open_activities(connection: sa.Connection, row, plan: Plan, ids: list[str] | None) -> None:
    """Open activities (None: all that can be opened).

    Raises:
        Problem: `no-seats`, or for one that was named `earlier-day`, `revealed` or `no-wall`.
    """
    if past := [id for id in ids or () if id not in plan.today]:
        raise Problem(409, "earlier-day", f"`{past[0]}` was asked on an earlier day, and is never opened again.")
    if row.seats is None:
        raise Problem(409, "no-seats", "Say first how many people are in the room; then activities can open.")
    states = rows.states(connection, row)
    for id in plan.today if ids is None else ids:
        if states[id] == "revealed" and ids is not None:
            raise Problem(409, "revealed", f"`{id}` is revealed, and a reveal is final.")
        if states[id] != "waiting":
            continue
        if not _offers(plan, id):
            if ids is not None:
                raise _no_wall(plan, id)
            continue
        name = f"answers_{secrets.token_hex(8)}"
        answers_table(name).create(connection)
        rows.set_activity(connection, row, id, state="open", answers=name)


def enter(connection: sa.Connection, row, plan: Plan, step: int) -> None:
    """Point at a moment (0: the lobby) and show its picture."""
    moments = plan.agenda.moments
    if step == 0:
        rows.move(connection, row, step=0, stage="lobby", activity=None, view=None, over=None)
        return
    moment, states = moments[step - 1], rows.states(connection, row)
    shown = {"stage": row.stage, "activity": row.activity, "view": row.view}
    if moment.do == "talk":
        shown["stage"] = "answer" if row.stage == "lobby" else row.stage
        strayed = bool(row.activity) and plan.activity(row.activity).made
        if (row.step > step or strayed) and (before := _last_reveal(moments[: step - 1])):
            shown = _picture(plan, before, states)
        elif strayed:
            shown = {"stage": "answer", "activity": None, "view": None}
    elif moment.do == "reveal" or all(states[id] == "revealed" for id in moment.activities):
        shown = _picture(plan, moment, states)
    else:
        shown = {"stage": "answer", "activity": moment.activities[0], "view": None}
    now = time.time()
    new_step = not row.step or moments[row.step - 1].step != moment.step
    times = {"step_began": now} if new_step else {}
    rows.move(connection, row, step=step, **shown, **times, began=row.began or now, over=None)


def _check(plan: Plan, to: Staging) -> None:
    wrong = []
    if to.stage is not None and to.stage not in STAGES:
        wrong.append(f"`stage`: `{to.stage}` is none of {', '.join(STAGES)}")
    if to.activity is not None and to.activity not in plan.activities:
        wrong.append(f"`activity`: `{to.activity}` is none of {', '.join(plan.activities)}")
    if to.view is not None and not plan.has_view(to.view):
        wrong.append(f"`view`: there is no view `{to.view}` in this room")
    if to.over is not None and to.over not in over.KINDS:
        wrong.append(f"`over`: `{to.over}` is none of {', '.join(over.KINDS)}")
    if to.step is not None and not 0 <= to.step <= len(plan.agenda.moments):
        wrong.append(f"`step`: {to.step} is not within 0 to {len(plan.agenda.moments)}")
    if wrong:
        raise Problem(422, "invalid-stage", "; ".join(wrong), errors=wrong)


def _offers(plan: Plan, id: str) -> bool:
    """Whether there is something to answer: a vote needs a wall with something on it."""
    return not plan.activity(id).walls or bool(plan.wall(id))


def _no_wall(plan: Plan, id: str) -> Problem:
    names = ", ".join(f"`{wall}`" for wall in plan.activity(id).walls)
    said = "Decide first which of them stand there." if plan.wall(id) is None else "Nothing was let through."
    return Problem(409, "no-wall", f"`{id}` offers what stands on the wall of {names}. {said}")


def _passed_over(plan: Plan, moment, states: dict[str, str]) -> bool:
    """Whether a moment is only about votes that cannot be: too few shared their texts, or nothing stands there.

    A wall that somebody has still to decide on is worth waiting for.
    """
    return bool(moment.activities) and all(_hopeless(plan, id, states) for id in moment.activities)


def _hopeless(plan: Plan, id: str, states: dict[str, str]) -> bool:
    walls = plan.activity(id).walls
    return any(states[wall] != "revealed" for wall in walls) or (bool(walls) and plan.wall(id) == ())


def _picture(plan: Plan, moment, states: dict[str, str]) -> dict:
    """The stage of a reveal moment: its view, or none where too few shared what the view needs."""
    view = moment.view or plan.default_view(moment.activities[0])
    revealed = [id for id, state in states.items() if state == "revealed"]
    there = all(id in revealed for id in plan.view_needs(view, revealed))
    return {"stage": "reveal", "activity": moment.activities[0], "view": view if there else None}


def _last_reveal(moments):
    return next((moment for moment in reversed(moments) if moment.do == "reveal"), None)
