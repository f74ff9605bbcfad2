import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from imported import ITEMS, archive_of, climate
from seen import Seen

from workshop_kit.instrument import Refused, load_instrument
from workshop_kit.instrument.messages import messages_in
from workshop_kit.views import report

DATA = Path(__file__).parents[3] / "shared" / "data"


def page_of(folder, *archives, **how):
    report.write(archives, folder / "report.html", **{"static": True, **how})
    return (folder / "report.html").read_text("utf-8")


def text_of(page):
    return Seen(page).text


@pytest.mark.skipif(not DATA.is_dir(), reason="the real data are not here (looked in ../shared/data)")
def test_real_answers_end_in_a_page_with_mean_interval_and_alpha(tmp_path):
    frame = pd.read_csv(DATA / "lq2002.csv")
    lq = archive_of(frame, tmp_path, "leadership-climate", "climate", "lq", group="COMPID")
    page = page_of(tmp_path, lq, reader="analyst")
    text = text_of(page)
    mean = ((frame[ITEMS].mean(axis=1) - 1) * 25).mean()
    assert "2 042 people in 49 groups" in text  # text_of makes every kind of space one
    assert f"Leadership climate: {mean:.1f} of 100" in text
    assert "0.902237 0.895827 0.908409 2042" in text
    assert page.count("<tr>") >= 49 + 11


def test_the_page_is_whole_in_itself(tmp_path):
    page = page_of(tmp_path, climate(tmp_path, {"a": 40}))
    assert not re.search(r"https?:|//|\bsrc=|<link|<script|url\(|@import", page)
    assert "default-src 'none'" in page


def test_the_same_archive_gives_the_same_bytes_wherever_it_lies(tmp_path):
    pages = []
    for place in ("one", "two"):
        (tmp_path / place).mkdir()
        pages.append(page_of(tmp_path / place, climate(tmp_path / place, {"a": 40, "b": 12})))
    assert pages[0] == pages[1]


def test_under_thirty_people_figures_are_coarse_and_no_reliability_is_printed(tmp_path):
    page = page_of(tmp_path, climate(tmp_path, {"a": 19}), reader="analyst")
    text = text_of(page)
    assert messages_in("en")["analysis"]["scales_too_few"].format(n=19, fewest=30) in text
    assert "more digits" not in text and "Question by question:" not in text
    values = [float(value) for value in re.findall(r'<data value="([\d.]+)"', page)]
    assert values and all(value % 5 == 0 for value in values)


def test_from_thirty_people_on_means_are_exact_and_reliability_is_printed(tmp_path):
    folder = climate(tmp_path, {"a": 30})
    text = text_of(page_of(tmp_path, folder, reader="analyst"))
    assert "Alpha of Leadership climate" in text and "Question by question" in text
    assert "lpha" not in text_of(page_of(tmp_path, folder)), "a team has no use for it"


def test_groups_under_five_are_hidden_and_so_is_one_that_would_leave_a_few(tmp_path):
    chart = report.Section(report.read(climate(tmp_path, {"a": 20, "b": 15, "c": 5, "d": 4}))).groups[0]
    assert [row.name for row in chart.rows] == ["a", "b"], "with c shown, the four of d could be worked out"
    assert all(row.estimate.value % 5 == 0 for row in chart.rows)
    assert chart.after.startswith("2 groups are not shown")


def test_groups_stand_in_the_natural_order_of_their_names_not_by_rank(tmp_path):
    chart = report.Section(report.read(climate(tmp_path, {"10": 9, "2": 9, "North": 9}))).groups[0]
    assert [row.name for row in chart.rows] == ["2", "10", "North"]


def test_an_item_is_left_out_where_a_few_answered_enough_but_not_all(tmp_path):
    frame = pd.DataFrame(np.random.default_rng(1).integers(1, 6, (40, 11)).astype(float), columns=ITEMS)
    for few, name in ((3, "few"), (5, "enough")):
        holes = frame.copy()
        holes.loc[: few - 1, "LEAD01"] = np.nan
        section = report.Section(report.read(archive_of(holes, tmp_path, "leadership-climate", "climate", name)))
        assert bool(section.items) == (few == 5)


def test_under_five_people_nothing_is_shown(tmp_path):
    page = page_of(tmp_path, climate(tmp_path, {"a": 4}))
    assert "Fewer than 5 people answered" in text_of(page)
    assert "<data" not in page and "<svg" not in page


def test_rows_that_were_kept_out_are_counted(tmp_path):
    frame = pd.DataFrame([[3] * 11] * 7 + [[9] * 11] + [[None] * 11], columns=ITEMS)
    text = text_of(page_of(tmp_path, archive_of(frame, tmp_path, "leadership-climate", "climate", "spring")))
    assert "1 row was kept out" in text and "1 row held no answer" in text


def test_every_bar_has_its_figures_in_words_beside_it_and_every_table_its_headings(tmp_path):
    page = page_of(tmp_path, climate(tmp_path, {"a": 40, "b": 12}))
    rows = re.findall(r"<tr>.*?</tr>", page, re.S)
    drawn = [row for row in rows if "<svg" in row]
    assert drawn
    for row in drawn:
        assert 'scope="row"' in row and "<data" in row and 'aria-hidden="true"' in row
    assert page.count("<thead>") == page.count("<table") > 0


def test_archives_of_one_activity_add_up_and_those_of_others_stand_apart(tmp_path):
    spring, autumn = (climate(tmp_path, {"a": 20}, seed, name) for seed, name in ((1, "spring"), (2, "autumn")))
    month = pd.DataFrame({"vision": [1, 2, 3, 2, 1, 2], "chaos": [5, 4, 4, 3, 5, 5]})
    other = archive_of(month, tmp_path, "mindset", "our_month", "month")
    text = text_of(page_of(tmp_path, spring, autumn, other))
    assert "40 people in 2 groups from spring, autumn" in text
    assert "spring: a" in text and "autumn: a" in text
    assert load_instrument("mindset").activity("our_month").title in text


def test_opinions_on_statements_are_counted_and_scenes_only_named(tmp_path):
    sorting = pd.DataFrame({"trains": ["management"] * 6 + ["both"] * 2, "rule": ["both"] * 8})
    page = page_of(tmp_path, archive_of(sorting, tmp_path, "mindset", "sorting", "sorting"))
    assert re.search(r"Management.*?>\s*6<", page, re.S)
    scenes = pd.DataFrame({"deadline": ["a"] * 5 + ["b"] * 1})
    section = report.Section(report.read(archive_of(scenes, tmp_path, "mindset", "situations", "scenes")))
    assert [(len(one.options), one.options[0][1]) for one in section.counted if one.options] == [(1, None)]


def test_no_word_of_the_instrument_can_become_markup(tmp_path):
    page = page_of(tmp_path, climate(tmp_path, {"<b>x</b>": 40, "y": 12}))
    assert "<b>x" not in page and "&lt;b&gt;x" in page


def test_what_cannot_be_written_is_refused(tmp_path):
    folder = climate(tmp_path, {"a": 6})
    (tmp_path / "file").write_text("")
    with pytest.raises(Refused, match="cannot be written"):
        report.write([folder], tmp_path / "file" / "report.html")
    with pytest.raises(Refused, match="no archive"):
        report.write([], tmp_path / "report.html")


def test_every_message_of_the_report_is_used():
    files = [file for file in Path(report.__file__).parent.iterdir() if file.suffix in (".py", ".j2")]
    source = "".join(file.read_text("utf-8") for file in files)
    for key in messages_in("en")["report"]:
        assert f'"{key}"' in source or f'"{re.sub("_(one|other)$", "", key)}"' in source, key
