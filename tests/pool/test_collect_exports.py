"""Files of LimeSurvey, Google Forms and Microsoft Forms: a first map is written, and imports what people answered."""

import csv
import io
import random
import re

import pytest
import yaml
from exports import (
    SECRETS,
    google_grids,
    google_month,
    lime_codes,
    lime_options,
    lime_texts,
    microsoft,
    ratings,
    table,
)

from workshop_kit.instrument import Refused, load_instrument
from workshop_kit.pool import archive
from workshop_kit.pool.collect import import_csv
from workshop_kit.pool.collect.suggest import suggest
from workshop_kit.pool.tally import Tally

LEAD = [f"LEAD{number:02}" for number in range(1, 12)]
GIVEN = ratings(30, 11)


def suggested(folder, content: str | bytes, instrument=None, **options):
    """The file, and the map that was suggested for it, with what was said."""
    file = folder / "answers.csv"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    said = suggest(file, instrument, folder / "map.yaml", **options)
    return file, (folder / "map.yaml").read_text("utf-8"), "\n".join(said)


def through(folder, content: str | bytes, instrument=None):
    """What comes out at the end of suggesting and importing."""
    file, mapped, _ = suggested(folder, content, instrument)
    summary = import_csv(file, folder / "map.yaml", None, folder / "out")
    return archive.read(folder / "out"), yaml.safe_load(mapped), summary


def tally_of(given):
    rows = [dict(zip(LEAD, row, strict=True)) for row in given]
    return Tally.of(rows, load_instrument("leadership-climate"), "climate")


EXPORTS = {
    "LimeSurvey, codes": (lime_codes(GIVEN).encode("utf-8-sig"), 3),
    "LimeSurvey, texts": (lime_texts(GIVEN).encode("utf-8-sig"), 0),
    "LimeSurvey, texts in Arabic": (lime_texts(GIVEN, "ar").encode("utf-8"), 0),
    "LimeSurvey, codes and texts": (lime_texts(GIVEN, "fr", coded=True).encode("utf-8"), 0),
    "Microsoft Forms, older Excel": (microsoft(GIVEN).encode("cp1252"), 3),
    "Microsoft Forms, Unicode text": (microsoft(GIVEN, "es").replace(";", "\t").encode("utf-16"), 3),
}


@pytest.mark.parametrize("name", EXPORTS)
def test_an_export_comes_in_with_the_map_that_was_suggested_for_it_and_nothing_of_who_they_are(tmp_path, name):
    content, groups = EXPORTS[name]
    there, mapped, summary = through(tmp_path, content)
    assert mapped["instrument"] == "leadership-climate" and list(mapped["items"]) == LEAD
    assert there.tally == tally_of(GIVEN)
    assert (summary.people, summary.kept_out, len(there.groups)) == (30, 0, groups)
    assert len(summary.identifying) >= 6, "number, times, addresses and names are said to be left out"
    for file in (tmp_path / "out").rglob("*"):
        if file.is_file() and "instruments" not in file.parts and file.name != "codebook.csv":
            assert not [secret for secret in SECRETS if secret.encode() in file.read_bytes()], file.name


@pytest.mark.parametrize("made, first", [(lime_texts, 9), (microsoft, 7), (lime_codes, 10)])
def test_every_row_is_in_or_kept_out_and_every_refused_value_is_listed(tmp_path, made, first):
    separator = ";" if made is microsoft else ","
    header, *people = csv.reader(io.StringIO(made(GIVEN)), delimiter=separator)
    for person in (2, 3, 17):
        people[person][first + 4] = "maybe"
    people[3][first] = "11"
    for person in (5, 6):
        people[person][first : first + 11] = [""] * 11
    people[9] = people[9][:-3]
    file, _, _ = suggested(tmp_path, table([header, *people], separator))
    summary = import_csv(file, tmp_path / "map.yaml", None, tmp_path / "out", refused=tmp_path / "refused.csv")
    listed = list(csv.DictReader((tmp_path / "refused.csv").read_text("utf-8-sig").splitlines()))
    assert (summary.rows, summary.people, summary.kept_out, summary.empty) == (30, 24, 4, 2)
    assert [(row["line"], row["value"]) for row in listed] == [
        ("4", "maybe"), ("5", "11"), ("5", "maybe"), ("11", ""), ("19", "maybe"),
    ]  # fmt: skip
    assert all(row["column"] and row["reason"] for row in listed)
    assert summary.answers + summary.missing == 24 * 11 and archive.read(tmp_path / "out").tally.n == 24


def test_two_grids_of_the_same_rows_are_told_apart_by_the_question_above_them(tmp_path):
    energy, ability = ratings(12, 20, 1), ratings(12, 20, 2)
    there, mapped, _ = through(tmp_path, google_grids(energy, ability))
    assert mapped["form"] == "short" and mapped["group"] == "Which team are you in?"
    items = [item.id for item in load_instrument("mindset", form="short").activity("self").blocks[0].items]
    rows = sorted(
        [
            *zip((f"{id}.energy" for id in items), one, strict=True),
            *zip((f"{id}.ability" for id in items), two, strict=True),
        ]
        for one, two in zip(energy, ability, strict=True)
    )
    assert sorted(sorted(row) for row in rows) == sorted(
        sorted(row.items()) for row in there.answers.to_dict("records")
    )
    assert there.tally.figures["vision.energy"].n == 12, "two items are enough in the short form"


def test_grids_scales_and_checkboxes_of_one_form_come_in_together(tmp_path):
    options = [option.id for option in load_instrument("mindset").activity("our_month").blocks[2].items[0].options]
    chance = random.Random(4)
    made = [chance.sample(options, chance.randint(1, 3)) for _ in range(20)]
    there, mapped, _ = through(tmp_path, google_month(ratings(20, 13), made))
    assert mapped["activity"] == "our_month" and len(mapped["items"]) == 14
    wanted = {option: sum(option in one for one in made) for option in options}
    assert there.tally.figures["work_on"].n == 20
    found = [option for one in there.answers["work_on"] for option in one]
    assert {option: found.count(option) for option in options} == wanted


def test_a_multiple_choice_with_a_column_an_option_is_one_answer(tmp_path):
    made = [{"vision", "efficiency"}, {"example"}, set(), {"vision"}]
    there, mapped, summary = through(tmp_path, lime_options(made), "mindset")
    assert set(mapped["items"]) == {"work_on"} and len(mapped["items"]["work_on"]) == 10
    assert summary.empty == 1, "who ticked nothing answered nothing"
    assert sorted(map(list, there.answers["work_on"])) == [["example"], ["vision"], ["vision", "efficiency"]]


# what the map says -------------------------------------------------------------------------------------------


def test_the_map_says_how_sure_it_is_and_a_turned_sentence_is_never_taken_for_the_same(tmp_path):
    header = ["LEAD01", "Our leaders do not listen before they decide.", "Our leaders always keep their promises",
              "Shoe size"]  # fmt: skip
    rows = "\n".join([",".join(header), *["3,4,5,38"] * 6])
    _, mapped, said = suggested(tmp_path, rows, "leadership-climate")
    assert re.search(r"LEAD01: LEAD01   # the same id", mapped)
    turned = mapped[: mapped.index("LEAD03:")].splitlines()[-3:]
    assert "likely" in turned[0] or "LOOK" in turned[0]
    assert "“Our leaders listen before they decide.” (only in the heading: do not)" in turned[1]
    assert "Left out, because no question is like them:\n#   Shoe size" in mapped
    assert "#LEAD11:    # “Our leaders let us decide how to do our own work.”" in mapped
    assert "1 say the same, 2 likely" in said and "--map" in said


def test_fields_that_do_not_fit_are_shown_beside_their_column(tmp_path):
    rows = "\n".join(["LEAD01,LEAD02", *["3,perhaps"] * 9, "4,4"])
    _, mapped, said = suggested(tmp_path, rows)
    assert "# LOOK: the same id.\n  #   90 % of its fields do not fit, such as “perhaps”\n  LEAD02: LEAD02" in mapped
    assert "look at LEAD02" in said


def test_without_a_question_above_them_the_lenses_of_two_columns_are_for_a_person_to_tell(tmp_path):
    text = load_instrument("mindset").activity("self").blocks[0].items[0].text
    _, mapped, _ = suggested(tmp_path, f'"{text}","{text}"\n' + "3,4\n" * 6, "mindset")
    assert f'vision_1.energy: "{text} #1"' in mapped and f'vision_1.ability: "{text} #2"' in mapped
    assert mapped.count("by the order of the columns alone") == 2


def test_a_scale_from_zero_is_noticed_and_its_labels_turn_it(tmp_path):
    rows = "\n".join([",".join(LEAD), *[",".join("01234012340")] * 3])
    file, mapped, _ = suggested(tmp_path, rows)
    assert yaml.safe_load(mapped)["labels"] == {"0": 1, "1": 2, "2": 3, "3": 4, "4": 5}
    import_csv(file, tmp_path / "map.yaml", None, tmp_path / "out")
    assert list(archive.read(tmp_path / "out").answers.iloc[0]) == [1, 2, 3, 4, 5, 1, 2, 3, 4, 5, 1]


def test_columns_with_few_different_fields_are_offered_as_the_group(tmp_path):
    rows = "\n".join(["COMPID,Birthday,LEAD01", *(f"{row % 3},19{row + 60}-02-03,3" for row in range(12))])
    file, mapped, _ = suggested(tmp_path, rows)
    assert "group" not in yaml.safe_load(mapped) and "#group: COMPID   # 3 different ones" in mapped
    assert "#   Birthday: a time" in mapped
    (tmp_path / "map.yaml").write_text(mapped.replace("#group", "group"), encoding="utf-8")
    assert import_csv(file, tmp_path / "map.yaml", None, tmp_path / "out").groups == 3


def test_a_question_that_was_asked_twice_is_taken_once_and_the_second_is_named(tmp_path):
    text = "Our leaders keep their promises"
    _, mapped, said = suggested(tmp_path, "\n".join([f"{text},{text}2,{text}", *["3,4,5"] * 6]))
    assert yaml.safe_load(mapped)["items"] == {"LEAD04": f"{text} #1"}
    assert f"another column is the same question already. Is it the right one?\n#   {text}2: LEAD04" in mapped
    assert "again what another column asks" in said


def test_other_activities_of_the_same_file_are_named_and_can_be_asked_for(tmp_path):
    sorting = load_instrument("mindset").activity("sorting").blocks[0].items
    month = load_instrument("mindset").activity("our_month").blocks[0].items
    rows = "\n".join(
        [",".join(f'"{item.text}"' for item in (*sorting, *month[:4])), *[",".join(["both"] * 12 + ["3"] * 4)] * 6]
    )
    _, mapped, said = suggested(tmp_path, rows)
    assert "activity: sorting" in mapped and "#   our_month: 4 columns" in mapped and "our_month" in said
    (tmp_path / "map.yaml").unlink()
    _, mapped, _ = suggested(tmp_path, rows, "mindset", activity="our_month")
    assert len(yaml.safe_load(mapped)["items"]) == 4


def test_where_nothing_is_alike_no_map_is_written_and_a_map_is_never_written_over(tmp_path):
    with pytest.raises(Refused, match=r"no column is like a question of any instrument of the kit. Its columns: Shoe"):
        suggested(tmp_path, "Shoe size,Colour\n38,red\n")
    assert not (tmp_path / "map.yaml").exists()
    with pytest.raises(Refused, match="has no activity `month`"):
        suggested(tmp_path, "LEAD01\n3\n", "leadership-climate", activity="month")
    suggested(tmp_path, "LEAD01\n3\n")
    before = (tmp_path / "map.yaml").read_bytes()
    with pytest.raises(Refused, match="already there"):
        suggested(tmp_path, "LEAD02\n3\n")
    assert (tmp_path / "map.yaml").read_bytes() == before


@pytest.mark.parametrize("heading", ["yes", "12", "a: b", "# a", '"q"', "- x", "LEAD01 #1", "über uns?", "null", "@a"])
def test_every_heading_stands_in_the_map_as_yaml_reads_it_back(tmp_path, heading):
    from workshop_kit.pool.collect.drafting import _quoted

    assert yaml.safe_load(f"items:\n  LEAD01: {_quoted(heading)}   # why") == {"items": {"LEAD01": heading}}
