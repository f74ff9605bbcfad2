"""What a page shows of answers and notes follows them: whoever shows something says how to draw it anew, and whoever
changes something says that it has changed. One kernel is one page."""

from collections.abc import Callable

_FOLLOWERS: dict[str, Callable[[], None]] = {}


def follow(name: str, draw: Callable[[], None]) -> None:
    """Draw now, and again after every change; a cell that runs again takes the place of its former run."""
    _FOLLOWERS[name] = draw
    draw()


def changed(_change: object = None) -> None:
    """Answers, notes or the language are not what they were."""
    for draw in list(_FOLLOWERS.values()):
        draw()
