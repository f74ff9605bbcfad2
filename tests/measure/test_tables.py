import shutil

import numpy as np
import pandas as pd
import pytest
import real_data

from workshop_kit import home
from workshop_kit.instrument import Refused, load_instrument
from workshop_kit.measure import (
    cronbach_alpha,
    item_rest_correlations,
    omega_total,
    reliability_table,
    score,
    spearman_brown,
    standard_error_of_measurement,
    stratified_alpha,
)

NUMBERS = ["alpha", "low", "high", "omega", "spearman_brown", "inter_item", "item_rest", "sem"]


def answers(instrument, n, seed=1):
    keys = list(instrument.keys["self"])
    rng = np.random.default_rng(seed)
    values = 3 + 0.8 * rng.normal(size=(n, 1)) + rng.normal(size=(n, len(keys)))
    return pd.DataFrame(np.clip(np.rint(values), 1, 5), columns=keys)


@real_data.needs_data
def test_a_scale_has_the_coefficients_of_its_items():
    items = real_data.items()
    table = reliability_table(items, load_instrument("leadership-climate"))
    (row,) = table.to_dict("records")
    assert (row["scale"], row["items"], row["n"], row["reason"]) == ("climate", 11, 2042, "")
    assert [row["alpha"], row["low"], row["high"]] == pytest.approx(real_data.reference("LEAD.alpha")[:3], abs=5e-7)
    assert row["omega"] == pytest.approx(omega_total(items).value, abs=1e-9)
    assert row["item_rest"] == pytest.approx(real_data.reference("LEAD.item_rest").min(), abs=5e-7)
    spread = (items.mean(axis=1) * 25).std()
    assert row["sem"] == pytest.approx(standard_error_of_measurement(spread, row["alpha"]), abs=1e-9)


def test_every_facet_and_every_dimension_of_both_lenses_has_a_row():
    instrument = load_instrument("mindset")
    frame = answers(instrument, 80)
    table = reliability_table(frame, instrument, "self").set_index("scale")
    assert set(table.index) == set(score(frame, instrument, "self").columns)
    assert (table["n"] == 80).all() and (table["reason"] == "").all()
    vision = frame[[key for key in frame if key.startswith("vision") and key.endswith("energy")]]
    assert table.loc["vision.energy", "alpha"] == pytest.approx(cronbach_alpha(vision).value)
    assert table.loc["vision.energy", "item_rest"] == pytest.approx(item_rest_correlations(vision).min())


def test_a_dimension_has_stratified_alpha_over_its_facets_and_the_error_of_its_score():
    instrument = load_instrument("mindset")
    frame = answers(instrument, 80)
    facets = next(dimension.facets for dimension in instrument.dimensions if dimension.id == "leadership")
    strata = {f: [key for key in frame if key.startswith(f) and key.endswith("ability")] for f in facets}
    row = reliability_table(frame, instrument, "self").set_index("scale").loc["leadership.ability"]
    alpha = stratified_alpha(frame, strata)
    spread = score(frame, instrument, "self")["leadership.ability"].std()
    assert row["items"] == 20 and row["alpha"] == pytest.approx(alpha.value)
    assert row["sem"] == pytest.approx(standard_error_of_measurement(spread, alpha))


def test_two_items_have_spearman_brown_in_the_place_of_omega():
    instrument = load_instrument("mindset", form="short")
    frame = answers(instrument, 50)
    row = reliability_table(frame, instrument, "self").set_index("scale").loc["vision.energy"]
    pair = frame[[key for key in frame if key.startswith("vision") and key.endswith("energy")]]
    assert row["items"] == 2 and np.isnan(row["omega"])
    assert row["spearman_brown"] == pytest.approx(spearman_brown(pair).value)


def test_reverse_keyed_items_are_turned_round(tmp_path):
    climate = load_instrument("leadership-climate")
    values = np.clip(np.rint(3 + np.random.default_rng(3).normal(size=(60, 1)) + np.zeros((60, 11))), 1, 5)
    frame = pd.DataFrame(values, columns=list(climate.keys["climate"]))
    assert reliability_table(frame, climate)["alpha"][0] == pytest.approx(1)
    shutil.copytree(home.data() / "instruments" / "leadership-climate", tmp_path / "turned")
    structure = tmp_path / "turned" / "instrument.yaml"
    structure.write_text(structure.read_text("utf-8").replace("{id: LEAD01,", "{id: LEAD01, reverse: true,"), "utf-8")
    turned = load_instrument(tmp_path / "turned")
    frame["LEAD01"] = 6 - frame["LEAD01"]
    assert reliability_table(frame, turned)["alpha"][0] == pytest.approx(1)
    assert reliability_table(frame, climate)["alpha"][0] < 0.98


def test_languages_are_told_apart_and_under_thirty_people_nothing_is_printed():
    instrument = load_instrument("mindset")
    frame = answers(instrument, 75)
    language = pd.Series(["en"] * 40 + ["es"] * 29 + [None] * 6, name="language")
    table = reliability_table(frame, instrument, "self", by=language)
    english, spanish = (table[table["language"] == one] for one in ("en", "es"))
    assert len(english) == len(spanish) == len(table) / 2
    assert english["alpha"].notna().all() and (english["n"] == 40).all()
    assert spanish[NUMBERS].isna().all(axis=None) and (spanish["n"] == 29).all()
    assert spanish["reason"].str.contains("fewer than 30").all()
    alone = reliability_table(frame.iloc[:40], instrument, "self")
    pd.testing.assert_frame_equal(english.drop(columns="language").reset_index(drop=True), alone)


def test_groups_come_as_a_series_by_its_index_as_a_list_or_as_a_column():
    instrument = load_instrument("mindset")
    frame = answers(instrument, 64)
    language = pd.Series(np.tile(["en", "es"], 32), name="language")
    expected = reliability_table(frame, instrument, "self", by=language)
    pd.testing.assert_frame_equal(reliability_table(frame, instrument, "self", by=language[::-1]), expected)
    column = frame.assign(language=language)
    pd.testing.assert_frame_equal(reliability_table(column, instrument, "self", by="language"), expected)
    listed = reliability_table(frame, instrument, "self", by=language.tolist())
    pd.testing.assert_frame_equal(listed.rename(columns={"group": "language"}), expected)


def test_who_left_an_item_out_counts_for_the_other_scales():
    instrument = load_instrument("mindset")
    frame = answers(instrument, 50)
    frame.loc[:4, "vision_1.energy"] = np.nan
    table = reliability_table(frame, instrument, "self").set_index("scale")
    assert table.loc["vision.energy", "n"] == 45 == table.loc["leadership.energy", "n"]
    assert table.loc["values.energy", "n"] == 50


def test_a_negative_alpha_has_no_error_of_measurement_and_says_so():
    climate = load_instrument("leadership-climate")
    rng = np.random.default_rng(4)
    first = rng.integers(1, 6, 60)
    columns = {f"LEAD{number:02}": first if number % 2 else 6 - first for number in range(1, 11)}
    frame = pd.DataFrame(columns | {"LEAD11": rng.integers(1, 6, 60)})
    row = reliability_table(frame, climate).iloc[0]
    assert row["alpha"] < 0 and np.isnan(row["sem"]) and "negative alpha" in row["reason"]


def test_what_does_not_fit_is_refused_with_a_reason():
    instrument = load_instrument("mindset")
    frame = answers(instrument, 40)
    with pytest.raises(Refused, match="no column `language`"):
        reliability_table(frame, instrument, "self", by="language")
    with pytest.raises(Refused, match="40 people and 2 groups"):
        reliability_table(frame, instrument, "self", by=["en", "es"])
    with pytest.raises(Refused, match="same people"):
        reliability_table(frame, instrument, "self", by=pd.Series(["en"] * 40, index=range(100, 140)))
    with pytest.raises(Refused, match="no scale of two items"):
        reliability_table(pd.DataFrame(), instrument, "our_month")
