"""The seven notebooks of the study: one frame, links that lead somewhere, thin cells, plain English."""

import ast
import json
import re

import pytest
import textstat

from workshop_kit import home
from workshop_kit.instrument.messages import messages_in
from workshop_kit.notebook import study
from workshop_kit.notebook.study import explorer

FOLDER = home.notebooks() / "study"
MINUTES = {
    "00_start_here": 3, "01_two_mindsets": 15, "02_my_mindset": 15, "03_showing_and_telling": 15, "04_balance": 15,
    "05_my_plan": 15, "06_looking_again": 10,
}  # fmt: skip
NAMES = list(MINUTES)
HIGHEST_GRADE = 9
FEWEST_WORDS = 12  # in less, a grade measures nothing
LINK = re.compile(r"\[([^\]]+)\]\(([^)]+)\)")
grade = textstat.flesch_kincaid_grade


def read(name: str) -> dict:
    return json.loads((FOLDER / f"{name}.ipynb").read_text("utf-8"))


def texts(name: str) -> list[str]:
    return ["".join(cell["source"]) for cell in read(name)["cells"] if cell["cell_type"] == "markdown"]


def codes(name: str) -> list[str]:
    return ["".join(cell["source"]) for cell in read(name)["cells"] if cell["cell_type"] == "code"]


def plain(text: str) -> str:
    return re.sub(r"[*`|#]", "", LINK.sub(r"\1", text)).strip()


def paragraphs(name: str) -> list[str]:
    lines = [line for text in texts(name) for line in text.splitlines() if not line.startswith(("#", "|"))]
    return [plain(re.sub(r"^(- |\d+\. )", "", line)) for line in lines if line.strip()]


def test_there_are_seven_and_their_names_say_the_order():
    assert sorted(path.stem for path in FOLDER.glob("*.ipynb")) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_page_opens_with_minutes_what_one_will_be_able_to_do_and_what_one_needs(name):
    first = texts(name)[0]
    assert re.match(r"# [A-Z]", first) and len(first) < 500
    minutes, able, needs = re.search(
        r"\*\*(\d+) minutes\*\*.*?\*\*You will be able to\*\*\n\n((?:- .+\n)+)\n(\*\*You need\*\* .+)", first, re.S
    ).groups()
    assert int(minutes) == MINUTES[name] and 2 <= able.count("- ") <= 3 and needs


@pytest.mark.parametrize("name", NAMES)
def test_a_page_closes_with_key_points_and_the_next_door(name):
    last = read(name)["cells"][-1]
    text = "".join(last["source"])
    assert last["cell_type"] == "markdown" and text.startswith("## Key points\n")
    assert 3 <= len(re.findall(r"^- ", text, re.M)) <= 5
    door = re.search(r"^Next door.*\]\(([^)]+)\)", text, re.M)
    following = NAMES[(NAMES.index(name) + 1)] if name != NAMES[-1] else "05_my_plan"
    assert door and f"({following}.ipynb)" in door[0]


@pytest.mark.parametrize("name", NAMES)
def test_every_link_resolves(name):
    links = [target for text in texts(name) for _, target in LINK.findall(text)]
    assert links
    for target in links:
        assert (FOLDER / target).resolve().is_file(), target
        assert (FOLDER / target).resolve().is_relative_to(home.notebooks().resolve())


@pytest.mark.parametrize("name", NAMES)
def test_a_code_cell_is_one_call_to_the_kit_out_of_sight(name):
    for number, code in enumerate(codes(name)):
        first, *rest = ast.parse(code).body
        if number == 0:
            assert ast.unparse(first) == "from workshop_kit.notebook import study"
            (first,) = rest
        else:
            assert not rest, code
        call = first.value
        assert isinstance(call, ast.Call) and call.func.value.id == "study", code
        assert call.func.attr in study.__all__ and callable(getattr(study, call.func.attr))
    for cell in read(name)["cells"]:
        assert cell["cell_type"] == "markdown" or cell["metadata"] == {"jupyter": {"source_hidden": True}}


@pytest.mark.parametrize("name", NAMES)
def test_outputs_are_stripped_and_the_page_runs_when_it_opens(name):
    page = read(name)
    for cell in page["cells"]:
        if cell["cell_type"] == "code":
            assert cell["outputs"] == [] and cell["execution_count"] is None
    assert page["metadata"]["workshop"] == {"autorun": True} and "widgets" not in page["metadata"]
    assert len({cell["id"] for cell in page["cells"]}) == len(page["cells"])


@pytest.mark.parametrize("name", NAMES)
def test_no_two_cells_of_code_follow_each_other_without_a_word(name):
    kinds = [cell["cell_type"] for cell in read(name)["cells"]]
    assert kinds[0] == kinds[-1] == "markdown"
    beside = ("profiles", "first_time", "where_we_differ")  # what belongs to the widget next to it
    asked = [code for code in codes(name) if not any(one in code for one in beside)]
    assert len(asked) <= kinds.count("markdown")


@pytest.mark.parametrize("name", NAMES)
def test_a_page_can_be_read_at_grade_nine(name):
    assert grade(" ".join(paragraphs(name))) <= HIGHEST_GRADE
    hard = {text: grade(text) for text in paragraphs(name) if len(text.split()) >= FEWEST_WORDS}
    assert not {text: round(found, 1) for text, found in hard.items() if found > HIGHEST_GRADE}


def test_what_the_widgets_say_can_be_read_at_grade_nine():
    story = [text for scene in explorer.story("en").scenes.values() for text in _flat(scene.texts)]
    said = [re.sub(r"\{\w+\}", "seven", text) for text in messages_in("en")["study"].values()]
    hard = {text: grade(text) for text in [*story, *said] if len(text.split()) >= FEWEST_WORDS}
    assert len(hard) > 50
    assert not {text: round(found, 1) for text, found in hard.items() if found > HIGHEST_GRADE}


def _flat(texts: list):
    for text in texts:
        yield from _flat(text) if isinstance(text, list) else [text]


def test_the_ideas_that_it_all_comes_from_are_there():
    said = plain(" ".join(text for name in NAMES for text in texts(name))).lower()
    for idea in (
        "vision", "values", "culture", "empower", "obstacle", "human side", "by example", "showing", "telling",
        "organisation", "accuracy", "efficiency", "metrics", "procedures", "consistency", "inclination", "ability",
        "chaos", "going through the motions", "strengths", "on purpose",
    ):  # fmt: skip
        assert idea in said, idea


def test_no_page_makes_a_type_or_a_verdict_of_anybody():
    said = " ".join(plain(text) for name in NAMES for text in texts(name))
    for word in (
        "your type",
        "quadrant",
        "personality",
        "you are a leader",
        "you are a manager",
        "percentile",
        "score",
    ):
        assert word not in said.lower(), word


def test_the_ways_of_the_first_page_are_the_pages_with_their_minutes():
    rows = re.findall(r"^\| \d \| \[([^\]]+)\]\(([^)]+)\.ipynb\).*\| (\d+) \|$", texts("00_start_here")[1], re.M)
    assert {stem: int(minutes) for _, stem, minutes in rows} == {
        stem: minutes for stem, minutes in MINUTES.items() if stem != "00_start_here"
    }
    for title, stem, _ in rows:
        assert texts(stem)[0].startswith(f"# {title}\n")
