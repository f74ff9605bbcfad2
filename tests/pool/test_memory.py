"""Memory for one part, however many rows and archives there are: the peak of real processes, in megabytes."""

import subprocess
import sys
from pathlib import Path

import pytest
from many_archives import archives_with_rows
from running import environment

import workshop_kit as wk

MINDSET = wk.load_instrument("mindset", form="full")
PROGRAM = """
import sys
from pathlib import Path
from workshop_kit import cli
try:
    cli.main()
finally:
    told = dict(line.split(":") for line in Path("/proc/self/status").read_text().splitlines())
    print(int(told["VmHWM"].split()[0]) // 1024)
"""
MORE = 30  # megabytes

pytestmark = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak of a process is read in /proc")


def peak(tmp_path: Path, *sizes: int) -> int:
    """The peak of `workshop tally` over archives of so many people with 80 answers each."""
    folder = tmp_path / f"{len(sizes)}-{max(sizes)}"
    folder.mkdir()
    paths = archives_with_rows(folder, sizes, MINDSET, "self")
    called = [sys.executable, "-c", PROGRAM, "tally", *map(str, paths), "-o", str(folder / "tally.json")]
    done = subprocess.run(called, env=environment(tmp_path), cwd=tmp_path, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return int(done.stdout.split()[-1])


def test_the_peak_hangs_neither_on_the_rows_of_an_archive_nor_on_the_number_of_archives(tmp_path):
    """Held whole, four hundred thousand rows took 142 megabytes more than fifty thousand (as a frame of pandas)."""
    small = peak(tmp_path, 50_000)
    assert peak(tmp_path, 400_000) < small + MORE
    assert peak(tmp_path, *[100] * 150) < small + MORE
