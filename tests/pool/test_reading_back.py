"""An archive that is read back: the same bytes where the kit wrote it, the present format where an older one did."""

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest
from archives import archive_of_a_room

from workshop_kit.pool import archive, packing
from workshop_kit.pool.collect import import_csv
from workshop_kit.room.asked import Question
from workshop_kit.views.report import render

ITEMS = [f"LEAD{number:02}" for number in range(1, 12)]

ON_THE_SPOT = (
    Question("yes_no", "Do we go on?"),
    Question("scale", "How far are we?"),
    Question("pick", "Where next?", ("North", "South")),
    Question("text", "What is missing?"),
)


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """Archives of every kind, as folders."""
    folder = tmp_path_factory.mktemp("kept")
    groups = {"Field": 8, "Office": 8}
    archive_of_a_room(folder, "room", people=16, days=2, groups=groups, languages=("en", "ar"))
    archive_of_a_room(folder, "rehearsal", people=6, rehearse=6)
    archive_of_a_room(
        folder, "large", people=40, agenda="120-minutes", groups={"A": 20, "B": 20}, questions=ON_THE_SPOT
    )
    people = [
        ("AB"[n % 2], *("12345"[(n * item) % 5] if (n + item) % 7 else "" for item in range(11))) for n in range(40)
    ]
    imported(
        folder, "rows", "leadership-climate", ["team", *ITEMS], people, "group: team\n", {item: item for item in ITEMS}
    )
    picks = [("vision|values", "often"), ("values", ""), ("", "often"), ("tracking", "often")]
    imported(folder, "picks", "mindset", ["q", "x"], picks, "activity: our_month\n", {"work_on": "q"})
    sorts = [("both", "leadership"), ("", "management")]
    imported(folder, "sorts", "mindset", ["a", "b"], sorts, "activity: sorting\n", {"purpose": "a", "rule": "b"})
    return folder


def imported(folder: Path, name: str, instrument: str, header, people, more: str, items: dict) -> None:
    table = "\n".join(",".join(row) for row in [header, *people])
    (folder / f"{name}.csv").write_text(table, "utf-8")
    listed = "".join(f"  {key}: {column}\n" for key, column in items.items())
    (folder / f"{name}.yaml").write_text(f"instrument: {instrument}\n{more}items:\n{listed}", "utf-8")
    import_csv(folder / f"{name}.csv", folder / f"{name}.yaml", None, folder / name)


def files_of(folder: Path) -> dict[str, bytes]:
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


@pytest.mark.parametrize("name", ["room", "rehearsal", "large", "rows", "picks", "sorts"])
def test_what_the_kit_wrote_comes_back_as_the_same_bytes_as_a_folder_and_as_a_zip(run, kept, tmp_path, name):
    assert run("import", kept / name, "-o", tmp_path / "again")[0] == 0
    assert files_of(tmp_path / "again") == files_of(kept / name)
    status, said, _ = run("import", tmp_path / "again", "-o", tmp_path / "again.zip")
    assert status == 0 and len(said.splitlines()) == 1, "nothing was left out, nothing written anew"
    assert (tmp_path / "again.zip").read_bytes() == packing.packed(files_of(kept / name))
    assert run("import", tmp_path / "again.zip", "-o", tmp_path / "unpacked")[0] == 0
    assert files_of(tmp_path / "unpacked") == files_of(kept / name)


def test_it_says_what_the_archive_holds(run, kept, tmp_path):
    said = {name: run("import", kept / name, "-o", tmp_path / name)[1] for name in ("room", "rehearsal", "rows")}
    assert "the room “Operations, spring”: 16 activities of up to 16 people, 2 days, 2 groups, 2 langu" in said["room"]
    assert "simulated" in said["rehearsal"] and "simulated" not in said["room"]
    assert "answers of 40 people in 2 groups to `climate` of leadership-climate" in said["rows"]


def test_what_does_not_belong_into_it_is_left_out_and_named(run, kept, tmp_path):
    folder = shutil.copytree(kept / "room", tmp_path / "room")
    (folder / "names.xlsx").write_bytes(b"Ada, Grace")
    (folder / "tallies" / "old.json").write_text("{}", "utf-8")
    _, said, _ = run("import", folder, "-o", tmp_path / "clean.zip")
    assert "Left out, because it does not belong into an archive: names.xlsx, tallies/old.json." in said
    assert packing.unpacked((tmp_path / "clean.zip").read_bytes()) == files_of(kept / "room")


def test_a_field_that_no_archive_has_is_not_carried_along(run, kept, tmp_path):
    folder = shutil.copytree(kept / "room", tmp_path / "room")
    for name in ("archive.json", "documents/en.json", "tallies/self.json"):
        content = json.loads((folder / name).read_text("utf-8"))
        (folder / name).write_text(json.dumps({**content, "who_was_there": "Ada"}), "utf-8")
    status, said, _ = run("import", folder, "-o", tmp_path / "clean")
    assert status == 0 and "Written anew" in said and "archive.json, documents/en.json, tallies/self.json" in said
    assert files_of(tmp_path / "clean") == files_of(kept / "room")


def test_an_archive_of_the_first_format_becomes_one_of_the_present_one(run, kept, tmp_path):
    old = shutil.copytree(kept / "rows", tmp_path / "old")
    manifest = json.loads((old / "archive.json").read_text("utf-8"))
    first = {name: value for name, value in manifest.items() if name not in ("kind", "columns")} | {"format": 1}
    (old / "archive.json").write_text(json.dumps(first), "utf-8")
    shutil.move(old / "instruments" / "leadership-climate", old / "instrument")
    (old / "instruments").rmdir()
    (old / "codebook.csv").unlink()
    (old / "README.md").write_text("As it was written then.", "utf-8")
    before = archive.read(old).tally
    status, said, error = run("import", old, "-o", tmp_path / "new")
    assert status == 0, error
    assert "brought up to date, from format 1 to format 2" in said and "Left out" not in said
    assert files_of(tmp_path / "new") == files_of(kept / "rows")
    assert archive.read(tmp_path / "new").tally == before


def test_rows_in_another_order_and_of_another_type_come_back_sorted_by_content(run, kept, tmp_path):
    """Somebody's own Parquet file may tell who came first: what is read back does not."""
    folder = shutil.copytree(kept / "rows", tmp_path / "shuffled")
    rows = pd.read_parquet(folder / "responses.parquet").sample(frac=1, random_state=3)
    rows.astype(dict.fromkeys(ITEMS, "float64")).to_parquet(folder / "responses.parquet", index=False)
    status, said, error = run("import", folder, "-o", tmp_path / "again")
    assert status == 0, error
    assert "Written anew, because this kit writes it in another way: responses.parquet." in said
    assert files_of(tmp_path / "again") == files_of(kept / "rows")


def test_a_group_that_says_who_somebody_is_is_not_read_back(run, kept, tmp_path):
    folder = shutil.copytree(kept / "rows", tmp_path / "rows")
    rows = pd.read_parquet(folder / "responses.parquet").replace({"group": {"A": "ada@example.org"}})
    rows.to_parquet(folder / "responses.parquet", index=False)
    status, _, error = run("import", folder, "-o", tmp_path / "again")
    assert status == 1 and "e-mail" in error and "ada@" not in error and not (tmp_path / "again").exists()


def test_groups_and_people_are_those_that_the_manifest_counts(run, kept, tmp_path):
    folder = shutil.copytree(kept / "rows", tmp_path / "rows")
    manifest = json.loads((folder / "archive.json").read_text("utf-8"))
    (folder / "archive.json").write_text(json.dumps(manifest | {"groups": {"A": 39, "B": 1}}), "utf-8")
    status, _, error = run("import", folder, "-o", tmp_path / "again")
    assert status == 1 and "archive.json is damaged" in error and "does not count the people" in error


def test_a_report_of_what_was_read_back_is_the_same_page(run, kept, tmp_path):
    run("import", kept / "rows", "-o", tmp_path / "rows")
    assert render([archive.read(tmp_path / "rows")], static=True) == render([archive.read(kept / "rows")], static=True)


@pytest.mark.parametrize(
    "options, said",
    [
        (["--map", "map.yaml"], "is an archive already"),
        (["--suggest"], "is an archive already"),
        (["--refused", "refused.csv"], "--refused is for answers in a CSV"),
        (["--activity", "self"], "--activity is for answers in a CSV"),
        (["--instrument", "mindset"], "--instrument is for answers in a CSV"),
    ],
)
def test_options_for_a_table_are_wrong_usage_with_an_archive(run, kept, tmp_path, options, said):
    packing.write(tmp_path / "given.zip", files_of(kept / "room"))
    for given in (kept / "room", tmp_path / "given.zip"):
        status, _, error = run("import", given, *options, "-o", tmp_path / "out")
        assert status == 2 and said in error and str(given) in error
    assert not (tmp_path / "out").exists()


def test_a_table_without_a_map_is_wrong_usage(run, kept, tmp_path):
    status, _, error = run("import", kept / "rows.csv", "-o", tmp_path / "out")
    assert status == 2 and "--suggest" in error and "--map" in error and not (tmp_path / "out").exists()


def test_a_name_that_is_nothing_is_said_before_how_it_would_be_used(run, tmp_path):
    for given in ("sprin", "sprin.zip", "answers.csv"):
        status, _, error = run("import", tmp_path / given, "-o", tmp_path / "out")
        assert status == 1 and f"{tmp_path / given}: there is no such file" in error


def test_nothing_is_written_over_and_nothing_into_the_archive_itself(run, kept, tmp_path):
    folder = shutil.copytree(kept / "rows", tmp_path / "rows")
    (tmp_path / "there").mkdir()
    for out, said in ((tmp_path / "there", "already there"), (folder, "already there"), (folder / "x", "lies in the")):
        status, _, error = run("import", folder, "-o", out)
        assert status == 1 and said in error and str(out) in error
    assert files_of(folder) == files_of(kept / "rows") and not list((tmp_path / "there").iterdir())
