"""What a room looks like from outside: its state, as everybody may see it, and the facilitator's agenda."""

import time

import msgspec
import sqlalchemy as sa

from . import moves, over, rows
from .options import KEEP_DAYS, offered, texts_wanted, threshold
from .plan import Plan, plan_of

DAY = 24 * 60 * 60


def room_state(connection: sa.Connection, row) -> dict:
    """The room: no scores, and of an activity its number only once it is revealed."""
    plan = plan_of(row)
    moment = plan.agenda.moments[row.step - 1] if row.step else None
    return {
        "code": row.code,
        "revision": row.revision,
        "edition": plan.extras.edition,
        "title": row.title,
        "stage": row.stage,
        "activity": row.activity,
        "view": row.view,
        "shows": _shows(connection, row, plan),
        "step": row.step,
        "steps": len(plan.agenda.moments),
        "next": moves.next_step(connection, row, plan),
        "moment": moment
        and {
            "do": moment.do,
            "activities": list(moment.activities),
            "view": moment.view,
            "too_few": _too_few(connection, row, plan),
        },
        "question": _question(connection, row, plan),
        "questions": _questions(connection, row),
        "pace": row.options["pace"],
        "form": plan.form,
        "threshold": threshold(row.options),
        "seats": row.seats,
        "tables": plan.agenda.tables_for(row.seats) if row.options["pace"] == "presenter" else None,
        "groups": offered(row),
        "rehearsal": row.options["rehearsal"],
        "manages": row.options.get("manages"),
        "texts": texts_wanted(row.options),
        "wave": plan.extras.wave,
        "keep": row.options.get("keep", KEEP_DAYS),
        "action": row.action,
        "over": over.seen(row.over),
        "instrument": plan.instruments[0].id,
        "languages": row.options["choice"]["languages"],
        "language": plan.language,
        "direction": plan.instruments[0].direction,
        "public_url": row.options["public_url"],
        "activities": _activities(connection, row, plan),
    }


def agenda_state(row) -> dict:
    """The agenda with its talk track, for this many people, the notes, and the time since it and its step began."""
    plan = plan_of(row)
    agenda, now = plan.agenda, time.time()
    listed = list(enumerate(agenda.moments, start=1))
    return {
        "id": agenda.id,
        "title": agenda.title,
        "minutes": agenda.minutes,
        "step": row.step,
        "seconds": None if row.step_began is None else round(now - row.step_began, 1),
        "elapsed": None if row.began is None else round(now - row.began, 1),
        "notes": row.notes or {},
        "views": [{"id": id, "needs": list(plan.view_needs(id))} for id in plan.pictures],
        "steps": [
            {
                "id": step.id,
                "title": step.words.title,
                "minutes": msgspec.to_builtins(step.minutes),
                **step.track(row.seats, plan.extras.texts),
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


def in_the_list(row) -> dict:
    """One line in the list of rooms; `closes_in` counts the days until it is closed by itself."""
    return {
        "code": row.code,
        "title": row.title,
        "stage": row.stage,
        "seats": row.seats,
        "rehearsal": row.options["rehearsal"],
        "languages": row.options["choice"]["languages"],
        "closes_in": None if row.stage == "closed" else max(0, round(_days_left(row))),
    }


def is_old(row) -> bool:
    """Whether a room has been left alone for as long as it is kept."""
    return row.stage != "closed" and _days_left(row) < 0


def _days_left(row) -> float:
    now = time.time()
    return row.options.get("keep", KEEP_DAYS) - (now - (row.touched or now)) / DAY


def _shows(connection: sa.Connection, row, plan: Plan) -> list[str]:
    """The activities that the picture on the screen is made of."""
    revealed = [id for id, state in rows.states(connection, row).items() if state == "revealed"]
    return list(plan.view_needs(row.view, revealed)) if row.view and row.stage == "reveal" else []


def _activities(connection: sa.Connection, row, plan: Plan) -> list[dict]:
    there = {activity.id: activity for activity in rows.activity_rows(connection, row.id)}
    return [_activity(connection, row, plan, there[id]) for id in plan.activities]


def _activity(connection: sa.Connection, row, plan: Plan, activity) -> dict:
    asked = plan.activity(activity.id)
    shown = {
        "id": activity.id,
        "title": asked.blocks[0].items[0].text if asked.made else asked.title,
        "about": asked.about,
        "state": activity.state,
        "finished": activity.finished,
        "made": asked.made,
        "wave": plan.wave_of(activity.id),
    }
    if activity.state == "revealed":
        shown["n"] = rows.published(connection, row, activity.id)["n"]
        if asked.asks_for_texts:
            shown["decided"] = plan.extras.wall(activity.id) is not None
    return shown


def _question(connection: sa.Connection, row, plan: Plan) -> str | None:
    """What the screen asks: the step's own question, or the one for too few. One made on the spot asks itself."""
    if not row.step or (row.activity and plan.activity(row.activity).made):
        return None
    step = plan.agenda.steps[plan.agenda.moments[row.step - 1].step]
    if step.words.too_few and _too_few(connection, row, plan):
        return (step.words.too_few.ask or [step.words.too_few.say])[0]
    track = step.track(row.seats, plan.extras.texts)
    return track["question"] or next(iter(track["ask"]), None)


def _too_few(connection: sa.Connection, row, plan: Plan) -> bool:
    """Whether this step should have shown something by now, and too few shared all of it."""
    moments, states = plan.agenda.moments, rows.states(connection, row)
    passed = [m for m in moments[: row.step] if m.step == moments[row.step - 1].step and m.do == "reveal"]
    due = [id for m in passed for id in m.activities]
    return bool(due) and all(states[id] != "revealed" for id in due)


def _questions(connection: sa.Connection, row) -> dict[str, str | None]:
    """The same in each language of a room that has several."""
    languages = row.options["choice"]["languages"]
    several = languages if len(languages) > 1 else ()
    return {each: _question(connection, row, plan_of(row, each)) for each in several}
