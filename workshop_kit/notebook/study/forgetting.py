"""*Forget everything about me*, asked once more before it does."""

import html

import ipywidgets

from .. import people
from ..language import messages, own
from .asking import _Live
from .following import changed

_OWN_WIDTH = {"width": "auto", "height": "40px", "align_self": "flex-start"}


def forget() -> ipywidgets.VBox:
    """A button, and after it one that removes what this person keeps here."""
    words = messages("study", own())
    first = ipywidgets.Button(description=words["forget"], layout=_OWN_WIDTH)
    sure = ipywidgets.Button(description=words["forget_sure"], button_style="danger", layout=_OWN_WIDTH)
    sure.layout.display = "none"
    said = ipywidgets.HTML()

    def ask(_: object) -> None:
        sure.layout.display = None

    def go(_: object) -> None:
        if _Live.assessment:
            _Live.assessment.forget()
        people.forget()
        changed()
        sure.layout.display = "none"
        said.value = f"<p dir='{words['direction']}'>{html.escape(words['forget_done'])}</p>"

    first.on_click(ask)
    sure.on_click(go)
    return ipywidgets.VBox([first, sure, said])
