"""What several commands share: the shape of a command, options, and how a name or a path is taken."""

import contextlib
from collections.abc import Callable
from pathlib import Path

import click

FORM = click.Choice(["short", "full"])
PATH = click.Path(path_type=Path, readable=False)  # whether it can be read is said by whoever reads it


class _Examples(click.Command):
    """A command whose help ends with an example, as it would be typed."""

    def __init__(self, *args, example: str, **more):
        super().__init__(*args, epilog=f"Example:  {example}", **more)


def command(name: str, example: str) -> Callable[[Callable], click.Command]:
    return click.command(name, cls=_Examples, example=example)


def named_or_path(text: str) -> str:
    """A path as an absolute one, so that it still holds when the service starts elsewhere; a name as it is."""
    return str(Path(text).resolve()) if Path(text).exists() and ("/" in text or "\\" in text or "." in text) else text


@contextlib.contextmanager
def writing(output: Path):
    """A disk that is full, or a place where nobody may write, is a sentence."""
    from ..pool.packing import unwritable

    try:
        yield
    except OSError as error:
        raise unwritable(output, error) from None
