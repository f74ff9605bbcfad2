"""What the learner's notebooks call: one function a cell.

`role` and `self_assessment` ask, `profile` shows what follows, `share` brings it to a workshop, `check` says whether
everything works, `answers` hands out the data, `forget` removes it. All of them share one journal.
"""

import html

import ipywidgets
import traitlets

from .. import __version__, home
from ..instrument import Instrument, Refused, load_instrument
from ..instrument.messages import Voice, direction_of, voice
from ..room.client import Room, RoomError, fit
from .check import Check
from .journal import Journal
from .language import messages, own
from .profile_figure import facets_figure, leans_figure
from .sharing import Sharing
from .widgets import Questionnaire

ACTIVITY = "self"


_OWN_WIDTH = {"width": "auto", "height": "40px", "align_self": "flex-start"}


class _Live:
    """The widgets of this kernel that show the same answers, so that a profile follows what is answered above it."""

    assessment: "SelfAssessment | None" = None


def role() -> Questionnaire:
    """The one question before all others: free choice tomorrow."""
    return Questionnaire("mindset", ["role"])


class SelfAssessment(Questionnaire):
    """The self-assessment in the form that the person chooses; answers to the one count in the other."""

    form = traitlets.Unicode("short")

    def __init__(self, form: str | None = None, journal: Journal | None = None):
        journal = journal or Journal()
        self._chosen = form or journal.notes.get("form") or "short"
        super().__init__("mindset", [ACTIVITY], journal, form=self._chosen)
        self.form = self._chosen
        self._offer_forms()

    def _offer_forms(self) -> None:
        words = messages("study", self.instrument.language)
        self.words = {name: words[name] for name in ("choose", "language", "direction")}
        self.choices = [
            {"id": id, "title": words[f"{id}_title"], "text": words[f"{id}_text"], "chosen": id == self.form}
            for id in ("short", "full")
        ]

    def _ask_again(self) -> None:
        self._offer_forms()
        super()._ask_again()

    def _on_choose(self, choice: str) -> None:
        """Another form: the same answers, as far as both ask for them."""
        self.journal.note("form", choice)
        self._form = choice
        self.instrument = self._part(load_instrument("mindset", self.instrument.language, choice))
        self._rest = {}
        self.form = choice
        self._ask_again()


def self_assessment(form: str | None = None) -> SelfAssessment:
    """The self-assessment, short or full as the person chooses."""
    _Live.assessment = SelfAssessment(form)
    return _Live.assessment


def profile() -> ipywidgets.VBox:
    """The own picture in words and a figure; it follows the self-assessment above it."""
    source = _Live.assessment or self_assessment()
    words, figure = ipywidgets.HTML(), ipywidgets.Output()
    figure.layout.overflow = "hidden"

    def draw(_change: object = None) -> None:
        words.value = _in_words(source.profile, source.instrument)
        drawn = _figures(source.profile, source.instrument, source.form)
        if list(figure.outputs) != drawn:
            figure.outputs = tuple(drawn)

    source.observe(draw, ["profile", "form", "document"])
    draw()
    return ipywidgets.VBox([words, figure])


def share(address: str | None = None) -> Sharing:
    """A field for a room's address; then one button for each thing that can be brought there."""
    return Sharing(Journal(), (ACTIVITY, "role"), address)


def check() -> Check:
    """Whether everything works here, line by line."""
    return Check()


def answers(activity: str = ACTIVITY):
    """One's own answers as a DataFrame: item, lens, facet, answer."""
    import pandas as pd

    found = load_instrument("mindset").activity(activity)
    items = {item.id: item for block in found.blocks for item in block.items}
    rows = [
        {"item": key.partition(".")[0], "lens": key.partition(".")[2], "answer": value}
        for key, value in Journal().answers.get(activity, {}).items()
    ]
    table = pd.DataFrame(rows, columns=["item", "lens", "answer"])
    table.insert(2, "facet", [getattr(items.get(item), "facet", None) for item in table["item"]])
    return table


def forget() -> ipywidgets.VBox:
    """*Forget everything about me*, asked once more before it does."""
    words = messages("study", own())
    first = ipywidgets.Button(description=words["forget"], layout=_OWN_WIDTH)
    sure = ipywidgets.Button(description=words["forget_sure"], button_style="danger", layout=_OWN_WIDTH)
    sure.layout.display = "none"
    said = ipywidgets.HTML()

    def ask(_: object) -> None:
        sure.layout.display = None

    def go(_: object) -> None:
        Journal().forget()
        for path in [*(home.root() / "rooms").glob("*"), home.root() / "seat.json"]:
            path.unlink(missing_ok=True)
        if _Live.assessment:
            _Live.assessment.forget()
        sure.layout.display = "none"
        said.value = f"<p dir='{words['direction']}'>{html.escape(words['forget_done'])}</p>"

    first.on_click(ask)
    sure.on_click(go)
    return ipywidgets.VBox([first, sure, said])


def _in_words(found, instrument: Instrument) -> str:
    spoken = _voice(instrument)
    words, way = spoken.texts, direction_of(instrument.language)
    if found is None or not found.leans:
        return _page(f"<p class='quiet'>{html.escape(words['profile_wait'])}</p>", way)
    names = {one.id: one.name for one in instrument.dimensions}
    on_these = messages("profile", instrument.language)["on_these"]
    lines = [f"<p class='quiet'>{html.escape(on_these)}</p>"]
    for lens, lean in found.leans.items():
        key = f"close_{lens}" if lean.call == "close" else f"lean_{lens}"
        sentence = html.escape(words.get(key, "").format(dimension="{}"))
        name = html.escape(spoken.in_sentence(names.get(lean.call, "")))
        lines.append(f"<p class='big'>{sentence.replace('{}', f'<b class={lean.call}>{name}</b>')}</p>")
    if any(lean.call == "close" for lean in found.leans.values()):
        lines.append(f"<p class='quiet'>{html.escape(words['close_text'])}</p>")
    facets = spoken.series(sorted(instrument.facet(id.partition(".")[0]).name for id in found.pulls))
    lines.append(f"<p>{html.escape(words['pulls'].format(facets=facets) if facets else words['pulls_none'])}</p>")
    lines.append(f"<p><b>{html.escape(words['fit'])}</b></p>")
    return _page("".join(lines), way)


def _voice(instrument: Instrument) -> Voice:
    return voice(instrument.language, "study")


def _figures(found, instrument: Instrument, form: str) -> list[dict]:
    if found is None or not found.leans:
        return []
    spoken = _voice(instrument)
    drawn = [leans_figure(found, instrument, spoken)]
    if form == "full" and found.facets:
        drawn.append(facets_figure(found, instrument, spoken))
    return drawn


_STYLE = (
    "<style>.wk-words{font:400 17px/1.5 Inter,system-ui,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif;"
    "color:#1C2331;max-width:46rem;padding:2px 4px}.wk-words p{margin:0 0 10px;line-height:1.45}"
    ".wk-words .big{font-size:26px;line-height:1.25;font-weight:600;letter-spacing:-.015em;margin:0 0 6px}"
    ".wk-words .quiet{color:#5B6270}"
    ".wk-words .leadership{color:#B5471D}.wk-words .management{color:#1E5E8C}</style>"
)


def _page(inner: str, direction: str) -> str:
    return f"{_STYLE}<div class='wk-words' dir='{direction}'>{inner}</div>"


__all__ = [
    "Refused",
    "Room",
    "RoomError",
    "SelfAssessment",
    "__version__",
    "answers",
    "check",
    "fit",
    "forget",
    "profile",
    "role",
    "self_assessment",
    "share",
]  # fmt: skip
