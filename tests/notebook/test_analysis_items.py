"""Question by question: what goes together with the rest of its scale, and what is said of it."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from workshop_kit.pool.collect import import_csv
from workshop_kit.views.analysis.items import how_items_go_together
from workshop_kit.views.analysis.source import Source
from workshop_kit.views.analysis.synthetic import synthetic_room

DATA = Path(__file__).parents[3] / "shared" / "data"
ITEMS = [f"LEAD{number:02}" for number in range(1, 12)]


def imported(folder, answers):
    (folder / "map.yaml").write_text(
        "instrument: leadership-climate\nactivity: climate\nitems:\n" + "".join(f"  {one}: {one}\n" for one in ITEMS)
    )
    import_csv(answers, folder / "map.yaml", None, folder / "import")
    return Source(folder / "import")


@pytest.mark.skipif(not DATA.is_dir(), reason="the real data are not here (looked in ../shared/data)")
def test_real_questions_have_the_correlations_of_the_reference(tmp_path):
    table = how_items_go_together(imported(tmp_path, DATA / "lq2002.csv")).table
    known = json.loads((DATA / "lq2002_reference.json").read_text())
    assert list(table["item"]) == ITEMS
    assert list(table["correlation"]) == pytest.approx(known["lq2002.LEAD.item_rest"], abs=1e-6)
    assert (table["alpha_without"] < table["alpha"]).all() and not table["own_way"].any()


def test_a_question_that_has_nothing_to_do_with_the_others_is_named_by_its_words(tmp_path):
    rng = np.random.default_rng(3)
    ratings = np.clip(np.rint(3 + rng.normal(0, 0.8, (150, 1)) + rng.normal(0, 0.7, (150, 11))), 1, 5).astype(int)
    ratings[:, 4] = rng.integers(1, 6, 150)
    pd.DataFrame(ratings, columns=ITEMS).to_csv(tmp_path / "answers.csv", index=False)
    told = how_items_go_together(imported(tmp_path, tmp_path / "answers.csv"))
    assert list(told.table.loc[told.table["own_way"], "item"]) == ["LEAD05"]
    assert "“Our leaders explain the reasons for what they ask.”" in told.finding
    alone = told.table.set_index("item")
    assert alone.loc["LEAD05", "alpha_without"] > alone.loc["LEAD05", "alpha"]


def test_a_room_has_a_row_for_each_question_and_two_questions_share_a_line():
    told = how_items_go_together(Source(synthetic_room()))
    assert len(told.table) == 40 and set(told.table["n"]) == {36}
    assert told.table["alpha_without"].isna().all() and told.table["question"].str.len().min() > 10
    assert told.alternative.count("Vision and purpose · Energy") == 1


def test_under_thirty_people_there_is_a_sentence_and_no_row():
    told = how_items_go_together(Source(synthetic_room(people=20)))
    assert told.table.empty and told.figure is None and "it takes 30" in told.sentence
