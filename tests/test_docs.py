"""The documents cannot drift: what they tell people to type exists, and what they point to is there."""

import ast
import re
import shlex
from pathlib import Path

import click
import pytest

from workshop_kit import cli, home
from workshop_kit.instrument import load_instrument
from workshop_kit.instrument.messages import messages_in
from workshop_kit.room.agenda import load_agenda
from workshop_kit.views.registry import VIEWS

ROOT = Path(__file__).parents[1]
NAMES = ("README.md", "facilitator_guide.md", "CONTRIBUTING.md", "CHANGELOG.md")
NAMES += ("docs/instrument.md", "docs/your-own-instrument.md", "docs/elsewhere.md", "docs/views.md", "docs/archive.md")
NAMES += ("docs/import.md", "docs/analysis.md", "docs/report.md")
DOCUMENTS = [ROOT / name for name in NAMES if (ROOT / name).exists()]
FOR_USERS = [path for path in DOCUMENTS if path.name in ("README.md", "facilitator_guide.md")]
TASKS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.M))
COMMANDS = cli.workshop.commands
OPTIONS = {option for command in COMMANDS.values() for each in command.params for option in each.opts}


def _typed(path: Path) -> list[str]:
    """What the document tells people to type: code spans, and the lines of code blocks."""
    text = path.read_text("utf-8")
    blocks = re.findall(r"^```\w*\n(.*?)^```", text, re.M | re.S)
    spans = re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", text, flags=re.M | re.S))
    lines = [line.split(" #")[0].strip() for block in blocks for line in block.splitlines()]
    return [line.removeprefix("$ ") for line in lines + spans if line]


def _words(line: str) -> list[str]:
    try:
        return shlex.split(line)
    except ValueError:
        return line.split()


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_command_that_is_named_exists_with_its_options(path):
    for line in _typed(path):
        for called in re.findall(r"(?:^|[\s/\\])workshop(?:\.exe)? ([a-z]+.*)", line):
            name, *rest = _words(called)
            assert name in COMMANDS, f"{path.name}: workshop {name}"
            known = {option for each in COMMANDS[name].params for option in each.opts} | {"--help"}
            given = {word.split("=")[0] for word in rest if re.match(r"--?[a-z]", word)}
            assert given <= known, f"{path.name}: `{line}`: {given - known}"


@pytest.mark.parametrize("path", FOR_USERS, ids=lambda path: path.name)
def test_every_option_that_is_named_alone_is_one_of_ours(path):
    alone = {match.group(1) for line in _typed(path) if (match := re.fullmatch(r"(--[a-z-]+)(?:[ =].*)?", line))}
    assert alone <= OPTIONS | {"--help"}, alone - OPTIONS


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_task_that_is_named_exists(path):
    named = {task for line in _typed(path) for task in re.findall(r"(?:^|[;&] *)make ([a-z-]+)", line)}
    assert named <= TASKS, named - TASKS


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_relative_link_and_picture_is_there(path):
    text = path.read_text("utf-8")
    for target in re.findall(r"\]\(([^)\s]+)[^)]*\)", text) + re.findall(r'(?:src|href)="([^"]+)"', text):
        if re.match(r"[a-z]+:", target):
            continue
        file, _, anchor = target.partition("#")
        there = path.parent / file if file else path
        assert there.exists(), f"{path.name}: {target}"
        if anchor and there.suffix == ".md":
            assert anchor in _anchors(there), f"{path.name}: {target}"


def _anchors(path: Path) -> set[str]:
    headings = re.findall(r"^#+ +(.*)$", path.read_text("utf-8"), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("path", FOR_USERS, ids=lambda path: path.name)
def test_every_file_of_ours_that_is_named_is_there(path):
    """A code span such as `notebooks/live/` or `tests/test_docs.py`; what stands in capitals is a placeholder."""
    folders = ("data/", "notebooks/", "workshop_kit/", "tests/", "benchmarks/", ".ci/", ".github/")
    for span in re.findall(r"`([^`\s]+)`", path.read_text("utf-8")):
        if span.startswith(folders) and not re.search(r"[<>*{}…]|[A-Z]{2,}", span):
            assert (ROOT / span).exists(), f"{path.name}: {span}"


def test_every_command_and_every_main_task_is_in_the_readme():
    readme = (ROOT / "README.md").read_text("utf-8")
    assert [task for task in ("make live", "make test") if task not in readme] == []
    assert "workshop live" in readme


GUIDE = (ROOT / "facilitator_guide.md").read_text("utf-8")
AGENDAS = sorted(path.parent.name for path in (home.data() / "agendas").glob("*/agenda.yaml"))


@pytest.mark.parametrize("name", AGENDAS)
def test_every_agenda_stands_in_the_guide_with_its_steps_and_their_minutes(name):
    section = next(
        part for part in re.split(r"^### ", GUIDE, flags=re.M) if f"`{name}`" in part and "| Minutes |" in part
    )
    agenda, begin, rows = load_agenda(name), 0.0, []
    for step in agenda.steps:
        rows.append(f"| {begin:g}–{begin + step.minutes.all:g} | {step.words.title} |")
        begin += step.minutes.all
    assert [row for row in rows if row not in section] == []
    assert "**Late? Drop**" in section and "**Prepare.**" in section


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_has_its_title_how_to_read_it_and_what_not_to_in_the_guide(view):
    heading = re.search(rf"^### (\w[^\n`]+): `{view}`\n(.*?)(?=^#)", GUIDE, re.M | re.S)
    assert heading, f"facilitator_guide.md: give `{view}` a section under “Reading the pictures”."
    assert "*Read it.*" in heading[2] and "*Do not read into it*" in " ".join(heading[2].split())


def _console_buttons() -> set[str]:
    """The keys of all words that stand on something to press in the console."""
    words, found = messages_in("en")["console"], {"team", "the_picture"}
    package = ROOT / "workshop_kit"
    for file in sorted([*package.glob("notebook/console*.js"), *package.glob("questionnaire/leading.js")]):
        script = file.read_text("utf-8")
        labels = re.search(r"function nextLabel\(.*?\n  }", script, re.S)
        press = [line for line in script.splitlines() if re.search(r'make\("(button|summary)"|\bset\("|\bask\(', line)]
        for called in re.findall(r"\b(?:t|say)\(([^()]*)", "\n".join([*press, labels[0] if labels else ""])):
            found |= {key for key in re.findall(r'"(\w+)"', called)}
    found |= {key for key in words if key.startswith("tool_")}
    questions_and_titles = {"code", "key", "texts_merge_key"}
    return {key for key in found if key in words and not key.startswith("sure_")} - questions_and_titles


def test_every_button_of_the_console_is_explained_in_the_guide():
    words, bold = messages_in("en")["console"], re.findall(r"\*\*([^*\n]+)\*\*", GUIDE)
    buttons = {words[key].split("{")[0].strip(" “") for key in _console_buttons()}
    assert {"Blank", "Show again", "Back", "Reveal", "Not yet", "Next: open", "Close the room"} <= buttons
    missing = {text for text in buttons if not any(each == text or each.startswith(text + " ") for each in bold)}
    assert missing == set(), "facilitator_guide.md: explain them under “The console's buttons”"


def test_the_paper_sheet_asks_what_the_short_form_asks_leadership_in_the_odd_lines():
    instrument = load_instrument("mindset", form="short")
    items = [item for block in instrument.activity("self").blocks for item in block.items]
    rows = re.findall(r"^> \| (\d+) \| (.+?) \|", GUIDE, re.M)
    assert [text for _, text in rows] == [item.text for item in items]
    odd = {item.facet for item in items[::2]}
    assert odd == set(instrument.dimensions[0].facets)


def test_the_guide_begins_with_the_five_minutes_before_and_its_contents_name_every_section():
    first, contents = re.split(r"^## ", GUIDE, flags=re.M)[1:3]
    assert first.startswith("Five minutes before") and len(first.splitlines()) < 30
    linked = set(re.findall(r"\]\(#([^)]+)\)", contents))
    sections = re.findall(r"^## +(.*)$", GUIDE, re.M)[2:]
    named = {re.sub(r"[^\w\- ]", "", each.lower()).replace(" ", "-") for each in sections}
    assert named - linked - {"before", "difficult-moments"} == set()


def test_make_alone_lists_every_task():
    makefile = (ROOT / "Makefile").read_text("utf-8")
    described = set(re.findall(r"^([a-z-]+):.*## \S", makefile, re.M))
    assert {"setup", "live", "lab", "test", "check", "bench", "help"} <= described
    assert re.search(r"^\.DEFAULT_GOAL := help$", makefile, re.M)


def test_ci_calls_make_test_and_nothing_else():
    script = (ROOT / ".ci" / "run").read_text("utf-8")
    commands = [line for line in script.splitlines() if line.strip() and not line.startswith(("#", "set ", "cd "))]
    assert commands == ["make test"]
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o111


def test_every_option_has_a_word_of_help():
    for name, command in COMMANDS.items():
        assert command.help, name
        for each in command.params:
            assert not isinstance(each, click.Option) or each.help, f"{name} {each.opts}"


def test_every_module_says_what_lives_in_it_and_every_public_class_or_function_of_weight_too():
    for path in sorted((ROOT / "workshop_kit").rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        assert not tree.body or ast.get_docstring(tree), path
