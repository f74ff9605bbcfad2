"""Adding up on a Dask cluster: each share is read where its task runs, and only its tally travels, as JSON.

The workers need the kit, in the same version, and the files at the same paths: a shared disk, or one machine. What is
asked of them before is asked with functions that Python itself has, so that a worker without the kit can answer.
"""

import asyncio
import logging
import pkgutil
import re
import warnings
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec

from .. import __version__
from ..instrument import Refused
from .together import Done, Share, tallied

SECONDS = 5  # until somebody must have answered
LOST = 15  # seconds without any worker
AHEAD = 4  # shares for each thread of the cluster that are handed out at once
ADDRESS = re.compile(r"((tcp|tls|ws|wss)://)?([^\s/:\[\]]+|\[[0-9a-fA-F:.%]+\]):[1-9][0-9]{0,4}")
NOTHING = "Nothing was written."


class _Answer(msgspec.Struct):
    """What comes back of a task: what was added up, or why it could not be."""

    done: Done | None = None
    refused: str | None = None


@contextmanager
def cluster(address: str) -> Iterator["Cluster"]:
    """The cluster whose scheduler listens at an address, for as long as it is needed.

    Raises:
        Refused: if that is no address, no scheduler answers there, or it has no workers that can do the work.
    """
    if not ADDRESS.fullmatch(address):
        raise Refused(f"`{address}` is no address of a Dask scheduler. Write it as tcp://HOST:PORT (mostly 8786).")
    import distributed

    for name in ("distributed", *(name for name in logging.root.manager.loggerDict if name.startswith("distributed."))):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # what goes wrong is one sentence of ours
    client = None
    with suppress(Exception), ThreadPoolExecutor(1) as aside:  # a notebook has an event loop of its own
        if aside.submit(asyncio.run, _who_is_there(address)).result() == "Scheduler":
            with warnings.catch_warnings(action="ignore"):
                client = distributed.Client(address, timeout=SECONDS, set_as_default=False)
    if client is None:
        raise Refused(
            f"{address}: no Dask scheduler answers there (waited {SECONDS} seconds). Start one with `dask scheduler`, "
            "or leave --dask out to add up on this machine."
        )
    try:
        yield Cluster(address, client)
    finally:
        client.close(timeout=SECONDS)


async def _who_is_there(address: str) -> str:
    """Which part of a cluster answers; a client alone would wait for ever for somebody who listens and says nothing."""
    from distributed.core import rpc

    async with asyncio.timeout(SECONDS), rpc(address) as there:
        return (await there.identity())["type"]


class Cluster:
    """Workers that add up shares; a `together.Spread`."""

    def __init__(self, address: str, client):
        self._address, self._client = address, client
        self._threads = self._workers()

    def __call__(self, shares: Sequence[Share]) -> Iterator[Done]:
        """The shares added up, in their order. Some are handed out ahead, so that no worker waits."""
        self._check_workers([piece.path for share in shares for piece in share])
        running, ahead = deque(), AHEAD * max(2, sum(self._threads.values()))
        for share in shares:
            running.append((share, self._client.submit(tallied_in_json, msgspec.json.encode(share), pure=False)))
            if len(running) >= ahead:
                yield self._result(*running.popleft())
        while running:
            yield self._result(*running.popleft())

    # before ------------------------------------------------------------------------------------------------------

    def _workers(self) -> dict[str, int]:
        """Each worker with its threads."""
        from distributed import TimeoutError as TooLate

        try:
            self._client.wait_for_workers(1, timeout=SECONDS)
        except (TimeoutError, TooLate):
            raise Refused(
                f"{self._address}: this Dask scheduler has no workers. Start some with `dask worker {self._address}`."
            ) from None
        return self._client.nthreads()

    def _check_workers(self, paths: list[str]) -> None:
        versions = self._client.run(pkgutil.resolve_name, "workshop_kit:__version__", on_error="return")
        for worker, version in sorted(versions.items()):
            if isinstance(version, Exception):
                raise Refused(f"The worker {worker} has no workshop-kit. Install {__version__} there, as it is here.")
            if version != __version__:
                raise Refused(
                    f"The worker {worker} has workshop-kit {version}, and here it is {__version__}. Install the same."
                )
        for worker, unseen in sorted(self._client.run(first_unseen, paths, on_error="return").items()):
            if unseen is not None:
                raise Refused(
                    f"The worker {worker} does not see {unseen}. Workers read the archives themselves: put them on a "
                    "disk that all machines have under the same path, or leave --dask out."
                )

    # results -----------------------------------------------------------------------------------------------------

    def _result(self, share: Share, future) -> Done:
        answer = self._waited_for(share, future)
        if answer.refused is not None:
            raise Refused(answer.refused)
        return answer.done

    def _waited_for(self, share: Share, future) -> _Answer:
        """The answer to a share. Dask gives the task of a worker that dies to another one; if all are gone, we go."""
        from distributed import KilledWorker
        from distributed import TimeoutError as TooLate
        from distributed.client import FutureCancelledError

        lost = 0
        while True:
            try:
                return msgspec.json.decode(future.result(timeout=1), type=_Answer)
            except (TimeoutError, TooLate):
                lost = 0 if self._alive() else lost + 1
                if lost >= LOST:
                    raise Refused(f"{self._address}: all workers of this cluster are gone. {NOTHING}") from None
            except KilledWorker:
                raise Refused(
                    f"{self._address}: several workers died one after the other while they read {share[0].said}; most "
                    f"likely they have too little memory. {NOTHING}"
                ) from None
            except (FutureCancelledError, OSError):
                raise Refused(f"{self._address}: the scheduler of this cluster is gone. {NOTHING}") from None
            except Exception as error:
                raise Refused(
                    f"{share[0].said}: a worker of {self._address} failed ({type(error).__name__}: {error}). {NOTHING}"
                ) from None

    def _alive(self) -> bool:
        if self._client.status != "running":
            return False
        return bool(self._client.nthreads())


# what workers do -----------------------------------------------------------------------------------------------


def first_unseen(paths: list[str]) -> str | None:
    """The first of some paths that this machine does not have."""
    return next((path for path in paths if not Path(path).exists()), None)


def tallied_in_json(share: bytes) -> bytes:
    """`together.tallied` for a share as JSON."""
    try:
        answer = _Answer(done=tallied(msgspec.json.decode(share, type=Share)))
    except Refused as error:
        answer = _Answer(refused=str(error))
    return msgspec.json.encode(answer)
