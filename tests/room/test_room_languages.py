"""A room in a language that its agenda does not speak, and a document in the first language that somebody wants."""

import shutil

from workshop_kit import home
from workshop_kit.room.agenda import load_agenda, plain
from workshop_kit.room.plan import Choice, make_plan


def test_an_agenda_without_words_in_a_language_speaks_its_own_first(tmp_path):
    shutil.copytree(home.data() / "agendas" / "60-minutes", tmp_path, dirs_exist_ok=True)
    for file in tmp_path.glob("*.yaml"):
        if file.stem not in ("agenda", "en"):
            file.unlink()
    assert load_agenda(tmp_path, "es") == load_agenda(tmp_path, "en")
    plan = make_plan(Choice(agenda=str(tmp_path), languages=("es",)))
    assert plan.language == plan.document["language"] == "es"
    assert plan.agenda.title == load_agenda(tmp_path, "en").title


def test_the_plain_agenda_speaks_english_where_it_has_nothing_better():
    instrument = make_plan(Choice(instrument="leadership-climate")).instruments[0]
    assert plain(instrument, "pt").steps == plain(instrument, "en").steps


def test_of_several_languages_that_somebody_wants_the_first_one_there_is_taken():
    choice = Choice(languages=("ar", "en"))
    assert make_plan(choice).language == "ar"
    assert make_plan(choice, "fr-CA,en-GB,ar").language == "en"
    assert make_plan(choice, "fr").language == "ar"
    assert make_plan(choice, "fr-CA,en-GB") is make_plan(choice, "en")
