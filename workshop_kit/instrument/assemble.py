"""Structure and words, both found whole, become one `Instrument`."""

import msgspec

from .block import Bin, Block, Item, Lens, Option, Scale
from .model import Activity, Dimension, Facet, Instrument
from .raw import ActivityWords, Form, ItemWords, OptionWords, RawActivity, RawBlock, RawItem, RawStructure, RawWords


def assembled(structure: RawStructure, words: RawWords, form: Form) -> Instrument:
    facets = tuple(
        Facet(id, w.name, w.short or w.name, w.definition, w.best, w.overdone, w.missing)
        for id, w in words.facets.items()
    )
    lenses = {
        id: Lens(id, words.lenses[id].name, words.lenses[id].question, tuple(words.lenses[id].labels))
        for id in structure.lenses
    }
    scales = {
        id: Scale(id, raw.points, raw.ideal, tuple(words.scales[id].labels) if id in words.scales else ())
        for id, raw in structure.scales.items()
    }
    parts = _Parts(structure.id, form, facets, lenses, scales)
    return Instrument(
        id=structure.id,
        version=structure.version,
        form=form,
        language=words.language,
        languages=tuple(structure.languages),
        direction=words.direction,
        title=words.title,
        dimensions=tuple(
            Dimension(id, words.dimensions[id].name, words.dimensions[id].more, tuple(group))
            for id, group in structure.dimensions.items()
        ),
        facets=facets,
        lenses=tuple(lenses.values()),
        scales=tuple(scales.values()),
        assumed=structure.assumed,
        not_applicable=words.not_applicable,
        activities=tuple(parts.activity(raw, words.activities[raw.id]) for raw in structure.activities),
    )


class _Parts(msgspec.Struct):
    """What every activity of one instrument draws on while it is put together."""

    instrument: str
    form: Form
    facets: tuple[Facet, ...]
    lenses: dict[str, Lens]
    scales: dict[str, Scale]

    def activity(self, raw: RawActivity, words: ActivityWords) -> Activity:
        marked = any(item.short for block in raw.blocks for item in block.items)
        return Activity(
            id=raw.id,
            instrument=self.instrument,
            about=raw.about,
            title=words.title,
            intro=words.intro,
            not_applicable=words.not_applicable,
            pooled=raw.pooled,
            profile=raw.profile,
            blocks=tuple(self.block(block, words, number, marked) for number, block in enumerate(raw.blocks)),
        )

    def block(self, raw: RawBlock, words: ActivityWords, number: int, marked: bool) -> Block:
        items = [item for item in raw.items if item.short or not marked or self.form == "full"]
        minimum = raw.minimum.get(self.form) if isinstance(raw.minimum, dict) else raw.minimum
        return Block(
            kind=raw.kind,
            question=words.questions.get(number, words.question),
            scale=self.scales.get(raw.scale),
            lenses=tuple(self.lenses[id] for id in raw.lenses),
            minimum=minimum or 1,
            bins=tuple(Bin(id, words.bins[id]) for id in raw.bins),
            max=raw.max,
            max_length=raw.max_length,
            items=tuple(self.item(item, words.items[item.id], raw.places) for item in items),
        )

    def item(self, raw: RawItem, words: str | ItemWords, places: dict[str, int]) -> Item:
        told = ItemWords(text=words) if isinstance(words, str) else words
        return Item(
            id=raw.id,
            text=told.text,
            facet=raw.facet,
            reverse=raw.reverse,
            bin=raw.bin,
            why=told.why,
            confused=told.confused,
            hint=told.hint,
            options=tuple(self.options(raw, told, places)),
            wall=raw.wall,
            recalls=raw.recalls,
        )

    def options(self, raw: RawItem, told: ItemWords, places: dict[str, int]):
        if raw.options == "facets":
            yield from (Option(facet.id, facet.name) for facet in self.facets)
            return
        for id in () if raw.wall else raw.options or ():
            words = told.options[id]
            words = OptionWords(text=words) if isinstance(words, str) else words
            place = places.get(raw.options[id]) if isinstance(raw.options, dict) else None
            yield Option(id, words.text, place, words.gains, words.costs)
