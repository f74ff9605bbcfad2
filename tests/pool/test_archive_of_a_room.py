"""A room's archive, read: what it gives back, and what it says where something is wrong with it."""

import io
import json
import shutil
import zipfile

import pytest
from archives import ACTION, NOTE, archive_of_a_room
from running import workshop

from workshop_kit.instrument import Refused
from workshop_kit.pool import archive, packing
from workshop_kit.pool.together import together
from workshop_kit.views import registry


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """The folder of an archive of two days, with groups, in two languages."""
    folder = tmp_path_factory.mktemp("archives")
    groups = {"Field": 8, "Office": 8}
    return archive_of_a_room(folder, "spring", people=16, days=2, groups=groups, languages=("en", "ar"))


@pytest.fixture
def folder(kept, tmp_path):
    """A copy that a test may spoil."""
    return shutil.copytree(kept, tmp_path / "spring")


def changed(file, **new):
    file.write_text(json.dumps(json.loads(file.read_text("utf-8")) | new), "utf-8")


def test_it_gives_back_tallies_groups_walls_and_days(kept):
    opened = archive.read(kept)
    assert opened.name == "spring" and opened.title == "Operations, spring" and opened.waves == [1, 2]
    assert {"self", "our_month", "our_month@2", "promises@2"} <= opened.tallies.keys()
    assert set(opened.groups) == {"Field", "Office"}
    assert opened.groups["Field"]["our_month@2"].group == "Field"
    assert len(opened.walls["obstacle"]) == 6
    for wave in (1, 2):
        day = opened.day(wave)
        assert day.action == {"what": ACTION.what, "who": ACTION.who, "by": ACTION.by}
        assert [note.text for note in day.notes] == [NOTE]
    assert [opened.day(wave).agenda for wave in (1, 2)] == ["60-minutes", "another-day"]
    assert opened.document("ar-EG")["direction"] == "rtl" and opened.document("fr")["language"] == "en"


def test_a_day_in_full_and_a_day_in_short_stand_beside_each_other(tmp_path):
    opened = archive.read(archive_of_a_room(tmp_path, people=8, days=2, agenda="120-minutes"))
    assert [opened.day(wave).form for wave in (1, 2)] == ["full", "short"]
    assert opened.tallies["our_month"].form == "full" and opened.tallies["our_month@2"].form == "short"
    assert registry.picture("change", opened.tallies, opened.document()).finding


def test_groups_may_be_others_on_another_day(tmp_path):
    groups = {"Field": 8, "Office": 8}
    made = archive_of_a_room(tmp_path, people=16, days=2, groups=groups, only_on_the_first="Field")
    opened = archive.read(made)
    assert opened.manifest.groups == {"Office": 8}
    assert "our_month" in opened.groups["Field"] and "our_month@2" not in opened.groups["Field"]
    assert opened.groups["Office"]["our_month"].group == "Office"
    assert len({stored.file for stored in opened.manifest.tallies}) == len(opened.manifest.tallies)


def test_every_picture_can_be_drawn_from_it_alone(kept, monkeypatch):
    """The kit's own instruments may have changed, or be gone: nobody looks at them."""
    opened = archive.read(kept)

    def gone(*_):
        raise AssertionError("it looked at the kit's instruments")

    monkeypatch.setattr("workshop_kit.instrument.load.find", gone)
    monkeypatch.setattr("workshop_kit.instrument.load._loaded", gone)
    for language in ("en", "ar"):
        document = opened.document(language)
        for view in registry.offered(document):
            assert registry.picture(view, opened.tallies, document).n == 16, view


def test_a_zip_of_it_is_the_same_also_one_made_by_hand(kept, tmp_path):
    by_hand = shutil.make_archive(tmp_path / "by_hand", "zip", kept.parent, kept.name)
    assert archive.read(by_hand).tallies == archive.read(kept).tallies
    files = {path.relative_to(kept).as_posix(): path.read_bytes() for path in kept.rglob("*") if path.is_file()}
    (tmp_path / "kit.zip").write_bytes(packing.packed(files))
    assert archive.read(tmp_path / "kit.zip").tallies == archive.read(kept).tallies
    assert packing.unpacked(packing.packed(dict(reversed(files.items())))) == files
    assert packing.packed(dict(reversed(files.items()))) == packing.packed(files)


@pytest.mark.parametrize(
    "name", ["walls.json", "days.json", "documents/ar.json", "tallies/self.json", "tallies/self.group-2.json"]
)
def test_a_missing_or_damaged_file_is_named(folder, name):
    whole = (folder / name).read_bytes()
    for torn in (b"", whole[: len(whole) // 2], b"\xff\xfe\x00", b"[]" if name != "days.json" else b"{}", b"12"):
        (folder / name).write_bytes(torn)
        with pytest.raises(Refused, match=f"{name} is damaged"):
            archive.read(folder)
    (folder / name).unlink()
    with pytest.raises(Refused, match=f"{name} is missing"):
        archive.read(folder)


def test_an_archive_of_a_later_version_says_so(folder):
    changed(folder / "archive.json", format=3)
    with pytest.raises(Refused, match="later version of the kit"):
        archive.read(folder)


def test_a_manifest_names_no_file_outside(folder):
    (folder.parent / "self.json").write_bytes((folder / "tallies" / "self.json").read_bytes())
    manifest = json.loads((folder / "archive.json").read_text("utf-8"))
    stored = [
        one | ({"file": "../self.json"} if one["file"] == "tallies/self.json" else {}) for one in manifest["tallies"]
    ]
    changed(folder / "archive.json", tallies=stored)
    with pytest.raises(Refused, match="outside of the archive"):
        archive.read(folder)


@pytest.mark.parametrize("new", [{"languages": []}, {"tallies": [{}]}, {"seats": "many"}, {"title": None}])
def test_a_manifest_that_makes_no_sense_is_damaged(folder, new):
    changed(folder / "archive.json", **new)
    with pytest.raises(Refused, match=r"archive\.json is damaged"):
        archive.read(folder)


def test_two_instruments_in_one_archive_are_refused(folder):
    changed(folder / "tallies" / "self.json", version="2")
    with pytest.raises(Refused, match=r"two instruments are mixed.*tallies/self\.json"):
        archive.read(folder)


def test_a_tally_of_another_room_or_with_exact_sums_is_refused(folder):
    file = folder / "tallies" / "self.json"
    whole = file.read_bytes()
    changed(file, n=9)
    with pytest.raises(Refused, match="is not the tally that"):
        archive.read(folder)
    file.write_bytes(whole)
    changed(file, threshold=None, figures={})
    with pytest.raises(Refused, match="exact sums"):
        archive.read(folder)


def test_a_torn_zip_is_refused_wherever_it_is_cut(kept, tmp_path):
    files = {path.relative_to(kept).as_posix(): path.read_bytes() for path in kept.rglob("*") if path.is_file()}
    whole, torn = packing.packed(files), tmp_path / "torn.zip"
    for length in (0, 1, 100, len(whole) // 2, len(whole) - 1):
        torn.write_bytes(whole[:length])
        with pytest.raises(Refused, match="no whole zip"):
            archive.read(torn)
    spoilt = bytearray(whole)
    spoilt[5000] ^= 0xFF
    torn.write_bytes(spoilt)
    with pytest.raises(Refused):
        archive.read(torn)


@pytest.mark.parametrize("name", ["../outside.json", "/outside.json", "a/../../outside.json", "C:\\outside.json"])
def test_a_zip_writes_nothing_outside_of_itself(tmp_path, name):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as entries:
        entries.writestr(name, b"{}")
    (tmp_path / "strange.zip").write_bytes(made.getvalue())
    with pytest.raises(Refused, match="outside"):
        archive.read(tmp_path / "strange.zip")


def test_archives_of_rooms_add_up_activity_by_activity(kept, tmp_path):
    other = archive_of_a_room(tmp_path, "autumn.zip", people=20)
    added = together([kept, other], "self").tally
    parts = [archive.read(path).tallies["self"] for path in (kept, other)]
    assert added.n == 36 and added == parts[0] + parts[1]
    with pytest.raises(Refused, match=r"Which activity.*self"):
        together([kept, other])
    with pytest.raises(Refused, match="`promises@2`: not all of these"):
        together([kept, other], "promises@2")


def test_a_rehearsal_never_adds_up_with_people(kept, tmp_path):
    made_up = archive_of_a_room(tmp_path, "made_up.zip", people=8, rehearse=8)
    with pytest.raises(Refused, match="simulated people"):
        together([kept, made_up], "self")
    done = workshop("tally", str(made_up), "--activity", "self", "-o", str(tmp_path / "tally.json"), home=tmp_path)
    assert done.returncode == 0 and "rehearsal" in done.stdout
    assert json.loads((tmp_path / "tally.json").read_text())["rehearsal"] is True


def test_the_commands_refuse_with_one_sentence_and_write_nothing(folder, tmp_path):
    (folder / "walls.json").unlink()
    out = tmp_path / "out.html"
    for command in (["report"], ["tally", "--activity", "self"]):
        done = workshop(*command, str(folder), "-o", str(out), home=tmp_path)
        assert (done.returncode, done.stdout) == (1, "")
        assert "walls.json is missing" in done.stderr and len(done.stderr.splitlines()) == 1
    assert not out.exists()
