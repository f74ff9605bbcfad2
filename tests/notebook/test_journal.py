"""What a person keeps on this machine survives what can go wrong."""

import json
import random
import shutil
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest
from running import environment

from workshop_kit import home
from workshop_kit.instrument import Refused
from workshop_kit.notebook.journal import MIGRATIONS, VERSION, Journal

OF_VERSION_1 = Path(__file__).parent / "journal_of_version_1.json"


@pytest.fixture(autouse=True)
def own_home(tmp_path, monkeypatch):
    monkeypatch.setenv("WORKSHOP_HOME", str(tmp_path))


def test_every_change_is_on_the_disk_and_people_are_separate():
    Journal().keep("self", {"vision_1.energy": 4})
    Journal("anna").keep("self", {"vision_1.energy": 1})
    assert Journal().answers == {"self": {"vision_1.energy": 4}}
    assert Journal("anna").answers == {"self": {"vision_1.energy": 1}}


def test_a_change_has_its_day():
    journal = Journal()
    journal.keep("self", {"a": 1})
    journal.note("plan", {"when": "a plan slips"})
    assert journal.changed("self") == journal.changed("plan") == date.today()
    assert journal.changed("sorting") is None
    journal.note("plan", None)
    assert journal.changed("plan") is None and journal.notes == {}


# An older file


def test_a_file_of_the_first_version_is_read_as_it_was_and_then_written_in_todays_shape():
    journal, old = Journal(), json.loads(OF_VERSION_1.read_text("utf-8"))
    journal.path.parent.mkdir()
    shutil.copy(OF_VERSION_1, journal.path)
    assert old["version"] == 1 and len(old["answers"]["self"]) == 80
    assert journal.answers == old["answers"] and journal.notes == old["notes"]
    assert json.loads(journal.path.read_text("utf-8")) == old, "reading changes nothing"
    assert journal.changed("self") is None and journal.aside is None
    journal.keep("our_month", {"vision": 2})
    new = json.loads(journal.path.read_text("utf-8"))
    assert new["version"] == VERSION and new["notes"] == old["notes"]
    assert new["answers"] == {**old["answers"], "our_month": {"vision": 2}}
    assert list(new["changed"]["answers"]) == ["our_month"]


def test_every_version_before_todays_has_its_step():
    assert sorted(MIGRATIONS) == list(range(1, VERSION))


def test_a_journal_that_lay_in_the_common_folder_comes_along(tmp_path):
    (tmp_path / "me").mkdir()
    shutil.copy(OF_VERSION_1, tmp_path / "me" / "anna.json")
    assert len(Journal("anna").answers["self"]) == 80
    assert not (tmp_path / "me" / "anna.json").exists() and home.people() == ["anna"]


# A broken one


BROKEN = [
    "",
    "{",
    "[]",
    "null",
    "\x00" * 40,
    "[" * 100_000,
    '{"version": 0}',
    '{"version": true, "answers": {}}',
    '{"version": 1, "answers": 3, "notes": {}}',
    '{"version": 1, "answers": {"self": 3}, "notes": {}}',
    '{"version": 2, "answers": {}, "notes": {}}',
]


@pytest.mark.parametrize("content", BROKEN, ids=[text[:40] for text in BROKEN])
def test_a_broken_file_is_set_aside_and_remembered_until_it_is_seen(content):
    journal = Journal()
    journal.path.parent.mkdir(parents=True)
    journal.path.write_text(content)
    assert journal.answers == {}
    (aside,) = journal.path.parent.glob("me.broken-*.json")
    assert aside.read_text() == content
    assert journal.aside == Journal().aside == {"file": aside.name, "why": "broken"}
    journal.keep("self", {"a": 1})
    assert json.loads(journal.path.read_text())["answers"] == {"self": {"a": 1}}
    journal.seen()
    assert Journal().aside is None and Journal().answers == {"self": {"a": 1}} and aside.exists()


def test_a_file_of_a_later_kit_is_set_aside_too_and_said_to_be_whole():
    journal = Journal()
    journal.path.parent.mkdir(parents=True)
    journal.path.write_text('{"version": 99}')
    assert journal.notes == {} and journal.aside["why"] == "newer"


def test_a_file_that_cannot_be_opened_is_left_alone_and_said(monkeypatch):
    journal = Journal()
    journal.path.mkdir(parents=True)
    with pytest.raises(Refused, match="cannot be read"):
        _ = journal.answers


# A crash in mid-write: real processes

WRITER = """
from workshop_kit.notebook.journal import Journal
journal = Journal()
number = journal.answers.get("self", {}).get("k0", 0)
while True:
    number += 1
    journal.keep("self", {f"k{place}": number for place in range(1500)})
    print(number, flush=True)
"""


def started(program: str, own_home: Path, *args: str) -> subprocess.Popen:
    line = [sys.executable, "-c", program, *args]
    return subprocess.Popen(line, env=environment(own_home), stdout=subprocess.PIPE, text=True)


def test_whoever_is_killed_in_mid_write_leaves_the_last_journal_or_the_one_before(tmp_path):
    chance, written = random.Random(6), 0
    for _ in range(20):
        writer = started(WRITER, tmp_path)
        writer.stdout.readline()
        time.sleep(chance.uniform(0, 0.06))
        writer.send_signal(signal.SIGKILL)
        told = [int(line) for line in writer.communicate()[0].split()]
        last = told[-1] if told else written + 1
        whole = json.loads((tmp_path / "me" / "me.json").read_text("utf-8"))  # not by the kit, which would mend it
        found = set(whole["answers"]["self"].values())
        assert found in ({last}, {last + 1}), (found, last)
        written = found.pop()
    assert Journal().aside is None and written >= 20
    Journal().note("definition", "a")
    assert [path.name for path in (tmp_path / "me").iterdir()] == ["me.json"], "drafts of the killed are swept away"


MANY = """
import sys
from workshop_kit.notebook.journal import Journal
for number in range(60):
    Journal().keep(sys.argv[1], {"number": number})
    Journal().note(sys.argv[1], number)
"""


def test_several_notebooks_at_once_lose_nothing_of_each_other(tmp_path):
    names = ["self", "sorting", "situations"]
    writers = [started(MANY, tmp_path, name) for name in names]
    assert [writer.wait(60) for writer in writers] == [0, 0, 0]
    assert Journal().answers == {name: {"number": 59} for name in names}
    assert Journal().notes == dict.fromkeys(names, 59)


def test_the_file_is_for_its_owner_alone():
    journal = Journal()
    journal.keep("self", {"a": 1})
    assert journal.path.stat().st_mode & 0o077 == 0


def test_forgetting_leaves_nothing():
    journal = Journal()
    journal.keep("self", {"a": 1})
    (journal.path.parent / ".me.json.0a1b2c3d").write_text("what a crash left")
    (journal.path.parent / "me.broken-20260101-120000.json").write_text("{")
    journal.forget()
    assert journal.answers == {} and not list(journal.path.parent.iterdir())


@pytest.mark.parametrize("name", ["../x", "", " ", "a/b", "a\\b", "-a", ".now", "con", "NUL.txt", "x.", "a" * 41])
def test_a_name_that_cannot_be_a_folder_everywhere_is_refused(name):
    with pytest.raises(Refused, match="A name has"):
        Journal(name)
