"""Archives of rooms for tests: rooms that were really held, at the desk and in a store of their own."""

import asyncio
import random
import secrets
from pathlib import Path

import msgspec
from running import answers_to

from workshop_kit.pool import packing
from workshop_kit.pool.store import Store
from workshop_kit.room.asked import Question
from workshop_kit.room.desk import Desk
from workshop_kit.room.options import Changes, Options, Staging, TeamAction

ACTION = TeamAction("One page a week says what <we> will not do", "Jo & Sam", "15 March")
NOTE = "They laughed,\nand asked for more time."
OBSTACLES = ("Every decision waits for one person", "We start before we are done", "The tool loses our work")
LEANS = {"vision": 1.2, "organisation": -1.3}  # so that there is something to find


def archive_of_a_room(
    folder: Path,
    name: str = "room.zip",
    people: int = 14,
    days: int = 1,
    only_on_the_first: str = "",
    questions: tuple[Question, ...] = (),
    **options,
) -> Path:
    """The archive (a folder, or a `.zip`) of a room in which so many people answered everything on so many days.

    `options` are those of the room, `questions` are made on the spot, each day anew; the group `only_on_the_first` is
    not there on later days.
    """
    made = asyncio.run(_held(folder / f"{name}.sqlite", people, days, options, only_on_the_first, questions))
    packing.write(folder / name, packing.unpacked(made))
    return folder / name


def kept_as(room, name: str, *, title: str | None = None):
    """An opened archive of a room as if its file had another name, and the room another title."""
    copy = object.__new__(type(room))
    copy.__dict__ = {**room.__dict__, "said": Path(name)}
    if title is not None:
        copy.manifest = msgspec.structs.replace(room.manifest, title=title)
    return copy


async def _held(
    store: Path, people: int, days: int, options: dict, only_on_the_first: str, questions: tuple[Question, ...]
) -> bytes:
    groups = options.get("groups", {})
    desk = Desk(Store(f"sqlite:///{store}"))
    seats = {} if "rehearse" in options else {"seats": people}
    code = (await desk.open_room(Options(**{"title": "Operations, spring", **seats, **options})))["code"]
    chance = random.Random(1)
    for day in range(1, days + 1):
        if day > 1:
            await desk.another_day(code, None)
            groups = {name: heads for name, heads in groups.items() if name != only_on_the_first}
            await desk.change(code, Changes(seats=people, groups=groups))
        for question in questions:
            await desk.ask(code, question)
        for activity in desk.plan(code).today:
            names = [name if name in groups else None for name in options.get("groups", {})]
            await _asked(desk, code, activity, people, names, chance)
        first = desk.agenda(code)["steps"][0]["id"]
        await desk.change(code, Changes(action=ACTION, notes={first: NOTE}))
    made = desk.archive(code)
    desk.store.close()
    return made


async def _asked(
    desk: Desk, code: str, activity: str, people: int, groups: list[str | None], chance: random.Random
) -> None:
    await desk.stage(code, Staging(stage="answer", activity=activity))
    keys = desk.plan(code).activity(activity).keys
    for person in range(people):
        answers = {key: _leaning(key, keys[key], value, chance) for key, value in answers_to(keys, chance).items()}
        group = groups[person % len(groups)] if groups else None
        await desk.answer(code, activity, secrets.token_urlsafe(24), answers, 1, group)
    await desk.stage(code, Staging(stage="reveal", activity=activity))
    if desk.plan(code).activity(activity).asks_for_texts:
        batch = desk.texts(code, activity)["texts"]
        await desk.let_through(code, activity, [text["id"] for text in batch[:6]], {})


def _leaning(key: str, admits: dict, value, chance: random.Random):
    if admits["kind"] == "text":
        return f"{chance.choice(OBSTACLES)} ({chance.randrange(10**6)})"
    if admits["kind"] != "rating":
        return value
    lean = next((by for facet, by in LEANS.items() if facet in key), 0)
    return min(admits["values"][-1], max(1, round(chance.gauss(3 + lean, 0.7))))
