"""What may stand in an instrument's files, and nothing else: the structure, and one language's words."""

from typing import Literal

import msgspec

from .model import About, Assumed

Form = Literal["short", "full"]


class Strict(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What may stand in a file, and nothing else."""


class RawItem(Strict):
    id: str
    facet: str | None = None
    reverse: bool = False
    short: bool = False
    bin: str | None = None
    options: list[str] | dict[str, str] | Literal["facets"] | None = None  # a pick also takes {wall: ACTIVITY}
    recalls: str | None = None  # on another day: `action`, the team's own, or an activity of this instrument

    @property
    def wall(self) -> str | None:
        """The activity whose texts are the options, where they are not written here."""
        return self.options["wall"] if isinstance(self.options, dict) and self.options.keys() == {"wall"} else None


class RawBlock(Strict):
    kind: Literal["rating", "sort", "situation", "pick", "text"]
    items: list[RawItem]
    scale: str | None = None
    lenses: list[str] = []
    minimum: int | dict[Form, int] | None = None
    bins: list[str] = []
    places: dict[str, int] = {}
    max: int = 1
    max_length: int = 280


class RawActivity(Strict):
    id: str
    about: About
    blocks: list[RawBlock]
    pooled: bool = True
    profile: bool = False


class RawScale(Strict):
    points: int
    ideal: bool = False


class RawStructure(Strict):
    id: str
    version: str
    activities: list[RawActivity]
    languages: list[str]
    dimensions: dict[str, list[str]] = {}
    lenses: list[str] = []
    scales: dict[str, RawScale] = {}
    assumed: Assumed = Assumed()


class OptionWords(Strict):
    text: str
    gains: str | None = None
    costs: str | None = None


class ItemWords(Strict):
    text: str
    why: str | None = None
    confused: str | None = None
    hint: str | None = None
    options: dict[str, str | OptionWords] = {}


class ActivityWords(Strict):
    title: str
    items: dict[str, str | ItemWords]
    intro: str | None = None
    question: str | None = None
    questions: dict[int, str] = {}
    bins: dict[str, str] = {}
    not_applicable: str | None = None  # where the instrument's own would read oddly


class DimensionWords(Strict):
    name: str
    more: str


class FacetWords(Strict):
    name: str
    short: str | None = None
    definition: str | None = None
    best: str | None = None
    overdone: str | None = None
    missing: str | None = None


class LensWords(Strict):
    name: str
    question: str
    labels: list[str]


class ScaleWords(Strict):
    labels: list[str]


class RawWords(Strict):
    language: str
    title: str
    activities: dict[str, ActivityWords]
    direction: Literal["ltr", "rtl"] = "ltr"
    status: Literal["draft", "reviewed"] = "draft"
    dimensions: dict[str, DimensionWords] = {}
    facets: dict[str, FacetWords] = {}
    lenses: dict[str, LensWords] = {}
    scales: dict[str, ScaleWords] = {}
    not_applicable: str = ""
