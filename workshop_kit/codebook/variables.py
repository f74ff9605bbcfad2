"""Which variables an instrument has: one for each answer key, one for each score.

They are those of the full form, each saying whether the short one has it too. Wordings come in every language; the
rest is for the analyst, in English.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from pathlib import Path

import msgspec

from ..instrument import KINDS, Activity, Block, Instrument, Item, MeanSpec, load_instrument
from ..instrument.block import Lens
from ..instrument.languages import languages_of
from ..instrument.model import Dimension

PERCENT = "0 to 100"


class Variable(msgspec.Struct, frozen=True):
    """One column that a table of answers or of scores may have. `question`, `wording` and `labels` are by language."""

    variable: str
    level: str  # answer | score
    activity: str
    about: str
    pooled: str
    kind: str
    form: str
    range: str
    missing: str
    facet: str = ""
    dimension: str = ""
    lens: str = ""
    key: str = ""
    question: dict[str, str] = {}
    wording: dict[str, str] = {}
    labels: dict[str, str] = {}


def variables(name: str | Path, languages: Iterable[str] | None = None) -> list[Variable]:
    """Every answer key and every score of an instrument, activity by activity, by its name or path.

    `languages` are those of its wordings; None: all that it lists.

    Raises:
        Refused: if the instrument is not whole in one of them.
    """
    languages = list(languages_of(name).statuses if languages is None else languages)
    spoken = {language: load_instrument(name, language) for language in languages}
    return variables_of(spoken, load_instrument(name, languages[0], "short"))


def variables_of(spoken: Mapping[str, Instrument], short: Instrument) -> list[Variable]:
    """The same of a loaded instrument, or of a part of one: `{language: instrument}`, and its short form."""
    return [row for activity in short.activities for row in _Book(dict(spoken), short, activity.id).rows()]


class _Book(msgspec.Struct):
    """One activity in every language, with what its short form has."""

    spoken: dict[str, Instrument]
    short: Instrument
    id: str

    @property
    def first(self) -> Instrument:
        return next(iter(self.spoken.values()))

    @property
    def activity(self) -> Activity:
        return self.first.activity(self.id)

    def rows(self) -> Iterator[Variable]:
        for number in range(len(self.activity.blocks)):
            yield from self.answers(number)
        scored = [spec for spec in self.activity.specs if isinstance(spec, MeanSpec)]
        yield from (self.mean(spec) for spec in scored)
        yield from (row for spec in scored if spec.ideal for row in self.ideal(spec))
        yield from self.dimensions(scored)

    def row(self, variable: str, level: str, kind: str, **more) -> Variable:
        pooled = "yes" if self.activity.pooled else "no"
        form = more.pop("form", "short and full")
        return Variable(variable, level, self.id, self.activity.about, pooled, kind, form, **more)

    # answers

    def answers(self, number: int) -> Iterator[Variable]:
        """The keys of one block, with the words of the same block in every language."""
        blocks = {language: one.activity(self.id).blocks[number] for language, one in self.spoken.items()}
        block = self.activity.blocks[number]
        asked = list(product(range(len(block.lenses)) or (None,), range(len(block.items))))
        for (key, admits), (lens, place) in zip(KINDS[block.kind].keys(block).items(), asked, strict=True):
            item = block.items[place]
            yield self.row(
                key,
                "answer",
                block.kind,
                form="short and full" if key in self.short.keys[self.id] else "full",
                range=_range(block, item, admits),
                missing=self.unanswered(block),
                facet=item.facet or "",
                dimension=_dimension(self.first, item.facet),
                lens=block.lenses[lens].id if lens is not None else "",
                key=("reverse" if item.reverse else "forward") if block.kind == "rating" else item.bin or "",
                question={language: _question(one, lens) for language, one in blocks.items()},
                wording={language: one.items[place].text for language, one in blocks.items()},
                labels={language: _labels(one, one.items[place], lens) for language, one in blocks.items()},
            )

    def unanswered(self, block: Block) -> str:
        if block.kind != "rating":
            return "empty is not answered"
        said = self.activity.not_applicable or self.first.not_applicable
        return f"empty is not answered, or “{said}”" if said else "empty is not answered"

    # scores

    def mean(self, spec: MeanSpec) -> Variable:
        kind = "facet" if spec.facet else "item" if len(spec.keys) == 1 else "place from telling to showing"
        return self.row(
            spec.id,
            "score",
            kind,
            range=f"{PERCENT}, 50 is about right" if spec.ideal else PERCENT,
            missing=self.needed(spec),
            facet=spec.facet or "",
            dimension=_dimension(self.first, spec.facet),
            lens=spec.lens or "",
            wording=self.meant(spec),
        )

    def ideal(self, spec: MeanSpec) -> Iterator[Variable]:
        about = {"missing": self.needed(spec), "facet": spec.facet or "", "wording": self.meant(spec)}
        about["dimension"] = _dimension(self.first, spec.facet)
        yield self.row(f"{spec.id}.distance", "score", "distance from about right", range=PERCENT, **about)
        range = "from -100 (far too little) to 100 (far too much)"
        yield self.row(f"{spec.id}.direction", "score", "direction from about right", range=range, **about)

    def needed(self, spec: MeanSpec) -> str:
        """The missing rule of a mean, in both forms where they differ."""
        short = next((one for one in self.short.activity(self.id).specs if one.id == spec.id), spec)
        said = f"needs {spec.minimum} of {_many(len(spec.keys), 'answer')}"
        if (short.minimum, len(short.keys)) == (spec.minimum, len(spec.keys)):
            return said
        return f"{said}; in the short form {short.minimum} of {len(short.keys)}"

    def meant(self, spec: MeanSpec) -> dict[str, str]:
        return {language: _meaning(one, one.activity(self.id), spec) for language, one in self.spoken.items()}

    def dimensions(self, scored: list[MeanSpec]) -> Iterator[Variable]:
        dimensions = self.first.dimensions
        one_way = [spec for spec in scored if not spec.ideal]
        lenses = dict.fromkeys(spec.lens for spec in one_way if _dimension(self.first, spec.facet))
        for lens in lenses:
            there = {spec.facet for spec in one_way if spec.lens == lens}
            having = [one for one in dimensions if sum(facet in there for facet in one.facets) >= one.needed]
            yield from (self.dimension(one, lens) for one in having)
            if len(having) == len(dimensions) == 2:
                yield from self.lean(lens)

    def dimension(self, dimension: Dimension, lens: str | None) -> Variable:
        return self.row(
            _under(dimension.id, lens),
            "score",
            "dimension",
            range=PERCENT,
            missing=f"needs {dimension.needed} of {len(dimension.facets)} facets",
            dimension=dimension.id,
            lens=lens or "",
            wording={language: _named(one.dimensions, dimension.id).name for language, one in self.spoken.items()},
        )

    def lean(self, lens: str | None) -> Iterator[Variable]:
        wording = {
            language: f"{one.dimensions[0].name} − {one.dimensions[1].name}" for language, one in self.spoken.items()
        }
        first, second = (dimension.id for dimension in self.first.dimensions)
        for name, kind, range in (
            ("lean", "lean: the first dimension minus the second", f"from -100 (all {second}) to 100 (all {first})"),
            ("se", "standard error of the lean", "points of 100, 0 or more"),
            ("band", "half the width of the lean’s band, 1.64 standard errors", "points of 100, 0 or more"),
            ("call", "which way, beyond the band", f"{first}, {second}, close"),
        ):
            about = {"missing": "needs both dimensions", "lens": lens or "", "wording": wording}
            yield self.row(_under(name, lens), "score", kind, range=range, **about)


def _range(block: Block, item: Item, admits: dict) -> str:
    if block.kind == "rating":
        ideal = f", {(admits['values'][-1] + 1) // 2} is about right" if block.scale.ideal else ""
        return f"{admits['values'][0]} to {admits['values'][-1]}{ideal}"
    if block.kind == "situation":
        return ", ".join(f"{option.id} (place {option.place})" for option in item.options)
    if block.kind == "text":
        return f"up to {_many(admits['max_length'], 'character')}"
    listed = f"what `{item.wall}` put on the wall" if item.wall else ", ".join(admits["values"])
    return f"up to {admits['max']} of: {listed}" if admits.get("max", 1) > 1 else listed


def _labels(block: Block, item: Item, lens: int | None) -> str:
    if block.kind == "rating":
        labels = block.scale.labels if lens is None else block.lenses[lens].labels
        pairs = list(enumerate(labels, 1))
    elif block.kind == "sort":
        pairs = [(bin.id, bin.name) for bin in block.bins]
    else:
        pairs = [(option.id, option.text) for option in item.options]
    return "; ".join(f"{value} = {label}" for value, label in pairs)


def _question(block: Block, lens: int | None) -> str:
    asked: Lens | Block = block if lens is None else block.lenses[lens]
    return asked.question or ""


def _meaning(instrument: Instrument, activity: Activity, spec: MeanSpec) -> str:
    if spec.facet and any(facet.id == spec.facet for facet in instrument.facets):
        facet = instrument.facet(spec.facet)
        return f"{facet.name}: {facet.definition}" if facet.definition else facet.name
    texts = {item.id: item.text for block in activity.blocks for item in block.items}
    return texts.get(spec.id, activity.title)


def _dimension(instrument: Instrument, facet: str | None) -> str:
    return next((one.id for one in instrument.dimensions if facet in one.facets), "")


def _named(things, id: str):
    return next(thing for thing in things if thing.id == id)


def _under(id: str, lens: str | None) -> str:
    return f"{id}.{lens}" if lens else id


def _many(n: int, noun: str) -> str:
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"
