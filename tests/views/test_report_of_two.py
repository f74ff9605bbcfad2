"""Two archives that asked the same: the page begins with what changed between them."""

import re

import numpy as np
import pandas as pd
import pytest
from archives import archive_of_a_room
from imported import ITEMS, archive_of, climate
from seen import Seen

from workshop_kit.instrument import Refused
from workshop_kit.instrument.messages import messages_in
from workshop_kit.pool import archive
from workshop_kit.views import report
from workshop_kit.views.analysis.synthetic import synthetic_room
from workshop_kit.views.report.change import ChangePart, change_of

SAYS = messages_in("en")


def two(*paths, **how):
    return report.render([archive.read(path) for path in paths], static=True, **how)


def change(*paths) -> ChangePart:
    return change_of([archive.read(path) for path in paths], None)


@pytest.fixture(scope="module")
def waves(tmp_path_factory):
    folder = tmp_path_factory.mktemp("waves")
    low, high = (climate(folder, {"a": 40}, n, name, middle) for n, name, middle in ((1, "one", 2.9), (2, "two", 3.1)))
    return low, high


def test_it_begins_with_what_moved_and_each_archive_has_its_part_after_it(waves):
    page = two(*waves)
    seen = Seen(page)
    title = messages_in("en")["report"]["change_title"]
    assert f"<h1>{title}</h1>" in page and page.count("<h1") == 1
    assert SAYS["analysis"]["change_rose"].format(figures="Leadership climate") in seen.text
    places = [seen.ids.index(id) for id in ("change-climate", "1-climate", "2-climate")]
    assert places == sorted(places) and not seen.lost and len(seen.ids) == len(set(seen.ids))
    assert "40 people in 1 group from one" in seen.text and "40 people in 1 group from two" in seen.text
    assert "from one, two" not in seen.text, "before and after are not added up"


def test_the_table_lays_before_and_after_beside_each_other_with_intervals_and_the_effect(waves):
    (one,) = change(*waves).shown
    (row,) = one.picture.table["rows"]
    name, before, n_before, after, n_after, difference, g, moved = row
    assert (name, n_before, n_after) == ("Leadership climate", "40", "40")
    interval = r"−?[\d.]+ \[−?[\d.]+ to −?[\d.]+\]"
    assert all(re.fullmatch(interval, cell) for cell in (before, after, g)) and moved == "rose"
    means = [archive.read(path).answers.mean(axis=1).sub(1).mul(25).mean() for path in waves]
    assert [float(cell.split()[0]) for cell in (before, after)] == pytest.approx(means, abs=0.06)
    assert float(difference) == pytest.approx(means[1] - means[0], abs=0.06)
    assert one.pointed_at and one.picture.alternative and one.picture.finding in one.picture.alternative


def test_the_first_archive_is_before(waves):
    (row,) = change(*reversed(waves)).shown[0].picture.table["rows"]
    assert row[-1] == "fell" and row[-3].startswith("−")


def test_under_thirty_people_what_is_laid_beside_each_other_is_as_coarse_as_elsewhere(tmp_path):
    paths = [climate(tmp_path, {"a": n}, n, f"of_{n}", 3) for n in (14, 19)]
    (row,) = change(*paths).shown[0].picture.table["rows"]
    assert all(int(cell.split()[0]) % 5 == 0 for cell in (row[1], row[3])), row
    (mixed,) = change(paths[0], climate(tmp_path, {"a": 60}, 3, "many", 3)).shown[0].picture.table["rows"]
    assert int(mixed[1].split()[0]) % 5 == 0


def test_two_rooms_are_compared_by_what_both_published_and_chance_moves_nothing():
    rooms = [synthetic_room(people=40, days=1, seed=seed, title=f"Team {seed}") for seed in (5, 6)]
    part = change_of(rooms, "en")
    assert {"our_month", "self"} <= {one.anchor.removeprefix("change-") for one in part.shown}
    for one in part.shown:
        assert len(one.picture.table["columns"]) == 7, (
            "these two differ by chance alone, so nothing is said to have moved"
        )
    assert part.shared and all(said not in one.picture.note for said in part.shared for one in part.shown)
    moved = synthetic_room(people=60, days=1, seed=6, title="After", shift={"organisation": 0.6})
    part = change_of([rooms[0], moved], "en")
    month = next(one for one in part.shown if one.anchor == "change-our_month")
    assert "Planning and organisation" in month.picture.finding


def test_three_archives_of_one_activity_are_still_added_up(waves, tmp_path):
    page = two(*waves, climate(tmp_path, {"a": 40}, 3, "three", 3))
    assert "120 people in 3 groups from one, two, three" in Seen(page).text and 'id="changes"' not in page


def test_archives_with_nothing_in_common_get_their_parts_and_no_change(waves, tmp_path):
    frame = archive.read(waves[0]).answers.iloc[:, :2].set_axis(["vision", "chaos"], axis=1)
    month = archive_of(frame, tmp_path, "mindset", "our_month", "month")
    assert change(waves[0], month) is None
    seen = Seen(two(waves[0], month))
    assert "changes" not in seen.ids and {"1-climate", "2-our_month"} <= set(seen.ids) and not seen.lost


def test_a_rehearsal_is_not_laid_beside_people_and_the_page_says_why(tmp_path):
    real = archive_of_a_room(tmp_path, "real", people=8)
    made_up = archive_of_a_room(tmp_path, "made_up", people=8, rehearse=8)
    seen = Seen(two(real, made_up))
    assert SAYS["analysis"]["changed_mixed"].format(before="real", after="made_up") in seen.text
    assert "changes" not in seen.ids and {"1-our_month", "2-our_month"} <= set(seen.ids) and not seen.lost
    assert SAYS["report"]["rehearsal_note"] in seen.text


def test_one_archive_twice_is_refused_and_nothing_is_written(waves, tmp_path):
    with pytest.raises(Refused, match="one archive twice"):
        report.write([waves[0], waves[0]], tmp_path / "report.html")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("late, refused", [(1, True), (4, True), (5, False)])
def test_a_survey_saved_again_after_a_few_late_answers_is_not_laid_beside_itself(tmp_path, late, refused):
    """The difference of the two would be what those few answered."""
    chance = np.random.default_rng(7)
    answers = pd.DataFrame(chance.integers(1, 6, (60, len(ITEMS))), columns=ITEMS)
    answers.iloc[3, 2] = None  # a gap makes numbers of another kind of a column
    sooner = archive_of(answers[: 60 - late], tmp_path, "leadership-climate", "climate", "sooner")
    later = archive_of(
        answers[ITEMS[::-1]].sample(frac=1, random_state=1), tmp_path, "leadership-climate", "climate", "later"
    )
    for pair in ((sooner, later), (later, sooner)):
        if refused:
            with pytest.raises(Refused, match="but for those of fewer than 5 people"):
                two(*pair)
        else:
            assert "changes" in Seen(two(*pair)).ids


def test_a_question_that_one_of_them_lacks_does_not_hide_that_it_is_one_survey(tmp_path):
    answers = pd.DataFrame(np.random.default_rng(7).integers(1, 6, (60, len(ITEMS))), columns=ITEMS)
    sooner = archive_of(answers[ITEMS[:-1]][:59], tmp_path, "leadership-climate", "climate", "sooner")
    later = archive_of(answers, tmp_path, "leadership-climate", "climate", "later")
    with pytest.raises(Refused, match="but for those of fewer than 5 people"):
        two(sooner, later)


@pytest.mark.parametrize("count, refused", [(1, True), (4, True), (0, False), (5, False)])
def test_of_many_late_answers_no_few_may_stand_behind_the_difference_of_a_figure(tmp_path, count, refused):
    """Ten answered late; only `count` of them answered enough to be in the mean."""
    answers = pd.DataFrame(np.random.default_rng(7).integers(1, 6, (70, len(ITEMS))), columns=ITEMS).astype("Int64")
    answers.iloc[60 + count :, :-1] = pd.NA
    sooner = archive_of(answers[:60], tmp_path, "leadership-climate", "climate", "sooner")
    later = archive_of(answers, tmp_path, "leadership-climate", "climate", "later")
    if refused:
        with pytest.raises(Refused, match="but for those of fewer than 5 people"):
            two(sooner, later)
    else:
        two(sooner, later)


def test_an_archive_of_a_few_people_is_in_no_sum_of_a_report(waves, tmp_path):
    """Beside the report of the others alone, the sum would tell what these few answered."""
    few = climate(tmp_path, {"a": 2}, 3, "few", 3)
    alone, together = (Seen(two(*paths)).text for paths in ((waves[0],), (waves[0], few)))
    assert "40 people in 1 group from one" in alone and "40 people in 1 group from one" in together
    assert "42 people" not in together and "42 people" not in Seen(two(*waves, few)).text
    mean = re.search(r"Leadership climate: [\d.]+ of 100", alone)[0]
    assert mean in together and "2 people in 1 group from few" in together


def test_the_same_two_archives_give_the_same_bytes(waves):
    assert two(*waves) == two(*waves) != two(*reversed(waves))
    assert two(*waves, reader="analyst") == two(*waves, reader="analyst")
