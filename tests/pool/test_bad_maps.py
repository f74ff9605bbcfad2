"""`workshop import --map` with maps and files that do not fit: one sentence with the line, and nothing is written."""

import pytest

ITEMS = [f"LEAD{number:02}" for number in range(1, 12)]
GOOD = "instrument: leadership-climate\nitems:\n" + "".join(f"  {item}: {item}\n" for item in ITEMS)
ROWS = "\n".join([",".join(["team", "Name", "Fair", "Fair", *ITEMS]), *(["A,Ada,1,2," + ",".join("3" * 11)] * 6)])

# name: (the map, what the sentence must say)
MAPS = {
    "a column named twice": (GOOD.replace("LEAD02: LEAD02", "LEAD02: LEAD01"), ["line 4", "`LEAD02`", "Each item"]),
    "a column for the group and an item": (GOOD + "group: LEAD01\n", ["line 14", "`LEAD01`", "Choose one"]),
    "a column of one number twice": (
        GOOD.replace("LEAD01: LEAD01", 'LEAD01: "Fair #1"').replace("LEAD02: LEAD02", 'LEAD02: "Fair  #1"'),
        ["line 4", "Fair #1"],
    ),
    "an item named twice": (GOOD + "  LEAD01: team\n", ["line 14", "`LEAD01`", "twice"]),
    "a column that is not there": (GOOD.replace(": LEAD05", ": Q5"), ["line 7", "`Q5`", "it has: team"]),
    "a column nearly there": (GOOD.replace(": LEAD05", ": LAED05"), ["line 7", "`LAED05`", "Did you mean"]),
    "two columns of a name": (GOOD.replace(": LEAD05", ": Fair"), ["two columns", "`Fair #1`"]),
    "the third of two": (GOOD.replace(": LEAD05", ': "Fair #3"'), ["line 7", "`Fair #3`"]),
    "an unknown key": (GOOD.replace("LEAD05:", "LEAD55:"), ["line 7", "`LEAD55`", "it has: LEAD01"]),
    "an unknown activity": (GOOD + "activity: weather\n", ["line 14", "`weather`", "climate"]),
    "an unknown instrument": (GOOD.replace("leadership-climate", "tarot"), ["line 1", "`tarot`", "mindset"]),
    "an unknown field": (GOOD + "colour: red\n", ["line 14", "`colour`"]),
    "an unknown form": (GOOD + "form: longish\n", ["line 14", "longish"]),
    "an unknown encoding": (GOOD + "encoding: klingon\n", ["`klingon`", "utf-8"]),
    "an encoding that is none": (GOOD + "encoding: base64\n", ["`base64`", "utf-8"]),
    "another encoding": (GOOD + "encoding: utf-16\n", ["utf-16", "answers.csv"]),
    "a name for a column": (GOOD + "group: Name\n", ["line 14", "`Name`", "never enter"]),
    "no items": ("instrument: leadership-climate\n", ["line 1", "items"]),
    "items of nothing": ("instrument: leadership-climate\nitems: {}\n", ["line 2", "LEAD01"]),
    "items that are a list": ("items: [LEAD01]\n", ["line 1", "items"]),
    "a column that is a list": (GOOD.replace(": LEAD05", ": [LEAD05]"), ["line 7", "LEAD05"]),
    "columns for one answer": (GOOD.replace(": LEAD05", ": {a: LEAD05}"), ["line 7", "LEAD05", "one column"]),
    "a label that is a list": (GOOD + "labels: {often: [1]}\n", ["line 14", "often"]),
    "a label off the scale": (GOOD + "labels: {often: 9}\n", ["line 14", "often", "9"]),
    "a map that is a list": ("- items\n- LEAD01\n", ["line 1"]),
    "a map that is a word": ("items\n", ["line 1"]),
    "an empty map": ("", ["line 1"]),
    "broken YAML": ("items:\n  LEAD01: [LEAD01\n", ["line", "YAML"]),
    "a tab": ("items:\n\tLEAD01: LEAD01\n", ["line 2", "YAML"]),
    "a heading without quotes": ("items:\n  LEAD01: Fair: I get what I need\n", ["line 2", "YAML", "quotation marks"]),
    "YAML that is endless": ("items: &a [*a]\n", ["itself"]),
    "YAML that makes things": ("items: !!python/object:os.system {}\n", ["map.yaml", "YAML"]),
    "no text": (b"\x89PNG\x00\xff", ["map.yaml", "cannot be read"]),
}


@pytest.fixture
def refused(run, tmp_path):
    """Imports into an empty folder, and looks that there is one sentence and no file."""

    def called(table, mapping, named, *more):
        for name, content in (("answers.csv", table), ("map.yaml", mapping)):
            if content is not None:
                (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        (tmp_path / "made").mkdir()
        out = tmp_path / "made" / "spring"
        status, said, error = run("import", tmp_path / "answers.csv", "--map", tmp_path / "map.yaml", "-o", out, *more)
        assert (status, said) == (1, ""), error
        assert "unexpected" not in error and "Traceback" not in error
        assert [word for word in named if word not in error] == [], error
        assert not list((tmp_path / "made").iterdir())
        return error

    return called


@pytest.mark.parametrize("name", MAPS)
def test_a_map_that_does_not_fit_gets_one_sentence_with_its_line(refused, name):
    content, named = MAPS[name]
    error = refused(ROWS, content, named)
    assert len(error.strip().splitlines()) == 1, error
    assert "map.yaml" in error or "answers.csv" in error


def test_the_map_that_these_are_made_of_is_fine(run, tmp_path):
    (tmp_path / "answers.csv").write_text(ROWS, "utf-8")
    (tmp_path / "map.yaml").write_text(GOOD, "utf-8")
    status, said, error = run(
        "import", tmp_path / "answers.csv", "--map", tmp_path / "map.yaml", "-o", tmp_path / "out"
    )
    assert (status, error) == (0, "") and "6 people" in said


FILES = {
    "no file": (None, ["there is no such file"]),
    "an empty file": (b"", ["is empty"]),
    "headings alone": (ROWS.splitlines()[0], ["no row can be used"]),
    "rows of nothing": (ROWS.splitlines()[0] + "\n,,,,,,,,,,,,,,", ["no row can be used"]),
    "other bytes": (b"\x00\x01\x02\xff" * 50, ["is no text"]),
    "bytes of an older Excel": (ROWS.replace("Ada", "Ana\u00ef").encode("windows-1252"), ["line 2", "windows-1252"]),
    "an Excel workbook": (b"PK\x03\x04broken", ["is a zip file"]),
    "a PDF": (b"%PDF-1.7", ["a PDF"]),
    "a web page": (b"<!DOCTYPE html><html>", ["web page"]),
    "a quotation mark that never ends": (ROWS + '\nA,"' + "x" * 200_000, ["line 8", "quotation mark"]),
    "everything off the scale": (ROWS.replace(",3", ",7"), ["no row can be used", "7 is not on the scale"]),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_cannot_be_used_gets_a_sentence(refused, name):
    content, named = FILES[name]
    assert "answers.csv" in refused(content, GOOD, named)
