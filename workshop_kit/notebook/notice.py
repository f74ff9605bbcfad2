"""A file of answers that could not be read was set aside: the page says so, until its owner has read it."""

import html
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .journal import Journal

_shown: dict[str, tuple] = {}  # which cell tells of a file, and in which of its runs


def sentence(journal: "Journal", aside: dict) -> str:
    """What happened to the file, in the owner's language, as HTML."""
    words = _words()
    named = {"file": aside["file"], "folder": str(journal.path.parent)}
    isolated = {name: f"<bdi>{html.escape(text)}</bdi>" for name, text in named.items()}
    return html.escape(words["aside_newer" if aside.get("why") == "newer" else "aside_broken"]).format(**isolated)


def show(journal: "Journal", aside: dict) -> None:
    """Above what a cell shows: the sentence, and a button *I have read this*. Once a page; nothing outside a cell."""
    run = _running_cell()
    before = _shown.get(aside["file"])
    if run is None or before == run or (before and before[0] != run[0]):
        return
    _shown[aside["file"]] = run
    import ipywidgets
    from IPython.display import display

    words = _words()
    said = f"<p role='status' dir='{words['direction']}' lang='{words['language']}' style='{_STYLE}'>{{}}</p>"
    text = ipywidgets.HTML(said.format(sentence(journal, aside)))
    button = ipywidgets.Button(description=words["aside_seen"], layout=_BUTTON)
    box = ipywidgets.VBox([text, button])

    def read(_: object) -> None:
        journal.seen()
        box.layout.display = "none"

    button.on_click(read)
    display(box)


_BUTTON = {"width": "auto", "height": "40px", "align_self": "flex-start"}
_STYLE = (
    "font:400 17px/1.5 Inter,system-ui,sans-serif;color:#8A3413;background:#FFF4E8;"
    "border-inline-start:4px solid #B5471D;padding:12px 16px;margin:0;max-width:44rem;overflow-wrap:anywhere"
)


def _words() -> dict:
    from .language import messages, own  # lazily: which language is a note of the journal

    return messages("keeping", own())


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
