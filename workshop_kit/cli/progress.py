"""Bars on the terminal while somebody waits; where there is no terminal, nothing."""

import contextlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

LONG = 10_000_000  # bytes from which on reading takes long enough for a bar


@contextlib.contextmanager
def reading(file: Path) -> Iterator[Callable[[int, int], None] | None]:
    """While a long file is read: what is to be told how many bytes of how many are."""
    if not sys.stderr.isatty() or not file.is_file() or file.stat().st_size < LONG:
        yield None
        return
    from rich.progress import DownloadColumn, TimeRemainingColumn

    with _bar(DownloadColumn(), TimeRemainingColumn()) as bar:
        task = bar.add_task(f"Reading {file.name}", total=file.stat().st_size)

        def progress(read: int, size: int) -> None:
            bar.update(task, completed=read, description="Sorting and writing" if read >= size else None)

        yield progress


@contextlib.contextmanager
def adding_up(archives: int) -> Iterator[Callable[[int, int], None] | None]:
    """While rows are added up: what is to be told how many of how many are."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.progress import MofNCompleteColumn, TimeRemainingColumn

    with _bar(MofNCompleteColumn(), TimeRemainingColumn()) as bar:
        task = bar.add_task(f"Looking through {archives:,} archives", total=None)
        yield lambda done, rows: bar.update(task, completed=done, total=rows, description="Adding up people")


def _bar(*measures):
    """What is being done, a bar, and how far it is."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), *measures)
    return Progress(*columns, console=Console(stderr=True), transient=True)
