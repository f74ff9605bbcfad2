"""The codebook: every variable has a row, its scores are those that are calculated, its files open well."""

import csv

import pandas as pd
import pytest

from workshop_kit import Refused, home, load_instrument, score
from workshop_kit.codebook import Variable, variables, write, writing
from workshop_kit.measure.scoring import from_ideal, lean

NAMES = sorted(path.name for path in (home.data() / "instruments").iterdir())


def _of(name: str, level: str, activity: str) -> list[str]:
    return [row.variable for row in variables(name) if (row.level, row.activity) == (level, activity)]


@pytest.mark.parametrize("name", NAMES)
def test_every_answer_key_has_one_row_and_no_row_is_of_another(name):
    for activity, keys in load_instrument(name).keys.items():
        assert _of(name, "answer", activity) == list(keys)


@pytest.mark.parametrize(
    "name, activity",
    [("mindset", "self"), ("mindset", "our_month"), ("mindset", "situations"), ("leadership-climate", "climate")],
)
def test_the_scores_are_those_that_are_calculated(name, activity):
    instrument = load_instrument(name)
    nobody = pd.DataFrame({key: [] for key in instrument.keys[activity]})
    expected = set(score(nobody, instrument, activity).columns)
    if activity == "self":
        expected |= set(lean(nobody, instrument, activity).columns)
    if activity == "our_month":
        expected |= set(from_ideal(nobody, instrument, activity).columns)
    assert set(_of(name, "score", activity)) == expected


def test_a_row_says_where_a_variable_belongs_and_when_it_is_missing():
    rows = {(row.activity, row.level, row.variable): row for row in variables("mindset")}
    behaviour = rows["self", "answer", "vision_3.energy"]
    assert (behaviour.facet, behaviour.dimension, behaviour.lens) == ("vision", "leadership", "energy")
    assert (behaviour.form, behaviour.range, behaviour.key) == ("full", "1 to 5", "forward")
    assert "Not part of my work" in behaviour.missing
    assert behaviour.labels["en"].startswith("1 = drains me; 2 = ")
    assert rows["self", "answer", "vision_1.energy"].form == "short and full"
    assert rows["self", "score", "vision.energy"].missing == "needs 3 of 4 answers; in the short form 2 of 2"
    assert rows["self", "score", "leadership.energy"].missing == "needs 3 of 5 facets"
    assert rows["sorting", "answer", "trains"].key == "management"
    assert rows["our_month", "answer", "vision"].range == "1 to 5, 3 is about right"
    assert rows["our_month", "answer", "work_on"].range.startswith("up to 3 of: ")
    assert "a (place 0)" in rows["situations", "answer", "deadline"].range
    assert rows["commitment", "answer", "plan"].pooled == "no"
    assert rows["action", "answer", "action"].about == "team"


@pytest.mark.parametrize("name", NAMES)
def test_every_row_has_its_words_in_every_language(name):
    for row in variables(name):
        assert list(row.wording) == list(load_instrument(name).languages), row.variable
        assert all(row.wording.values()), row.variable


def test_the_table_opens_in_a_spreadsheet_and_in_pandas(tmp_path):
    file = tmp_path / "codebook.csv"
    count = write("mindset", file)
    assert file.read_bytes().startswith(b"\xef\xbb\xbf"), "without it a spreadsheet guesses another encoding"
    table = pd.read_csv(file, keep_default_na=False)
    assert len(table) == count == len(variables("mindset"))
    assert list(table.columns[: len(writing.PLAIN)]) == list(writing.PLAIN), "no mark sticks to the first column"
    for activity, keys in load_instrument("mindset").keys.items():
        rows = table[(table.activity == activity) & (table.level == "answer")]
        assert list(rows.variable) == list(keys)
    for language in load_instrument("mindset").languages:
        assert {f"wording.{language}", f"labels.{language}", f"question.{language}"} <= set(table.columns)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_is_taken_for_a_formula(text):
    row = Variable("v", "answer", "a", "self", "yes", "rating", "full", "1", "", wording={"en": text})
    (_, cells) = csv.reader(writing._csv([row]).decode("utf-8-sig").splitlines(keepends=True))
    assert cells[-2] == f"'{text}"


def test_the_page_names_every_variable_and_has_whole_tables(tmp_path):
    file = tmp_path / "codebook.md"
    write("mindset", file)
    page = file.read_text("utf-8")
    for row in variables("mindset"):
        assert f"| `{row.variable}` |" in page
    blocks = [block.splitlines() for block in page.split("\n\n") if block.startswith("|")]
    for lines in blocks:
        assert len({line.replace("\\|", "").count("|") for line in lines}) == 1


def test_another_suffix_is_refused_and_nothing_is_written(tmp_path):
    with pytest.raises(Refused, match=r"\.csv or as \.md"):
        write("mindset", tmp_path / "codebook.xlsx")
    with pytest.raises(Refused, match="tarot"):
        write("tarot", tmp_path / "codebook.csv")
    assert not list(tmp_path.iterdir())
