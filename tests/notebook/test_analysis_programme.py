"""The programme: many archives, their teams, and comparisons of what teams share and of nothing else."""

import ast
import json
import random
from pathlib import Path

import pandas as pd
import pytest
from archives import archive_of_a_room, kept_as

from workshop_kit import home
from workshop_kit.instrument import Refused
from workshop_kit.notebook import analysis
from workshop_kit.pool.collect import import_csv
from workshop_kit.views.analysis import synthetic
from workshop_kit.views.analysis.programme import Programme
from workshop_kit.views.analysis.synthetic import synthetic_programme, synthetic_room

QUESTIONS = (
    analysis.what_there_is,
    analysis.what_was_covered,
    analysis.what_the_months_had,
    analysis.what_moved,
    analysis.how_it_went_over_time,
    analysis.how_far_teams_differ,
    analysis.a_funnel,
    analysis.how_reliable,
    analysis.what_to_say_with_caution,
)
BESIDE_EACH_OTHER = (analysis.how_far_teams_differ, analysis.a_funnel)
PAGE = home.notebooks() / "analysis" / "programme.ipynb"
DATA = Path(__file__).parents[3] / "shared" / "data"
ITEMS = [f"LEAD{number:02}" for number in range(1, 12)]


@pytest.fixture(autouse=True)
def english(monkeypatch, tmp_path_factory):
    monkeypatch.setenv("WORKSHOP_LANGUAGE", "en")
    monkeypatch.setenv("WORKSHOP_HOME", str(tmp_path_factory.mktemp("home")))


@pytest.fixture(scope="module")
def made_up():
    return synthetic_programme()


def imported(folder, file, name="import"):
    items = "".join(f"  {item}: {item}\n" for item in ITEMS)
    (folder / "map.yaml").write_text(
        f"instrument: leadership-climate\nactivity: climate\ngroup: COMPID\nitems:\n{items}"
    )
    import_csv(file, folder / "map.yaml", None, folder / name)
    return folder / name


def survey(folder, sizes, seed=4, lift=None):
    """A file of answers to the climate items: people in each company, and what a company adds to a rating."""
    chance = random.Random(seed)
    lines = [",".join(["COMPID", *ITEMS])]
    for company, people in sizes.items():
        for _ in range(people):
            own = chance.gauss(3 + (lift or {}).get(company, 0), 0.7)
            answers = (str(min(5, max(1, round(chance.gauss(own, 0.7))))) for _ in ITEMS)
            lines.append(",".join([company, *answers]))
    (folder / "answers.csv").write_text("\n".join(lines))
    return folder / "answers.csv"


# the answers ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda one: one.__name__)
def test_every_question_has_an_answer_for_a_programme_of_rooms(question, made_up):
    answer = question(analysis.programme(made_up))
    assert answer.sentence and "{" not in answer.sentence and not answer.table.empty
    assert (answer.figure is not None) == (question is not analysis.what_to_say_with_caution)
    assert "wk-told" in answer.children[1].value


def test_what_was_put_into_the_months_is_found_in_them(made_up):
    table = analysis.what_the_months_had(analysis.programme(made_up)).table.set_index("figure")
    assert table["mean"].idxmin() == "Planning and organisation" and table["high"].min() < 42
    moved = analysis.what_moved(analysis.programme(made_up)).table
    assert list(moved.loc[moved["moved"] != "", "figure"]) == ["Planning and organisation"]
    assert (moved["teams"] == 6).all()


def test_teams_that_do_not_differ_are_not_said_to():
    same = [synthetic_room(people=12 + 3 * n, days=1, seed=n, title=f"Team {n}", shift={}) for n in range(8)]
    answer = analysis.how_far_teams_differ(analysis.programme(same))
    assert not answer.table["differs"].any() and answer.sentence.startswith("In none of")
    assert not analysis.a_funnel(analysis.programme(same)).table["outside"].any()


@pytest.mark.long
def test_of_programmes_in_which_nothing_differs_or_moves_at_most_one_in_ten_is_told_otherwise(monkeypatch):
    """Five answers to each programme, each over thirteen figures (the funnel over one)."""
    monkeypatch.setattr(synthetic, "SECOND_DAY", {})
    rooms = [
        synthetic_room(people=6 + 7 * seed % 36, days=2, seed=seed, title=f"Team {seed}", groups=("A",), shift={})
        for seed in range(48)
    ]
    chance, false = random.Random(3), 0
    for _ in range(40):
        drawn = chance.sample(rooms, 14)
        programme = analysis.programme(
            [kept_as(room, f"2025Q{1 + place % 4} {room.title}") for place, room in enumerate(drawn)]
        )
        false += any(
            [
                "too little" in analysis.what_the_months_had(programme).sentence.partition("The dot")[0],
                "too much" in analysis.what_the_months_had(programme).sentence.partition("The dot")[0],
                (analysis.what_moved(programme).table["moved"] != "").any(),
                analysis.how_far_teams_differ(programme).table["differs"].any(),
                analysis.a_funnel(programme).table["outside"].any(),
                (analysis.how_it_went_over_time(programme).table["trend"] != "").any(),
            ]
        )
    assert false <= 4


def test_a_company_that_lies_far_out_is_outside_of_the_funnel_and_drawn_inwards(tmp_path):
    sizes = {str(number): 12 + number for number in range(1, 13)} | {"high": 40}
    folder = imported(tmp_path, survey(tmp_path, sizes, lift={"high": 1.2}))
    table = analysis.a_funnel(analysis.programme(folder)).table.set_index("team")
    assert list(table.index[table["outside"]]) == ["high"]
    centre = table["mean"].mean()
    assert centre < table.loc["high", "shrunken"] < table.loc["high", "mean"]
    assert (table["mean"] % 5 == 0).all()  # team by team an import goes by the rules of a room


@pytest.mark.parametrize("question", BESIDE_EACH_OTHER, ids=lambda one: one.__name__)
def test_self_ratings_are_refused_with_a_sentence_and_the_menu_stays(question, made_up):
    programme = analysis.programme(made_up)
    answer = question(programme)
    own = next(key for key in programme.source.asked if key.activity == "self")
    answer.pick(activity=own)
    assert "never laid beside each other" in answer.children[1].value and "<table" not in answer.children[1].value
    assert answer.children[0].children
    with pytest.raises(Refused, match="never laid beside each other"):
        answer.table  # noqa: B018


def test_fewer_than_five_teams_get_no_funnel(made_up):
    answer = analysis.a_funnel(analysis.programme(made_up[:4]))
    assert answer.table.empty and "It takes 5 teams" in answer.sentence


def test_reliability_is_pooled_over_rooms_of_thirty_and_more_alone(made_up):
    sizes = [room.manifest.seats for room in made_up]
    table = analysis.how_reliable(analysis.programme(made_up)).table
    assert set(table["teams"]) == {sum(size >= 30 for size in sizes)}
    assert set(table["n"]) == {sum(size for size in sizes if size >= 30)}


# who is in it ---------------------------------------------------------------------------------------------------


def test_a_team_under_five_is_nowhere_and_in_no_sum(tmp_path):
    sizes = {str(number): 10 for number in range(1, 9)} | {"tiny-one": 4, "tiny-two": 4}
    folder = imported(tmp_path, survey(tmp_path, sizes))
    programme = analysis.programme(folder)
    assert [team.name for team in programme.source.teams] == [str(number) for number in range(1, 9)]
    assert list(analysis.what_there_is(programme).table["people"]) == [80]
    assert set(analysis.how_reliable(programme).table["n"]) == {80}
    assert set(analysis.how_far_teams_differ(programme).table["people"]) == {80}
    for question in QUESTIONS:
        answer = question(programme)
        assert "tiny" not in answer.children[1].value and "tiny" not in answer.table.to_csv()
        assert not (answer.table.select_dtypes("number") == 88).any().any()


def test_what_is_left_out_is_named_with_its_reason(tmp_path):
    one = archive_of_a_room(tmp_path, "one.zip", people=8)
    (tmp_path / "again.zip").write_bytes(one.read_bytes())
    archive_of_a_room(tmp_path, "rehearsed.zip", people=8, rehearse=8)
    (tmp_path / "torn.zip").write_bytes(b"PK\x03\x04 and no more")
    programme = Programme([tmp_path / name for name in ("one.zip", "again.zip", "rehearsed.zip", "torn.zip")])
    assert [source.name for source in programme.sources] == ["one"]
    reasons = dict(programme.aside)
    assert reasons["again"] == "It holds the same as one." and "simulated" in reasons["rehearsed"]
    assert "no whole zip file" in reasons["torn.zip"]
    said = analysis.what_there_is(analysis.programme([one, tmp_path / "torn.zip"])).sentence
    assert "Left out: torn.zip" in said


def test_a_folder_is_read_whole_and_an_empty_one_is_refused_with_a_sentence(tmp_path):
    archive_of_a_room(tmp_path, "a.zip", people=8)
    archive_of_a_room(tmp_path, "b.zip", people=9, title="Another")
    assert [source.name for source in analysis.programme(tmp_path).source.sources] == ["a", "b"]
    empty = tmp_path / "empty"
    empty.mkdir()
    programme = analysis.programme(empty)
    assert "no archive here" in programme.children[1].value
    assert "no archive here" in analysis.what_there_is(programme).children[1].value


def test_two_instruments_are_never_laid_beside_each_other(tmp_path):
    folder = imported(tmp_path, survey(tmp_path, {str(number): 10 for number in range(6)}))
    room = archive_of_a_room(tmp_path, "room.zip", people=12)
    answer = analysis.a_funnel(analysis.programme([folder, room]))
    assert set(answer.table["team"]) == {str(number) for number in range(6)}


@pytest.mark.skipif(not DATA.is_dir(), reason="the real data are not here (looked in ../shared/data)")
def test_49_real_companies_have_the_iccs_of_the_reference(tmp_path):
    programme = analysis.programme(imported(tmp_path, DATA / "lq2002.csv"))
    (row,) = analysis.how_far_teams_differ(programme).table.itertuples()
    known = json.loads((DATA / "lq2002_reference.json").read_text())
    assert [row.icc1, row.icc2] == pytest.approx(known["lq2002.icc"], abs=1e-6)
    assert (row.teams, row.people) == (49, 2042)
    scale = analysis.how_reliable(programme).table.iloc[0]
    assert scale.alpha == pytest.approx(known["lq2002.LEAD.alpha"][0], abs=1e-6)
    assert scale.omega == pytest.approx(known["lq2002.LEAD.omega"][0], abs=1e-6)
    assert scale.item_rest == pytest.approx(min(known["lq2002.LEAD.item_rest"]), abs=1e-6)
    assert scale.omega_low < scale.omega < scale.omega_high and scale.item_rest_low < scale.item_rest
    funnel = analysis.a_funnel(programme).table
    assert len(funnel) == 49 and 4 <= funnel["outside"].sum() <= 12
    spread = funnel["shrunken"].std()
    assert spread < funnel["mean"].std()


@pytest.mark.parametrize("language", ["es", "de", "fr", "ar"])
def test_the_programme_speaks_the_readers_language(language, monkeypatch, tmp_path):
    monkeypatch.setenv("WORKSHOP_LANGUAGE", language)
    monkeypatch.chdir(tmp_path)
    programme = analysis.programme()
    for question in QUESTIONS:
        page = question(programme).children[1].value
        assert f"lang='{language}'" in page and ("dir='rtl'" in page) == (language == "ar")


def test_a_minus_stays_before_its_number_where_the_page_runs_from_right_to_left(monkeypatch, made_up):
    monkeypatch.setenv("WORKSHOP_LANGUAGE", "ar")
    page = analysis.how_far_teams_differ(analysis.programme(made_up)).children[1].value
    assert "<td class='number'><bdi dir='ltr'>−0.0" in page


# the page -------------------------------------------------------------------------------------------------------


def test_the_page_asks_in_order_with_one_call_a_cell_and_is_clean():
    page = json.loads(PAGE.read_text("utf-8"))
    codes = ["".join(cell["source"]) for cell in page["cells"] if cell["cell_type"] == "code"]
    assert codes[0].startswith("from workshop_kit.notebook import analysis\n\narchives = analysis.programme()")
    calls = [ast.parse(code).body[0].value.func.attr for code in codes[1:]]
    assert calls == [question.__name__ for question in QUESTIONS]
    assert page["metadata"]["workshop"] == {"autorun": True}
    for cell in page["cells"]:
        assert cell["cell_type"] == "markdown" or (cell["outputs"] == [] and cell["execution_count"] is None)


def test_tables_are_data_frames_with_english_columns_in_every_language(monkeypatch, made_up):
    english = list(analysis.a_funnel(analysis.programme(made_up)).table.columns)
    monkeypatch.setenv("WORKSHOP_LANGUAGE", "fr")
    answer = analysis.a_funnel(analysis.programme(made_up))
    assert isinstance(answer.table, pd.DataFrame) and list(answer.table.columns) == english
    assert "Meilleure estimation" in answer.children[1].value
