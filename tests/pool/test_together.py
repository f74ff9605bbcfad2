"""Many archives as one tally, read part by part: what comes out is what the whole tables give, to the last digit."""

import json
import os
import shutil
import subprocess
import sys
from functools import reduce
from operator import add

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from archives import archive_of_a_room
from many_archives import archives_with_rows, people
from running import PROGRAM, environment, workshop

import workshop_kit as wk
from workshop_kit.instrument import Refused
from workshop_kit.measure.sources import Columns
from workshop_kit.pool import archive, packing
from workshop_kit.pool.tally import Tally
from workshop_kit.pool.together import here, together

MINDSET = wk.load_instrument("mindset", form="full")
CLIMATE = wk.load_instrument("leadership-climate")
TEAMS = ("2", "10", "North")


def made(folder, *sizes, activity="self", instrument=MINDSET, **how):
    folder.mkdir(exist_ok=True)
    return archives_with_rows(folder, sizes, instrument, activity, **how)


def frame_of(path) -> pd.DataFrame:
    """All rows at once, as pandas reads them."""
    return pd.read_parquet(path / "responses.parquet")


# part by part is as the whole ---------------------------------------------------------------------------------


@pytest.mark.parametrize("activity", ["self", "our_month", "situations", "sorting", "guess", "role", "obstacle"])
@pytest.mark.parametrize("at_once", [7, 1000])
def test_parts_of_any_size_add_up_to_the_tally_of_the_whole_table(tmp_path, monkeypatch, activity, at_once):
    """Ratings, ideal points, choices, picks and texts, all with gaps."""
    (path,) = made(tmp_path, 150, activity=activity, groups=TEAMS, row_group=64)
    whole = frame_of(path)
    monkeypatch.setattr("workshop_kit.pool.responses.Responses.parts.__defaults__", (None, at_once))
    monkeypatch.setattr("workshop_kit.pool.responses.Responses.parts_by_group.__defaults__", (at_once,))
    opened = archive.read(path)
    assert opened.tally == Tally.of(whole.drop(columns="group"), MINDSET, activity)
    assert list(opened.groups) == list(TEAMS), "in the natural order of their names"
    for name, tally in opened.groups.items():
        own = whole[whole["group"] == name].drop(columns="group")
        assert tally == Tally.of(own, MINDSET, activity, group=name)
    assert sum(tally.n for tally in opened.groups.values()) < opened.tally.n, "some are in no group"


def test_answers_of_arrow_are_read_as_those_of_a_frame(tmp_path):
    """Also where they are floats, words in a dictionary, or nothing but gaps."""
    (path,) = made(tmp_path, 300)
    whole = frame_of(path)
    whole["vision_1.energy"] = None
    floats = pa.RecordBatch.from_pandas(whole.astype({"vision_2.energy": "float64"}), preserve_index=False)
    bytes_ = pa.RecordBatch.from_pandas(whole.astype("Int8"), preserve_index=False)
    expected = Tally.of(whole, MINDSET, "self")
    for batch in (floats, bytes_):
        assert Tally.of(Columns(batch, range(1, 301)), MINDSET, "self") == expected
    words = people(MINDSET.activity("sorting"), 300, np.random.default_rng(2))
    coded = pa.RecordBatch.from_pandas(words.astype("category"), preserve_index=False)
    assert Tally.of(Columns(coded, range(1, 301)), MINDSET, "sorting") == Tally.of(words, MINDSET, "sorting")


@pytest.mark.parametrize("value", [0, 6, -1, 300])
def test_a_value_off_the_scale_is_named_by_its_row_in_the_file_and_its_column(tmp_path, value):
    (path,) = made(tmp_path, 9000, gaps=0)
    table = frame_of(path)
    table.loc[8500, "vision_2.energy"] = value
    table.to_parquet(path / "responses.parquet", index=False)
    with pytest.raises(Refused, match=rf"001: responses\.parquet .*`vision_2\.energy`, row 8501: {value} is not on"):
        together([path])


# many as one --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("share", [1, 40, 10**6])
def test_archives_add_up_to_the_tally_of_all_their_rows(tmp_path, monkeypatch, share):
    """However they are shared out: each row group alone, some archives together, all at once."""
    monkeypatch.setattr("workshop_kit.pool.together.SHARE", share)
    paths = made(tmp_path, 30, 7, 200, 5, row_group=25)
    told = []
    found = together(paths, progress=lambda done, rows: told.append((done, rows)))
    whole = pd.concat([frame_of(path) for path in paths], ignore_index=True)
    assert found.tally == Tally.of(whole, MINDSET, "self")
    assert (found.left_out, found.rehearsal) == ((), False)
    assert told[-1] == (242, 242) and told == sorted(told) and len(told) == {1: 12, 40: 6, 10**6: 1}[share]


def test_folders_zips_and_opened_archives_are_the_same(tmp_path):
    first, second = made(tmp_path, 20, 30)
    zipped = tmp_path / "second.zip"
    files = {f.relative_to(second).as_posix(): f.read_bytes() for f in second.rglob("*") if f.is_file()}
    packing.write(zipped, files)
    expected = together([first, second]).tally
    assert together([first, zipped]).tally == expected
    assert together([archive.read(first), archive.read(zipped)]).tally == expected


def test_an_archive_of_fewer_than_five_people_is_in_no_sum_and_named(tmp_path):
    """Also where rows without an answer make it look larger."""
    large, small, empty = made(tmp_path, 20, 4, 8)
    table = frame_of(empty)
    table.iloc[4:] = None
    table.to_parquet(empty / "responses.parquet", index=False)
    found = together([small, large, empty])
    assert found.tally == archive.read(large).tally
    assert found.left_out == (str(small), str(empty))
    with pytest.raises(Refused, match="None of these archives has a tally"):
        together([small, empty])


def test_two_instruments_are_named_with_their_archives(tmp_path):
    ours, other, short = (
        made(tmp_path / name, 6, instrument=instrument, activity=activity)[0]
        for name, instrument, activity in (
            ("ours", MINDSET, "self"),
            ("other", CLIMATE, "climate"),
            ("short", wk.load_instrument("mindset", form="short"), "self"),
        )
    )
    with pytest.raises(Refused, match=r"ours/001 and .*other/001 do not add up: .*mindset .* leadership-climate"):
        together([ours, other])
    with pytest.raises(Refused, match=r"ours/001 and .*short/001 do not add up: .*\(full\).*\(short\)"):
        together([ours, short], "self")


def test_an_instrument_that_was_changed_without_a_new_version_does_not_add_up(tmp_path):
    first, second = made(tmp_path, 9, 9, instrument=CLIMATE, activity="climate")
    file = second / "instruments" / CLIMATE.id / "instrument.yaml"
    text = file.read_text("utf-8")
    assert "minimum: 8" in text
    file.write_text(text.replace("minimum: 8", "minimum: 11"), "utf-8")
    with pytest.raises(Refused, match=r"001 and .*002 do not add up: .* is not the same"):
        together([first, second])


def test_rows_and_rooms_add_up_to_what_may_be_seen_in_the_order_that_they_are_given(tmp_path):
    room = archive_of_a_room(tmp_path, "room", people=14)
    form = wk.load_instrument("mindset", form=archive.read(room).tallies["self"].form)
    first, second, few = made(tmp_path, 25, 40, 3, instrument=form)
    published = [archive.read(path).tally.published() for path in (first, second)]
    expected = reduce(add, [published[0], archive.read(room).tallies["self"], published[1]])
    found = together([first, few, room, second], "self")
    assert found.tally.to_json() == {**expected.to_json(), "seats": None}
    assert found.left_out == (str(few),)


def test_what_was_changed_since_it_was_looked_at_is_refused(tmp_path):
    first, second = made(tmp_path, 10, 10)

    def spread(shares):
        manifest = second / "archive.json"
        manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"kept_out": 1}))
        return here(shares)

    with pytest.raises(Refused, match="002: is not the archive that it was a moment ago"):
        together([first, second], spread=spread)


# the command --------------------------------------------------------------------------------------------------


def test_the_command_says_whose_people_count_twice(tmp_path):
    first, other = made(tmp_path / "two", 12, 12)
    copy = shutil.copytree(first, tmp_path / "copy")
    done = workshop("tally", str(first), str(other), str(copy), "-o", str(tmp_path / "tally.json"), home=tmp_path)
    assert done.returncode == 0 and json.loads((tmp_path / "tally.json").read_text())["n"] == 36
    assert done.stderr == f"{copy} holds the same as {first}: its people count twice. Leave one of them out.\n"


def test_the_command_names_what_it_left_out_and_writes_nothing_where_nothing_is_left(tmp_path):
    large, small = made(tmp_path / "two", 20, 4)
    out = tmp_path / "tally.json"
    done = workshop("tally", str(small), str(large), "-o", str(out), home=tmp_path)
    assert done.stdout == f"{out}: 20 people, 26 figures of `self`.\n"
    assert done.stderr == f"Left out, because fewer than five people answered: {small}.\n"
    assert json.loads(out.read_text("utf-8")) == json.loads(json.dumps(archive.read(large).tally.to_json()))
    out.unlink()
    done = workshop("tally", str(small), "-o", str(out), home=tmp_path)
    assert (done.returncode, done.stdout, out.exists()) == (1, "", False)
    assert len(done.stderr.splitlines()) == 1 and "under 5 people" in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="takes a terminal of Unix")
def test_on_a_terminal_a_bar_shows_how_far_it_is_and_goes_away(tmp_path):
    paths = made(tmp_path / "two", 2000, 3000)
    terminal, end = os.openpty()
    called = [*PROGRAM, "tally", *map(str, paths), "-o", str(tmp_path / "tally.json")]
    how = {"env": environment(tmp_path, TERM="xterm"), "cwd": tmp_path, "stdout": subprocess.PIPE}
    done = subprocess.run(called, stderr=end, timeout=120, **how)
    os.close(end)
    shown = os.read(terminal, 10**6).decode()
    os.close(terminal)
    assert done.returncode == 0 and b"5,000 people" in done.stdout
    assert "Adding up people" in shown and "5000/5000" in shown
    assert shown.rstrip().endswith("\x1b[2K"), "its line is wiped"


# the files ----------------------------------------------------------------------------------------------------


def test_what_an_import_writes_has_row_groups_that_are_read_one_by_one(tmp_path):
    (path,) = made(tmp_path, 900, row_group=400)
    sizes = archive.read(path).responses.row_groups
    assert sizes == (400, 400, 100)
    assert [batch.num_rows for _, batch in archive.read(path).responses.batches(row_groups=[1, 2])] == [500]


def test_a_file_whose_pages_are_damaged_is_named_and_one_of_large_row_groups_is_read(tmp_path):
    (path,) = made(tmp_path, 5000, gaps=0)
    file = path / "responses.parquet"
    pq.write_table(pq.read_table(file), file, row_group_size=10**6, compression="none")
    assert archive.read(path).tally.n == 5000
    content = bytearray(file.read_bytes())
    content[200:4000] = bytes(3800)
    file.write_bytes(content)
    with pytest.raises(Refused, match=r"001: responses\.parquet"):
        together([path])
