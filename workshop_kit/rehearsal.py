"""Simulated people: they join a rehearsal room through the interface that real ones use, and follow its agenda.

A team has a temperament (a named mix), each person varies around it, and the same seed gives the same people.
They enter rehearsal rooms only, so that nobody made up is ever counted among the real.
"""

import asyncio
import random
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

import yaml

from . import home
from .instrument import Refused
from .room.client import Room, RoomError, Unreachable

SECONDS_A_QUESTION = 4.0
KEEPS, DECIDES_LATER, NOT_MY_WORK = 0.08, 0.04, 0.03


@dataclass(frozen=True)
class Mix:
    """A team's temperament: shifts of rating points (1 to 5), by dimension; `month` of its last month."""

    energy: dict[str, float] = field(default_factory=dict)
    ability: dict[str, float] = field(default_factory=dict)
    month: dict[str, float] = field(default_factory=dict)
    signs: dict[str, float] = field(default_factory=dict)
    camps: bool = False


MIXES = {
    "mixed": Mix(),
    "direction": Mix(
        {"leadership": 0.9, "management": -0.5}, {"leadership": 0.4}, {"management": -0.8}, {"chaos": 1.2}
    ),
    "delivery": Mix(
        {"management": 0.7, "leadership": -0.5}, {"management": 0.8}, {"leadership": -0.9}, {"motions": 1.2}
    ),
    "tired": Mix({"leadership": -0.8, "management": -1.0}, {"management": 0.7}, {"management": 0.9}, {"motions": 1.4}),
    "two-camps": Mix(camps=True),
}


async def rehearse(
    url: str,
    *,
    people: int | None = None,
    mix: str = "mixed",
    seed: int = 1,
    speed: float = 10,
    say: Callable[[str], None] = lambda text: None,
) -> None:
    """Let simulated people take part in a rehearsal room until it is closed.

    Args:
        url: the room's address.
        people: how many (None: as many as there are seats).
        mix: one of `MIXES`.
        speed: 1 is the pace of real people; 10 is ten times faster.

    Raises:
        Refused: for a room that is not for rehearsing, or a mix that there is not.
    """
    if mix not in MIXES:
        raise Refused(f"there is no mix `{mix}`; there are {', '.join(MIXES)}.")
    room = Room(url)
    state = await room.call("GET", "")
    if not state["rehearsal"]:
        raise Refused(
            f"Room {state['code']} is a real one: simulated people stay out of it. "
            "Open one for rehearsing with `workshop live --new --rehearse 30`."
        )
    document = await room.call("GET", "/instrument")
    count = people or state["seats"] or 0
    team = [Person(document, MIXES[mix], seed, number, state["groups"]) for number in range(count)]
    say(f"{count} simulated people ({mix}, seed {seed}) have come in.")
    await _follow(room, team, speed)


async def _follow(room: Room, team: list["Person"], speed: float) -> None:
    """Everybody answers whatever opens, at a pace of their own, until the room is closed."""
    answering: dict[str, asyncio.Task] = {}
    try:
        async for state in room.events():
            if state is None:
                continue
            if state["stage"] == "closed":
                return
            if team and state["edition"] != team[0].document["edition"]:  # a wall, or a question made on the spot
                document = await room.call("GET", "/instrument")
                for person in team:
                    person.document = document
            for activity in state["activities"]:
                if activity["state"] == "open" and activity["id"] not in answering:
                    everybody = asyncio.gather(*(person.take_part(room, activity["id"], speed) for person in team))
                    answering[activity["id"]] = asyncio.ensure_future(everybody)
    except RoomError:
        return  # the room is gone
    finally:
        for task in answering.values():
            task.cancel()


class Person:
    """Somebody who answers the same way whenever the same seed asks."""

    def __init__(self, document: dict, mix: Mix, seed: int, number: int, groups: dict[str, int]):
        self.document, self.mix, self.name = document, mix, f"{seed}/{number}"
        self.team = random.Random(f"team {seed}")
        self.camp = number % 2
        self.pace = random.Random(f"pace {self.name}").uniform(0.5, 1.6)
        places = [name for name, heads in groups.items() for _ in range(heads)]
        self.group = places[number] if number < len(places) else None
        self.seed = seed

    async def take_part(self, room: Room, activity: str, speed: float) -> None:
        """Answer after a while, then share, keep, or leave it undecided."""
        if not (answers := self.answers(activity)):
            return
        await asyncio.sleep(len(answers) * SECONDS_A_QUESTION * self.pace / speed)
        if not (decision := self.decision(activity)):
            return
        shared = answers if decision == "share" else None
        body = {"answers": shared, "revision": 1, "group": self.group}
        receipt = {"Receipt": secrets.token_urlsafe(24)}
        for pause in (0.5, 2, 5):
            try:
                return await room.call("PUT", f"/activities/{activity}/answer", body, receipt)
            except RoomError:
                return  # revealed meanwhile, or full: so it goes for real people too
            except Unreachable:
                await asyncio.sleep(pause)

    def decision(self, activity: str) -> str | None:
        """`share`, `keep`, or None: not yet. Who has no value to share keeps it, as on a phone."""
        fate = random.Random(f"fate {activity} {self.name}").random()
        if fate < DECIDES_LATER:
            return None
        values = any(value is not None for value in self.answers(activity).values())
        return "share" if values and fate >= DECIDES_LATER + KEEPS else "keep"

    def answers(self, activity: str) -> dict:
        """What this person answers to an activity: `{key: value}`."""
        asked = next(each for each in self.document["activities"] if each["id"] == activity)
        chance = random.Random(f"{activity} {self.name}")
        given = {}
        for block in asked["blocks"]:
            answer = getattr(self, f"_{block['kind']}", None)
            for item in block["items"] if answer else ():
                for lens in [lens["id"] for lens in block["lenses"]] or [None]:
                    key = f"{item['id']}.{lens}" if lens else item["id"]
                    given[key] = answer(asked, block, item, lens, chance)
        return given

    # one answer of each kind

    def _rating(self, asked: dict, block: dict, item: dict, lens: str | None, chance: random.Random) -> int | None:
        if chance.random() < NOT_MY_WORK:
            return None
        points, about = block["scale"]["points"], item["facet"] or item["id"]
        middle = (points + 1) / 2
        team = random.Random(f"team {self.seed} {asked['id']} {about} {lens}").gauss(0.1, 0.45)
        own = random.Random(f"own {self.name} {asked['id']} {lens}").gauss(0, 0.35)
        facet = random.Random(f"facet {self.name} {asked['id']} {about} {lens}").gauss(0, 0.5)
        shift = self._shift(asked, block, item, lens)
        rating = middle + (team + own + facet + shift + chance.gauss(0, 0.6)) * (points - 1) / 4
        return min(points, max(1, round(rating)))

    def _shift(self, asked: dict, block: dict, item: dict, lens: str | None) -> float:
        dimension = self._dimension(asked, item["facet"])
        if self.mix.camps:
            side = 0.9 if self.camp else -0.9
            return side if dimension == "leadership" else -side if dimension else 0
        if block["scale"]["ideal"]:
            return self.mix.month.get(dimension, 0)
        if item["facet"] is None:
            return self.mix.signs.get(item["id"], 0)
        return {"energy": self.mix.energy, "ability": self.mix.ability}.get(lens, {}).get(dimension, 0)

    def _dimension(self, asked: dict, facet: str | None) -> str | None:
        words = self.document["words"][asked["instrument"]]
        return next((each["id"] for each in words["dimensions"] if facet in each["facets"]), None)

    def _sort(self, asked: dict, block: dict, item: dict, lens: str | None, chance: random.Random) -> str:
        sure = random.Random(f"sure {self.seed} {item['id']}").uniform(0.45, 0.95)
        bins = [bin["id"] for bin in block["bins"]]
        return item["bin"] if item["bin"] and chance.random() < sure else chance.choice(bins)

    def _situation(self, asked: dict, block: dict, item: dict, lens: str | None, chance: random.Random) -> str:
        liking = [random.Random(f"liking {self.seed} {item['id']} {o['id']}").uniform(0.2, 1) for o in item["options"]]
        return chance.choices([option["id"] for option in item["options"]], liking)[0]

    def _text(self, asked: dict, block: dict, item: dict, lens: str | None, chance: random.Random) -> str:
        return chance.choice(sentences(self.document["language"]))[: block["max_length"]]

    def _pick(self, asked: dict, block: dict, item: dict, lens: str | None, chance: random.Random) -> list[str]:
        options = [option["id"] for option in item["options"]]
        liking = [random.Random(f"liking {self.seed} {item['id']} {option}").uniform(0.1, 1) ** 2 for option in options]
        wanted = chance.randint(1, block["max"])
        picked: list[str] = []
        while len(picked) < min(wanted, len(options)):
            choice = chance.choices(options, liking)[0]
            if choice not in picked:
                picked.append(choice)
        return picked


@cache
def sentences(language: str) -> list[str]:
    """What people could write, made up for rehearsals: in this language, or in English."""
    spoken = yaml.safe_load((home.data() / "samples" / "obstacles.yaml").read_text(encoding="utf-8"))
    return spoken.get(language, spoken["en"])
