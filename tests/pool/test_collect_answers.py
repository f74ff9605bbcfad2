"""A field as an answer, a file as rows, a map that fits: what is taken, what is refused, and in which words."""

import csv
import io
import os
import pty
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import msgspec
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from running import environment, workshop

from workshop_kit.instrument import KINDS, Refused, load_instrument
from workshop_kit.pool import archive
from workshop_kit.pool.collect import import_csv
from workshop_kit.pool.collect.answers import MISSING, REFUSED, Column, labels_of
from workshop_kit.pool.collect.identifying import by_content, by_heading
from workshop_kit.pool.collect.mapping import RawMap
from workshop_kit.pool.collect.sheet import Sheet

LEAD = [f"LEAD{number:02}" for number in range(1, 12)]
LANGUAGES = ("en", "es", "de", "fr", "ar")
MAP = "instrument: leadership-climate\nitems:\n" + "".join(f"  {item}: {item}\n" for item in LEAD)


def column(instrument, activity, key, **more):
    spoken = {language: load_instrument(instrument, language) for language in LANGUAGES}
    admits = spoken["en"].activity(activity).keys[key]
    return Column(admits, labels_of(key, spoken, activity), MISSING, **more)


def read(reader, text):
    code = reader[text]
    return reader.problems[text] if code == REFUSED else reader.values[code]


def imported(folder, content: str | bytes, mapped: str = MAP, **options):
    (folder / "answers.csv").write_bytes(content if isinstance(content, bytes) else content.encode())
    (folder / "map.yaml").write_text(mapped, encoding="utf-8")
    return import_csv(folder / "answers.csv", folder / "map.yaml", None, folder / "out", **options)


def rows(*people, header=LEAD):
    return "\n".join(",".join(map(str, row)) for row in (header, *people)) + "\n"


# one field ---------------------------------------------------------------------------------------------------


FOUR = (
    "4|4.0|4,0|4,00| 4 |٤|Agree|AGREE.|stimme zu|De acuerdo|D’accord|d'accord|أوافق|4 - agree|(4) Agree|4 = stimme zu"
)


@pytest.mark.parametrize("text", FOUR.split("|"))
def test_numbers_and_labels_in_every_language_are_read(text):
    assert read(column("leadership-climate", "climate", "LEAD01"), text) == 4


@pytest.mark.parametrize("text", ["", "NA", "N/A", "I cannot say", "Kann ich nicht sagen", "لا يمكنني الحكم"])
def test_what_says_that_nobody_answered_is_missing(text):
    assert read(column("leadership-climate", "climate", "LEAD01"), text) is None


@pytest.mark.parametrize(
    "text, said",
    [
        ("6", "6 is not on the scale; it takes 1 to 5"),
        ("0", "0 is not on the scale"),
        ("3,5", "3,5 is not on the scale"),
        ("maybe", "“maybe” is not on the scale; it takes 1 to 5, or a label"),
        ("1 - strongly agree", "the number says 1 and the label 5"),
        ("1e0", "is not on the scale"),
        ("nan", "is not on the scale"),
        ("9" * 400, "is not on the scale"),
    ],
)
def test_what_is_neither_is_refused_with_its_reason(text, said):
    assert said in read(column("leadership-climate", "climate", "LEAD01"), text)


def test_every_label_of_every_language_stands_for_its_own_point():
    for language in LANGUAGES:
        block = load_instrument("mindset", language).activity("self").blocks[0]
        for lens in block.lenses:
            reader = column("mindset", "self", f"vision_1.{lens.id}")
            assert [read(reader, label) for label in lens.labels] == [1, 2, 3, 4, 5]


def test_choices_are_read_by_id_and_by_words_and_several_of_them_however_they_are_separated():
    reader = column("mindset", "our_month", "work_on")
    for text in ("vision|values", "Vision and purpose;Values and culture;", "vision and purpose, Values and culture"):
        assert read(reader, text) == ["vision", "values"], text
    assert "“Shoes” is none of its options: vision, values" in read(reader, "vision;Shoes")
    assert "4 choices" in read(reader, "vision;values;example;tracking")
    role = column("mindset", "role", "role")
    label = load_instrument("mindset").activity("role").blocks[0].items[0].options[1].text
    assert "," in label and read(role, label) == ["delivery"], "a comma inside of a label separates nothing"
    assert read(column("mindset", "sorting", "rule"), "Beides") == "both"


def test_words_of_the_map_go_before_those_of_the_instrument():
    reader = column("leadership-climate", "climate", "LEAD01", own={"0": 1, "1": 2, "agree": 5})
    assert [read(reader, text) for text in ("0", "1", "agree", "3")] == [1, 2, 5, 3]


ASKED = [
    ("leadership-climate", "climate", "LEAD01"),
    ("mindset", "our_month", "work_on"),
    ("mindset", "sorting", "rule"),
]
READERS = [column(*asked) for asked in ASKED]


@given(text=st.text(max_size=40) | st.text("0123456789.,-()|; ", max_size=8), which=st.integers(0, 2))
def test_any_text_at_all_is_an_answer_or_refused_with_a_reason(text, which):
    reader = READERS[which]
    value = read(reader, text)
    if reader[text] == REFUSED:
        assert value
    elif value is not None:
        assert KINDS[reader.admits["kind"]].fault(reader.admits, value) is None


# the file ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_every_encoding_and_separator_is_told_from_the_file(tmp_path, encoding, separator):
    text = io.StringIO()
    asked = "What, then; do you say | of „Führung“?"
    csv.writer(text, delimiter=separator).writerows([[asked, *LEAD], *[["one, two; three", *[3] * 11]] * 4])
    mapped = MAP.replace("  LEAD02: LEAD02\n", "")
    assert imported(tmp_path, text.getvalue().encode(encoding), mapped).people == 4
    assert Sheet.of(tmp_path / "answers.csv").header[0] == asked


def test_what_excel_adds_does_no_harm(tmp_path):
    text = "sep=;\r\n" + rows([3] * 11, [4] * 11).replace(",", ";").replace("\n", ";;\r\n").replace(
        "LEAD11;;", "LEAD11"
    )
    assert imported(tmp_path, text).people == 2
    lines = "sep=;\n" + rows([3] * 11, ["x"] + [3] * 10).replace(",", ";")
    (tmp_path / "again").mkdir()
    assert [fault.line for fault in imported(tmp_path / "again", lines).faults] == [4]


def test_an_older_excel_needs_one_line_in_the_map(tmp_path):
    text = rows(["über alles", *[3] * 11], header=["Äußerung", *LEAD]).encode("cp1252")
    with pytest.raises(Refused, match=r"is not UTF-8 text.*encoding: windows-1252"):
        imported(tmp_path, text)
    assert imported(tmp_path, text, MAP + "encoding: windows-1252\n").unused == ("Äußerung",)
    with pytest.raises(Refused, match="there is no encoding `latin-99`"):
        import_csv(tmp_path / "answers.csv", mapped(tmp_path, MAP + "encoding: latin-99\n"), None, tmp_path / "x")


def mapped(folder, text):
    (folder / "other.yaml").write_text(text, encoding="utf-8")
    return folder / "other.yaml"


def _zip(*names) -> bytes:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w") as packed:
        for name in names:
            packed.writestr(name, "x")
    return into.getvalue()


@pytest.mark.parametrize(
    "content, said",
    [
        (_zip("[Content_Types].xml", "xl/workbook.xml"), "is an Excel workbook. Open it, save it as “CSV UTF-8”"),
        (_zip("form/answers.csv"), "is a zip file. Unpack it first, and import `answers.csv`"),
        (_zip("spring/archive.json"), "is an archive already"),
        (b"PK\x03\x04torn", "is a zip file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "an old Excel workbook"),
        (b"%PDF-1.7\n", "a PDF, and not a CSV"),
        (b"PAR1\x00\x00", "a Parquet file"),
        (b"<!DOCTYPE html><html>", "is a web page"),
        (b'{"answers": [1, 2]}', "is JSON"),
        (b"a\x00b\x01\x02\x03 picture" + bytes(3), "is no text, and not a CSV"),
        (b"", "is empty"),
        (b"\xef\xbb\xbf\n\n", "is empty"),
        (b",,,\n1,2,3\n", "is empty"),
        ((",".join(LEAD) + '\n"3,' + "3," * 200_000).encode(), "line 2: a field that begins here never ends"),
    ],
)
def test_a_file_that_is_no_csv_is_refused_with_what_it_is_and_nothing_is_written(tmp_path, content, said):
    with pytest.raises(Refused) as refused:
        imported(tmp_path, content)
    assert said in str(refused.value) and "\n" not in str(refused.value)
    assert {file.name for file in tmp_path.iterdir()} == {"answers.csv", "map.yaml"}


def test_the_map_in_the_documents_is_one_and_names_all_that_may_stand_in_a_map():
    text = (Path(__file__).parents[2] / "docs" / "import.md").read_text("utf-8")
    whole, part = (yaml.safe_load(block) for block in re.findall(r"^```yaml\n(.*?)^```", text, re.M | re.S))
    assert set(whole) == set(RawMap.__struct_fields__)
    known = load_instrument("leadership-climate").activity("climate").keys
    assert msgspec.convert(whole, RawMap).items.keys() <= known.keys()
    assert set(msgspec.convert(part, RawMap).items) == {"work_on"}


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=300) | st.text('LEAD01,;\n\t"|3x\x00é', max_size=80).map(str.encode))
def test_any_bytes_at_all_are_read_or_refused_in_words(tmp_path, content):
    (tmp_path / "answers.csv").write_bytes(content)
    try:
        sheet = Sheet.of(tmp_path / "answers.csv")
        assert all(line > sheet.begins and fields for line, fields in sheet.rows())
    except Refused as refused:
        assert str(tmp_path) in str(refused)


# the map -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text, said",
    [
        ("items: {LEAD01: q, LEAD02: q}", "column `q` stands for `LEAD01` and for `LEAD02`"),
        ("items: {LEAD01: q, LEAD02: 'q #1'}", "line 1: two columns are called `q`. Write `q #1` or `q #2`"),
        ("items: {LEAD01: 'q #1', LEAD02: ' q #1 '}", "column `q #1` stands for `LEAD01` and for `LEAD02`"),
        ("items: {LEAD01: 'q #3'}", "has no column `q #3`"),
        ("group: a\nitems: {LEAD01: a}", "column `a` stands for the group and for `LEAD01`"),
        ("items: {LEAD01: a, LEAD02: 'a #1'}", "column `a` is named twice"),
        ("items: {LEAD01: Our laeders}", "Did you mean `Our leaders`?"),
        ("group: E-mail\nitems: {LEAD01: a}", "line 2: column `E-mail` looks like an e-mail address"),
        ("items: {LEAD01: Name}", "column `Name` looks like a name"),
        ("group: who\nitems: {LEAD01: a}", "Column `who` is to be the group, and holds an e-mail address"),
        ("items: {LEAD01: {x: a}}", "needs one column, and not one an option"),
        ("items: {LEAD01: a}\nlabels: {x: [1]}", "map.yaml, line 3"),
    ],
)
def test_a_map_that_does_not_fit_is_refused_in_one_sentence(tmp_path, text, said):
    header = ["q", "q", "a", "E-mail", "Name", "who", "Our leaders"]
    content = rows(*[[3, 3, 3, "ada@example.org", "Ada", "ada@example.org", 3]] * 3, header=header)
    with pytest.raises(Refused) as refused:
        imported(tmp_path, content, f"instrument: leadership-climate\n{text}")
    assert said in str(refused.value) and "\n" not in str(refused.value), refused.value
    assert not (tmp_path / "out").exists()


def test_one_of_two_columns_of_one_name_is_taken_by_its_number(tmp_path):
    content = rows([1, 5], [2, 4], header=["q", "q"])
    imported(tmp_path, content, "instrument: leadership-climate\nitems: {LEAD01: 'q #2', LEAD02: 'q #1'}")
    assert archive.read(tmp_path / "out").answers.to_dict("list") == {"LEAD01": [4, 5], "LEAD02": [2, 1]}


def test_the_map_and_the_command_must_mean_one_instrument(tmp_path):
    imported(tmp_path, rows([3] * 11))
    for named in ("leadership-climate", load_instrument("leadership-climate", "de")):
        summary = import_csv(tmp_path / "answers.csv", tmp_path / "map.yaml", named, tmp_path / f"{id(named)}.zip")
        assert summary.people == 1
    with pytest.raises(Refused, match="line 1: the map is for `leadership-climate`, and `closing` was asked for"):
        import_csv(tmp_path / "answers.csv", tmp_path / "map.yaml", "closing", tmp_path / "x")


def test_a_group_for_nearly_everybody_is_no_group(tmp_path):
    content = rows(*([f"person {row}", *[3] * 11] for row in range(30)), header=["who", *LEAD])
    with pytest.raises(Refused, match="has 30 groups for 30 people, so it is probably a name"):
        imported(tmp_path, content, "group: who\n" + MAP)
    assert not (tmp_path / "out").exists()


# what is refused, and who somebody is ------------------------------------------------------------------------


def test_every_refused_value_is_listed_and_the_archive_keeps_no_word_of_it(tmp_path):
    people = [[3] * 11, ["Ada Long", 9, *[3] * 9], [3] * 10, [4] * 11]
    summary = imported(tmp_path, rows(*people), refused=tmp_path / "refused.csv")
    table = list(csv.DictReader((tmp_path / "refused.csv").read_text("utf-8-sig").splitlines()))
    assert [(row["line"], row["column"], row["value"]) for row in table] == [
        ("3", "LEAD01", "Ada Long"),
        ("3", "LEAD02", "9"),
        ("4", "–", ""),
    ]
    assert (summary.rows, summary.people, summary.kept_out) == (4, 2, 2)
    manifest = archive.read(tmp_path / "out").manifest
    assert [(fault.line, fault.column) for fault in manifest.faults] == [(3, "LEAD01"), (3, "LEAD02"), (4, "–")]
    assert "9 is not on the scale" in manifest.faults[1].problem
    assert not any(b"Ada" in file.read_bytes() for file in (tmp_path / "out").rglob("*") if file.is_file())


def test_numbers_in_the_map_need_no_quotes(tmp_path):
    content = rows([0, -99], [4, 3], header=["1", "2"])
    own = "instrument: leadership-climate\nitems: {LEAD01: 1, LEAD02: 2}\nmissing: [-99]\nlabels: {0: 1, 4: 5}\n"
    imported(tmp_path, content, own)
    answers = archive.read(tmp_path / "out").answers
    assert answers["LEAD01"].tolist() == [1, 5] and answers["LEAD02"].isna().tolist() == [True, False]


def test_a_word_that_is_an_answer_after_all_is_said_in_the_map(tmp_path):
    content = rows(*[["Quite", *[3] * 10]] * 8)
    with pytest.raises(Refused, match=r"(?s)lines 2, 3, 4, 5, 6 and 3 more, column LEAD01.*8 values in all.*`labels:`"):
        imported(tmp_path, content)
    assert imported(tmp_path, content, MAP + "labels: {quite: 4}\n").people == 8


def test_where_no_row_fits_the_list_is_written_and_the_archive_is_not(tmp_path):
    with pytest.raises(
        Refused, match=r"no row can be used \(3 read\).*\n  lines 2, 3 and 4, column LEAD01: “x” is not"
    ):
        imported(tmp_path, rows(*[["x", *[3] * 10]] * 3), refused=tmp_path / "refused.csv")
    assert len((tmp_path / "refused.csv").read_text("utf-8-sig").splitlines()) == 4
    assert not (tmp_path / "out").exists()


def test_a_file_where_nothing_fits_is_not_read_to_its_end(tmp_path):
    told = []
    with pytest.raises(Refused, match="in the first 20,000 rows more than 220,000 values do not fit"):
        imported(tmp_path, rows(*[["x"] * 11] * 60_000), progress=lambda *read: told.append(read))
    assert all(read < size for read, size in told)
    assert not (tmp_path / "out").exists()


def test_the_summary_says_what_stayed_behind_and_why(tmp_path):
    header = ["Zeitstempel", "Adresse e-mail", "Shoe size", "Team", *LEAD]
    content = rows(*[["1.2.2026", "a@b.org", 38, team, *[3] * 11] for team in ("Sales", "sales")], header=header)
    said = "\n".join(imported(tmp_path, content, "group: Team\n" + MAP).lines())
    assert "a time: Zeitstempel" in said and "address or a user's name: Adresse e-mail" in said
    assert "the map does not name them: Shoe size" in said
    assert "`Sales` and `sales` count as different groups" in said


PERSONAL = "Timestamp|Horodateur|E-Mail-Adresse|ipaddr. IP address|Nombre|submitdate|Group time: Leaders|TOKEN|الاسم"


@pytest.mark.parametrize("heading", PERSONAL.split("|"))
def test_columns_that_say_who_somebody_is_are_known_by_their_heading(heading):
    assert by_heading(heading) not in (None, "tool")


@pytest.mark.parametrize("heading", ["LEAD01", "Team", "Name your team’s strengths", "How was the time?", "Q1 [Email]"])
def test_and_others_are_not_taken_for_such(heading):
    assert by_heading(heading) is None


def test_or_by_what_stands_in_them():
    assert by_content(["ada@example.org", "x@y.org", ""]) == "mail"
    assert by_content(["192.168.1.7", "10.0.0.1"]) == by_content(["fe80:0:0:0:1:2:3:4"]) == "place"
    assert by_content(["2026-11-03 09:12", "3.11.26", "2026/11/20 9:12:33 AM GMT+1"]) == "time"
    assert by_content(["+49 30 1234567"]) == "phone"
    assert by_content(["1", "2", "3,0", "3.5"]) is by_content(["Sales"]) is by_content([]) is None


# the command -------------------------------------------------------------------------------------------------


def test_the_command_suggests_and_imports_and_says_how_it_is_used(tmp_path):
    (tmp_path / "answers.csv").write_text(rows([3] * 11, ["x", *[3] * 10]))
    told = workshop("import", "--suggest", "answers.csv", "-o", "map.yaml", home=tmp_path)
    assert told.returncode == 0 and "workshop import answers.csv --map map.yaml -o FOLDER" in told.stdout, told.stderr
    told = workshop("import", "answers.csv", "--map", "map.yaml", "--refused", "r.csv", "-o", "out", home=tmp_path)
    assert told.returncode == 0 and "line 3, column LEAD01: “x”" in told.stdout and "stands in r.csv" in told.stdout
    (tmp_path / "fine.csv").write_text(rows([3] * 11))
    told = workshop("import", "fine.csv", "--map", "map.yaml", "--refused", "no.csv", "-o", "in", home=tmp_path)
    assert "none is missing" in told.stdout and "No value was refused: there is no no.csv." in told.stdout
    for wrong in (["--suggest", "--map", "map.yaml"], [], ["--map", "map.yaml", "--activity", "climate"]):
        told = workshop("import", "answers.csv", *wrong, "-o", "x", home=tmp_path)
        assert told.returncode == 2 and "Traceback" not in told.stderr
    told = workshop("import", "map.yaml", "--map", "map.yaml", "-o", "x", home=tmp_path)
    assert told.returncode == 1 and len(told.stderr.strip().splitlines()) == 1, told.stderr


def _large(folder, people):
    with (folder / "answers.csv").open("w") as file:
        file.write(",".join(["Comment", *LEAD]) + "\n")
        row = f"{'word ' * 20},1,2,3,4,5,agree,disagree,,3,3,3\n"
        for _ in range(people // 1000):
            file.write(row * 1000)
    (folder / "map.yaml").write_text(MAP)


def _peak(folder) -> int:
    """The most memory, in MB, that an import in a process of its own has needed."""
    program = (
        "import resource; from workshop_kit.pool.collect import import_csv; "
        "print(import_csv('answers.csv', 'map.yaml', None, 'out').people, "
        "resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)"
    )
    line = [sys.executable, "-c", program]
    done = subprocess.run(line, cwd=folder, env=environment(folder), capture_output=True, text=True, check=True)
    return int(done.stdout.split()[1])


@pytest.mark.long
@pytest.mark.skipif(sys.platform != "linux", reason="kilobytes are counted so on Linux")
def test_a_large_file_needs_little_more_room_than_a_small_one(tmp_path):
    peaks = []
    for people in (1_000, 200_000):
        folder = tmp_path / str(people)
        folder.mkdir()
        _large(folder, people)
        peaks.append(_peak(folder))
    size = (tmp_path / "200000" / "answers.csv").stat().st_size / 2**20
    assert size > 24 and peaks[1] - peaks[0] < size, (peaks, size)


def test_a_terminal_sees_a_bar_while_a_long_file_is_read(tmp_path):
    _large(tmp_path, 80_000)
    master, slave = pty.openpty()
    line = [sys.executable, "-m", "workshop_kit", "import", "answers.csv", "--map", "map.yaml", "-o", "out"]
    environ = {**environment(tmp_path), "TERM": "xterm", "COLUMNS": "100"}
    process = subprocess.Popen(line, cwd=tmp_path, env=environ, stdout=subprocess.PIPE, stderr=slave)
    os.close(slave)
    seen = b""
    while True:
        try:
            part = os.read(master, 65536)
        except OSError:
            break
        if not part:
            break
        seen += part
    assert process.wait(timeout=60) == 0
    assert "Reading answers.csv" in seen.decode() and "80,000 people" in process.stdout.read().decode()
