"""*Someone else uses this machine too?* A field for a name; where there are several people, a button for each."""

from pathlib import Path

import anywidget
import traitlets

from .. import home
from ..instrument import Refused
from . import people
from .language import messages, own
from .widgets import Hosted, take_over

_HERE = Path(__file__).parent


class Profiles(anywidget.AnyWidget):
    """Who uses these notebooks. Whoever is alone on a machine sees one closed line.

    `people` is [{"name": "" for whoever needs none, "label", "now": bool}], empty while there is nobody else.
    """

    _esm = (_HERE / "profiles.js").read_text("utf-8")
    _css = Hosted._css
    words = traitlets.Dict().tag(sync=True)
    people = traitlets.List().tag(sync=True)
    said = traitlets.Unicode().tag(sync=True)

    def __init__(self):
        take_over(self, ("profiles",))
        spoken = messages("keeping", own())
        words = {name: text for name, text in spoken.items() if name.startswith("people_")}
        super().__init__(words=words | {name: spoken[name] for name in ("language", "direction")})
        self._list()
        self.on_msg(lambda _, message, __: self._on_use(str(message.get("use", ""))))

    def _label(self, name: str) -> str:
        return name or self.words["people_first"]

    def _list(self) -> None:
        now, others = home.person(), home.people()
        names = ["", *others] if others else []
        self.people = [{"name": name, "label": self._label(name), "now": name == now} for name in names]

    def _on_use(self, name: str) -> None:
        before = home.person()
        try:
            now = people.use(name or "me")
        except Refused:
            self.said = self.words["people_bad"]
            return
        self._list()
        if now != before:
            self.said = self.words["people_changed"].format(name=self._label(now), before=self._label(before))
