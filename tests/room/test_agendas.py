"""The kit's own agendas: what is said fits what is pressed, everybody can follow it, and too few is no dead end."""

import re

import pytest
import textstat

from workshop_kit import home
from workshop_kit.room.agenda import SMALL_BELOW, load_agenda
from workshop_kit.room.extras import Extras
from workshop_kit.room.plan import Choice, make_plan

NAMES = sorted(path.parent.name for path in (home.data() / "agendas").glob("*/agenda.yaml"))
LANGUAGES = {name: sorted(path.stem for path in (home.data() / "agendas" / name).glob("??.yaml")) for name in NAMES}
SIZES = (SMALL_BELOW - 1, SMALL_BELOW, 40)


def _steps(name: str, language: str = "en"):
    agenda = load_agenda(name, language)
    for place, step in enumerate(agenda.steps):
        yield step, [moment for moment in agenda.moments if moment.step == place]


@pytest.mark.parametrize(("name", "language"), [(name, each) for name in NAMES for each in LANGUAGES[name]])
@pytest.mark.parametrize("seats", SIZES)
def test_what_is_said_has_a_part_for_each_press_of_next(name, language, seats):
    for step, moments in _steps(name, language):
        parts = re.split(r"\s*…\s*(?=\S)", step.track(seats)["say"])  # as the console splits it
        assert len(parts) == len(moments), f"{step.id}: {len(parts)} parts, {len(moments)} moments"


@pytest.mark.parametrize("name", NAMES)
def test_a_step_that_reveals_knows_what_to_do_with_too_few(name):
    for step, moments in _steps(name):
        if any(moment.do == "reveal" for moment in moments):
            assert step.words.too_few and step.words.too_few.say and step.words.too_few.ask, step.id


@pytest.mark.parametrize("name", NAMES)
def test_every_step_has_something_to_say_to_look_out_for_to_drop_and_a_question_for_the_screen(name):
    for step, _ in _steps(name):
        for seats in SIZES:
            track = step.track(seats)
            assert all(track[part] for part in ("say", "watch", "drop", "question")), step.id
            assert len(track["question"]) <= 90, step.id


@pytest.mark.parametrize("name", NAMES)
def test_what_the_room_hears_can_be_followed_at_grade_eight_and_takes_no_longer_than_a_third_of_its_step(name):
    for step, _ in _steps(name):
        for seats in SIZES:
            track = step.track(seats)
            heard = " ".join([track["say"], *track["ask"]])
            assert textstat.flesch_kincaid_grade(heard) <= 8, step.id
            minutes = len(track["say"].split()) / 130  # words a minute, spoken calmly
            assert minutes <= max(0.9, step.minutes.all / 3), f"{step.id}: {minutes:.1f} minutes of speech"


@pytest.mark.parametrize("name", NAMES)
def test_where_no_texts_are_wanted_the_step_is_talk_and_paper(name):
    plan = make_plan(Choice(agenda=name), extras=Extras(texts=False))
    assert not [id for id in plan.activities if plan.activity(id).asks_for_texts or plan.activity(id).walls]
    for place, step in enumerate(plan.agenda.steps):
        moments = [moment for moment in plan.agenda.moments if moment.step == place]
        parts = re.split(r"\s*…\s*(?=\S)", step.track(14, texts=False)["say"])
        assert len(parts) == len(moments), f"{step.id}: {len(parts)} parts, {len(moments)} moments"
