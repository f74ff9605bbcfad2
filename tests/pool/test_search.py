"""Can somebody in the room work backwards? A search for answers that fit all that is shown.

The searcher knows everything that the room publishes (the whole, the groups) and their own answers to the last one.
From the real answers a walk changes those of the others, one or two values at a time, and keeps what looks the same
from outside. It counts the tables that it meets, no matter who sits where, and notes what each of the others could
have answered. The published JSON is the judge: it holds more than any view draws.
"""

import itertools
import json
import random

import msgspec
import pytest
from test_tally import MINDSET, people

import workshop_kit as wk
from workshop_kit.instrument import MeanSpec
from workshop_kit.pool.privacy import release

ENOUGH = 1000
FROM_THE_START = 300  # steps, after which the walk begins again: far from the real answers there may be little room


class Search:
    """A walk among the answers that fit what a room shows; person 0 is the searcher and stays as they are."""

    def __init__(self, instrument, activity: str, rows: list[dict], seed: int, sizes: tuple[int, ...] = ()):
        self.instrument, self.activity, self.sizes = instrument, activity, sizes
        self.admits = instrument.keys[activity]
        self.together = {key: [key] for key in self.admits}
        for spec in instrument.activity(activity).specs:
            if isinstance(spec, MeanSpec) and not spec.recode:
                self.together |= dict.fromkeys(spec.keys, spec.keys)
        self.start = [{key: row.get(key) for key in self.admits} for row in rows]
        self.rows, self.chance = [dict(row) for row in self.start], random.Random(seed)
        self.shown = self.seen_from_outside()
        self.tables = {self.table()}
        self.could = [{key: {_plain(row.get(key))} for key in self.admits} for row in self.rows]
        self.values = {key: {self.column(key)} for key in self.admits}

    def seen_from_outside(self) -> str:
        def tally(rows, group=None):
            return wk.Tally.of(rows, self.instrument, self.activity, group)

        groups, start = {}, 0
        for number, size in enumerate(self.sizes):
            groups[f"G{number}"] = tally(self.rows[start : start + size], f"G{number}")
            start += size
        heads = {f"G{number}": size for number, size in enumerate(self.sizes)}
        published = release(tally(self.rows), groups, 5, len(self.rows), heads)
        return json.dumps([one.to_json() for one in published.values()], sort_keys=True)

    def table(self) -> tuple:
        """The answers of the others, no matter who is who."""
        return tuple(sorted(json.dumps(row, sort_keys=True) for row in self.rows[1:]))

    def column(self, key: str) -> tuple:
        return tuple(sorted(str(row.get(key)) for row in self.rows[1:]))

    def walk(self, tries: int) -> None:
        for number in range(tries):
            if number % FROM_THE_START == 0:
                self.rows = [dict(row) for row in self.start]
            self.keep_if_it_fits(self.step())
            if len(self.tables) >= ENOUGH and not self.pinned():
                return

    def keep_if_it_fits(self, changed: list[tuple]) -> bool:
        if self.seen_from_outside() != self.shown:
            self.undo(changed)
            return False
        self.tables.add(self.table())
        for person, key, _ in changed:
            self.could[person][key].add(_plain(self.rows[person].get(key)))
            self.values[key].add(self.column(key))
        return True

    def step(self) -> list[tuple]:
        """One of four changes: a value; two people's values in opposite directions; two people swap a value; or all
        their values of one facet under one lens."""
        person, key = self.next_cell()
        kind, other = self.chance.random(), self.chance.randrange(1, len(self.rows))
        if kind < 0.3 or self.rows[person][key] == self.rows[other][key]:
            return [self.put(person, key, self.another(key, self.rows[person].get(key)))]
        if kind < 0.6 and self.admits[key]["kind"] == "rating":
            return self.opposite(person, other, key)
        return self.swap(person, other, [key] if kind < 0.8 else self.together[key])

    def next_cell(self) -> tuple[int, str]:
        undecided = self.pinned()
        if undecided and self.chance.random() < 0.6:
            return self.chance.choice(undecided)
        return self.chance.randrange(1, len(self.rows)), self.chance.choice(list(self.admits))

    def opposite(self, person: int, other: int, key: str) -> list[tuple]:
        mine, theirs, scale = self.rows[person][key], self.rows[other][key], self.admits[key]["values"]
        step = self.chance.choice((-1, 1))
        if mine is None or theirs is None or mine + step not in scale or theirs - step not in scale:
            return self.swap(person, other, [key])
        return [self.put(person, key, mine + step), self.put(other, key, theirs - step)]

    def swap(self, person: int, other: int, keys) -> list[tuple]:
        pairs = [(key, self.rows[person].get(key), self.rows[other].get(key)) for key in keys]
        return [
            change
            for key, mine, theirs in pairs
            for change in (self.put(person, key, theirs), self.put(other, key, mine))
        ]

    def another(self, key: str, value):
        admits = self.admits[key]
        if admits["kind"] == "pick":
            return self.chance.sample(admits["values"], self.chance.randint(1, admits["max"]))
        if admits["kind"] == "rating" and value is not None and self.chance.random() < 0.7:
            return min(max(value + self.chance.choice((-1, 1)), admits["values"][0]), admits["values"][-1])
        return self.chance.choice(admits["values"])

    def put(self, person: int, key: str, value) -> tuple:
        row = self.rows[person]
        changed = (person, key, row.get(key))
        row[key] = value
        return changed

    def undo(self, changed: list[tuple]) -> None:
        for person, key, value in reversed(changed):
            self.rows[person][key] = value

    def pinned(self) -> list[tuple[int, str]]:
        """Whose answer to what has been the same in every table so far."""
        return [
            (person, key)
            for person in range(1, len(self.rows))
            for key, values in self.could[person].items()
            if len(values) == 1
        ]


def _plain(value):
    return tuple(value) if isinstance(value, list) else value


def _energy_alone(instrument):
    """Only the first lens is asked: no published figure mixes two, and the search is half as wide."""
    activity = instrument.activity("self")
    blocks = tuple(msgspec.structs.replace(block, lenses=block.lenses[:1]) for block in activity.blocks)
    alone = msgspec.structs.replace(activity, blocks=blocks)
    return msgspec.structs.replace(instrument, activities=(alone,))


ENERGY = _energy_alone(MINDSET)


def _answered(instrument, activity: str, n: int, seed: int) -> list[dict]:
    """Everybody answers everything: the room of which most can be said."""
    rows = people(instrument, activity, n, seed, missing=0)
    chance = random.Random(seed)
    for row in rows:
        for key, admits in instrument.keys[activity].items():
            if row.get(key) is None:
                row[key] = chance.choice(admits["values"])
    return rows


def _alike(instrument, activity: str, n: int) -> list[dict]:
    return [{key: admits["values"][-2] for key, admits in instrument.keys[activity].items()} for _ in range(n)]


def assert_nobody_can_be_worked_out(search: Search, tries: int = 10_000) -> None:
    search.walk(tries)
    assert len(search.tables) >= ENOUGH
    assert not search.pinned()


@pytest.mark.parametrize(
    "activity, n", [("self", 5), ("self", 12), ("our_month", 5), ("our_month", 9), ("situations", 7)]
)
def test_many_tables_fit_what_a_small_room_shows_and_nobody_is_pinned(activity, n):
    search = Search(MINDSET, activity, _answered(MINDSET, activity, n, n), seed=1)
    assert_nobody_can_be_worked_out(search)
    unmoved = [key for key, seen in search.values.items() if len(seen) == 1]
    assert not unmoved, "not even what all of them together answered can be told"


def test_nobody_is_pinned_where_everybody_answered_the_same():
    """The hardest case: a spread of nothing leaves little room. Any one answer under each lens can be another."""
    search = Search(MINDSET, "self", _alike(MINDSET, "self", 6), seed=2)
    single: dict[str, list[tuple]] = {"energy": [], "ability": []}
    for person in range(1, 6):
        for key in search.admits:
            for value in (3, 5):
                changed = [search.put(person, key, value)]
                if search.keep_if_it_fits(changed):
                    search.undo(changed)
                    single[key.partition(".")[2]].append((person, key, value))
    assert not search.pinned()
    pairs = list(itertools.product(*single.values()))
    for pair in random.Random(2).sample(pairs, 1500):
        changed = [search.put(*change) for change in pair]
        if search.keep_if_it_fits(changed):
            search.undo(changed)
    assert len(search.tables) >= ENOUGH


@pytest.mark.long
def test_nobody_is_pinned_by_the_whole_and_its_groups_together():
    rows = _answered(ENERGY, "self", 12, 4)
    assert_nobody_can_be_worked_out(Search(ENERGY, "self", rows, seed=3, sizes=(6, 6)))


@pytest.mark.parametrize(
    "activity, n", [pytest.param("self", 20, marks=pytest.mark.long), ("our_month", 24), ("situations", 22)]
)
def test_many_tables_fit_what_twenty_people_see_and_nobody_is_pinned(activity, n):
    """Histograms, the grid, standard deviations and counts of three or more."""
    instrument = ENERGY if activity == "self" else MINDSET
    assert_nobody_can_be_worked_out(Search(instrument, activity, _answered(instrument, activity, n, n), seed=5))


@pytest.mark.long
def test_many_tables_fit_what_thirty_people_see_and_nobody_is_pinned():
    """Exact means and the products within a facet as well."""
    assert_nobody_can_be_worked_out(Search(ENERGY, "self", _answered(ENERGY, "self", 30, 6), seed=6))


def test_exact_sums_of_a_small_room_do_pin_people():
    """The search can fail: shown exact sums of five people, it finds next to nothing else that fits."""
    search = Search(ENERGY, "self", _answered(ENERGY, "self", 5, 3), seed=7)
    search.seen_from_outside = lambda: json.dumps(wk.Tally.of(search.rows, ENERGY, "self").to_json())
    search.shown = search.seen_from_outside()
    search.walk(1000)
    assert len(search.tables) < ENOUGH / 10 and search.pinned()
