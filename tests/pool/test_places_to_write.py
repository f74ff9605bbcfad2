"""Places that cannot be written, files that nobody may read, full disks: one sentence, and no half of a file."""

import ctypes
import os
import resource
import subprocess
from pathlib import Path

import pytest
from archives import archive_of_a_room
from running import PROGRAM, environment

ITEMS = [f"LEAD{number:02}" for number in range(1, 12)]


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """A room's archive, a table with its map, and an archive of it, which anybody may read."""
    folder = tmp_path_factory.mktemp("kept")
    archive_of_a_room(folder, "room", people=6)
    rows = (f"{'AB'[n % 2]}," + ",".join("12345"[(n + at) % 5] for at in range(11)) for n in range(30))
    (folder / "answers.csv").write_text(
        "\n".join([",".join(["team", *ITEMS]), *rows, "A," + ",".join("9" * 11)]), "utf-8"
    )
    items = "".join(f"  {item}: {item}\n" for item in ITEMS)
    (folder / "map.yaml").write_text(f"instrument: leadership-climate\ngroup: team\nitems:\n{items}", "utf-8")
    return folder


@pytest.fixture
def commands(kept):
    """Each that writes something, without its `-o`."""
    return {
        "report": ["report", kept / "room"],
        "tally": ["tally", kept / "room", "--activity", "our_month"],
        "import of an archive": ["import", kept / "room"],
        "import of a table": ["import", kept / "answers.csv", "--map", kept / "map.yaml"],
        "suggest": ["import", kept / "answers.csv", "--suggest"],
        "codebook": ["codebook", "check-in"],
        "offline": ["offline"],
    }


NEW = ("import of an archive", "import of a table", "suggest")  # what they make is never written over
WRITING = ("report", "tally", *NEW, "codebook", "offline")
ENDINGS = {"codebook": (".csv", ".md"), "import of an archive": (".zip", ""), "import of a table": (".zip", "")}


def one_sentence(status: int, said: str, error: str, *named) -> None:
    assert (status, said) == (1, ""), error
    assert "Traceback" not in error and "unexpected" not in error, error
    assert len(error.strip().splitlines()) == 1, error
    assert [word for word in map(str, named) if word not in error] == [], error


@pytest.mark.parametrize("name", NEW)
def test_what_is_there_is_never_written_over(run, commands, tmp_path, name):
    (tmp_path / "file").write_text("mine", "utf-8")
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    (tmp_path / "folder").mkdir()
    for out in ("file", "link", "folder"):
        one_sentence(*run(*commands[name], "-o", tmp_path / out), tmp_path / out, "already there", "another name")
    assert (tmp_path / "file").read_text("utf-8") == "mine" and not list((tmp_path / "folder").iterdir())


@pytest.mark.parametrize("name", ["report", "tally"])
def test_the_archive_is_never_written_over(run, kept, commands, tmp_path, name):
    one_sentence(*run(*commands[name], "-o", kept / "room"), kept / "room", "is the archive itself")
    (tmp_path / "folder").mkdir()
    one_sentence(*run(*commands[name], "-o", tmp_path / "folder"), tmp_path / "folder", "cannot be written")
    assert [each.name for each in tmp_path.iterdir() if each.name != "home"] == ["folder"]


@pytest.mark.parametrize("name", WRITING)
def test_a_file_in_the_way_of_a_folder_is_said(run, commands, tmp_path, name):
    (tmp_path / "file").write_text("mine", "utf-8")
    for ending in ENDINGS.get(name, ("",)):
        out = tmp_path / "file" / f"out{ending}"
        one_sentence(*run(*commands[name], "-o", out), out, "cannot be written")
    assert (tmp_path / "file").read_text("utf-8") == "mine"


@pytest.mark.parametrize("name", WRITING)
def test_a_folder_that_is_not_there_is_made(run, commands, tmp_path, name):
    out = tmp_path / "new" / "newer" / f"out{ENDINGS.get(name, ('',))[0]}"
    status, _, error = run(*commands[name], "-o", out)
    assert status == 0 and out.exists(), error


@pytest.mark.parametrize("name", WRITING)
def test_a_disk_that_is_full_leaves_nothing(commands, tmp_path, name):
    """No file may be larger than a few bytes: the system itself ends each write half-way."""
    for ending in ENDINGS.get(name, ("",)):
        (tmp_path / "made").mkdir(exist_ok=True)
        out = tmp_path / "made" / f"out{ending}"
        done = _limited([*commands[name], "-o", out], tmp_path)
        one_sentence(done.returncode, done.stdout, done.stderr, out, "cannot be written", "Nothing was kept")
        assert not list((tmp_path / "made").iterdir())


def test_a_table_of_what_was_refused_is_whole_or_not_there(commands, tmp_path):
    done = _limited(
        [*commands["import of a table"], "--refused", tmp_path / "refused.csv", "-o", tmp_path / "out"], tmp_path
    )
    one_sentence(done.returncode, done.stdout, done.stderr, tmp_path / "refused.csv", "cannot be written")
    assert not (tmp_path / "refused.csv").exists() and not (tmp_path / "out").exists()


def _limited(args: list, home: Path) -> subprocess.CompletedProcess:
    return _run(args, home, lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (64, 64)))


def _as_anybody(args: list, home: Path) -> subprocess.CompletedProcess:
    """Without what root may do beyond what the rights of a file say."""
    return _run(args, home, _obey_rights if os.geteuid() == 0 else None)


def _obey_rights() -> None:
    for right in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
        if ctypes.CDLL(None, use_errno=True).prctl(24, right, 0, 0, 0):  # PR_CAPBSET_DROP
            raise OSError(ctypes.get_errno(), "root cannot be held to the rights of files here")


def _run(args: list, home: Path, before) -> subprocess.CompletedProcess:
    command = [*PROGRAM, *map(str, args)]
    ours = environment(home, PYTHONDONTWRITEBYTECODE="1")
    return subprocess.run(command, env=ours, cwd=home, capture_output=True, text=True, preexec_fn=before, timeout=60)


@pytest.mark.parametrize("name", WRITING)
def test_a_place_that_is_not_mine_to_write_is_said(commands, tmp_path, name):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o555)
    out = closed / f"out{ENDINGS.get(name, ('',))[0]}"
    done = _as_anybody([*commands[name], "-o", out], tmp_path)
    one_sentence(done.returncode, done.stdout, done.stderr, out, "cannot be written", "Permission denied")
    assert not list(closed.iterdir())


@pytest.mark.parametrize(
    "name, file",
    [
        *((name, file) for name in WRITING[:3] for file in ("archive.json", "tallies/our_month.json", "room")),
        ("import of an archive", "README.md"),
        ("import of a table", "answers.csv"),
        ("import of a table", "map.yaml"),
        ("suggest", "answers.csv"),
    ],
)
def test_a_file_that_is_not_mine_to_read_is_said(kept, commands, tmp_path, name, file):
    closed = next(place for place in (kept / file, kept / "room" / file) if place.exists())
    mode = closed.stat().st_mode
    (tmp_path / "made").mkdir()
    closed.chmod(0)
    try:
        done = _as_anybody([*commands[name], "-o", tmp_path / "made" / "out"], tmp_path)
    finally:
        closed.chmod(mode)
    one_sentence(done.returncode, done.stdout, done.stderr, Path(file).name, "cannot be read", "Permission denied")
    assert not list((tmp_path / "made").iterdir())
