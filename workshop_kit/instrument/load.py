"""Load an instrument: its structure and one language's words become one frozen `Instrument`.

Both files are read into the structs below, which say what may stand in them; then they are held against each
other. Every error names file, line, thing and cure.
"""

from functools import lru_cache
from pathlib import Path
from typing import Literal

import msgspec

from .. import home
from . import located
from .block import Bin, Block, Item, Lens, Option, Scale
from .errors import Refused
from .located import Located
from .model import About, Activity, Assumed, Dimension, Facet, Instrument

Form = Literal["short", "full"]


class Strict(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What may stand in a file, and nothing else."""


class RawItem(Strict):
    id: str
    facet: str | None = None
    reverse: bool = False
    short: bool = False
    bin: str | None = None
    options: list[str] | dict[str, str] | Literal["facets"] | None = None


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


def load_instrument(name: str | Path, language: str = "en", form: Form = "full") -> Instrument:
    """Load an instrument by its name (a folder of `data/instruments/`) or by a path (a folder, or its
    `instrument.yaml`).

    Args:
        name: such as `mindset`, `my-folder/`, or `my-folder/instrument.yaml`.
        language: one that the instrument lists.
        form: `short` takes the items that are marked so, in activities that mark any; `full` takes all.

    Raises:
        Refused: with file, line, what is wrong and what to do.
    """
    if form not in ("short", "full"):
        raise Refused(f"form `{form}`: there are `short` and `full`.")
    structure_file = find(name)
    files = (structure_file, structure_file.with_name(f"{language}.yaml"))
    changed = tuple(file.stat().st_mtime_ns if file.exists() else 0 for file in files)
    return _loaded(structure_file, changed, language, form)


def find(name: str | Path) -> Path:
    """The `instrument.yaml` of a name or a path.

    Raises:
        Refused: if there is none; names those that there are.
    """
    shipped = home.data() / "instruments"
    for candidate in (shipped / str(name) / "instrument.yaml", Path(name) / "instrument.yaml", Path(name)):
        if candidate.is_file():
            return candidate.resolve()
    known = ", ".join(sorted(folder.name for folder in shipped.iterdir() if (folder / "instrument.yaml").exists()))
    raise Refused(f"no instrument `{name}`: the kit has {known}; or give the path of an instrument.yaml.")


@lru_cache(maxsize=64)
def _loaded(structure_file: Path, _changed: tuple[int, ...], language: str, form: Form) -> Instrument:
    source = located.read(structure_file)
    structure = source.to(RawStructure)
    problems = list(_structure_problems(structure, source))
    if problems:
        raise Refused("\n".join(problems))
    if language not in structure.languages:
        raise Refused(
            f"{source.at('languages')}: {structure.id} does not speak `{language}`, only "
            f"{', '.join(structure.languages)}. Ask for one of these, or add {language}.yaml and list it."
        )
    words_source = located.read(structure_file.with_name(f"{language}.yaml"))
    words = words_source.to(RawWords)
    problems = list(_word_problems(structure, words, words_source))
    if problems:
        raise Refused("\n".join(problems))
    return _merged(structure, words, form)


# the structure by itself -------------------------------------------------------------------------------------


def _structure_problems(structure: RawStructure, source: Located):
    facets = {facet for group in structure.dimensions.values() for facet in group}
    seen_activities: set[str] = set()
    if not structure.activities:
        yield f"{source.at('activities')}: there is no activity. Add at least one."
    if len(structure.dimensions) not in (0, 2):
        yield f"{source.at('dimensions')}: a lean lies between two dimensions. Name two, or none."
    for name, scale in structure.scales.items():
        if not 2 <= scale.points <= 11:
            yield f"{source.at('scales', name)}: scale `{name}` has {scale.points} points. Choose 2 to 11."
        if scale.ideal and scale.points % 2 == 0:
            yield f"{source.at('scales', name)}: ideal scale `{name}` needs a middle. Give it an odd number of points."
    for number, activity in enumerate(structure.activities):
        where = ("activities", number)
        if activity.id in seen_activities:
            yield f"{source.at(*where)}: activity `{activity.id}` stands here twice. Give one another id."
        seen_activities.add(activity.id)
        yield from _activity_problems(structure, activity, where, source, facets)


def _activity_problems(structure: RawStructure, activity: RawActivity, where: tuple, source: Located, facets: set):
    seen: set[str] = set()
    if not activity.blocks:
        yield f"{source.at(*where)}: activity `{activity.id}` asks nothing. Add a block."
    if activity.profile and not structure.dimensions:
        yield f"{source.at(*where, 'profile')}: a profile needs `dimensions:`. Add them, or take `profile` out."
    for index, block in enumerate(activity.blocks):
        place = (*where, "blocks", index)
        yield from _block_problems(structure, block, place, source)
        for row, item in enumerate(block.items):
            at = source.at(*place, "items", row)
            if item.id in seen:
                yield f"{at}: item `{item.id}` stands twice in `{activity.id}`. Give one another id."
            seen.add(item.id)
            if facets and item.facet is not None and item.facet not in facets:
                yield f"{at}: item `{item.id}` belongs to facet `{item.facet}`, which no dimension has. Add it there."
            yield from _item_problems(block, item, at)


def _block_problems(structure: RawStructure, block: RawBlock, place: tuple, source: Located):
    if not block.items:
        yield f"{source.at(*place)}: this block has no items. Add some."
    if block.kind == "rating":
        if block.scale not in structure.scales:
            yield (
                f"{source.at(*place, 'scale')}: scale `{block.scale}` is not under `scales:`, which has "
                f"{', '.join(structure.scales) or 'none'}. Add it there."
            )
        for lens in block.lenses:
            if lens not in structure.lenses:
                yield f"{source.at(*place, 'lenses')}: lens `{lens}` is not under `lenses:`. Add it there."
    if block.kind == "sort" and len(block.bins) < 2:
        yield f"{source.at(*place)}: sorting needs at least two `bins:`. Name them."
    if block.max < 1:
        yield f"{source.at(*place, 'max')}: `max` is {block.max}. Let people choose at least one."


def _item_problems(block: RawBlock, item: RawItem, at: str):
    if block.kind == "sort" and item.bin is not None and item.bin not in block.bins:
        yield f"{at}: statement `{item.id}` belongs to bin `{item.bin}`, which this block has not. Use {block.bins}."
    if block.kind == "pick" and not item.options:
        yield f"{at}: `{item.id}` offers nothing to pick. Add `options:`."
    if block.kind == "situation":
        if not isinstance(item.options, dict):
            yield f"{at}: scene `{item.id}` needs `options:` with a place each, such as `{{a: asks, b: first}}`."
            return
        for option, place in item.options.items():
            if place not in block.places:
                yield f"{at}: option `{option}` of `{item.id}` stands at `{place}`, which `places:` has not. Add it."
            elif block.places[place] not in (0, 25, 50, 75, 100):
                yield f"{at}: place `{place}` lies at {block.places[place]}. Places are 0, 25, 50, 75 and 100."


# the words beside the structure ------------------------------------------------------------------------------


def _word_problems(structure: RawStructure, words: RawWords, source: Located):
    facets = {facet for group in structure.dimensions.values() for facet in group}
    yield from _same_ids(structure.dimensions, words.dimensions, "dimension", ("dimensions",), source)
    if facets:
        yield from _same_ids(facets, words.facets, "facet", ("facets",), source)
    yield from _same_ids(structure.lenses, words.lenses, "lens", ("lenses",), source)
    used = {b.scale for a in structure.activities for b in a.blocks if b.scale and not b.lenses}
    yield from _same_ids(used, words.scales, "scale", ("scales",), source)
    for name in used & words.scales.keys() & structure.scales.keys():
        points, labels = structure.scales[name].points, words.scales[name].labels
        if len(labels) != points:
            yield f"{source.at('scales', name)}: scale `{name}`: {points} points, {len(labels)} labels. Give one each."
    for block in (b for a in structure.activities for b in a.blocks if b.kind == "rating"):
        for lens in block.lenses:
            points = structure.scales[block.scale].points
            if lens in words.lenses and len(words.lenses[lens].labels) != points:
                yield (
                    f"{source.at('lenses', lens, 'labels')}: lens `{lens}` has {len(words.lenses[lens].labels)} "
                    f"labels for {points} points. Give one each."
                )
    yield from _same_ids([a.id for a in structure.activities], words.activities, "activity", ("activities",), source)
    for activity in structure.activities:
        if activity.id in words.activities:
            yield from _activity_word_problems(activity, words.activities[activity.id], source)


def _activity_word_problems(activity: RawActivity, words: ActivityWords, source: Located):
    path = ("activities", activity.id)
    items = {item.id: (block, item) for block in activity.blocks for item in block.items}
    yield from _same_ids(items, words.items, "item", (*path, "items"), source)
    bins = [bin for block in activity.blocks for bin in block.bins]
    yield from _same_ids(bins, words.bins, "bin", (*path, "bins"), source)
    for id, (_block, item) in items.items():
        if id not in words.items or not item.options or item.options == "facets":
            continue
        text = words.items[id]
        there = text.options if isinstance(text, ItemWords) else {}
        yield from _same_ids(item.options, there, f"option of `{id}`", (*path, "items", id, "options"), source)


def _same_ids(wanted, there, what: str, path: tuple, source: Located):
    yield from (
        f"{source.at(*path)}: {what} `{id}` has no words. Add it under `{path[-1]}:`."
        for id in wanted
        if id not in there
    )
    yield from (
        f"{source.at(*path, id)}: {what} `{id}` is not in instrument.yaml. Add it there, or remove it here."
        for id in there
        if id not in wanted
    )


# both together -----------------------------------------------------------------------------------------------


def _merged(structure: RawStructure, words: RawWords, form: Form) -> Instrument:
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
        )

    def options(self, raw: RawItem, told: ItemWords, places: dict[str, int]):
        if raw.options == "facets":
            yield from (Option(facet.id, facet.name) for facet in self.facets)
            return
        for id in raw.options or ():
            words = told.options[id]
            words = OptionWords(text=words) if isinstance(words, str) else words
            place = places.get(raw.options[id]) if isinstance(raw.options, dict) else None
            yield Option(id, words.text, place, words.gains, words.costs)
