"""The learner's questions: the questionnaire on parts of the instrument, answered alone."""

import traitlets

from ...instrument import load_instrument
from ..journal import Journal
from ..language import messages
from ..widgets import Questionnaire
from . import looks
from .following import changed, follow
from .looks import ACTIVITY


def _followed(asked: Questionnaire) -> Questionnaire:
    asked.observe(changed, ["answers", "profile", "document"])
    return asked


def role() -> Questionnaire:
    """The one question before all others: free choice tomorrow."""
    return _followed(Questionnaire("mindset", ["role"]))


def sorting() -> Questionnaire:
    """Twelve statements to sort, each with its reason after the answer."""
    return _followed(Questionnaire("mindset", ["sorting"]))


def situations() -> Questionnaire:
    """Eight scenes to decide, each with what the choice gains and costs."""
    return _followed(Questionnaire("mindset", ["situations"]))


def our_month() -> Questionnaire:
    """The own team's last month, from too little to too much."""
    return _followed(Questionnaire("mindset", ["our_month"]))


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

    @traitlets.validate("document")
    def _without_a_picture(self, proposal: dict) -> dict:
        """The page shows the picture further down, in words first; twice would be once too often."""
        asked = proposal["value"]
        return asked | {"activities": [{**one, "profile": False} for one in asked["activities"]]}

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


class OfALook:
    """Mixed into a questionnaire whose answers belong to a look: those of the one that was at hand when it was drawn,
    until it turns to another."""

    look = looks.SECOND

    def __init__(self, *args, **more):
        self.look = looks.current(Journal())
        super().__init__(*args, **more)

    def _kept_as(self, id: str) -> str:
        return looks.kept_as(id, self.look)

    def turn(self) -> None:
        """Ask for the look that is at hand now."""
        look = looks.current(self.journal)
        if look != self.look:
            self.look, self._rest = look, {}
            self.answers = self._kept()
            self.send({"again": True})


class LaterLook(OfALook, SelfAssessment):
    """The same questions once more, weeks later: the answers of earlier looks stay as they are, beside the new ones."""


def of_this_look(name: str, asked: OfALook) -> OfALook:
    """The questionnaire, and whenever another look is at hand, the questionnaire of that one."""
    follow(name, asked.turn)
    return _followed(asked)


class _Live:
    """The self-assessment of this kernel, so that a profile follows what is answered above it."""

    assessment: SelfAssessment | None = None


def self_assessment(form: str | None = None) -> SelfAssessment:
    """The self-assessment, short or full as the person chooses."""
    _Live.assessment = _followed(SelfAssessment(form))
    return _Live.assessment


def assessment() -> SelfAssessment:
    """The self-assessment of this page; where it asks for none, the answers as they are kept."""
    return _Live.assessment or self_assessment()


def again() -> LaterLook:
    """The self-assessment once more, in the form of the first."""
    return of_this_look("again", LaterLook())
