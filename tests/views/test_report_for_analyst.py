"""What an analyst reads beside the rest, and a team does not."""

import csv
import re
import shutil

import pytest
from archives import ACTION, NOTE, OBSTACLES, archive_of_a_room
from imported import climate
from seen import Seen

from workshop_kit import home, load_instrument
from workshop_kit.codebook import variables as variables_of
from workshop_kit.instrument import Refused
from workshop_kit.instrument.messages import messages_in, spoken_languages, voice
from workshop_kit.pool import archive
from workshop_kit.views import report
from workshop_kit.views.analysis.items import how_items_go_together
from workshop_kit.views.analysis.scales import can_the_scales_be_trusted
from workshop_kit.views.analysis.source import Source
from workshop_kit.views.report.codebook import RULED, in_words

SAYS = messages_in("en")["report"]
PLACES = ("analyst", "answered", "scales", "items", "caution", "codebook")


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    return archive_of_a_room(tmp_path_factory.mktemp("room"), "room.zip", people=32, groups={"A": 16, "B": 16},
                             languages=spoken_languages())  # fmt: skip


@pytest.fixture(scope="module")
def rows(tmp_path_factory):
    return climate(tmp_path_factory.mktemp("rows"), {"a": 40, "b": 30})


def page_for(reader, *paths, language=None):
    return report.render([archive.read(path) for path in paths], static=True, reader=reader, language=language)


@pytest.mark.parametrize("kind", ["room", "rows"])
def test_reliability_stands_in_it_as_the_analysis_worked_it_out(kind, request):
    path = request.getfixturevalue(kind)
    seen, source = Seen(page_for("analyst", path)), Source(path)
    for told in (can_the_scales_be_trusted(source), how_items_go_together(source)):
        assert told.finding in seen.text and told.alternative in seen.heard and not told.table.empty
    for row in how_items_go_together(source).table.itertuples():
        assert row.question in seen.text and source.voice.number(row.correlation, 2) in seen.text
    assert set(PLACES) <= set(seen.ids) and {f"#{id}" for id in PLACES} <= set(seen.links) and not seen.lost
    assert len(seen.ids) == len(set(seen.ids))


@pytest.mark.parametrize("kind", ["room", "rows"])
def test_a_team_gets_none_of_it(kind, request):
    page = page_for("team", request.getfixturevalue(kind))
    assert not {f'id="{id}"' for id in PLACES} & set(page.replace(">", " ").split())
    assert "lpha" not in Seen(page).text and "odebook" not in Seen(page).text


@pytest.mark.parametrize("language", spoken_languages())
def test_answers_collected_elsewhere_are_told_in_the_language_of_the_reader(rows, language):
    seen, words = Seen(page_for("analyst", rows, language=language)), load_instrument("leadership-climate", language)
    activity = words.activity("climate")
    assert activity.title in seen.text and messages_in(language)["report"]["method_title"] in seen.text
    assert all(seen.text.count(item.text) >= 3 for item in activity.blocks[0].items), "the codebook has them, too"


@pytest.mark.parametrize("wanted, told", [("ar", "ar"), ("de-CH", "de"), ("pt", "en")])
def test_a_question_of_the_analysts_is_answered_in_their_language_where_the_archive_has_its_words(rows, wanted, told):
    source = Source(rows, wanted)
    words = load_instrument("leadership-climate", told)
    assert (source.language, source.title) == (told, words.activity("climate").title)
    assert source.voice.say("scales_what") in can_the_scales_be_trusted(source).sentence
    assert words.activity("climate").blocks[0].items[0].text in set(how_items_go_together(source).table["question"])
    assert source.archive.tally == archive.read(rows).tally


def test_a_language_that_the_questions_are_not_in_is_refused(rows, tmp_path):
    with pytest.raises(Refused, match="its questions are not there in `pt`, only in en, es"):
        report.write([rows], tmp_path / "report.html", language="pt")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("kind", ["room", "rows"])
def test_the_codebook_is_the_one_of_the_archive_every_variable_of_it(kind, request, tmp_path):
    path = request.getfixturevalue(kind)
    folder = path if path.is_dir() else tmp_path / "unpacked"
    if path != folder:
        shutil.unpack_archive(path, folder)
    text = Seen(page_for("analyst", path)).text
    variables = list(csv.DictReader((folder / "codebook.csv").read_text("utf-8-sig").splitlines(keepends=True)))
    assert len(variables) >= 12
    for one in variables:
        assert one["variable"] in text and " ".join(one["wording.en"].split()) in text


def test_the_numbers_behind_every_view_stand_open(room):
    page = page_for("analyst", room)
    assert page.count("<details open") >= 15 and "<details>" not in page


def test_every_scale_of_archives_that_are_added_up_is_of_all_of_them(rows, tmp_path):
    more = [climate(tmp_path, {"a": 20}, seed, f"more_{seed}") for seed in (7, 8)]
    seen = Seen(page_for("analyst", rows, *more))
    assert "110 people answered" in seen.text and not seen.lost


def test_under_thirty_people_it_says_why_there_is_no_reliability(tmp_path):
    seen = Seen(page_for("analyst", climate(tmp_path, {"a": 12})))
    assert messages_in("en")["analysis"]["scales_too_few"].format(n=12, fewest=30) in seen.text
    assert "digits" not in seen.ids and not seen.lost


def test_it_gives_the_same_bytes(room, rows):
    assert page_for("analyst", room, rows) == page_for("analyst", room, rows)


def test_an_archive_that_has_lost_its_codebook_is_refused_for_an_analyst(rows, tmp_path):
    shutil.copytree(rows, tmp_path / "lost")
    (tmp_path / "lost" / "codebook.csv").unlink()
    with pytest.raises(Refused, match=r"codebook\.csv is missing"):
        report.write([tmp_path / "lost"], tmp_path / "report.html", reader="analyst")
    assert not (tmp_path / "report.html").exists()


LATIN = re.compile(r"\b[A-Za-z]{3,}\b")


def ids_of(name):
    """What stands in the data of an instrument itself, in every language the same."""
    instrument = load_instrument(name)
    values = [
        value for keys in instrument.keys.values() for admits in keys.values() for value in admits.get("values", [])
    ]
    dimensions = [each for dimension in instrument.dimensions for each in (dimension.id, *dimension.facets)]
    names = [part for row in variables_of(name) for part in row.variable.split(".")]
    return {"close", *instrument.keys, *names, *dimensions, *map(str, values)}


@pytest.mark.parametrize("name", sorted(path.name for path in (home.data() / "instruments").iterdir()))
def test_every_rule_of_a_codebook_is_said_in_the_language_of_its_reader(name):
    english, arabic, ids = voice("en", "codebook"), voice("ar", "codebook"), ids_of(name)
    for row in variables_of(name):
        for column in RULED:
            cell = getattr(row, column)
            assert in_words(column, cell, english) == cell
            assert set(LATIN.findall(in_words(column, cell, arabic, "-"))) <= ids, (row.variable, column)
        assert {row.level, row.kind}.isdisjoint(
            in_words(each, getattr(row, each), arabic) for each in ("level", "kind")
        )


def test_a_page_in_arabic_has_no_word_of_english_but_what_people_wrote_and_what_stands_in_the_data(room, rows):
    opened = archive.read(room)
    steps = [step["title"] for step in opened.document("ar")["steps"]]  # over notes, in the facilitator's language
    wrote = " ".join(
        [opened.title, ACTION.what, ACTION.who, ACTION.by, NOTE, *OBSTACLES, *steps, rows.name, "team", "Feldt"]
    )
    data = {id for name in [*opened.manifest.instruments, "leadership-climate"] for id in ids_of(name)}
    seen = Seen(page_for("analyst", room, rows, language="ar"))
    assert set(LATIN.findall(" ".join([seen.text, *seen.heard]))) <= data | set(LATIN.findall(wrote))
