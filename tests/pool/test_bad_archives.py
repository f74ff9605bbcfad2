"""Archives that are spoilt in every way: each command says so in one sentence that names the file, writing nothing."""

import io
import json
import shutil
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from archives import archive_of_a_room

from workshop_kit.notebook import analysis
from workshop_kit.pool import packing
from workshop_kit.pool.collect import import_csv

ITEMS = [f"LEAD{number:02}" for number in range(1, 12)]
ROWS = "responses.parquet"
READING = {
    "report": ["report"],
    "tally": ["tally", "--activity", "our_month"],
    "tally of rows": ["tally"],
    "import": ["import"],
}


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """An archive of each kind: a room's, and one with rows."""
    folder = tmp_path_factory.mktemp("whole")
    archive_of_a_room(folder, "room", people=8, groups={"Field": 8})
    header, rows = ",".join(["team", *ITEMS]), (f"{'AB'[n % 2]},{','.join('12345'[n % 5] * 11)}" for n in range(24))
    (folder / "answers.csv").write_text("\n".join([header, *rows]), "utf-8")
    items = "".join(f"  {item}: {item}\n" for item in ITEMS)
    (folder / "map.yaml").write_text(f"instrument: leadership-climate\ngroup: team\nitems:\n{items}", "utf-8")
    import_csv(folder / "answers.csv", folder / "map.yaml", None, folder / "rows")
    return folder


# how an archive is spoilt: functions of its folder, which may return another path to give ---------------------


def says(name: str, **new):
    """A JSON file with other fields; a field that is `...` is taken out."""

    def spoil(folder: Path):
        content = json.loads((folder / name).read_text("utf-8")) | new
        content = {field: value for field, value in content.items() if value is not ...}
        (folder / name).write_text(json.dumps(content), "utf-8")

    return spoil


def holds(name: str, content: bytes):
    return lambda folder: (folder / name).write_bytes(content) and None


def without(name: str):
    def spoil(folder: Path):
        shutil.rmtree(folder / name) if (folder / name).is_dir() else (folder / name).unlink()

    return spoil


def torn(name: str):
    def spoil(folder: Path):
        content = (folder / name).read_bytes()
        (folder / name).write_bytes(content[: len(content) // 2])

    return spoil


def replaced(name: str, old: str, new: str):
    def spoil(folder: Path):
        text = (folder / name).read_text("utf-8")
        assert old in text
        (folder / name).write_text(text.replace(old, new, 1), "utf-8")

    return spoil


def rows(change):
    """The Parquet file with another table."""

    def spoil(folder: Path):
        change(pd.read_parquet(folder / ROWS)).to_parquet(folder / ROWS, index=False)

    return spoil


def at_row_3(column: str, value):
    def change(table: pd.DataFrame) -> pd.DataFrame:
        table = table.astype({column: object})
        table.loc[2, column] = value
        return table.astype({column: "float64"}) if isinstance(value, float) else table.convert_dtypes()

    return rows(change)


def tallies(change):
    """The manifest with another list of tallies."""

    def spoil(folder: Path):
        manifest = json.loads((folder / "archive.json").read_text("utf-8"))
        says("archive.json", tallies=change(manifest["tallies"]))(folder)

    return spoil


def zipped(change):
    """The folder as a zip of the kit's, its bytes changed."""

    def spoil(folder: Path) -> Path:
        files = {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}
        packed = folder.with_name("spoilt.zip")
        packed.write_bytes(change(packing.packed(files)))
        return packed

    return spoil


def one_file_damaged(content: bytes) -> bytes:
    """A zip whose list is whole: some bytes in the middle of one of its files are not."""
    with zipfile.ZipFile(io.BytesIO(content)) as there:
        first = max(there.infolist(), key=lambda entry: entry.compress_size)
    middle = first.header_offset + 30 + len(first.filename) + first.compress_size // 2
    return content[:middle] + bytes(255 - byte for byte in content[middle : middle + 20]) + content[middle + 20 :]


def a_zip_of(*entries: tuple[str, bytes]):
    def spoil(folder: Path) -> Path:
        packed = folder.with_name("spoilt.zip")
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as there:
            for name, content in entries:
                there.writestr(name, content)
        return packed

    return spoil


def locked(content: bytes) -> bytes:
    """A zip that says of each file that it takes a password."""
    content = bytearray(content)
    for sign, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(sign)
        while at >= 0:
            content[at + place] |= 1
            at = content.find(sign, at + 4)
    return bytes(content)


def another(make):
    """Something else in its place: `make` gets the path."""

    def spoil(folder: Path) -> Path:
        place = folder.with_name("spoilt")
        make(place)
        return place

    return spoil


def doubled(folder: Path):
    """All tallies of a room a second time under another name."""
    manifest = json.loads((folder / "archive.json").read_text("utf-8"))
    says("archive.json", tallies=manifest["tallies"] * 2)(folder)


def of_two(folder: Path):
    """A tally and its manifest that agree upon two people."""
    says("tallies/our_month.json", n=2)(folder)
    tallies(lambda all: [one | ({"n": 2} if one["file"] == "tallies/our_month.json" else {}) for one in all])(folder)


# name: (how it is spoilt, what the sentence must say)
BOTH = {
    "of a newer kit": (says("archive.json", format=3), ["later version", "format 3", "Install"]),
    "a format in words": (says("archive.json", format="two"), ["archive.json", "damaged"]),
    "of no kind": (says("archive.json", kind="rooms"), ["archive.json", "`rooms`"]),
    "a fact missing": (says("archive.json", **{"n": ..., "threshold": ...}), ["archive.json", "damaged"]),
    "a fact of another type": (says("archive.json", n="many", threshold=[5]), ["archive.json", "damaged"]),
    "a manifest cut in two": (torn("archive.json"), ["archive.json", "damaged"]),
    "an empty manifest": (holds("archive.json", b""), ["archive.json", "damaged"]),
    "a manifest that is a list": (holds("archive.json", b"[]"), ["archive.json", "damaged"]),
    "a manifest of other bytes": (holds("archive.json", b"\xff\xfe\x00{"), ["archive.json", "damaged"]),
    "a manifest without end": (holds("archive.json", b"[" * 100_000), ["archive.json", "damaged"]),
    "an archive without manifest": (without("archive.json"), ["is no archive"]),
    "an empty folder": (another(Path.mkdir), ["is no archive"]),
    "nothing at all": (another(lambda place: None), ["there is no such"]),
    "a zip cut in the middle": (zipped(lambda content: content[: len(content) // 2]), ["no whole zip"]),
    "a zip without its end": (zipped(lambda content: content[:-1]), ["no whole zip"]),
    "a zip with one file damaged": (zipped(one_file_damaged), ["no whole zip"]),
    "an empty zip file": (zipped(lambda content: b""), ["no whole zip"]),
    "a locked zip": (zipped(locked), ["password", "Unpack it"]),
    "a zip of something else": (a_zip_of(("holiday.jpg", b"\xff\xd8")), ["is no archive"]),
    "a zip that climbs out": (a_zip_of(("archive.json", b"{}"), ("../../evil.json", b"{}")), ["outside", "evil.json"]),
    "a zip from the root": (a_zip_of(("archive.json", b"{}"), ("/etc/evil.json", b"{}")), ["outside", "evil.json"]),
    "a zip bomb": (a_zip_of(("archive.json", b"{}"), ("bomb", bytes(200 * 1024**2))), ["unpacks to more"]),
    "a zip of too many files": (a_zip_of(*((f"{n}", b"") for n in range(10_001))), ["unpacks to more"]),
    "a zip with a file for a folder": (a_zip_of(("archive.json", b"{}"), ("archive.json/x", b"")), ["cannot be read"]),
}
OF_ROWS = {
    "no rows": (without(ROWS), [ROWS, "is missing"]),
    "a torn Parquet file": (torn(ROWS), [ROWS, "damaged"]),
    "a Parquet file that is none": (holds(ROWS, b"COMPID,LEAD01\n1,2\n"), [ROWS, "damaged"]),
    "a Parquet file that is empty": (holds(ROWS, b""), [ROWS, "damaged"]),
    "a column missing": (rows(lambda table: table.drop(columns="LEAD04")), [ROWS, "`LEAD04`"]),
    "the groups missing": (rows(lambda table: table.drop(columns="group")), [ROWS, "`group`"]),
    "a column too many": (rows(lambda table: table.assign(salary=1)), [ROWS, "`salary`"]),
    "a value off the scale": (at_row_3("LEAD05", 6), [ROWS, "LEAD05", "6 is not on the scale"]),
    "a value between two points": (at_row_3("LEAD05", 2.5), [ROWS, "LEAD05", "2.5 is not on the scale"]),
    "a column of words": (
        rows(lambda table: table.assign(LEAD07=["often"] * len(table))),
        [ROWS, "LEAD07", "not on the scale"],
    ),
    "a column of lists": (rows(lambda table: table.assign(LEAD07=[[1]] * len(table))), [ROWS, "LEAD07"]),
    "a row too many": (rows(lambda table: table.iloc[[*range(len(table)), 0]]), [ROWS]),
    "nobody": (rows(lambda table: table.iloc[:0]), [ROWS]),
    "an activity that is none": (says("archive.json", activity="weather"), ["archive.json", "`weather`"]),
    "a language that is none": (says("archive.json", language="tlh"), ["`tlh`"]),
    "a form that is none": (says("archive.json", form="longish"), ["longish"]),
    "two instruments in one": (says("archive.json", instrument="mindset"), ["instruments/mindset"]),
    "another version of the instrument": (says("archive.json", version="9"), ["two instruments"]),
    "no instrument": (without("instruments"), ["instruments/leadership-climate/instrument.yaml", "missing"]),
    "no words": (without("instruments/leadership-climate/en.yaml"), ["en.yaml"]),
    "a torn instrument": (torn("instruments/leadership-climate/instrument.yaml"), ["instrument.yaml"]),
}
OF_A_ROOM = {
    "a tally missing": (without("tallies/our_month.json"), ["tallies/our_month.json", "missing"]),
    "a torn tally": (torn("tallies/our_month.json"), ["tallies/our_month.json", "damaged"]),
    "a tally of another type": (says("tallies/our_month.json", figures=[]), ["tallies/our_month.json", "damaged"]),
    "a tally of others": (says("tallies/our_month.json", n=9), ["tallies/our_month.json", "Take a whole copy"]),
    "exact sums": (says("tallies/our_month.json", threshold=None, figures={}), ["our_month.json", "exact sums"]),
    "a tally of two people": (of_two, ["tallies/our_month.json", "fewer than 5"]),
    "a rehearsal's tally": (says("tallies/our_month.json", rehearsal=True), ["tallies/our_month.json", "rehearsal"]),
    "a rehearsal that says that it is none": (says("archive.json", rehearsal=True), ["rehearsal"]),
    "all tallies twice": (doubled, ["archive.json", "twice"]),
    "a tally from outside": (
        tallies(lambda all: [one | {"file": "../../self.json"} for one in all]),
        ["archive.json", "outside"],
    ),
    "two instruments in one": (says("tallies/our_month.json", version="9"), ["two instruments", "our_month.json"]),
    "no document": (without("documents/en.json"), ["documents/en.json", "missing"]),
    "a document without questions": (says("documents/en.json", activities=...), ["documents/en.json", "damaged"]),
    "a document in another language": (says("documents/en.json", language="es"), ["documents/en.json", "`es`"]),
    "a document of other types": (says("documents/en.json", activities=[{"id": 7}]), ["documents/en.json", "damaged"]),
    "a document without labels": (
        replaced("documents/en.json", '"labels":', '"lables":'),
        ["documents/en.json", "damaged"],
    ),
    "a document with an option less": (
        replaced("documents/en.json", '"id": "neither"', '"id": "never"'),
        ["tallies/role", "`neither`", "documents/en.json"],
    ),
    "walls of numbers": (holds("walls.json", b'{"obstacle": [1, 2]}'), ["walls.json", "damaged"]),
    "days that are none": (holds("days.json", b'[{"wave": "first"}]'), ["days.json", "damaged"]),
    "an action of nothing": (
        holds("days.json", b'[{"wave": 1, "agenda": "a", "action": {"who": "Jo"}}]'),
        ["days.json", "damaged"],
    ),
    "no language": (says("archive.json", languages=[]), ["archive.json", "no language"]),
}
READ_BACK = {  # what pictures do without, and an archive that is whole does not
    "no README": (without("README.md"), ["README.md", "missing"]),
    "no codebook": (without("codebook.csv"), ["codebook.csv", "missing"]),
    "a codebook of other bytes": (holds("codebook.csv", b"\xff\xfe\xff"), ["codebook.csv", "damaged"]),
    "no instrument": (without("instruments/mindset"), ["instruments/mindset", "missing"]),
    "no words": (without("instruments/closing/en.yaml"), ["instruments/closing/en.yaml", "missing"]),
    "a torn instrument": (torn("instruments/mindset/instrument.yaml"), ["mindset/instrument.yaml"]),
    "another version of an instrument": (
        replaced("instruments/closing/instrument.yaml", 'version: "1"', 'version: "2"'),
        ["two instruments", "closing"],
    ),
}
CASES = (
    *((kind, name, *case) for kind in ("room", "rows") for name, case in BOTH.items()),
    *(("rows", name, *case) for name, case in OF_ROWS.items()),
    *(("room", name, *case) for name, case in OF_A_ROOM.items()),
)


def refused_by(run, command: list[str], path: Path, out: Path, named: list[str]) -> None:
    """One sentence that names the archive and what is wrong, status 1; nothing is written, no draft left."""
    out.parent.mkdir()
    status, said, error = run(*command, path, "-o", out)
    assert (status, said) == (1, ""), error
    assert "Traceback" not in error and "unexpected" not in error, error
    assert len(error.strip().splitlines()) == 1, error
    assert str(path) in error, error
    assert [word for word in named if word not in error] == [], error
    assert not list(out.parent.iterdir())


@pytest.mark.parametrize("kind, name, spoil, named", CASES, ids=lambda value: value if isinstance(value, str) else "")
def test_a_spoilt_archive_gets_one_sentence_from_every_command_and_nothing_is_written(
    run, whole, tmp_path, kind, name, spoil, named
):
    folder = shutil.copytree(whole / kind, tmp_path / "given" / kind)
    path = spoil(folder) or folder
    for place, command in enumerate(("report", "tally" if kind == "room" else "tally of rows", "import")):
        if command == "import" and not (path.is_dir() or path.suffix == ".zip"):
            continue  # a name alone may as well be that of a table
        refused_by(run, READING[command], path, tmp_path / f"out{place}" / "out", named)
    assert sorted(file.name for file in tmp_path.iterdir() if file.name.startswith("evil")) == []


@pytest.mark.parametrize("kind, name, spoil, named", CASES, ids=lambda value: value if isinstance(value, str) else "")
def test_the_notebooks_say_the_same(whole, tmp_path, monkeypatch, kind, name, spoil, named):
    monkeypatch.setenv("WORKSHOP_HOME", str(tmp_path / "home"))
    folder = shutil.copytree(whole / kind, tmp_path / "given" / kind)
    path = spoil(folder) or folder
    chosen = analysis.choose(path)
    said = chosen.children[-1].value.replace("&#x27;", "'")
    assert [word for word in named if word not in said] == [], said
    with pytest.raises(analysis.Refused) as refused:
        _ = analysis.who_answered(chosen).sentence
    assert str(path) in str(refused.value)


@pytest.mark.parametrize("name", READ_BACK)
def test_what_is_read_back_is_whole_in_everything(run, whole, tmp_path, name):
    spoil, named = READ_BACK[name]
    folder = shutil.copytree(whole / "room", tmp_path / "given" / "room")
    spoil(folder)
    refused_by(run, ["import"], folder, tmp_path / "out" / "out", named)
