"""What lies over the picture for a moment, the way back to the agenda, and whose the pace is."""

import asyncio

import pytest

from workshop_kit.pool.store import Store
from workshop_kit.room import over
from workshop_kit.room.asked import Question
from workshop_kit.room.desk import Desk
from workshop_kit.room.options import Changes, Options, Staging
from workshop_kit.room.problems import Problem


class Room:
    """A room on a store of its own, with moves that wait for their end."""

    def __init__(self, folder, **options):
        self.runner = asyncio.Runner()
        self.store = Store(f"sqlite:///{folder / 'rooms.db'}")
        self.desk = Desk(self.store)
        self.runner.run(self._start(Options(**{"seats": 6, **options})))

    async def _start(self, options):
        self.code = (await self.desk.open_room(options))["code"]

    def __getattr__(self, move):
        return lambda *given: self.runner.run(getattr(self.desk, move)(self.code, *given))

    @property
    def state(self) -> dict:
        return self.desk.room(self.code)

    def states(self) -> dict[str, str]:
        return {each["id"]: each["state"] for each in self.state["activities"]}


@pytest.fixture
def room(tmp_path):
    rooms = []

    def opened(**options) -> Room:
        rooms.append(Room(tmp_path, **options))
        return rooms[-1]

    yield opened
    for each in rooms:
        each.store.close()
        each.runner.close()


def test_a_count_down_is_everybodys_and_reveals_nothing(room, monkeypatch):
    here = room()
    here.next()
    before = here.states()
    state = here.stage(Staging(over="countdown"))
    assert state["over"]["show"] == "countdown" and 0 < state["over"]["seconds"] <= over.COUNT
    assert here.states() == before
    now = over.time.time()
    monkeypatch.setattr(over.time, "time", lambda: now + over.COUNT + 1)
    assert here.state["over"] is None, "it ends by itself"


@pytest.mark.parametrize("move", ["next", "back"])
def test_the_next_move_takes_away_what_lies_over_the_picture(room, move):
    here = room()
    here.next()
    assert here.stage(Staging(over="code"))["over"] == {"show": "code"}
    assert getattr(here, move)()["over"] is None


def test_what_lies_over_the_picture_changes_nothing_below_it(room):
    here = room()
    here.next()
    names = ("stage", "activity", "view", "step", "activities")
    before = {name: here.state[name] for name in names}
    for kind in ("code", "countdown", "nothing"):
        state = here.stage(Staging(over=kind))
        assert {name: state[name] for name in names} == before
    with pytest.raises(Problem, match="balloons"):
        here.stage(Staging(over="balloons"))


def test_the_agenda_can_be_left_for_a_question_and_taken_up_where_it_was(room):
    here = room()
    here.next()
    left = here.state
    asked = here.ask(Question("yes_no", "Shall we go on?"))
    here.stage(Staging(stage="answer", activity=asked))
    assert here.state["activity"] == asked and here.state["question"] is None and here.state["step"] == left["step"]
    back = here.stage(Staging(step=left["step"]))
    names = ("stage", "activity", "view", "step", "question")
    assert [back[name] for name in names] == [left[name] for name in names]
    assert here.states()[asked] == "open", "to go back closes nothing"


def test_any_step_can_be_gone_to_and_none_reveals(room):
    here = room()
    for step in range(here.state["steps"] + 1):
        try:
            state = here.stage(Staging(step=step))
        except Problem as refused:
            assert refused.type == "no-wall", "only a vote waits: for something to choose from"
        else:
            assert state["step"] == step
    assert "revealed" not in here.states().values()
    assert here.stage(Staging(step=0))["stage"] == "lobby"


def test_another_pace_opens_and_closes_nothing_twice(room):
    here = room()
    assert here.change(Changes(pace="participants"))["stage"] == "answer"
    opened = [id for id, state in here.states().items() if state == "open"]
    assert opened
    state = here.change(Changes(pace="presenter"))
    assert (state["pace"], state["stage"], state["step"]) == ("presenter", "lobby", 0)
    assert [id for id, state in here.states().items() if state == "open"] == opened
    here.next()
    assert [id for id, state in here.states().items() if state == "open"][: len(opened)] == opened
    with pytest.raises(Problem, match="hasty"):
        here.change(Changes(pace="hasty"))


def test_people_begin_by_themselves_once_their_seats_are_counted(room):
    here = room(seats=None)
    assert here.change(Changes(pace="participants"))["stage"] == "lobby"
    assert here.change(Changes(seats=8))["stage"] == "answer"
    assert "open" in here.states().values()
