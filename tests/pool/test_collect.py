import json
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from workshop_kit import home
from workshop_kit.instrument import Refused, load_instrument
from workshop_kit.pool import archive
from workshop_kit.pool.collect import import_csv
from workshop_kit.pool.tally import Tally
from workshop_kit.pool.together import together

DATA = Path(__file__).parents[3] / "shared" / "data"
ITEMS = [f"LEAD{number:02}" for number in range(1, 12)]
INSTRUMENT = "leadership-climate"


def csv_of(folder, *rows, header=("COMPID", *ITEMS), name="answers.csv"):
    file = folder / name
    file.write_text("\n".join(",".join(map(str, row)) for row in (header, *rows)) + "\n", encoding="utf-8")
    return file


def map_of(folder, text=None):
    file = folder / "map.yaml"
    file.write_text(
        text or "group: COMPID\nitems:\n" + "".join(f"  {item}: {item}\n" for item in ITEMS), encoding="utf-8"
    )
    return file


def imported(folder, *rows, **options):
    return import_csv(csv_of(folder, *rows, **options), map_of(folder), INSTRUMENT, folder / "out")


def good(group="a", value=3):
    return [group, *[value] * 11]


@pytest.mark.skipif(not DATA.is_dir(), reason="the real data are not here (looked in ../shared/data)")
def test_two_thousand_real_people_go_in_and_add_up_to_the_same_tally_as_the_file(tmp_path):
    summary = import_csv(DATA / "lq2002.csv", map_of(tmp_path), load_instrument(INSTRUMENT), tmp_path / "out")
    assert (summary.people, summary.groups, summary.kept_out, summary.empty) == (2042, 49, 0, 0)
    opened = archive.read(tmp_path / "out")
    frame = pd.read_csv(DATA / "lq2002.csv")
    assert opened.tally == Tally.of(frame[ITEMS], load_instrument(INSTRUMENT), "climate")
    assert {name: t.n for name, t in opened.groups.items()} == {
        str(k): v for k, v in frame.COMPID.value_counts().sort_index().items()
    }
    assert sum(t.figures["climate"].total for t in opened.groups.values()) == opened.tally.figures["climate"].total


def test_a_row_with_a_value_off_the_scale_is_named_by_line_and_column_and_kept_out_while_the_rest_goes_in(tmp_path):
    summary = imported(tmp_path, good(), ["a", 6, *[3] * 9, 0], good("b"), ["b", "often", *[3] * 10], [*good(), 1])
    assert (summary.rows, summary.people, summary.kept_out) == (5, 2, 3)
    named = [(fault.line, fault.column) for fault in summary.faults]
    assert named == [(3, "LEAD01"), (3, "LEAD11"), (5, "LEAD01"), (6, "–")]
    said = "\n".join(summary.lines())
    assert "line 3, column LEAD01: 6 is not on the scale" in said and "3 rows" in said
    assert archive.read(tmp_path / "out").manifest.kept_out == 3


def test_a_row_without_a_single_answer_is_counted_and_kept_out_and_a_missing_answer_is_not(tmp_path):
    summary = imported(tmp_path, ["a", *[""] * 11], ["a", *["NA"] * 11], ["a", "", *[3] * 10], ["", *[4] * 11])
    assert (summary.empty, summary.people, summary.kept_out) == (2, 2, 0)
    opened = archive.read(tmp_path / "out")
    assert opened.answers["LEAD01"].isna().sum() == 1
    assert list(opened.groups) == ["a"] and opened.tally.n == 2, "who has no group counts in the whole alone"


def test_line_numbers_hold_behind_fields_of_several_lines_and_blank_ones(tmp_path):
    file = tmp_path / "answers.csv"
    rows = ['"two\nlines",' + ",".join("3" * 11), "", "b," + ",".join("9" * 11)]
    file.write_text("\n".join([",".join(("COMPID", *ITEMS)), *rows]) + "\n", encoding="utf-8")
    summary = import_csv(file, map_of(tmp_path), INSTRUMENT, tmp_path / "out")
    assert {fault.line for fault in summary.faults} == {5}


@pytest.mark.parametrize("delimiter, encoding", [(";", "utf-8-sig"), ("\t", "utf-8"), (",", "utf-8-sig")])
def test_files_of_spreadsheets_are_read_as_they_are(tmp_path, delimiter, encoding):
    file = tmp_path / "answers.csv"
    rows = [delimiter.join(map(str, row)) for row in (("COMPID", *ITEMS), good(), ["a", "4.0", *[3] * 10])]
    file.write_text("\r\n".join(rows), encoding=encoding)
    assert import_csv(file, map_of(tmp_path), INSTRUMENT, tmp_path / "out").people == 2


def test_columns_that_the_map_does_not_name_and_the_order_of_the_rows_stay_behind(tmp_path):
    header = ("name", "COMPID", *ITEMS)
    rows = [["Ada", *good("b", 5)], ["Grace", *good("a", 4)], ["Ida", *good("a", 1)]]
    imported(tmp_path, *rows, header=header)
    there = archive.read(tmp_path / "out")
    assert list(there.answers.columns) == ITEMS
    assert list(there.answers["LEAD01"]) == [1, 4, 5]
    assert not any(b"Ada" in file.read_bytes() for file in (tmp_path / "out").rglob("*") if file.is_file())
    shuffled = tmp_path / "again"
    shuffled.mkdir()
    imported(shuffled, *reversed(rows), header=header)
    for name in ("responses.parquet", "archive.json", "README.md"):
        assert (tmp_path / "out" / name).read_bytes() == (shuffled / "out" / name).read_bytes()


def test_the_archive_holds_the_instrument_as_it_was_used(tmp_path):
    own = tmp_path / "own"
    shutil.copytree(home.data() / "instruments" / INSTRUMENT, own)
    text = (own / "instrument.yaml").read_text("utf-8").replace("minimum: 8", "minimum: 11")
    (own / "instrument.yaml").write_text(text, encoding="utf-8")
    rows = csv_of(tmp_path, ["a", "", *[3] * 10], good())
    import_csv(rows, map_of(tmp_path), own, tmp_path / "out")
    shutil.rmtree(own)
    assert archive.read(tmp_path / "out").tally.figures["climate"].n == 1


def test_other_kinds_of_question_come_in_too(tmp_path):
    file = csv_of(tmp_path, ["leadership", "vision|values"], ["both", "vision"], header=("s", "g"))
    sorting = map_of(tmp_path, "activity: sorting\nitems: {purpose: s}\n")
    import_csv(file, sorting, "mindset", tmp_path / "sorting")
    assert archive.read(tmp_path / "sorting").tally.counts("purpose") == {"leadership": 1, "both": 1, "management": 0}
    month = map_of(tmp_path, "activity: our_month\nitems: {work_on: g}\n")
    import_csv(file, month, "mindset", tmp_path / "month")
    assert archive.read(tmp_path / "month").tally.counts("work_on")["vision"] == 2


def test_several_archives_add_up_and_different_questions_do_not(tmp_path):
    for name in ("spring", "autumn"):
        import_csv(csv_of(tmp_path, *[good()] * 6), map_of(tmp_path), INSTRUMENT, tmp_path / name)
    assert together([tmp_path / "spring", tmp_path / "autumn"]).tally.n == 12
    import_csv(
        csv_of(tmp_path, ["both"], header="s"),
        map_of(tmp_path, "activity: sorting\nitems: {rule: s}"),
        "mindset",
        tmp_path / "x",
    )
    with pytest.raises(Refused, match=r"spring and .*x do not add up: the first asked `climate` of leadership-climate"):
        together([tmp_path / "spring", tmp_path / "x"])


@pytest.mark.parametrize(
    "text, said",
    [
        ("items: {LEAD99: LEAD01}", r"map.yaml, line 1: `climate` has no answer key `LEAD99`"),
        ("items:\n  LEAD01: Q1\n", r"map.yaml, line 2: answers.csv has no column `Q1`; it has: COMPID"),
        ("items: {LEAD01: LEAD01}\ngroup: TEAM", r"line 2: answers.csv has no column `TEAM`"),
        ("items: {LEAD01: LEAD01, LEAD02: LEAD01}", r"column `LEAD01` stands for `LEAD01` and for `LEAD02`"),
        ("items: {}", r"no item is named"),
        ("activity: nothing\nitems: {LEAD01: LEAD01}", r"line 1: leadership-climate has no activity `nothing`"),
        ("item: {LEAD01: LEAD01}", r"map.yaml, line 1"),
        ("items: [", r"map.yaml, line \d: not valid YAML"),
    ],
)
def test_a_map_that_does_not_fit_is_refused_with_its_line_and_nothing_is_written(tmp_path, text, said):
    with pytest.raises(Refused, match=said):
        import_csv(csv_of(tmp_path, good()), map_of(tmp_path, text), INSTRUMENT, tmp_path / "out")
    assert {file.name for file in tmp_path.iterdir()} == {"answers.csv", "map.yaml"}


def test_a_file_that_cannot_be_used_is_refused_and_nothing_is_written(tmp_path):
    for content, said in [
        (b"", "is empty"),
        (b"COMPID,LEAD01\n\xff\xfe", "UTF-8"),
        (",".join(("COMPID", *ITEMS)).encode(), "no row can be used"),
        (",".join(("COMPID", "LEAD01", *ITEMS)).encode(), "two columns are called `LEAD01`"),
    ]:
        (tmp_path / "answers.csv").write_bytes(content)
        with pytest.raises(Refused, match=said):
            import_csv(tmp_path / "answers.csv", map_of(tmp_path), INSTRUMENT, tmp_path / "out")
    with pytest.raises(Refused, match="no such file"):
        import_csv(tmp_path / "none.csv", map_of(tmp_path), INSTRUMENT, tmp_path / "out")
    assert {file.name for file in tmp_path.iterdir()} == {"answers.csv", "map.yaml"}


def test_an_archive_that_is_there_is_never_written_over(tmp_path):
    imported(tmp_path, good())
    before = (tmp_path / "out" / "archive.json").read_bytes()
    with pytest.raises(Refused, match="already there"):
        imported(tmp_path, good(), good())
    assert (tmp_path / "out" / "archive.json").read_bytes() == before


def test_a_disk_that_fails_half_way_leaves_nothing(tmp_path, monkeypatch):
    written = []

    def write(place, content):
        if len(written) == 3:
            raise OSError(28, "disk full")
        written.append(place.write_bytes(content))

    monkeypatch.setattr("workshop_kit.pool.packing._write_file", write)
    with pytest.raises(Refused, match="disk full"):
        imported(tmp_path, good())
    assert {file.name for file in tmp_path.iterdir()} == {"answers.csv", "map.yaml"}


def test_an_archive_can_be_a_zip_too_and_is_the_same_bytes_every_time(tmp_path):
    csv_file, mapped = csv_of(tmp_path, good(), good("b", 5)), map_of(tmp_path)
    for name in ("one.zip", "two.zip", "folder"):
        import_csv(csv_file, mapped, INSTRUMENT, tmp_path / name)
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    opened = archive.read(tmp_path / "one.zip")
    assert opened.name == "one" and opened.tally == archive.read(tmp_path / "folder").tally
    by_hand = shutil.make_archive(tmp_path / "by_hand", "zip", tmp_path, "folder")
    assert archive.read(by_hand).tally == opened.tally
    with pytest.raises(Refused, match="already there"):
        import_csv(csv_file, mapped, INSTRUMENT, tmp_path / "one.zip")


def test_archives_of_the_first_format_are_still_read(tmp_path):
    imported(tmp_path, good(), good("b", 5))
    now, old = archive.read(tmp_path / "out").tally, tmp_path / "old"
    shutil.copytree(tmp_path / "out", old)
    shutil.move(old / "instruments" / INSTRUMENT, old / "instrument")
    shutil.rmtree(old / "instruments")
    (old / "codebook.csv").unlink()
    content = json.loads((old / "archive.json").read_text())
    del content["kind"]
    (old / "archive.json").write_text(json.dumps(content | {"format": 1}))
    assert archive.read(old).tally == now and list(archive.read(old).groups) == ["a", "b"]


def test_only_its_owner_can_open_an_archive(tmp_path):
    imported(tmp_path, good())
    assert stat.S_IMODE((tmp_path / "out").stat().st_mode) == 0o700


def test_what_is_no_archive_is_refused(tmp_path):
    with pytest.raises(Refused, match="is no archive"):
        archive.read(tmp_path)
    imported(tmp_path, good())
    file = tmp_path / "out" / "archive.json"
    content = json.loads(file.read_text())
    file.write_text(json.dumps(content | {"format": 99}))
    with pytest.raises(Refused, match=r"later version of the kit \(format 99"):
        archive.read(tmp_path / "out")
    file.write_text(json.dumps(content | {"n": 7}))
    with pytest.raises(Refused, match="holds 1 people, not 7"):
        together([tmp_path / "out"])
    for torn in ("{", "[]", '{"format": "x"}', '{"format": 2}', "\x00"):
        file.write_text(torn)
        with pytest.raises(Refused, match="damaged"):
            archive.read(tmp_path / "out")
    file.write_text(json.dumps(content))
    (tmp_path / "out" / "responses.parquet").unlink()
    with pytest.raises(Refused, match=r"responses\.parquet is missing"):
        together([tmp_path / "out"])
    shutil.copytree(home.data() / "instruments" / "closing", tmp_path / "out" / "instruments" / INSTRUMENT,
                    dirs_exist_ok=True)  # fmt: skip
    with pytest.raises(Refused, match="two instruments are mixed"):
        archive.read(tmp_path / "out").instrument  # noqa: B018


def test_the_command_says_what_it_did_and_refuses_with_one_sentence(tmp_path):
    file, mapped = csv_of(tmp_path, good(), good(value=9)), map_of(tmp_path)
    asked = [sys.executable, "-m", "workshop_kit", "import", file, "--map", mapped, "--instrument", INSTRUMENT]
    told, again = (
        subprocess.run([*asked, "-o", tmp_path / "out"], capture_output=True, text=True, check=False) for _ in range(2)
    )
    assert told.returncode == 0 and "line 3, column LEAD01" in told.stdout
    assert again.returncode == 1 and "already there" in again.stderr and "Traceback" not in again.stderr
