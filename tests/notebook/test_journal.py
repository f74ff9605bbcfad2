"""What a person keeps on this machine survives what can go wrong."""

import json

import pytest

from workshop_kit.instrument import Refused
from workshop_kit.notebook.journal import Journal


@pytest.fixture(autouse=True)
def own_home(tmp_path, monkeypatch):
    monkeypatch.setenv("WORKSHOP_HOME", str(tmp_path))


def test_every_change_is_on_the_disk_and_people_are_separate():
    Journal().keep("self", {"vision_1.energy": 4})
    Journal("anna").keep("self", {"vision_1.energy": 1})
    assert Journal().answers == {"self": {"vision_1.energy": 4}}
    assert Journal("anna").answers == {"self": {"vision_1.energy": 1}}


@pytest.mark.parametrize(
    "content", ["", "{", "[]", "null", '{"version": 99}', '{"version": 1, "answers": 3, "notes": {}}']
)
def test_a_broken_file_is_set_aside_and_said(content):
    journal = Journal()
    journal.path.parent.mkdir(parents=True)
    journal.path.write_text(content)
    assert journal.answers == {}
    (aside,) = journal.path.parent.glob("me.broken-*.json")
    assert aside.name in journal.said and aside.read_text() == content
    journal.keep("self", {"a": 1})
    assert json.loads(journal.path.read_text())["answers"] == {"self": {"a": 1}}


def test_forgetting_leaves_nothing():
    journal = Journal()
    journal.keep("self", {"a": 1})
    journal.forget()
    assert journal.answers == {} and not list(journal.path.parent.iterdir())


def test_a_name_that_leads_elsewhere_is_refused():
    with pytest.raises(Refused):
        Journal("../x")
