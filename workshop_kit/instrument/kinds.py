"""The kinds of question, in one registry.

A kind knows which answer keys a block of it has, whether a value may stand under a key, and what the block is
summed up in: a mean of ratings (`MeanSpec`) or a count of choices (`CountSpec`). Scoring and tallying work on
those two shapes, never on kinds, and the questionnaire module has one renderer for each name here: a new kind is
one entry, one renderer, and nothing else.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from .block import Block, Item


@dataclass(frozen=True)
class MeanSpec:
    """A mean over the ratings of one person under `keys`.

    `recode` turns choices into ratings where the answers are none; a person counts who answered `minimum` keys.
    """

    id: str
    keys: tuple[str, ...]
    points: int
    minimum: int
    block: int
    facet: str | None = None
    lens: str | None = None
    ideal: bool = False
    reverse: tuple[bool, ...] = ()
    recode: dict[str, dict[str, int]] = field(default_factory=dict)


@dataclass(frozen=True)
class CountSpec:
    """How often each of `options` was chosen under `key`; `many` where one person may choose several."""

    id: str
    key: str
    options: tuple[str, ...]
    many: bool
    block: int


Spec = MeanSpec | CountSpec


@dataclass(frozen=True)
class Kind:
    """One kind of question; `fault` says what is wrong with a value, or None."""

    name: str
    renderer: str
    keys: Callable[[Block], dict[str, dict]]
    fault: Callable[[dict, object], str | None]
    specs: Callable[[Block, int], tuple[Spec, ...]]


def faults(activity, answers: dict) -> list[str]:
    """What is wrong with one person's answers to an activity, each naming its key; nothing if they fit.

    Answers without a single value are refused too: they would count a person who said nothing.
    """
    found = []
    for key, value in answers.items():
        admits = activity.keys.get(key)
        if admits is None:
            found.append(f"`{key}`: no such key in `{activity.id}`")
        elif problem := KINDS[admits["kind"]].fault(admits, value):
            found.append(f"`{key}`: {problem}")
    if not found and all(value is None for value in answers.values()):
        found.append("no value: at least one key must hold an answer")
    return found


# rating ------------------------------------------------------------------------------------------------------


def _rating_keys(block: Block) -> dict[str, dict]:
    values = list(range(1, block.scale.points + 1))
    return {
        _rating_key(item, lens): {"kind": "rating", "values": values}
        for lens in _lens_ids(block)
        for item in block.items
    }


def _rating_fault(admits: dict, value) -> str | None:
    if value is None or (type(value) is int and value in admits["values"]):
        return None
    return f"{_shown(value)} is not on the scale; it takes {admits['values'][0]} to {admits['values'][-1]}, or null"


def _rating_specs(block: Block, number: int) -> tuple[Spec, ...]:
    return tuple(spec for lens in _lens_ids(block) for spec in _facet_specs(block, number, lens))


def _facet_specs(block: Block, number: int, lens: str | None):
    groups: dict[str, list[Item]] = {}
    for item in block.items:
        groups.setdefault(item.facet or item.id, []).append(item)
    for name, items in groups.items():
        yield MeanSpec(
            id=f"{name}.{lens}" if lens else name,
            keys=tuple(_rating_key(item, lens) for item in items),
            points=block.scale.points,
            minimum=min(block.minimum, len(items)),
            block=number,
            facet=items[0].facet,
            lens=lens,
            ideal=block.scale.ideal,
            reverse=tuple(item.reverse for item in items),
        )


def _lens_ids(block: Block) -> list[str | None]:
    return [lens.id for lens in block.lenses] or [None]


def _rating_key(item: Item, lens: str | None) -> str:
    return f"{item.id}.{lens}" if lens else item.id


# sort, situation, pick, text ---------------------------------------------------------------------------------


def _sort_keys(block: Block) -> dict[str, dict]:
    return {item.id: {"kind": "sort", "values": [bin.id for bin in block.bins]} for item in block.items}


def _sort_specs(block: Block, number: int) -> tuple[Spec, ...]:
    bins = tuple(bin.id for bin in block.bins)
    return tuple(CountSpec(item.id, item.id, bins, False, number) for item in block.items)


def _situation_keys(block: Block) -> dict[str, dict]:
    return {item.id: {"kind": "situation", "values": _option_ids(item)} for item in block.items}


def _situation_specs(block: Block, number: int) -> tuple[Spec, ...]:
    """The choice in each scene, and the mean place from telling to showing, in steps of a quarter."""
    recode = {item.id: {option.id: option.place // 25 + 1 for option in item.options} for item in block.items}
    place = MeanSpec(
        "tell_show", tuple(recode), 5, -(-len(recode) // 2), number, reverse=(False,) * len(recode), recode=recode
    )
    counts = tuple(CountSpec(item.id, item.id, tuple(_option_ids(item)), False, number) for item in block.items)
    return (place, *counts)


def _pick_keys(block: Block) -> dict[str, dict]:
    return {item.id: {"kind": "pick", "values": _option_ids(item), "max": block.max} for item in block.items}


def _pick_specs(block: Block, number: int) -> tuple[Spec, ...]:
    return tuple(CountSpec(item.id, item.id, tuple(_option_ids(item)), block.max > 1, number) for item in block.items)


def _choice_fault(admits: dict, value) -> str | None:
    if isinstance(value, str) and value in admits["values"]:
        return None
    return f"{_shown(value)} is not one of {', '.join(admits['values'])}"


def _pick_fault(admits: dict, value) -> str | None:
    if not isinstance(value, list) or not value:
        return f"{_shown(value)} is not a list of at least one choice"
    if len(value) > admits["max"]:
        return f"{len(value)} choices, and at most {admits['max']} are taken"
    if strange := [one for one in value if one not in admits["values"]]:
        return f"{_shown(strange[0])} is not one of {', '.join(admits['values'])}"
    return "a choice stands there twice" if len(set(value)) < len(value) else None


def _text_keys(block: Block) -> dict[str, dict]:
    return {item.id: {"kind": "text", "max_length": block.max_length} for item in block.items}


def _text_fault(admits: dict, value) -> str | None:
    if not isinstance(value, str) or not value.strip():
        return f"{_shown(value)} is not a text"
    if len(value) > admits["max_length"]:
        return f"{len(value)} characters, and at most {admits['max_length']} are taken"
    return None


def _option_ids(item: Item) -> list[str]:
    return [option.id for option in item.options]


def _shown(value) -> str:
    text = repr(value)
    return text if len(text) <= 40 else text[:37] + "…"


KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("rating", "rating", _rating_keys, _rating_fault, _rating_specs),
        Kind("sort", "sort", _sort_keys, _choice_fault, _sort_specs),
        Kind("situation", "situation", _situation_keys, _choice_fault, _situation_specs),
        Kind("pick", "pick", _pick_keys, _pick_fault, _pick_specs),
        Kind("text", "text", _text_keys, _text_fault, lambda block, number: ()),
    )
}
