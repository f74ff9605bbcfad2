"""The shapes: what a rule finds in the numbers (`Found`), and what a facilitator gets to say (`Insight`)."""

from dataclasses import dataclass, field

LIKELY, HINT = "likely", "hint"


@dataclass(frozen=True)
class Found:
    """What a rule has found, without words yet.

    `sure` is `likely` or `hint`, `evidence` how strong the case is (0 to 1), `facets` those that the finding names.
    `finding` and `numbers` name sentences of the rule's words (`numbers` None: too few people for numbers), and
    `fill` what goes into the first, `counted` what goes into the second: one dict for each thing that has numbers.
    """

    sure: str
    evidence: float
    facets: tuple[str, ...] = ()
    finding: str = "finding"
    numbers: str | None = None
    fill: dict[str, str] = field(default_factory=dict)
    counted: tuple[dict, ...] = ()


@dataclass(frozen=True)
class Exercise:
    """Something to do with the finding: `steps` are (minutes, what the facilitator reads aloud)."""

    title: str
    method: str
    steps: tuple[tuple[int, str], ...]
    how: str

    @property
    def minutes(self) -> int:
        return sum(minutes for minutes, _ in self.steps)

    def to_json(self) -> dict:
        steps = [{"minutes": minutes, "text": text} for minutes, text in self.steps]
        return {"title": self.title, "method": self.method, "minutes": self.minutes, "how": self.how, "steps": steps}


@dataclass(frozen=True)
class Insight:
    """One thing to talk about: what was found, which `view` shows it, how `sure` it is, what to ask and to do.

    `strength` (0 to 1) is how strong the evidence is times how useful the talk would be; insights are ranked by it.
    """

    id: str
    finding: str
    view: str
    sure: str
    sure_words: str
    questions: tuple[str, ...]
    exercise: Exercise
    strength: float

    def to_json(self) -> dict:
        """As the service hands it out; what ranks them stays here."""
        return {
            "id": self.id,
            "finding": self.finding,
            "view": self.view,
            "sure": self.sure,
            "sure_words": self.sure_words,
            "questions": list(self.questions),
            "exercise": self.exercise.to_json(),
        }


@dataclass(frozen=True)
class OpenRound:
    """What to do where nothing can be said for sure: the sentence that says so, questions, and a round of all."""

    finding: str
    questions: tuple[str, ...]
    exercise: Exercise

    def to_json(self) -> dict:
        return {"finding": self.finding, "questions": list(self.questions), "exercise": self.exercise.to_json()}
