"""What should be said with caution: what limits this very archive, the weightiest first."""

from collections.abc import Iterator

from ...instrument.messages import Voice
from ...pool.coarse import DETAILED_FROM
from ..sureness import people
from . import scales
from .answered import nothing
from .source import FEWEST_OF_A_SCALE, Source
from .told import Told, cautions

MOST_OF_THEM = 0.8  # of the seats
FEW = 10
NAMED = 6  # scales; of more, the count is said
MANY = 5  # means, of which some look remarkable by chance


def what_to_say_with_caution(source: Source) -> Told:
    """Every reason for caution that this archive gives; one a row of the table: `reason` (a word for it) and `said`."""
    if not source.shown:
        return nothing(source)
    return cautions(source.voice, list(_reasons(source)), source.direction)


def _reasons(source: Source) -> Iterator[tuple[str, str]]:
    yield from _of_people(source)
    if source.rows:
        yield from _of_rows(source)
    yield from _of_scales(source)
    if hidden := len(set(source.manifest.groups) - set(source.groups)):
        yield "hidden_groups", source.voice.plural("caution_hidden", hidden, k=source.threshold)
    yield from _of_what_was_asked(source)


def _of_people(source: Source) -> Iterator[tuple[str, str]]:
    voice, tallies = source.voice, list(source.tallies.values())
    fewest = min(people(tally) for tally in tallies)
    if source.synthetic:
        yield "synthetic", voice.say("caution_synthetic")
    elif source.rehearsal:
        yield "rehearsal", voice.say("caution_rehearsal")
    if fewest < FEW:
        yield "few", voice.say("caution_small", n=fewest)
    elif fewest < DETAILED_FROM:
        yield "coarse", voice.say("caution_coarse", n=fewest)
    if any(tally.seats and tally.n < MOST_OF_THEM * tally.seats for tally in tallies):
        yield "not_everybody", voice.say("caution_not_everybody")


def _of_scales(source: Source) -> Iterator[tuple[str, str]]:
    table = scales.can_the_scales_be_trusted(source).table
    few = max(tally.n for tally in source.tallies.values()) < FEWEST_OF_A_SCALE
    if few or not table.empty:
        yield from of_scales(source.voice, table)


def of_scales(voice: Voice, table) -> Iterator[tuple[str, str]]:
    """What the table of scales, of one archive or of many, is a reason for."""
    if table.empty:
        yield "no_reliability", voice.say("caution_no_reliability", fewest=FEWEST_OF_A_SCALE)
    elif weak := list(table.loc[table["word"] == scales.FALLS, "scale"]):
        many = voice.say("caution_loose_many", n=len(weak), total=int(table["word"].notna().sum()))
        few = voice.say("caution_loose", scales=voice.series(weak))
        yield "loose_scales", few if len(weak) <= NAMED else many


def _of_what_was_asked(source: Source) -> Iterator[tuple[str, str]]:
    voice, about = source.voice, {source.about(id) for id in source.tallies}
    if len(source.waves) > 1:
        yield "two_days", voice.say("caution_days")
    if "self" in about:
        yield "self_ratings", voice.say("caution_self")
    if "team" in about:
        yield "one_source", voice.say("caution_one_source")
    if (figures := sum(len(source.means(id)) for id in source.tallies)) >= MANY:
        yield "many_looks", voice.say("caution_looks", figures=figures)


def _of_rows(source: Source) -> Iterator[tuple[str, str]]:
    manifest, voice = source.manifest, source.voice
    answers = source.archive.answers
    gaps = 1 - answers.notna().to_numpy().mean() if answers.size else 0
    if manifest.kept_out:
        yield "kept_out", voice.plural("rows_kept_out", manifest.kept_out)
    if gaps > 0.05:
        yield "missing", voice.say("caution_missing", percent=voice.number(100 * gaps))
    yield "rows", voice.say("caution_rows")
