"""`workshop tally` on a real Dask cluster: the same file as on one machine, and a sentence for all that goes wrong."""

import asyncio
import os
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager

import pandas as pd
import pytest
from many_archives import archives_with_rows
from running import environment, workshop

import workshop_kit as wk
from workshop_kit.instrument import Refused
from workshop_kit.pool import cluster as on_a_cluster
from workshop_kit.pool import together as of_many
from workshop_kit.pool.cluster import cluster
from workshop_kit.pool.together import together

CLIMATE = wk.load_instrument("leadership-climate")
MINDSET = wk.load_instrument("mindset", form="full")
SCHEDULER = """
import asyncio
from distributed import Scheduler

async def plan():
    async with Scheduler(host="127.0.0.1", port=0, dashboard=False) as scheduler:
        print(scheduler.address, flush=True)
        await scheduler.finished()

asyncio.run(plan())
"""
WORKER = """
import asyncio, sys
{before}
from distributed import Worker

async def work():
    async with Worker(sys.argv[1], nthreads=1) as worker:
        print(worker.address, flush=True)
        await worker.finished()

asyncio.run(work())
"""
NO_KIT = "sys.modules['workshop_kit'] = None"
OLD_KIT = "import workshop_kit; workshop_kit.__version__ = '0.0.1'"
DIES = "import os; from workshop_kit.pool import cluster; cluster.tallied = lambda share: os._exit(1)"
ANOTHER_DISK = """
import os
here = os.stat
def stat(path, *args, **more):
    if isinstance(path, (str, os.PathLike)) and "only-here" in os.fspath(path):
        raise FileNotFoundError(2, "No such file", path)
    return here(path, *args, **more)
os.stat = stat
"""


@pytest.fixture(scope="module")
def two_workers():
    """The address of a cluster of two worker processes."""
    from distributed import LocalCluster

    how = {"n_workers": 2, "threads_per_worker": 1, "processes": True, "dashboard_address": None}
    with LocalCluster(**how) as started:
        yield started.scheduler_address


@pytest.fixture
def scheduler():
    """The address of a scheduler without workers."""
    from distributed import LocalCluster

    how = {"n_workers": 0, "processes": False, "protocol": "tcp"}
    with LocalCluster(dashboard_address=":0", **how) as started:
        yield started.scheduler_address


def worker(scheduler: str, home, before: str = ""):
    """A worker process that joins; yields the process and its address."""
    return running(home, WORKER.format(before=before), scheduler)


@contextmanager
def running(home, *program: str):
    """A process that says its address first; yields the process and its address."""
    called, how = [sys.executable, "-c", *program], {"env": environment(home), "cwd": home, "text": True}
    process = subprocess.Popen(called, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, **how)
    try:
        yield process, process.stdout.readline().strip()
    finally:
        process.kill()
        process.wait(timeout=10)
        process.stdout.close()


def made(folder, *sizes, **how):
    folder.mkdir(exist_ok=True)
    return archives_with_rows(folder, sizes, MINDSET, "self", **how)


def both_ways(tmp_path, paths, address, seconds=600) -> list[bytes]:
    """What `workshop tally` writes on this machine, and on the cluster."""
    written = []
    for how in ([], ["--dask", address]):
        out = tmp_path / f"tally-{len(how)}.json"
        done = workshop("tally", *map(str, paths), *how, "-o", str(out), home=tmp_path, seconds=seconds)
        assert (done.returncode, done.stderr) == (0, ""), done.stderr
        written.append(out.read_bytes())
    return written


# the same -----------------------------------------------------------------------------------------------------


def test_two_hundred_archives_give_the_same_bytes_on_a_cluster(tmp_path, two_workers):
    """And one of them is large enough to be split."""
    (tmp_path / "many").mkdir()
    sizes = [*[40] * 199, 450_000]
    paths = archives_with_rows(tmp_path / "many", sizes, CLIMATE, "climate", row_group=150_000)
    here, there = both_ways(tmp_path, paths, two_workers)
    assert here == there
    assert f'"n": {199 * 40 + 450_000},'.encode() in here


@pytest.mark.long
def test_two_million_people_in_two_hundred_archives_give_the_same_bytes_on_a_cluster(tmp_path, two_workers):
    paths = made(tmp_path / "many", *[10_000] * 200)
    here, there = both_ways(tmp_path, paths, two_workers)
    assert here == there
    assert b'"n": 2000000,' in here


def test_zips_and_archives_of_a_few_people_are_as_they_are_here(tmp_path, two_workers):
    paths = made(tmp_path / "many", 30, 3, 50)
    with cluster(two_workers) as spread:
        found = together(paths, spread=spread)
    assert found == together(paths) and found.left_out == (str(paths[1]),)


# what goes wrong ----------------------------------------------------------------------------------------------


def refused(tmp_path, paths, address) -> str:
    """The one sentence on stderr; nothing is written."""
    out = tmp_path / "never.json"
    done = workshop("tally", *map(str, paths), "--dask", address, "-o", str(out), home=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    assert not list(tmp_path.glob("*never*"))
    return done.stderr


@pytest.mark.parametrize("address", ["", "nonsense", "tcp://127.0.0.1", "http://127.0.0.1:8786", "foo://x:1"])
def test_a_bad_address_is_refused_at_once(address):
    with pytest.raises(Refused, match=r"is no address of a Dask scheduler\. Write it as tcp://"), cluster(address):
        pass


def test_where_no_scheduler_answers_it_says_so_within_seconds(tmp_path, scheduler, monkeypatch):
    """Somebody listens who says nothing, or nobody, or a worker."""
    paths = made(tmp_path / "one", 10)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"127.0.0.1:{silent.getsockname()[1]}"
        assert "no Dask scheduler answers there" in refused(tmp_path, paths, address)
    monkeypatch.setattr(on_a_cluster, "SECONDS", 1)
    said = "no Dask scheduler answers there"
    with pytest.raises(Refused, match=said), cluster(address):
        pass
    with worker(scheduler, tmp_path) as (_, address), pytest.raises(Refused, match=said), cluster(address):
        pass
    website = [sys.executable, "-u", "-m", "http.server", "--bind", "127.0.0.1", "0"]
    with subprocess.Popen(website, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as other:
        port = re.search(rb"port (\d+)", other.stdout.readline())[1].decode()
        with pytest.raises(Refused, match=said), cluster(f"127.0.0.1:{port}"):
            pass
        other.kill()


def test_it_works_where_an_event_loop_runs_already_as_in_a_notebook(tmp_path, two_workers):
    paths = made(tmp_path / "one", 10)

    async def cell():
        with cluster(two_workers) as spread:
            return together(paths, spread=spread)

    assert asyncio.run(cell()) == together(paths)


def test_a_share_that_no_worker_survives_is_named(tmp_path, scheduler):
    """As where each has too little memory: Dask gives up after four."""
    paths = made(tmp_path / "one", 10)
    with ExitStack() as workers:
        for _ in range(4):
            workers.enter_context(worker(scheduler, tmp_path, DIES))
        with (
            pytest.raises(Refused, match=r"several workers died .* while they read .*001"),
            cluster(scheduler) as spread,
        ):
            together(paths, spread=spread)


def test_a_cluster_without_workers_or_with_others_than_ours_is_refused_and_named(tmp_path, scheduler, monkeypatch):
    monkeypatch.setattr(on_a_cluster, "SECONDS", 1)
    paths = made(tmp_path / "only-here", 10)
    with pytest.raises(Refused, match="has no workers"), cluster(scheduler):
        pass
    monkeypatch.undo()
    cases = {
        NO_KIT: "has no workshop-kit",
        OLD_KIT: r"has workshop-kit 0\.0\.1, and here it is",
        ANOTHER_DISK: r"does not see .*only-here/001\. Workers read the archives themselves",
    }
    for before, said in cases.items():
        with worker(scheduler, tmp_path, before) as (_, address):
            with pytest.raises(Refused, match=said) as error, cluster(scheduler) as spread:
                together(paths, spread=spread)
            assert address in str(error.value)


def test_what_cannot_be_read_is_said_as_on_one_machine(tmp_path, two_workers):
    first, second = made(tmp_path / "two", 10, 10, gaps=0)
    table = pd.read_parquet(second / "responses.parquet")
    table.loc[3, "vision_1.energy"] = 9
    table.to_parquet(second / "responses.parquet", index=False)
    sentences = []
    for _ in range(2):
        with pytest.raises(Refused, match=r"002: responses\.parquet .*row 4: 9 is not on") as error:
            together([first, second])
        sentences.append(str(error.value))
    assert refused(tmp_path, [first, second], two_workers).strip() == sentences[0]


def killing(process, at_once: list) -> callable:
    """Kills a worker when the first share is done."""

    def progress(done, rows):
        if process.poll() is None:
            os.kill(process.pid, signal.SIGKILL)
            process.wait(timeout=10)
        at_once.append(done)

    return progress


def test_a_worker_that_dies_leaves_its_work_to_the_others_and_the_last_one_ends_it(tmp_path, scheduler, monkeypatch):
    monkeypatch.setattr(of_many, "SHARE", 200)
    monkeypatch.setattr(on_a_cluster, "LOST", 2)
    paths = made(tmp_path / "many", *[200] * 24)
    expected = together(paths)
    with worker(scheduler, tmp_path) as (dying, _), worker(scheduler, tmp_path) as (last, _):
        with cluster(scheduler) as spread:
            assert together(paths, spread=spread, progress=killing(dying, done := [])) == expected
            assert dying.poll() == -signal.SIGKILL and len(done) == 24
        began = time.monotonic()
        with pytest.raises(Refused, match="all workers of this cluster are gone"), cluster(scheduler) as spread:
            together(paths, spread=spread, progress=killing(last, []))
        assert time.monotonic() - began < 60, "it waits a little for another worker, not for ever"


def test_a_scheduler_that_dies_ends_it_with_a_sentence_and_nothing_else(tmp_path, monkeypatch, capfd):
    monkeypatch.setattr(of_many, "SHARE", 100)
    paths = made(tmp_path / "many", *[100] * 30)
    with (
        running(tmp_path, SCHEDULER) as (process, scheduler),
        worker(scheduler, tmp_path),
        pytest.raises(Refused, match="the scheduler of this cluster is gone"),
        cluster(scheduler) as spread,
    ):
        together(paths, spread=spread, progress=killing(process, []))
    assert capfd.readouterr().err == ""
