"""docs/instrument.md: it speaks of the instrument as it is, and keeps saying what it must not be used for."""

import re
from pathlib import Path

import pytest

from workshop_kit import home, load_instrument
from workshop_kit.instrument.languages import languages_of

PAGE = (Path(__file__).parents[2] / "docs" / "instrument.md").read_text("utf-8")
MINDSET = load_instrument("mindset")
BEHAVIOURS = {item.id: item for item in MINDSET.activity("self").blocks[0].items}
PAIRS = [[cell.strip() for cell in line.split("|")[1:-1]] for line in PAGE.splitlines() if re.match(r"\| \d+ \|", line)]


def _pair(cell: str) -> tuple[str, str]:
    """ "`vision_1` I say …" → (id, text)."""
    id, text = re.fullmatch(r"`(\w+)` (.+)", cell).groups()
    return id, text


def test_every_facet_is_there_with_its_name_its_definition_and_a_source():
    for facet in MINDSET.facets:
        (line,) = [line for line in PAGE.splitlines() if line.startswith(f"| **{facet.name}** (`{facet.id}`) |")]
        assert facet.definition in line
        assert re.search(r"\d{4}", line.rsplit("|", 2)[1]), f"{facet.id}: a source with its year"


def test_every_behaviour_stands_in_one_pair_as_it_is_worded():
    told = [_pair(cell) for row in PAIRS for cell in row[2:4]]
    assert sorted(id for id, _ in told) == sorted(BEHAVIOURS)
    assert {id: text for id, text in told} == {id: item.text for id, item in BEHAVIOURS.items()}


def test_each_pair_sets_a_leadership_item_against_a_management_item_of_the_same_form():
    facets = {dimension.id: dimension.facets for dimension in MINDSET.dimensions}
    short = {key.split(".")[0] for key in load_instrument("mindset", form="short").activity("self").keys}
    assert [row[1] for row in PAIRS] == ["short"] * 10 + ["full"] * 10
    for _, form, first, second, shared, judged in PAIRS:
        one, other = _pair(first)[0], _pair(second)[0]
        assert BEHAVIOURS[one].facet in facets["leadership"] and BEHAVIOURS[other].facet in facets["management"]
        assert {one in short, other in short} == {form == "short"}
        assert shared and re.match(r"even$|(leadership|management) a little: ", judged)


def test_it_says_what_it_is_for_what_it_is_never_for_and_what_it_is_not():
    plain = " ".join(PAGE.replace("*", "").split())
    for said in ("no percentile, no type and no verdict", "not been normed", "Never for selection, appraisal"):
        assert said in plain
    for work in ("Ohio State", "Zaleznik (1977)", "Kotter", "Blake and Mouton (1964)", "Quinn and Rohrbaugh (1983)"):
        assert work in plain
    for work in ("Grant & Schwartz 2011", "Pierce & Aguinis 2013"):
        assert work in plain


def test_whoever_is_cited_stands_among_the_references_and_the_other_way_round():
    text, _, references = PAGE.partition("## References")
    text = " ".join(text.split())
    listed = [line for line in references.splitlines() if line.startswith("- ")]
    for line in listed:
        name, year = re.match(r"- ([^,(]+).*?\((\d{4}[ab]?)\)", line).groups()
        assert re.search(rf"{re.escape(name.strip())}(?: et al\.|[^.;]){{0,70}}{year}", text), line
    years = set(re.findall(r"\b(?:19|20)\d\d[ab]?\b", text))
    assert len(years) > 20 and all(any(f"({year})" in line for line in listed) for year in years)
    assert listed == sorted(listed, key=str.casefold), "in the order of their names"


@pytest.mark.parametrize("language, status", languages_of("mindset").statuses.items())
def test_it_says_of_each_language_what_the_file_says(language, status):
    (row,) = [line for line in PAGE.splitlines() if line.startswith("|") and f"(`{language}`" in line]
    assert row.split("|")[2].strip() == status
    files = [folder / f"{language}.yaml" for folder in (home.data() / "instruments").iterdir()]
    assert all(re.search(rf"^status: {status}$", file.read_text("utf-8"), re.M) for file in files)
