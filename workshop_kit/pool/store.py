"""The durable store: SQL through SQLAlchemy, one writer, and nothing that stays when it is dropped.

The store knows transactions, tables and files; what may be written or read is the desk's business. Writes queue
up for one thread, which commits whatever is waiting as one transaction. A job that fails takes nobody else's answer
with it, and a job is done only when its commit is on the disk. A job may be run twice, the first time in vain.
"""

import asyncio
import queue
import threading
import time
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event

from ..instrument import Refused

METADATA = sa.MetaData()

ROOMS = sa.Table(
    "rooms",
    METADATA,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("code", sa.String(12), nullable=False, unique=True),
    sa.Column("key_hash", sa.LargeBinary, nullable=False),
    sa.Column("title", sa.String, nullable=False),
    sa.Column("options", sa.JSON, nullable=False),
    sa.Column("seats", sa.Integer),
    sa.Column("groups", sa.JSON, nullable=False),
    sa.Column("stage", sa.String(8), nullable=False),
    sa.Column("activity", sa.String),
    sa.Column("view", sa.String),
    sa.Column("step", sa.Integer, nullable=False),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("began", sa.Float),  # when the agenda and its step began: the facilitator's time, never an answer's
    sa.Column("step_began", sa.Float),
    sa.Column("touched", sa.Float),  # when the facilitator last did anything
    sa.Column("extras", sa.LargeBinary),  # texts that were let through, and questions made on the spot
    sa.Column("action", sa.JSON),
    sa.Column("notes", sa.JSON),
    sa.Column("over", sa.JSON),  # what lies over the picture for a moment: the code to scan, or a count-down
)
ACTIVITIES = sa.Table(
    "activities",
    METADATA,
    sa.Column("room", sa.String(32), sa.ForeignKey("rooms.id"), primary_key=True),
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("state", sa.String(8), nullable=False),
    sa.Column("answers", sa.String),  # the name of its table of answers, while there is one
    sa.Column("finished", sa.Integer, nullable=False, default=0),  # how many have decided, whichever way
    sa.Column("texts", sa.String),  # the name of its table of texts, until somebody has decided on them
)
TALLIES = sa.Table(
    "tallies",
    METADATA,
    sa.Column("room", sa.String(32), primary_key=True),
    sa.Column("activity", sa.String, primary_key=True),
    sa.Column("group", sa.String, primary_key=True),  # "" is the whole
    sa.Column("content", sa.JSON, nullable=False),
)


@lru_cache(maxsize=512)  # the same table object, so that statements are compiled once
def answers_table(name: str) -> sa.Table:
    """A table of one activity's answers: a row's key is a hash, and rows lie in the order of their hashes."""
    return sa.Table(
        name,
        sa.MetaData(),
        sa.Column("key", sa.LargeBinary, primary_key=True),
        sa.Column("revision", sa.BigInteger, nullable=False),
        sa.Column("group", sa.String),
        sa.Column("content", sa.LargeBinary),  # null: finished, and kept to oneself
        sqlite_with_rowid=False,
    )


@lru_cache(maxsize=512)
def texts_table(name: str) -> sa.Table:
    """A table of one activity's texts: an id drawn at random, and rows lie in the order of these."""
    return sa.Table(
        name,
        sa.MetaData(),
        sa.Column("id", sa.String(16), primary_key=True),
        sa.Column("text", sa.String, nullable=False),
        sqlite_with_rowid=False,
    )


class Broken(Exception):
    """The store could not keep what it was given; nothing of it was acknowledged."""


class Store:
    """Open a store by its SQLAlchemy address, such as `sqlite:////path/to/file`.

    Raises:
        Refused: if the address is not one that this kit keeps its promises on.
    """

    def __init__(self, url: str):
        try:
            self.url = sa.make_url(url)
        except sa.exc.ArgumentError:
            raise Refused(f"--db {url}: not an address of a database. Try sqlite:////path/to/file.") from None
        if self.url.get_backend_name() != "sqlite" or not self.url.database or self.url.database == ":memory:":
            raise Refused(f"--db {url}: rooms are kept in a SQLite file. Try sqlite:////path/to/file.")
        try:
            Path(self.url.database).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            Path(self.url.database).touch(mode=0o600)  # the log beside it gets the same rights
        except OSError as error:
            raise Refused(f"--db {url}: cannot be opened ({error.strerror}). Check the path and the disk.") from None
        self._writer_engine = _engine(self.url, immediate=True)
        self._reader_engine = _engine(self.url, immediate=False)
        self._jobs: queue.SimpleQueue = queue.SimpleQueue()
        try:
            with self._writer_engine.begin() as connection:
                METADATA.create_all(connection)
                _catch_up(connection)
            self.wipe()
        except sa.exc.DatabaseError as error:
            raise Refused(f"--db {url}: cannot be opened ({error.orig}). Check the path and the disk.") from None
        self._thread = threading.Thread(target=self._run, name="store-writer", daemon=True)
        self._thread.start()

    def read(self, work: Callable[[sa.Connection], Any]) -> Any:
        """Run a function of a connection that only reads; it must fetch all it wants before it returns."""
        with self._reader_engine.connect() as connection:
            return work(connection)

    async def write(self, work: Callable[[sa.Connection], Any], *, wipe: bool = False, compact: bool = False) -> Any:
        """Run a function of a connection in the writer's next transaction; returns once it is on the disk.

        Args:
            wipe: also clear the log of everything that was dropped, before returning.
            compact: also of rows that were deleted, wherever they once stood.

        Raises:
            Broken: if the transaction could not be committed; and whatever the function raises.
        """
        loop = asyncio.get_running_loop()
        done = loop.create_future()
        self._jobs.put((work, wipe or compact, compact, loop, done))
        return await done

    def wipe(self, *, compact: bool = False) -> None:
        """Write the log into the file and empty it, so that what was dropped is in neither.

        Args:
            compact: also write the file anew. Rows that are deleted one by one can leave copies behind in a page
                that they have moved from; tables that are dropped cannot.

        Raises:
            Broken: if another process holds an old read open for half a minute.
        """
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            with self._writer_engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                if compact:
                    connection.connection.execute("VACUUM")
                    compact = False
                if tuple(connection.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()) == (0, 0, 0):
                    return
            time.sleep(0.02)
        raise Broken("another program keeps the database open; close it and try again")

    def close(self) -> None:
        """Finish what is queued, then let go of the file."""
        self._jobs.put(None)
        self._thread.join(timeout=10)
        self._writer_engine.dispose()
        self._reader_engine.dispose()

    def _run(self) -> None:
        while (job := self._jobs.get()) is not None:
            batch = [job]
            while not self._jobs.empty() and len(batch) < 512:
                if (job := self._jobs.get()) is None:
                    self._commit(batch)
                    return
                batch.append(job)
            self._commit(batch)

    def _commit(self, batch: list) -> None:
        try:
            try:
                with self._writer_engine.begin() as connection:
                    outcomes = [(work(connection), None) for work, *_ in batch]
            except Exception:  # somebody was refused: once more, each in a savepoint, so that nobody else is
                with self._writer_engine.begin() as connection:
                    outcomes = [_attempt(connection, work) for work, *_ in batch]
            if any(wipe for _, wipe, *_ in batch):
                self.wipe(compact=any(compact for _, _, compact, *_ in batch))
        except Exception as error:  # nothing was acknowledged: every waiting caller must hear of it
            broken = error if isinstance(error, Broken) else Broken(str(getattr(error, "orig", error)))
            outcomes = [(None, broken)] * len(batch)
        for (*_, loop, done), outcome in zip(batch, outcomes, strict=True):
            if not loop.is_closed():
                loop.call_soon_threadsafe(_settle, done, *outcome)


def _catch_up(connection: sa.Connection) -> None:
    """Add the columns that a file of an earlier version lacks; each of them may be empty."""
    there = sa.inspect(connection)
    for table in METADATA.tables.values():
        known = {column["name"] for column in there.get_columns(table.name)}
        for column in table.columns:
            if column.name not in known:
                kind = column.type.compile(connection.dialect)
                connection.exec_driver_sql(f'ALTER TABLE {table.name} ADD COLUMN "{column.name}" {kind}')


def _attempt(connection: sa.Connection, work: Callable) -> tuple[Any, Exception | None]:
    savepoint = connection.begin_nested()
    try:
        result = work(connection)
    except Exception as error:
        savepoint.rollback()
        return None, error
    savepoint.commit()
    return result, None


def _settle(done: asyncio.Future, result: Any, error: Exception | None) -> None:
    if done.cancelled():
        return
    if error is None:
        done.set_result(result)
    else:
        done.set_exception(error)


def _engine(url: sa.URL, immediate: bool) -> sa.Engine:
    engine = sa.create_engine(url, connect_args={"timeout": 30, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def _prepare(connection, _record):
        connection.isolation_level = None  # SQLAlchemy's BEGIN below is the only one
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "secure_delete=ON",
            "temp_store=MEMORY",
            "wal_autocheckpoint=1000",
        ):
            connection.execute(f"PRAGMA {pragma}").fetchall()

    if immediate:

        @event.listens_for(engine, "begin")
        def _begin(connection):
            if connection.get_isolation_level() != "AUTOCOMMIT":
                connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine
