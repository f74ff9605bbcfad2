"""Do one language's words fit the structure? Each problem names file, line, thing and cure."""

from collections.abc import Iterable, Iterator

from .located import Located, Problem
from .raw import ActivityWords, ItemWords, RawActivity, RawBlock, RawStructure, RawWords


def word_problems(structure: RawStructure, words: RawWords, source: Located) -> Iterator[Problem]:
    """Ids without words, words without ids, labels that are not as many as the points, and texts that are empty."""
    named = {facet for group in structure.dimensions.values() for facet in group}
    scales = {b.scale for a in structure.activities for b in a.blocks if b.scale and not b.lenses}
    yield from _same_ids(structure.dimensions, words.dimensions, "dimension", ("dimensions",), source)
    if named:
        yield from _same_ids(named, words.facets, "facet", ("facets",), source)
    yield from _same_ids(structure.lenses, words.lenses, "lens", ("lenses",), source)
    yield from _same_ids(scales, words.scales, "scale", ("scales",), source)
    yield from _label_problems(structure, words, source)
    yield from _same_ids([a.id for a in structure.activities], words.activities, "activity", ("activities",), source)
    for activity in structure.activities:
        if activity.id in words.activities:
            yield from _activity_word_problems(activity, words.activities[activity.id], source)
    yield from empty_texts(source.content, (), source)


def _label_problems(structure: RawStructure, words: RawWords, source: Located) -> Iterator[Problem]:
    blocks = [b for a in structure.activities for b in a.blocks if b.kind == "rating"]
    for what, way, name, points in dict.fromkeys(use for block in blocks for use in _scale_uses(structure, block)):
        there = getattr(words, way).get(name)
        if there and len(there.labels) != points:
            text = f"{what} `{name}`: {points} points, {len(there.labels)} labels. Give one each."
            yield source.problem((way, name, "labels"), text)


def _scale_uses(structure: RawStructure, block: RawBlock):
    points = structure.scales[block.scale].points
    if not block.lenses:
        yield "scale", "scales", block.scale, points
    yield from (("lens", "lenses", lens, points) for lens in block.lenses)


def _activity_word_problems(activity: RawActivity, words: ActivityWords, source: Located) -> Iterator[Problem]:
    path = ("activities", activity.id)
    items = {item.id: item for block in activity.blocks for item in block.items}
    yield from _same_ids(items, words.items, "item", (*path, "items"), source)
    bins = [bin for block in activity.blocks for bin in block.bins]
    yield from _same_ids(bins, words.bins, "bin", (*path, "bins"), source)
    for id, item in items.items():
        if id not in words.items or not item.options or item.options == "facets" or item.wall:
            continue
        text = words.items[id]
        there = text.options if isinstance(text, ItemWords) else {}
        yield from _same_ids(item.options, there, f"option of `{id}`", (*path, "items", id, "options"), source)


def _same_ids(wanted: Iterable, there: Iterable, what: str, path: tuple, source: Located) -> Iterator[Problem]:
    for id in wanted:
        if id not in there:
            text = f"{what} `{id}` has no words. Add it under `{path[-1]}:`."
            yield Problem((*path, id), source.problem(path, text).text)
    for id in there:
        if id not in wanted:
            yield source.problem(
                (*path, id), f"{what} `{id}` is not in instrument.yaml. Add it there, or remove it here."
            )


def empty_texts(content, path: tuple, source: Located) -> Iterator[Problem]:
    """Texts that say nothing, anywhere in a file."""
    if isinstance(content, str) and not content.strip():
        yield source.problem(path, f"`{path[-1]}` is empty. Write it, or take the line out.")
    elif isinstance(content, dict | list):
        parts = content.items() if isinstance(content, dict) else enumerate(content)
        for key, part in parts:
            name = str(key) if isinstance(content, dict) else key
            yield from empty_texts(part, (*path, name), source)
