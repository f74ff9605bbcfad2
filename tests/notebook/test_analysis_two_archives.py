"""Two archives beside each other: what both asked, how far it moved, and what is refused."""

import random
import zipfile
from pathlib import Path

import pytest
from archives import archive_of_a_room

from workshop_kit.instrument import Refused
from workshop_kit.measure.effect import hedges_g
from workshop_kit.notebook import analysis
from workshop_kit.pool.collect import import_csv
from workshop_kit.views.analysis.changes import asked_in_both, what_changed_between
from workshop_kit.views.analysis.source import Source
from workshop_kit.views.analysis.synthetic import synthetic_room

ITEMS = [f"LEAD{number:02}" for number in range(1, 12)]


def imported(folder: Path, name: str, people: int, middle: float, seed: int) -> Path:
    """An import of so many people who rate the climate around `middle`."""
    chance, lines = random.Random(seed), [",".join(ITEMS)]
    for _ in range(people):
        own = chance.gauss(middle, 0.6)
        lines.append(",".join(str(min(5, max(1, round(chance.gauss(own, 0.7))))) for _ in ITEMS))
    (folder / f"{name}.csv").write_text("\n".join(lines))
    told = "".join(f"  {item}: {item}\n" for item in ITEMS)
    (folder / "map.yaml").write_text(f"instrument: leadership-climate\nactivity: climate\nitems:\n{told}")
    import_csv(folder / f"{name}.csv", folder / "map.yaml", None, folder / name)
    return folder / name


def test_two_imports_are_compared_by_their_exact_sums(tmp_path):
    before = Source(imported(tmp_path, "spring", 60, 3.0, 1))
    after = Source(imported(tmp_path, "autumn", 80, 3.6, 2))
    told = what_changed_between(before, after)
    (row,) = told.table.itertuples()
    scores = [100 * (source.archive.answers.mean(axis=1) - 1) / 4 for source in (before, after)]
    expected = hedges_g(scores[1], scores[0])
    assert [row.g, row.g_low, row.g_high] == pytest.approx([expected.value, expected.low, expected.high], abs=1e-6)
    assert (row.before, row.after) == pytest.approx([one.mean() for one in scores])
    assert row.moved == "rose" and "More than before" in told.finding and "exact sums" in told.sentence
    assert "Before: spring (60 people). After: autumn (80 people)." in told.sentence


def test_what_moved_between_two_rooms_is_found_and_nothing_else_is_named():
    before = Source(synthetic_room(people=60, days=1, seed=5, title="Before"))
    after = Source(synthetic_room(people=60, days=1, seed=6, title="After", shift={"vision": 0.5, "organisation": 0.6}))
    told = what_changed_between(before, after)
    moved = told.table[told.table["moved"] != ""]
    assert list(moved["figure"]) == ["Planning and organisation"] and set(moved["moved"]) == {"rose"}
    assert told.figure is not None and "not known" in told.sentence


def test_what_a_team_shares_comes_first_and_self_ratings_come_with_a_warning():
    before = Source(synthetic_room(people=30, days=2, seed=5, title="Before"))
    after = Source(synthetic_room(people=30, days=1, seed=6, title="After"))
    assert asked_in_both(before, after) == {"our_month": ("our_month@2", "our_month"), "self": ("self", "self")}
    told = what_changed_between(before, after, activity="self")
    assert "never at two teams" in told.sentence and "the last one that asked" in told.sentence
    assert "never at two teams" not in what_changed_between(before, after).sentence


def test_an_archive_twice_is_refused_however_it_is_packed(tmp_path):
    packed = archive_of_a_room(tmp_path, "packed.zip", people=8)
    with zipfile.ZipFile(packed) as whole:
        whole.extractall(tmp_path / "folder")
    (folder,) = (each.parent for each in (tmp_path / "folder").rglob("archive.json"))
    for pair in ((folder, packed), (packed, packed)):
        with pytest.raises(Refused, match="one archive twice"):
            what_changed_between(*map(Source, pair))


def test_a_room_saved_again_after_its_second_day_is_compared_only_in_what_was_asked_again():
    first, both = synthetic_room(days=1, seed=5), synthetic_room(days=2, seed=5)
    before, after = Source(first), Source(both)
    assert before.tallies["self"].figures == after.tallies["self"].figures
    assert list(asked_in_both(before, after)) == ["our_month"]


def test_a_rehearsal_is_never_laid_beside_people(tmp_path):
    people = Source(archive_of_a_room(tmp_path, "people.zip", people=8))
    with pytest.raises(Refused, match="simulated people"):
        what_changed_between(people, Source(synthetic_room()))


def test_archives_that_have_nothing_in_common_are_refused(tmp_path):
    room = Source(archive_of_a_room(tmp_path, "room.zip", people=8))
    with pytest.raises(Refused, match="nothing in common"):
        what_changed_between(room, Source(imported(tmp_path, "climate", 40, 3, 1)))


def test_four_people_are_compared_with_nobody(tmp_path):
    few, many = (Source(imported(tmp_path, name, n, 3, 1)) for name, n in (("few", 4), ("many", 40)))
    for pair in ((few, many), (many, few)):
        with pytest.raises(Refused, match="nothing in common"):
            what_changed_between(*pair)


def test_rooms_in_which_nothing_moved_are_said_to_have_moved_in_at_most_one_run_of_ten():
    false = 0
    for seed in range(30):
        rooms = [synthetic_room(people=12 + seed, days=1, seed=s, groups=("A",), shift={}) for s in (seed, 1000 + seed)]
        false += bool((what_changed_between(*map(Source, rooms)).table["moved"] != "").any())
    assert false <= 3


# in the notebook ------------------------------------------------------------------------------------------------


@pytest.fixture
def shelf(monkeypatch, tmp_path):
    """Three archives in a home of their own: two that asked the same, and one that did not."""
    monkeypatch.setenv("WORKSHOP_LANGUAGE", "en")
    monkeypatch.setenv("WORKSHOP_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "home" / "archives"
    folder.mkdir(parents=True)
    imported(folder, "2026-03-climate", 60, 3.0, 1)
    imported(folder, "2026-09-climate", 80, 3.6, 2)
    archive_of_a_room(folder, "room.zip", people=8)
    return folder


def menu(answer, label):
    return next(menu for menu in answer.children[0].children if menu.description == label)


def test_an_earlier_archive_is_chosen_from_what_lies_here(shelf):
    answer = analysis.what_changed(analysis.choose(shelf / "2026-09-climate"))
    assert "earlier archive is laid beside it" in answer.sentence
    offered = [label for label, _ in menu(answer, "Compared with").options]
    assert offered == ["its own first day", "2026-03-climate", "room.zip"]
    menu(answer, "Compared with").value = str(shelf / "2026-03-climate")
    assert "Before: 2026-03-climate (60 people). After: 2026-09-climate (80 people)." in answer.sentence
    assert list(answer.table["moved"]) == ["rose"]


def test_what_cannot_be_compared_is_a_sentence_and_something_else_can_be_chosen(shelf):
    answer = analysis.what_changed(analysis.choose(shelf / "2026-09-climate")).pick(earlier=str(shelf / "room.zip"))
    assert "nothing in common" in answer.children[1].value
    menu(answer, "Compared with").value = str(shelf / "2026-03-climate")
    assert "nothing in common" not in answer.children[1].value


@pytest.mark.parametrize("how", ["path", "chosen", "source"])
def test_in_code_the_earlier_archive_is_named(shelf, how):
    path = shelf / "2026-03-climate"
    earlier = {"path": path, "chosen": analysis.choose(path), "source": Source(path)}[how]
    answer = analysis.what_changed(shelf / "2026-09-climate", earlier)
    assert "Before: 2026-03-climate" in answer.sentence and answer.figure is not None
    assert "its own first day" in [label for label, _ in menu(answer, "Compared with").options]
