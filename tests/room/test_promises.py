"""The promises of privacy, walked by random histories of whole rooms against a real store on disk."""

import asyncio
import hashlib
import itertools
import json
import random
import secrets
import tempfile
from collections import defaultdict
from pathlib import Path

import msgspec
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from workshop_kit.pool import packing
from workshop_kit.pool.store import Store
from workshop_kit.room.asked import Question
from workshop_kit.room.desk import Desk
from workshop_kit.room.options import Changes, Options, Staging
from workshop_kit.room.problems import Problem

K = 5
ACTIVITIES = ("self", "sorting", "our_month", "role", "obstacle")
AGAIN = ("our_month", "promises", "looking_back")
GROUPS = {"A": 8, "B": 7, "C": 6}
SEATS = 24
ASKED = (
    Question("yes_no", "Shall we?"),
    Question("scale", "How clear is it?"),
    Question("pick", "Which?", ("one", "two", "three")),
    Question("text", "What else?"),
)


class Workshop(RuleBasedStateMachine):
    """People share, keep, change and take back; a facilitator reveals, lets texts through and asks on the spot; the
    service restarts. Beside it stands what everybody did, and after each step the room is held against the promises."""

    def __init__(self):
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.runner = asyncio.Runner()
        self.open_store()
        options = Options(seats=SEATS, groups=GROUPS, threshold=K)
        self.room = self.run(self.desk.open_room(options))
        self.code = self.room["code"]
        self.run(self.desk.stage(self.code, Staging(stage="answer")))
        self.given: dict[str, dict[int, tuple]] = defaultdict(dict)
        self.secret: dict[str, list[bytes]] = defaultdict(list)
        self.receipts: dict[tuple, str] = defaultdict(lambda: secrets.token_urlsafe(20))
        self.groups = [name for name, heads in GROUPS.items() for _ in range(heads)] + [None] * 3
        self.open = list(ACTIVITIES)
        self.asked: list[str] = []
        self.revealed: dict[str, dict] = {}
        self.walls: dict[str, list] = {}
        self.dropped: list[bytes] = []
        self.day = 1
        self.gone: list[str] = []
        self.room_id = self.store.read(lambda c: c.execute(sa.text("select id from rooms")).scalar())

    def open_store(self):
        self.store = Store(f"sqlite:///{self.folder.name}/rooms.sqlite")
        self.desk = Desk(self.store)

    def run(self, work):
        return self.runner.run(work)

    def teardown(self):
        if self.dropped or self.revealed:
            self.closing_drops_the_rest()
        self.store.close()
        self.runner.close()
        self.folder.cleanup()

    # what people do

    @rule(
        which=st.integers(0, 99),
        who=st.sets(st.integers(0, SEATS - 1), min_size=1, max_size=14),
        seed=st.integers(0, 2**32),
        keep=st.floats(0, 0.6),
    )
    def people_answer(self, which, who, seed, keep):
        """Share, keep, change and take back are one call each; late ones are told."""
        chance, activity = random.Random(seed), self.open[which % len(self.open)]
        keys = self.desk.plan(self.code).activity(activity).keys
        for person in sorted(who):
            answers = None if chance.random() < keep else _answers(keys, chance)
            revision = self.given[activity].get(person, (0,))[0] + chance.choice([0, 1, 1, 1, 2])
            self.put(activity, person, answers, revision)

    @rule(which=st.integers(0, 99), seed=st.integers(0, 2**32))
    def most_people_answer(self, which, seed):
        chance = random.Random(seed)
        self.people_answer(which, chance.sample(range(SEATS), chance.randint(9, SEATS)), seed, 0.2)

    def put(self, activity, person, answers, revision):
        receipt, group = self.receipts[person, activity], self.groups[person]
        sending = self.desk.answer(self.code, activity, receipt, answers, revision, group)
        if activity in self.revealed:
            with pytest.raises(Problem) as problem:
                self.run(sending)
            assert problem.value.type == "revealed"
            return
        self.run(sending)
        if revision > self.given[activity].get(person, (-1,))[0]:
            self.given[activity][person] = (revision, answers)
            key = hashlib.sha256(f"{self.room_id}\n{activity}\n{receipt}".encode()).digest()
            own = answers and activity not in self.asked  # two of those may hold the same answer, word for word
            self.secret[activity] += [key] + ([msgspec.json.encode(answers)] if own else [])

    @rule()
    def the_service_restarts(self):
        self.store.close()
        self.open_store()

    # what the facilitator does

    @rule(which=st.integers(0, 99))
    def the_facilitator_reveals(self, which):
        activity = self.open[which % len(self.open)]
        before = self.state(activity)
        shared = self.shared(activity)
        to = Staging(stage="reveal", activity=activity)
        if activity not in self.revealed and len(shared) < K:
            with pytest.raises(Problem) as problem:
                self.run(self.desk.stage(self.code, to))
            assert problem.value.type == "too-few"
            assert self.state(activity) == before
            return
        self.run(self.desk.stage(self.code, to))
        if activity not in self.revealed:
            self.revealed[activity] = self.versions(activity)
            self.nothing_is_left(self.secret[activity])

    @rule(seed=st.integers(0, 2**32))
    def most_people_answer_something_and_it_is_revealed(self, seed):
        if waiting := [number for number, each in enumerate(self.open) if each not in self.revealed]:
            which = random.Random(seed).choice(waiting)
            self.most_people_answer(which, seed)
            self.the_facilitator_reveals(which)

    @precondition(lambda self: len(self.asked) < 4)
    @rule(question=st.sampled_from(ASKED))
    def the_facilitator_asks_on_the_spot(self, question):
        activity = self.run(self.desk.ask(self.code, question))
        self.run(self.desk.stage(self.code, Staging(stage="answer", activity=activity)))
        self.asked.append(activity)
        self.open.append(activity)

    @precondition(lambda self: self.waiting_walls())
    @rule(seed=st.integers(0, 2**32))
    def the_facilitator_lets_texts_through(self, seed):
        chance, activity = random.Random(seed), self.waiting_walls()[0]
        batch = self.desk.texts(self.code, activity)["texts"]
        kept = chance.sample(batch, chance.randint(0, len(batch)))
        ids = [text["id"] for text in kept]
        rest = [text for text in batch if text not in kept]
        merged = {text["id"]: chance.choice(ids) for text in rest if ids and chance.random() < 0.5}
        self.run(self.desk.let_through(self.code, activity, ids, merged))
        self.walls[activity] = self.desk.texts(self.code, activity)["texts"]
        assert self.walls[activity] == sorted(kept, key=lambda text: text["id"])
        gone = [text["text"].encode() for text in rest]
        self.dropped += gone
        self.nothing_is_left(gone)
        if activity == "obstacle" and kept and self.day == 1:
            self.run(self.desk.stage(self.code, Staging(stage="answer", activity="obstacle_vote")))
            self.open.append("obstacle_vote")

    @precondition(lambda self: self.day < 3)
    @rule(seed=st.integers(0, 2**32))
    def something_is_revealed_and_another_day_begins(self, seed):
        """What was revealed stays to the byte; what was not is gone, and is never opened again."""
        self.most_people_answer_something_and_it_is_revealed(seed)
        never = [each for each in self.open if each not in self.revealed]
        for activity in self.waiting_walls():
            self.dropped += [text["text"].encode() for text in self.desk.texts(self.code, activity)["texts"]]
            self.walls[activity] = []
        self.run(self.desk.another_day(self.code))
        self.nothing_is_left([secret for each in never for secret in self.secret.pop(each, [])])
        self.nothing_is_left(self.dropped)
        self.day += 1
        self.gone += never
        today = [f"{id}@{self.day}" for id in AGAIN]
        self.asked = [each for each in self.asked if each in self.revealed]
        self.open = [each for each in self.open if each in self.revealed] + today
        self.run(self.desk.change(self.code, Changes(seats=SEATS, groups=GROUPS)))
        self.run(self.desk.stage(self.code, Staging(stage="answer")))
        for activity in self.gone:
            for refused in (
                self.desk.answer(self.code, activity, self.receipts[0, activity], None, 99, None),
                self.desk.stage(self.code, Staging(stage="answer", activity=activity)),
            ):
                with pytest.raises(Problem) as problem:
                    self.run(refused)
                assert problem.value.type in ("not-open", "earlier-day")

    @rule()
    def the_archive_holds_what_was_published_and_nothing_else(self):
        made = self.desk.archive(self.code)
        assert made == self.desk.archive(self.code), "the same room, the same bytes"
        files = packing.unpacked(made)
        found = defaultdict(dict)
        for stored in json.loads(files["archive.json"])["tallies"]:
            found[stored["activity"]][stored["group"] or ""] = json.loads(files[stored["file"]])
        assert found == self.revealed
        assert json.loads(files["walls.json"]) == {id: wall for id, wall in self.walls.items() if wall is not None}
        everything = b"\n".join(files.values()) + "\n".join(files).encode()
        on_walls = {text["text"].encode() for wall in self.walls.values() for text in wall}
        written = {*(text.encode() for text in self.written()), *self.dropped} - on_walls
        hidden = [*written, *(receipt.encode() for receipt in self.receipts.values())]
        hidden += [secret for each in self.secret.values() for secret in each]
        hidden += [self.code.encode(), self.room["key"].encode(), self.room_id.encode()]
        assert not [secret for secret in hidden if secret in everything]

    # what must hold after every step

    @invariant()
    def p2_nothing_comes_out_before_the_reveal(self):
        for activity in self.open:
            if activity in self.revealed:
                continue
            for group in (None, *GROUPS, "nobody"):
                with pytest.raises(Problem) as problem:
                    self.desk.tally(self.code, activity, group)
                assert problem.value.type == "not-revealed"
            shown = self.state(activity)
            assert set(shown) == {"id", "title", "about", "state", "finished", "made", "wave"}
            assert shown["finished"] == len(self.given[activity])

    @invariant()
    def p3_a_reveal_is_final_to_the_byte(self):
        for activity, before in self.revealed.items():
            assert self.versions(activity) == before
        for activity, before in self.walls.items():
            assert self.desk.texts(self.code, activity) == {"texts": before, "decided": True}
            with pytest.raises(Problem, match="decided"):
                self.run(self.desk.let_through(self.code, activity, [], {}))

    @invariant()
    @precondition(lambda self: self.revealed)
    def p4_no_views_can_be_subtracted(self):
        for activity, versions in self.revealed.items():
            assert set(versions) == {""} or activity not in self.asked, "never by group"
            for figure in {id for tally in versions.values() for id in tally["figures"]} | {""}:
                behind = {
                    group: self.behind(activity, figure, group)
                    for group, tally in versions.items()
                    if not figure or figure in tally["figures"]
                }
                _nothing_can_be_subtracted(behind)

    @invariant()
    @precondition(lambda self: self.revealed)
    def every_number_is_of_the_people_who_shared(self):
        for activity, versions in self.revealed.items():
            for group, tally in versions.items():
                assert tally["n"] == len(self.behind(activity, "", group)) >= K

    @invariant()
    def p6_texts_come_in_one_batch_at_the_reveal_and_only_what_was_let_through_is_seen(self):
        everything = self.written()
        for activity in (each for each in self.open if self.asks_for_texts(each)):
            if activity not in self.revealed:
                with pytest.raises(Problem, match="not been revealed"):
                    self.desk.texts(self.code, activity)
                continue
            batch = self.desk.texts(self.code, activity)
            mine = sorted(text for answers in self.shared(activity).values() for text in answers.values())
            if not batch["decided"]:
                assert sorted(text["text"] for text in batch["texts"]) == mine and len(mine) >= K
        seen = msgspec.json.encode([self.desk.room(self.code), self.desk.plan(self.code).document]).decode()
        on_walls = {text["text"] for wall in self.walls.values() for text in wall}
        assert not [text for text in everything - on_walls if text in seen]

    # helping

    def state(self, activity):
        return next(a for a in self.desk.room(self.code)["activities"] if a["id"] == activity)

    def shared(self, activity):
        return {p: answers for p, (_, answers) in self.given[activity].items() if answers is not None}

    def asks_for_texts(self, activity):
        return self.desk.plan(self.code).activity(activity).asks_for_texts

    def waiting_walls(self):
        return [each for each in self.revealed if each not in self.walls and self.asks_for_texts(each)]

    def written(self) -> set[str]:
        texts = [each for each in self.open if self.asks_for_texts(each)]
        return {text for each in texts for answers in self.shared(each).values() for text in answers.values()}

    def versions(self, activity) -> dict:
        found = {}
        for group in (None, *GROUPS):
            try:
                found[group] = self.desk.tally(self.code, activity, group)
            except Problem as problem:
                assert problem.type == "hidden-group"
        return json.loads(json.dumps({str(group) if group else "": tally for group, tally in found.items()}))

    def behind(self, activity, figure, group):
        return {
            person
            for person, answers in self.shared(activity).items()
            if (not group or self.groups[person] == group) and _counts(activity, figure, answers)
        }

    def nothing_is_left(self, secrets: list[bytes]):
        """P3: neither a row's key nor its answers, nor a text that was not let through, is in any file of the store."""
        for file in Path(self.folder.name).iterdir():
            content = file.read_bytes()
            for secret in secrets:
                assert secret not in content, f"{secret[:20]!r} is still in {file.name}"

    def closing_drops_the_rest(self):
        self.run(self.desk.stage(self.code, Staging(stage="closed")))
        on_walls = {text["text"].encode() for wall in self.walls.values() for text in wall}
        self.nothing_is_left([text for text in map(str.encode, self.written()) if text not in on_walls])
        self.nothing_is_left([secret for each in self.secret.values() for secret in each])


def _answers(keys: dict, chance: random.Random) -> dict:
    some = chance.choice([0.3, 0.8, 1.0])
    while True:
        answers = {key: _value(admits, chance) for key, admits in keys.items() if chance.random() < some}
        if any(value is not None for value in answers.values()):
            return answers


def _value(admits: dict, chance: random.Random):
    if admits["kind"] == "rating":
        return None if chance.random() < 0.15 else chance.choice(admits["values"])
    if admits["kind"] == "text":
        return f"sentence {chance.getrandbits(64):x}"
    if admits["kind"] == "pick":
        return chance.sample(admits["values"], chance.randint(1, min(admits["max"], len(admits["values"]))))
    return chance.choice(admits["values"])


def _counts(activity: str, figure: str, answers: dict) -> bool:
    """Whether somebody stands behind a figure, worked out from the design's wording alone."""
    given = {key for key, value in answers.items() if value is not None}
    activity, (name, _, lens) = activity.partition("@")[0], figure.partition(".")
    if not figure:
        return True
    if activity == "self" and lens:
        facets = {key.split("_")[0] for key in given if key.endswith(lens)}
        whole = {facet for facet in facets if {f"{facet}_1.{lens}", f"{facet}_2.{lens}"} <= given}
        if name == "pooled":
            return bool(whole)
        if name in ("leadership", "management"):
            return True  # worked out from facet means that are shown
        if name == "lean":
            return all(len(whole & side) >= 3 for side in _SIDES)
        return name in whole
    if name == "pooled" and activity.startswith("asked"):
        return bool(given)
    if name == "pooled":
        signs = {"chaos", "motions", "doing"}
        return bool(given & signs) if lens == "1" else bool(given - signs - {"work_on"})
    return name in given


_SIDES = (
    {"vision", "values", "empowerment", "connection", "example"},
    {"organisation", "accuracy", "efficiency", "tracking", "consistency"},
)


def _nothing_can_be_subtracted(behind: dict) -> None:
    for signs in itertools.product((-1, 0, 1), repeat=len(behind)):
        weight: dict[int, int] = {}
        for people, sign in zip(behind.values(), signs, strict=True):
            for person in people:
                weight[person] = weight.get(person, 0) + sign
        for left in set(weight.values()) - {0}:
            assert sum(value == left for value in weight.values()) >= K, (list(behind), signs)


Workshop.TestCase.settings = settings(
    max_examples=14,
    stateful_step_count=18,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
TestRandomHistoriesKeepThePromises = Workshop.TestCase


# single promises ---------------------------------------------------------------------------------------------


@pytest.fixture
def desk(tmp_path):
    store = Store(f"sqlite:///{tmp_path}/rooms.sqlite")
    yield Desk(store)
    store.close()


def opened(desk, **options) -> str:
    code = asyncio.run(desk.open_room(Options(**{"seats": 12, **options})))["code"]
    asyncio.run(desk.stage(code, Staging(stage="answer")))
    return code


def answer(desk, code, answers, receipt=None, revision=1, group=None, activity="role"):
    receipt = receipt or secrets.token_urlsafe(20)
    asyncio.run(desk.answer(code, activity, receipt, answers, revision, group))
    return receipt


def test_p1_no_column_holds_a_name_an_address_a_time_or_an_order(desk, tmp_path):
    code = opened(desk)
    answer(desk, code, {"role": ["both"]})
    tables = desk.store.read(
        lambda c: c.execute(sa.text("select name, sql from sqlite_master where name like 'answers_%'")).all()
    )
    assert tables
    for _name, sql in tables:
        assert "WITHOUT ROWID" in sql
        columns = {line.split()[0].strip('"') for line in sql.splitlines()[1:] if line.startswith("\t")}
        assert columns - {"PRIMARY"} == {"key", "revision", "group", "content"}


def test_p1_no_key_joins_two_activities_or_two_rooms_of_one_person(desk):
    receipt = secrets.token_urlsafe(20)
    for code in (opened(desk), opened(desk)):
        answer(desk, code, {"role": ["both"]}, receipt)
        answer(desk, code, {"trains": "both"}, receipt, activity="sorting")
    tables = desk.store.read(
        lambda c: [
            c.execute(sa.text(f"select key from {name}")).scalars().all()
            for (name,) in c.execute(sa.text("select name from sqlite_master where name like 'answers_%'")).all()
        ]
    )
    keys = [key for table in tables for key in table]
    assert len(keys) == len(set(keys)) == 4
    assert all(receipt.encode() not in key for key in keys)


def test_p2_seats_bound_what_made_up_people_can_do(desk):
    code = opened(desk, seats=6)
    mine = answer(desk, code, {"role": ["both"]})
    for _ in range(5):
        answer(desk, code, {"role": ["both"]})
    with pytest.raises(Problem) as problem:
        answer(desk, code, {"role": ["both"]})
    assert problem.value.type == "room-full"
    answer(desk, code, {"role": ["neither"]}, mine, revision=2)  # whoever has a seat may still change


def test_p3_closing_drops_what_was_never_revealed(desk, tmp_path):
    code = opened(desk)
    for _ in range(7):
        answer(desk, code, {"role": ["neither"]})
    asyncio.run(desk.stage(code, Staging(stage="closed")))
    left = desk.store.read(
        lambda c: c.execute(sa.text("select name from sqlite_master where name like 'answers_%'")).all()
    )
    assert left == []
    assert all(b'"neither"' not in file.read_bytes() for file in tmp_path.iterdir() if file.suffix != ".py")


def test_p5_sending_twice_in_any_order_is_one_answer(desk):
    code = opened(desk)
    for _ in range(5):
        answer(desk, code, {"role": ["direction"]})
    receipt = secrets.token_urlsafe(20)
    for revision, role in ((3, "delivery"), (1, "both"), (3, "neither"), (2, "both")):
        answer(desk, code, {"role": [role]}, receipt, revision)
    room = asyncio.run(desk.stage(code, Staging(stage="reveal", activity="role")))
    assert next(a for a in room["activities"] if a["id"] == "role")["n"] == 6
    assert desk.tally(code, "role")["figures"]["role"]["chosen"] == ["direction"]


def test_p5_a_receipt_reads_nothing():
    """No method of the desk takes a receipt but the one that answers."""
    takes = [name for name in vars(Desk) if "receipt" in getattr(vars(Desk)[name], "__annotations__", {})]
    assert takes == ["answer"]


def test_what_is_taken_back_does_not_count(desk):
    code = opened(desk)
    receipts = [answer(desk, code, {"role": ["direction"]}) for _ in range(6)]
    answer(desk, code, None, receipts[0], revision=2)
    room = asyncio.run(desk.stage(code, Staging(stage="reveal", activity="role")))
    shown = next(a for a in room["activities"] if a["id"] == "role")
    assert (shown["finished"], shown["n"]) == (6, 5)
