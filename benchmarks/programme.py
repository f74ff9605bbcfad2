"""What a programme costs: 2 million people × 80 answers in 200 archives, as one tally.

1. `workshop tally` in one process.
2. The same on a Dask cluster of two worker processes on this machine, running before the clock starts.
3. pandas and pingouin doing the same: `pandas.read_parquet` of every file, then mean, SD and Cronbach's alpha with its
   interval of the 20 scales. Our tally holds the same, and leans, the grid, spreads and histograms on top.

Each runs in a process of its own, beginning with its imports; beside the seconds on the clock stand those of all its
processors, workers' too, which a busy machine changes less. The peak of memory is that of the process (the kernel's
`VmHWM`), of a cluster those of the command and of each worker. Rounds take turns, so that a busy machine slows all. The
first of ours and of pandas' are compared to 1e-9: they do the same sums, or there is nothing to compare. People are
made up from a fixed seed.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import workshop_kit as wk

ARCHIVES, PEOPLE, ROUNDS = 200, 10_000, 3
INSTRUMENT = wk.load_instrument("mindset", form="full")
SCALES = {spec.id: list(spec.keys) for spec in INSTRUMENT.activity("self").specs}
PEAK = """
def peak():
    from pathlib import Path
    told = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return int(told["VmHWM"].split()[0]) / 1024
"""
OURS = f"""
import sys
{PEAK}
from workshop_kit import cli
try:
    cli.main()
finally:
    print(peak())
"""
PEER = f"""
import json, sys
{PEAK}
import pandas, pingouin
scales = json.loads(sys.argv[1])
frame = pandas.concat([pandas.read_parquet(path + "/responses.parquet") for path in sys.argv[3:]], ignore_index=True)
found = {{}}
for name, keys in scales.items():
    items = frame[keys].astype(float)
    means = items.mean(axis=1).where(items.notna().sum(axis=1) >= 3)
    alpha, interval = pingouin.cronbach_alpha(items, nan_policy="listwise")
    found[name] = [means.mean(), means.std(), float(alpha), *map(float, interval)]
with open(sys.argv[2], "w") as file:
    json.dump(found, file)
print(peak())
"""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        _compare(Path(folder))


def _compare(folder: Path) -> None:
    from distributed import Client, LocalCluster

    paths = _archives(folder)
    size = sum((path / "responses.parquet").stat().st_size for path in paths) / 1024**2
    rows = ARCHIVES * PEOPLE
    print(f"{rows:,} people × 80 answers in {ARCHIVES} archives, {size:.0f} MB of Parquet, {os.cpu_count()} cores\n")
    how = {"n_workers": 2, "threads_per_worker": 1, "processes": True, "dashboard_address": None}
    with LocalCluster(**how) as cluster, Client(cluster) as client:
        ours, spread, theirs = (folder / f"{name}.json" for name in ("here", "spread", "peer"))
        tally = [sys.executable, "-c", OURS, "tally", *map(str, paths), "-o"]
        ways = {
            "workshop tally": [*tally, str(ours)],
            "workshop tally --dask, 2 workers": [*tally, str(spread), "--dask", cluster.scheduler_address],
            "pandas.read_parquet + pingouin": [
                *(sys.executable, "-c", PEER, json.dumps(SCALES), str(theirs)),
                *map(str, paths),
            ],
        }
        timed = {name: [] for name in ways}
        for _ in range(ROUNDS):
            for name, command in ways.items():
                before = sum(client.run(time.process_time).values())
                seconds, busy, peak = _timed(command)
                timed[name].append((seconds, busy + sum(client.run(time.process_time).values()) - before, peak))
        workers = list(client.run(_peak_of_this).values())
    assert ours.read_bytes() == spread.read_bytes()
    _same(json.loads(ours.read_text()), json.loads(theirs.read_text()))
    _table(timed, rows, workers)


def _archives(folder: Path) -> list[Path]:
    sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
    from many_archives import archives_with_rows

    return archives_with_rows(folder, [PEOPLE] * ARCHIVES, INSTRUMENT, "self")


def _timed(command: list[str]) -> tuple[float, float, float]:
    """Seconds from start to end, seconds of processors, and the peak of memory in MB."""
    began, before = time.perf_counter(), os.times()
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    after = os.times()
    busy = after.children_user + after.children_system - before.children_user - before.children_system
    return time.perf_counter() - began, busy, float(done.stdout.split()[-1])


def _peak_of_this() -> float:
    told = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return int(told["VmHWM"].split()[0]) / 1024


def _same(ours: dict, theirs: dict) -> None:
    tally = wk.Tally.from_json(ours)
    for name, (mean, sd, alpha, low, high) in theirs.items():
        estimate = tally.alpha(name)
        mine = (tally.figures[name].mean / 25 + 1, tally.sd(name) / 25, estimate.value, estimate.low, estimate.high)
        for a, b, to in zip(mine, (mean, sd, alpha, low, high), (1e-9, 1e-9, 1e-9, 1e-3, 1e-3), strict=True):
            assert abs(a - b) < to, (name, a, b)


def _table(timed: dict[str, list], rows: int, workers: list[float]) -> None:
    middles = {name: [median(column) for column in zip(*rounds, strict=True)] for name, rounds in timed.items()}
    last = list(middles.values())[-1]
    print(
        f"{'':36}{'seconds':>9}{'rows/s':>12}{'CPU s':>8}{'peak MB':>9}   pandas takes so many times: seconds, CPU, MB"
    )
    for name, found in middles.items():
        seconds, busy, peak = found
        times = "".join(f"{theirs / ours:8.1f}" for theirs, ours in zip(last, found, strict=True))
        print(f"{name:36}{seconds:9.1f}{rows / seconds:12,.0f}{busy:8.1f}{peak:9.0f}   {times}")
    print(f"\neach worker at most {max(workers):.0f} MB; {ROUNDS} rounds in turns, medians, imports counted in")


if __name__ == "__main__":
    main()
