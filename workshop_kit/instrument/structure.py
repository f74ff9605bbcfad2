"""Is a structure whole by itself? Each problem names file, line, thing and cure."""

from .block import TEAM_ACTION
from .located import Located
from .raw import RawActivity, RawBlock, RawItem, RawStructure


def structure_problems(structure: RawStructure, source: Located):
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
    number = where[-1]
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
            if item.recalls not in (None, TEAM_ACTION, *(one.id for one in structure.activities)):
                yield (
                    f"{at}: `{item.id}` recalls `{item.recalls}`, which is no activity here. Name one, or the team's "
                    f"`{TEAM_ACTION}`."
                )
            if item.wall:
                yield from _wall_problems(structure.activities[:number], block, item, at)


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
    if block.kind == "pick" and isinstance(item.options, dict) and not item.wall:
        yield f"{at}: `{item.id}` takes a list of options, `facets`, or `{{wall: ACTIVITY}}`. Write one of these."
    if block.kind == "situation" and not item.wall:
        if not isinstance(item.options, dict):
            yield f"{at}: scene `{item.id}` needs `options:` with a place each, such as `{{a: asks, b: first}}`."
            return
        for option, place in item.options.items():
            if place not in block.places:
                yield f"{at}: option `{option}` of `{item.id}` stands at `{place}`, which `places:` has not. Add it."
            elif block.places[place] not in (0, 25, 50, 75, 100):
                yield f"{at}: place `{place}` lies at {block.places[place]}. Places are 0, 25, 50, 75 and 100."


def _wall_problems(before: list[RawActivity], block: RawBlock, item: RawItem, at: str):
    """The options are texts that people write first, in a pooled activity of the same instrument."""
    source = next((activity for activity in before if activity.id == item.wall), None)
    if block.kind != "pick":
        yield f"{at}: `{item.id}` takes its options from a wall, which only a pick can do. Make its block a `pick`."
    elif source is None or not source.pooled or all(b.kind != "text" for b in source.blocks):
        yield f"{at}: `{item.id}` picks from the wall of `{item.wall}`, which has no texts before. Name one that has."
