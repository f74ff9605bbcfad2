"""The command `workshop`: what it checks, how it refuses, what its help says."""

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from running import PROGRAM, environment, workshop

from workshop_kit import __version__, cli, home

COMMANDS = sorted(cli.workshop.commands)


@pytest.fixture
def broken(tmp_path):
    """Makes a copy of an instrument or agenda with one text of one file replaced; returns its path."""

    def made(kind: str, name: str, file: str, old: str, new: str) -> Path:
        folder = tmp_path / "mine"
        shutil.copytree(home.data() / kind / name, folder)
        text = (folder / file).read_text("utf-8")
        assert text.count(old) >= 1, f"`{old}` is not in {file}: this test would prove nothing"
        (folder / file).write_text(text.replace(old, new, 1), "utf-8")
        return folder / ("instrument.yaml" if kind == "instruments" else "agenda.yaml")

    return made


# check -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(path.name for path in (home.data() / "instruments").iterdir()))
def test_every_instrument_of_the_kit_is_fine(run, name):
    status, out, err = run("check", name)
    assert (status, err) == (0, ""), err
    assert out.startswith(f"{name} ") and "fine" in out


@pytest.mark.parametrize(
    "name", sorted(p.name for p in (home.data() / "agendas").iterdir() if (p / "agenda.yaml").exists())
)
def test_every_agenda_of_the_kit_is_fine_and_leaves_time_to_talk(run, name):
    status, out, err = run("check", name)
    assert (status, err) == (0, ""), err
    assert out.startswith(f"{name}: fine") and "warning" not in out


# name: (instrument, file, what is replaced, by what, what the message must name)
BROKEN_INSTRUMENTS = {
    "an unknown facet": (
        "mindset",
        "instrument.yaml",
        "id: vision_1, facet: vision",
        "id: vision_1, facet: visoin",
        ["vision_1", "visoin"],
    ),
    "a facet without words": ("mindset", "en.yaml", "  vision:\n    name:", "  vsion:\n    name:", ["facet `vision`"]),
    "an item without words": (
        "mindset",
        "en.yaml",
        "      vision_1: ",
        "      vision_9: ",
        ["`vision_1`", "en.yaml"],
    ),
    "words for no item": ("mindset", "en.yaml", "      vision_1: ", "      vision_9: ", ["`vision_9`"]),
    "a duplicate item": (
        "mindset",
        "instrument.yaml",
        "id: values_1, facet: values",
        "id: vision_1, facet: values",
        ["`vision_1`", "twice"],
    ),
    "a duplicate key": ("mindset", "en.yaml", "      vision_2: ", "      vision_1: ", ["`vision_1`", "twice"]),
    "a recall of nothing": (
        "mindset",
        "instrument.yaml",
        "recalls: commitment",
        "recalls: comitment",
        ["`commitment`", "`comitment`"],
    ),
    "a duplicate activity": ("mindset", "instrument.yaml", "- id: guess", "- id: sorting", ["`sorting`", "twice"]),
    "bad YAML": ("mindset", "instrument.yaml", "lenses: [energy, ability]", "lenses: [energy, ability", ["YAML"]),
    "bad YAML in words": ("mindset", "en.yaml", "title: Leading", 'title: "Leading', ["en.yaml", "YAML"]),
    "a tab": ("mindset", "instrument.yaml", "  leadership: [", "\tleadership: [", ["YAML"]),
    "a scale that is none": ("mindset", "instrument.yaml", "scale: five", "scale: fiv", ["`fiv`"]),
    "an ideal scale without a middle": (
        "mindset",
        "instrument.yaml",
        "month: {points: 5, ideal: true}",
        "month: {points: 4, ideal: true}",
        ["month", "middle"],
    ),
    "a scale of one point": (
        "mindset",
        "instrument.yaml",
        "five: {points: 5}",
        "five: {points: 1}",
        ["five", "1 points"],
    ),
    "labels that are too few": (
        "leadership-climate",
        "en.yaml",
        "disagree, partly agree",
        "disagree",
        ["`agree`", "5 points", "4 labels"],
    ),
    "a lens with labels that are too few": (
        "mindset",
        "en.yaml",
        "neutral, gives me a little",
        "neutral",
        ["lens `energy`", "5 points"],
    ),
    "a lens that is none": (
        "mindset",
        "instrument.yaml",
        "lenses: [energy, ability]\n        m",
        "lenses: [enrgy]\n        m",
        ["`enrgy`"],
    ),
    "a bin that is none": (
        "mindset",
        "instrument.yaml",
        "id: trains, bin: management",
        "id: trains, bin: managment",
        ["`trains`"],
    ),
    "a bin without words": ("mindset", "en.yaml", "bins: {leadership:", "bins: {leaders:", ["bin `leadership`"]),
    "a place that is none": (
        "mindset",
        "instrument.yaml",
        "a: orders, b: explains",
        "a: commands, b: explains",
        ["`commands`"],
    ),
    "a third dimension": (
        "mindset",
        "instrument.yaml",
        "dimensions:\n",
        "dimensions:\n  luck: [vision]\n",
        ["dimensions", "two"],
    ),
    "a kind that is none": ("mindset", "instrument.yaml", "kind: sort", "kind: sorting", ["kind", "sorting"]),
    "a field that is none": (
        "mindset",
        "instrument.yaml",
        "pooled: false",
        "pooled: false\n    colour: red",
        ["colour"],
    ),
    "a field of the wrong type": ("mindset", "instrument.yaml", "points: 5, ideal", "points: five, ideal", ["int"]),
    "an activity about nobody": ("mindset", "instrument.yaml", "about: world", "about: weather", ["weather"]),
    "no languages": ("mindset", "instrument.yaml", "languages: [en, es, de, fr, ar]\n", "", ["languages"]),
    "a language without a file": ("mindset", "instrument.yaml", "languages: [en,", "languages: [en, xx,", ["xx.yaml"]),
}


@pytest.mark.parametrize("name", BROKEN_INSTRUMENTS)
def test_a_broken_instrument_gets_a_message_with_file_and_line_and_status_1(run, broken, name):
    instrument, file, old, new, named = BROKEN_INSTRUMENTS[name]
    status, out, err = run("check", broken("instruments", instrument, file, old, new))
    assert (status, out) == (1, ""), out
    assert "unexpected" not in err, err
    missing_file = name == "a language without a file"
    for line in err.strip().splitlines():
        assert re.match(r"mine/(instrument|en)\.yaml, line \d+: ", line) or missing_file, err
    assert [word for word in named if word not in err] == [], err
    assert len(err.strip().splitlines()) <= 3, "one fault is not told many times"


def test_the_line_is_the_line(run, broken):
    path = broken(
        "instruments", "mindset", "instrument.yaml", "id: tracking_4, facet: tracking", "id: tracking_4, facet: luck"
    )
    line = next(n for n, text in enumerate(path.read_text().splitlines(), 1) if "facet: luck" in text)
    assert f"mine/instrument.yaml, line {line}: " in run("check", path)[2]


def test_every_fault_of_a_file_is_told_at_once(run, broken):
    path = broken(
        "instruments", "mindset", "instrument.yaml", "id: vision_1, facet: vision", "id: vision_1, facet: luck"
    )
    path.write_text(path.read_text().replace("scale: month", "scale: moth"))
    err = run("check", path)[2]
    assert "`luck`" in err and "`moth`" in err


BROKEN_AGENDAS = {
    "a moment that is none": ("agenda.yaml", "{do: talk}", "{do: dance}", ["dance"]),
    "a step without words": ("en.yaml", "\n  card:", "\n  crad:", ["`card`"]),
    "a step twice": ("agenda.yaml", "- id: card", "- id: self", ["`self`", "twice"]),
    "minutes that do not add up": ("agenda.yaml", "minutes: 60", "minutes: 90", ["60", "90"]),
    "an activity that is none": (
        "agenda.yaml",
        "answer, activities: [{id: guess}]",
        "answer, activities: [{id: gess}, {id: guess}]",
        ["`gess`"],
    ),
    "an item that is none": ("agenda.yaml", "items: [trains,", "items: [planes,", ["`planes`"]),
    "an instrument that is none": ("agenda.yaml", "check-in, closing]", "check-in, opening]", ["`opening`"]),
    "an answer to nothing": ("agenda.yaml", "{do: answer, activities: [{id: guess}]}", "{do: answer}", ["answer"]),
    "a reveal of what never opened": (
        "agenda.yaml",
        "{do: answer, activities: [{id: our_month}]}",
        "{do: talk}",
        ["`our_month`"],
    ),
    "answers ahead to what never opens": (
        "agenda.yaml",
        "\nsteps:",
        "\nahead: [situations]\nsteps:",
        ["`situations`"],
    ),
    "a language without words": ("agenda.yaml", "languages: [en]", "languages: [en, eo]", ["`eo.yaml`"]),
    "a view that is none": ("agenda.yaml", "view: energy_and_ability", "view: energy_and_luck", ["`energy_and_luck`"]),
    "bad YAML": ("agenda.yaml", "instruments: [mindset", "instruments: {mindset", ["YAML"]),
    "what stays with its owner": (
        "agenda.yaml",
        "{do: answer, activities: [{id: guess}]}",
        "{do: answer, activities: [{id: commitment}, {id: guess}]}",
        ["`commitment`", "not pooled"],
    ),
    "a vote before its wall": (
        "agenda.yaml",
        "{do: answer, activities: [{id: guess}]}",
        "{do: answer, activities: [{id: obstacle_vote}, {id: guess}]}",
        ["`obstacle_vote`", "wall of `obstacle`"],
    ),
}


@pytest.mark.parametrize("name", BROKEN_AGENDAS)
def test_a_broken_agenda_gets_a_message_and_status_1(run, broken, name):
    file, old, new, named = BROKEN_AGENDAS[name]
    status, out, err = run("check", broken("agendas", "60-minutes", file, old, new))
    assert (status, out) == (1, ""), out
    assert "unexpected" not in err, err
    assert re.search(r"mine/(agenda|en)\.yaml, line \d+: ", err), err
    assert [word for word in named if word not in err] == [], err


def test_an_agenda_that_leaves_no_time_to_talk_is_warned_about(run, broken):
    path = broken(
        "agendas",
        "60-minutes",
        "agenda.yaml",
        "minutes: {answer: 1, look: 3, talk: 7}",
        "minutes: {answer: 11, look: 0, talk: 0}",
    )
    status, out, _ = run("check", path)
    assert status == 0
    assert "warning" in out and "answering" in out and "30 %" in out


@pytest.mark.parametrize("name", ["tarot", "nowhere/instrument.yaml", "/nowhere/agenda.yaml"])
def test_what_is_not_there_is_said_with_what_there_is(run, name):
    status, out, err = run("check", name)
    assert (status, out) == (1, "") and name in err and "mindset" in err


def test_a_file_that_is_no_text_or_no_instrument_is_refused(run, tmp_path):
    picture = tmp_path / "instrument.yaml"
    for content in (b"\x89PNG\r\n\x1a\n\x00\xff", b"", b"just words", b"- 1\n- 2\n", b"a: &a [*a]\n", b"? [1]\n: 2\n"):
        picture.write_bytes(content)
        status, _, err = run("check", picture)
        assert status == 1 and "instrument.yaml" in err and "unexpected" not in err, (content, err)


def test_two_clashing_instruments_are_refused_when_the_room_is_made(run, broken, tmp_path):
    path = broken(
        "agendas", "60-minutes", "agenda.yaml", "check-in, closing]", "check-in, closing, twin/instrument.yaml]"
    )
    twin = path.parent / "twin"
    shutil.copytree(home.data() / "instruments" / "closing", twin)
    path.write_text(path.read_text().replace("twin/instrument.yaml", str(twin / "instrument.yaml")))
    status, _, err = run("check", path)
    assert status == 1 and "`closing`" in err


# help and the doors to it ------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_every_command_ends_with_an_example_that_the_command_takes(run, command):
    status, out, _ = run(command, "--help")
    assert status == 0
    example = re.search(r"Example:\s+(workshop .*)", re.sub(r"\s+", " ", out))
    assert example, out
    program, name, *args = shlex.split(example.group(1))
    assert (program, name) == ("workshop", command)
    cli.workshop.commands[command].make_context(command, args)


def test_help_lists_every_command_and_version_is_said(run):
    status, out, _ = run("--help")
    assert status == 0 and all(command in out for command in COMMANDS)
    assert run("--version")[1].strip().endswith(__version__)


def test_python_m_workshop_kit_is_the_same_command(tmp_path):
    done = workshop("check", "check-in", home=tmp_path)
    assert (done.returncode, done.stderr) == (0, "") and "check-in" in done.stdout
    assert workshop("check", "tarot", home=tmp_path).returncode == 1
    assert workshop("dance", home=tmp_path).returncode == 2


def test_the_console_script_is_installed_beside_this_python(tmp_path):
    script = Path(sys.executable).with_name("workshop")
    done = subprocess.run([script, "--version"], env=environment(tmp_path), capture_output=True, text=True)
    assert done.returncode == 0 and __version__ in done.stdout


def test_checking_is_quick_because_it_loads_nothing_that_draws(tmp_path):
    code = "import sys; from workshop_kit import cli; print({'pandas', 'plotly', 'litestar'} & set(sys.modules))"
    done = subprocess.run([PROGRAM[0], "-c", code], env=environment(tmp_path), capture_output=True, text=True)
    assert done.stdout.strip() == "set()", done.stdout + done.stderr


def test_something_unexpected_is_a_sentence_too(run, monkeypatch):
    monkeypatch.delenv("WORKSHOP_DEBUG", raising=False)
    monkeypatch.setattr("workshop_kit.checking.check", lambda name: 1 / 0)
    status, out, err = run("check", "mindset")
    assert (status, out) == (1, "") and "ZeroDivisionError" in err and "WORKSHOP_DEBUG" in err
