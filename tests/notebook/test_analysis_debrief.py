"""The debrief: its questions asked of rooms large and small, of rows, of a made-up team; its page thin and in order."""

import ast
import json
import random
import subprocess
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from archives import archive_of_a_room
from running import PROGRAM, environment

from workshop_kit import home
from workshop_kit.instrument import Refused, load_instrument
from workshop_kit.measure.order import comparable
from workshop_kit.measure.teams import chance_of_no_difference, holm
from workshop_kit.notebook import analysis
from workshop_kit.notebook.analysis.choosing import archives
from workshop_kit.pool.collect import import_csv
from workshop_kit.pool.figures import Mean
from workshop_kit.pool.privacy import release
from workshop_kit.pool.tally import Tally
from workshop_kit.views.analysis.source import Source
from workshop_kit.views.analysis.synthetic import synthetic_room

QUESTIONS = (
    analysis.who_answered,
    analysis.can_the_scales_be_trusted,
    analysis.how_items_go_together,
    analysis.what_was_shown,
    analysis.where_is_it_split,
    analysis.what_differs_between_groups,
    analysis.what_changed,
    analysis.what_to_say_with_caution,
)
PAGE = home.notebooks() / "analysis" / "debrief.ipynb"
DATA = Path(__file__).parents[3] / "shared" / "data"


@pytest.fixture(autouse=True)
def english(monkeypatch, tmp_path_factory):
    monkeypatch.setenv("WORKSHOP_LANGUAGE", "en")
    monkeypatch.setenv("WORKSHOP_HOME", str(tmp_path_factory.mktemp("home")))


@pytest.fixture(scope="module")
def two_days(tmp_path_factory):
    folder = tmp_path_factory.mktemp("rooms")
    return archive_of_a_room(folder, "two_days.zip", people=34, days=2, groups={"A": 17, "B": 17})


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    return archive_of_a_room(tmp_path_factory.mktemp("rooms"), "small", people=7)


def imported(folder, people, groups):
    """Answers to the climate items; in each group all lean the same way."""
    chance = random.Random(3)
    items = [f"LEAD{number:02}" for number in range(1, 12)]
    lines = [",".join(["team", *items])]
    for person in range(people):
        group = groups[person % len(groups)]
        own = chance.gauss(2.2 + 0.8 * (person % len(groups)), 0.5)
        lines.append(",".join([group, *(str(min(5, max(1, round(chance.gauss(own, 0.6))))) for _ in items)]))
    (folder / "answers.csv").write_text("\n".join(lines))
    told = "".join(f"  {item}: {item}\n" for item in items)
    (folder / "map.yaml").write_text(f"instrument: leadership-climate\nactivity: climate\ngroup: team\nitems:\n{told}")
    import_csv(folder / "answers.csv", folder / "map.yaml", None, folder / "spring")
    return folder / "spring"


# every archive gets an answer to every question -----------------------------------------------------------------


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda one: one.__name__)
def test_every_question_has_a_sentence_a_table_and_a_page_for_every_kind_of_archive(
    question, two_days, small, tmp_path
):
    for archive in (two_days, small, imported(tmp_path, 60, ["N", "S"])):
        answer = question(archive)
        assert answer.sentence and "{" not in answer.sentence
        assert isinstance(answer.table, pd.DataFrame)
        assert "wk-told" in answer.children[1].value and "nan" not in answer.children[1].value.lower().split()


def test_who_answered_counts_seats_and_says_what_nobody_can_tell_apart(two_days):
    answer = analysis.who_answered(two_days)
    assert set(answer.table["n"]) == {34} and set(answer.table["not_shared"]) == {0}
    assert answer.sentence.startswith("34 of 34") and "cannot be told apart" in answer.sentence


def test_scales_have_an_alpha_with_its_interval_from_thirty_people_on(two_days):
    table = analysis.can_the_scales_be_trusted(two_days).table
    assert len(table) == 20 and (table["low"] < table["alpha"]).all() and (table["alpha"] < table["high"]).all()
    assert (table["n"] >= 30).all() and set(table["word"]) <= {"holds", "open", "loose"}


def test_under_thirty_people_no_reliability_is_printed_and_the_sentence_says_why(small):
    answer = analysis.can_the_scales_be_trusted(small)
    assert answer.table.empty and answer.figure is None and "too few" in answer.sentence and "30" in answer.sentence


def test_every_view_that_the_report_draws_can_be_chosen_and_nothing_else(two_days):
    answer, source = analysis.what_was_shown(two_days), Source(two_days)
    wanted = {view for wave in source.waves for view in source.part.views(wave, source.tallies)} | {"change"}
    seen = set()
    for day in (1, 2, "between"):
        answer.pick(day=day)
        for view in [value for _, value in _menu(answer, "Picture")] or [None]:
            answer.pick(view=view)
            lenses = [value for _, value in _menu(answer, "Seen by")] or [answer._picked["lens"]]
            for lens in lenses:
                answer.pick(lens=lens)
                assert answer.figure is not None and answer.sentence
                seen.add(lens)
    assert seen == wanted


def _menu(answer, label):
    return next((menu.options for menu in answer.children[0].children if menu.description == label), ())


def test_a_group_shows_only_what_was_published_for_it(two_days):
    answer = analysis.what_was_shown(two_days).pick(view="our_month")
    everybody = answer.table
    assert [value for _, value in _menu(answer, "Group")] == ["", "A", "B"]
    answer.pick(group="A")
    assert not answer.table.equals(everybody) and "17 of 17" in answer.sentence
    answer.pick(view="wall")
    assert not _menu(answer, "Group")  # sentences are nobody's, so no group has them


def test_groups_stand_by_name_and_what_differs_is_named(tmp_path):
    answer = analysis.what_differs_between_groups(imported(tmp_path, 120, ["10", "9", "11"]))
    assert list(answer.table["group"]) == ["9", "10", "11"] and answer.table["differs"].all()
    assert "Leadership climate" in answer.sentence and "ICC(1)" in answer.sentence


def test_groups_that_do_not_differ_are_said_to_be_alike():
    answer = analysis.what_differs_between_groups(synthetic_room(groups=("A", "B"), seed=3))
    assert not answer.table["differs"].any() and answer.sentence.startswith("No difference")


def test_a_change_that_was_put_in_is_found_and_no_other():
    answer = analysis.what_changed(synthetic_room(people=60))
    moved = answer.table[answer.table["moved"] != ""]
    assert list(moved["figure"]) == ["Planning and organisation"] and set(moved["moved"]) == {"rose"}
    assert (moved["g_low"] > 0).all() and answer.figure is not None


def test_what_only_rows_can_tell_is_told_of_rows_and_of_no_room(two_days, tmp_path):
    rows = imported(tmp_path, 60, ["N", "S"])
    assert "That is a hint" in analysis.who_answered(rows).sentence
    assert "That is a hint" not in analysis.who_answered(two_days).sentence
    assert set(analysis.where_is_it_split(rows).table["group"]) == {"N", "S"}
    assert "rows" in set(analysis.what_to_say_with_caution(rows).table["reason"])


def test_a_group_under_five_people_is_in_no_answer(tmp_path):
    folder = imported(tmp_path, 60, ["N", "S"] * 9 + ["tiny"])  # three people are in `tiny`
    assert Source(folder).manifest.groups["tiny"] == 3
    for question in QUESTIONS:
        answer = question(folder)
        assert "tiny" not in answer.children[1].value and "tiny" not in answer.table.to_csv()
    assert "hidden_groups" in set(analysis.what_to_say_with_caution(folder).table["reason"])


def test_four_people_get_one_sentence_and_no_figure(tmp_path):
    folder = imported(tmp_path, 4, ["N"])
    for question in QUESTIONS:
        answer = question(folder)
        assert answer.table.empty and answer.figure is None and "Nothing can be shown" in answer.sentence


@pytest.mark.skipif(not DATA.is_dir(), reason="the real data are not here (looked in ../shared/data)")
def test_real_teams_have_the_figures_of_the_reference(tmp_path):
    items = "".join(f"  LEAD{number:02}: LEAD{number:02}\n" for number in range(1, 12))
    (tmp_path / "map.yaml").write_text(
        f"instrument: leadership-climate\nactivity: climate\ngroup: COMPID\nitems:\n{items}"
    )
    import_csv(DATA / "lq2002.csv", tmp_path / "map.yaml", None, tmp_path / "lq")
    known = json.loads((DATA / "lq2002_reference.json").read_text())
    scales = analysis.can_the_scales_be_trusted(tmp_path / "lq").table.iloc[0]
    assert [scales.alpha, scales.low, scales.high, scales.n] == pytest.approx(known["lq2002.LEAD.alpha"], abs=1e-6)
    assert scales.omega == pytest.approx(known["lq2002.LEAD.omega"][0], abs=1e-5)
    assert scales.omega_low == pytest.approx(0.896, abs=0.001) and scales.omega_high == pytest.approx(0.910, abs=0.001)
    assert scales.item_rest == pytest.approx(min(known["lq2002.LEAD.item_rest"]), abs=1e-6)
    split = analysis.where_is_it_split(tmp_path / "lq").table
    assert list(split["r_wg"]) == pytest.approx(known["lq2002.rwgj"], abs=1e-6)
    groups = analysis.what_differs_between_groups(tmp_path / "lq").table
    assert [groups["icc1"][0], groups["icc2"][0]] == pytest.approx(known["lq2002.icc"], abs=1e-6)


# which archive --------------------------------------------------------------------------------------------------


def test_without_an_archive_a_made_up_one_is_offered_and_said_to_be(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    chosen = analysis.choose()
    assert chosen.path is None and chosen.source.synthetic and chosen.source.rehearsal
    assert "made-up" in chosen.children[1].value
    assert analysis.what_to_say_with_caution(chosen).table["reason"][0] == "synthetic"


def test_what_lies_in_the_home_or_beside_the_page_is_listed_and_what_is_none_is_not(
    monkeypatch, tmp_path, small, two_days
):
    shelf = home.root() / "archives"
    shelf.mkdir()
    (shelf / two_days.name).write_bytes(two_days.read_bytes())
    (tmp_path / "notes.zip").write_bytes(b"no zip at all")
    (tmp_path / "a folder").mkdir()
    (tmp_path / "beside").symlink_to(small, target_is_directory=True)
    monkeypatch.chdir(tmp_path)
    assert [path.name for path in archives()] == ["beside", "two_days.zip"]


def test_an_answer_follows_the_archive_that_is_chosen(monkeypatch, tmp_path, small, two_days):
    monkeypatch.chdir(tmp_path)
    chosen = analysis.choose(two_days)
    answer = analysis.who_answered(chosen)
    chosen._field.value = str(small)
    assert set(answer.table["n"]) == {7}


def test_what_cannot_be_read_is_one_sentence_in_the_page(tmp_path):
    (tmp_path / "torn.zip").write_bytes(b"PK\x03\x04 and no more")
    chosen = analysis.choose(tmp_path / "torn.zip")
    answer = analysis.who_answered(chosen)
    assert "no whole zip file" in chosen.children[1].value and "no whole zip file" in answer.children[1].value
    with pytest.raises(Refused):
        answer.table  # noqa: B018


@pytest.mark.parametrize("language", ["es", "de", "fr", "ar"])
def test_answers_speak_the_readers_language(language, monkeypatch):
    monkeypatch.setenv("WORKSHOP_LANGUAGE", language)
    archive = analysis.choose()
    for question in QUESTIONS:
        page = question(archive).children[1].value
        assert f"lang='{language}'" in page and ("dir='rtl'" in page) == (language == "ar")


def test_a_title_of_a_room_cannot_become_markup():
    chosen = analysis.choose()
    room = synthetic_room(title="<img src=x onerror=alert(1)>", groups=("<b>A", "B"))
    chosen._opened[""] = Source(room)
    chosen._say()
    pages = [chosen.children[1].value, *(question(chosen).children[1].value for question in QUESTIONS)]
    assert not any("<img" in page or "<b>A" in page for page in pages)


# the page -------------------------------------------------------------------------------------------------------


def test_the_page_asks_in_the_analysts_order_and_each_cell_is_one_call():
    page = json.loads(PAGE.read_text("utf-8"))
    codes = ["".join(cell["source"]) for cell in page["cells"] if cell["cell_type"] == "code"]
    assert codes[0].startswith("from workshop_kit.notebook import analysis\n\narchive = analysis.choose()")
    calls = [ast.parse(code).body[0].value.func.attr for code in codes[1:]]
    assert calls == [question.__name__ for question in QUESTIONS]
    assert all(len(ast.parse(code).body) == 1 for code in codes[1:])


def test_the_page_is_clean_runs_when_it_opens_and_has_the_frame():
    page = json.loads(PAGE.read_text("utf-8"))
    texts = ["".join(cell["source"]) for cell in page["cells"] if cell["cell_type"] == "markdown"]
    for words in ("minutes**", "**You will be able to**", "**You need**"):
        assert words in texts[0]
    assert texts[-1].startswith("## Key points")
    assert page["metadata"]["workshop"] == {"autorun": True}
    for cell in page["cells"]:
        if cell["cell_type"] == "code":
            assert cell["outputs"] == [] and cell["execution_count"] is None


def test_workshop_lab_opens_the_analysts_pages(tmp_path):
    process = subprocess.Popen(
        [*PROGRAM, "lab", "--open", "debrief", "--no-browser"],
        env=environment(tmp_path), cwd=tmp_path, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert "/doc/tree/analysis/debrief.ipynb?token=" in process.stdout.readline()
        assert (tmp_path / "notebooks" / "analysis" / "programme.ipynb").is_file()
    finally:
        process.terminate()  # (Ctrl-C reaches no program that was started in the background)
        assert process.wait(60) == 0


def test_groups_of_one_kind_are_said_to_differ_in_at_most_one_run_of_ten():
    """The answer over thirteen figures at once, from means in steps of five and a spread in steps of five."""
    instrument, found = load_instrument("mindset"), 0
    keys = [key for key, admits in instrument.activity("our_month").keys.items() if admits["kind"] == "rating"]
    for seed in range(60):
        people = pd.DataFrame({key: np.random.default_rng([seed, i]).integers(1, 6, 60) for i, key in enumerate(keys)})
        groups = {name: Tally.of(people.iloc[i::6], instrument, "our_month") for i, name in enumerate("abcdef")}
        shown = release(Tally.of(people, instrument, "our_month"), groups, 5, None, {})
        ids = [id for id, figure in shown[None].figures.items() if isinstance(figure, Mean)]
        pairs = {name: comparable(tally, ids) for name, tally in shown.items() if name}
        chances = {id: chance_of_no_difference({name: figures[id] for name, figures in pairs.items()}) for id in ids}
        found += bool(holm(chances))
    assert len(ids) == 13 and found <= 6


def test_single_questions_that_a_team_shares_are_looked_at_with_rows_too(tmp_path):
    instrument = load_instrument("mindset")
    keys = [key for key, admits in instrument.activity("our_month").keys.items() if admits["kind"] == "rating"]
    rng = np.random.default_rng(1)
    answers = pd.DataFrame({key: np.clip(rng.normal(3, 0.5, 40).round(), 1, 5).astype(int) for key in keys})
    answers.insert(0, "team", ["N", "S"] * 20)
    answers.to_csv(tmp_path / "answers.csv", index=False)
    told = "".join(f"  {key}: {key}\n" for key in keys)
    (tmp_path / "map.yaml").write_text(f"instrument: mindset\nactivity: our_month\ngroup: team\nitems:\n{told}")
    import_csv(tmp_path / "answers.csv", tmp_path / "map.yaml", None, tmp_path / "month")
    table = analysis.where_is_it_split(tmp_path / "month").table
    assert len(table) == 13 and set(table["spread"]) <= {"much alike", "mixed"}
    one = answers["vision"].var(ddof=1) / 2 if "vision" in answers else answers[keys[0]].var(ddof=1) / 2
    assert table["r_wg"].iloc[0] == pytest.approx(1 - one, abs=1e-6)
