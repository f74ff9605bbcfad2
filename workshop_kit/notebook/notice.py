"""A file of answers that could not be read was set aside: the page says so, until its owner has read it."""

import html
import sys
from collections.abc import Callable
from pathlib import Path

from ..instrument.messages import Voice, direction_of, preferred, spoken_languages, voice
from .preference import NOTE, wanted

_shown: dict[str, tuple] = {}  # which cell tells of a file, and in which of its runs


def show(kept: dict, folder: Path, seen: Callable[[], None]) -> None:
    """Above what a cell shows: the sentence, and a button *I have read this*. Once a page; nothing outside a cell.

    Args:
        kept: a journal as it stands, with what it remembers in `aside`.
        folder: where it lies.
        seen: what to do once its owner has read the sentence.
    """
    aside = kept["aside"]
    run = _running_cell()
    before = _shown.get(aside["file"])
    if run is None or before == run or (before and before[0] != run[0]):
        return
    _shown[aside["file"]] = run
    import ipywidgets
    from IPython.display import display

    words = voice(preferred(spoken_languages(), wanted(kept["notes"].get(NOTE))), "keeping")
    direction = direction_of(words.language)
    said = f"<p role='status' dir='{direction}' lang='{words.language}' style='{_STYLE}'>{{}}</p>"
    text = ipywidgets.HTML(said.format(_sentence(words, aside, folder)))
    button = ipywidgets.Button(description=words.say("aside_seen"), layout=_BUTTON)
    box = ipywidgets.VBox([text, button])

    def read(_: object) -> None:
        seen()
        box.layout.display = "none"

    button.on_click(read)
    display(box)


_BUTTON = {"width": "auto", "height": "40px", "align_self": "flex-start"}
_STYLE = (
    "font:400 17px/1.5 Inter,system-ui,sans-serif;color:#8A3413;background:#FFF4E8;"
    "border-inline-start:4px solid #B5471D;padding:12px 16px;margin:0;max-width:44rem;overflow-wrap:anywhere"
)


def _sentence(words: Voice, aside: dict, folder: Path) -> str:
    """What happened to the file, in the owner's language, as HTML."""
    named = {"file": aside["file"], "folder": str(folder)}
    isolated = {name: f"<bdi>{html.escape(text)}</bdi>" for name, text in named.items()}
    text = words.texts["aside_newer" if aside.get("why") == "newer" else "aside_broken"]
    return html.escape(text).format(**isolated)


def _running_cell() -> tuple | None:
    """(cell, run) of the cell that runs now; None where there is none, as while somebody taps."""
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    if shell is None or not hasattr(shell, "kernel"):
        return None
    parent = shell.kernel.get_parent("shell") or {}
    header = parent.get("header", {})
    if header.get("msg_type") != "execute_request":
        return None
    return parent.get("metadata", {}).get("cellId"), header.get("msg_id")
