"""The words of a picture: messages, names of facets and dimensions, and who plays which role."""

from functools import cached_property

from ..instrument.messages import Voice, messages_in
from . import palette


class Words:
    """All words that a view may need, of one activity in one language."""

    def __init__(self, document: dict, activity: str):
        self.document = document
        self.activity = next(a for a in document["activities"] if a["id"] == activity)
        self.instrument = document["words"][self.activity["instrument"]]

    @cached_property
    def voice(self) -> Voice:
        """The views' own messages; a document made for participants leaves them out."""
        given, language = self.document.get("messages", {}), self.document["language"]
        spoken = given if "views" in given and "common" in given else messages_in(language)
        return Voice(language, {**spoken["common"], **spoken["views"]})

    def say(self, key: str, **fill) -> str:
        return self.voice.say(key, **fill)

    def plural(self, key: str, n: int, /, **fill) -> str:
        return self.voice.plural(key, n, **fill)

    def listed(self, names) -> str:
        return self.voice.listed(names)

    def series(self, names) -> str:
        return self.voice.series(names)

    def semicolons(self, parts) -> str:
        """ "A; B; C": for sentences, which may hold commas."""
        return self.say("semicolon").join(parts)

    def brief(self, text: str, longest: int = 80) -> str:
        """A text as a headline can bear it, without its full stop."""
        text = text.strip().rstrip(".")
        return text if len(text) <= longest else text[:longest].rpartition(" ")[0].rstrip(",;:.") + " …"

    def in_sentence(self, name: str) -> str:
        return self.voice.in_sentence(name)

    @property
    def title(self) -> str:
        return self.activity["title"]

    @property
    def dimensions(self) -> list[dict]:
        return self.instrument["dimensions"]

    @property
    def facets(self) -> dict[str, dict]:
        return self.instrument["facets"]

    def name(self, facet: str) -> str:
        return self.facets[facet]["name"]

    def short(self, facet: str) -> str:
        return self.facets[facet].get("short") or self.name(facet)

    def role(self, facet: str | None) -> str:
        """Which of the two dimensions a facet belongs to: `first`, `second`, or `both` for neither."""
        for role, dimension in zip(palette.ROLES, self.dimensions, strict=False):
            if facet in dimension["facets"]:
                return role
        return palette.BOTH

    def dimension_role(self, id: str) -> str:
        """The role of a dimension by its own id (the bins of a sorting bear them)."""
        roles = dict(zip((d["id"] for d in self.dimensions), palette.ROLES, strict=False))
        return roles.get(id, palette.BOTH)

    def marks(self, facets) -> list[dict]:
        return [{"text": self.name(facet), "role": self.role(facet)} for facet in facets]

    def heads(self, tally) -> str:
        """ "14 of 18 people", or "14 people" where nobody counted the seats."""
        seats = getattr(tally, "seats", None)
        if seats and seats >= tally.n:
            return self.say("heads_of", n=tally.n, seats=seats)
        return self.plural("people", tally.n)

    def note(self, tally, *keys: str) -> str:
        return self.say("dot").join([self.heads(tally), *(self.say(key) for key in keys)])


def document_of(*tallies, language: str = "en") -> dict:
    """The kit's own words for tallies, where nobody handed any over."""
    from ..instrument import load_instrument
    from ..questionnaire import document

    asked = dict.fromkeys((tally.instrument, tally.form) for tally in tallies)
    return document([load_instrument(name, language=language, form=form) for name, form in asked], language=language)
