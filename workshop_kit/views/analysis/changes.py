"""What changed between two tallies that asked the same: two days of one room (`days`), or two archives."""

from collections.abc import Sequence

from ...instrument import Refused
from ...instrument.days import parted
from ...measure.change import FELL, ROSE, moved
from ...measure.teams import hedges_g_from_moments, moments_of
from ...pool.tally import Tally
from .chart import dots, lined, spoken
from .source import Source
from .told import Choice, Told

SHOWN = 2.0  # units of spread, on either side


def choices(before: Source, after: Source, picked: dict) -> list[Choice]:
    """What both archives asked."""
    options = tuple((after.activity(id)["title"], asked) for asked, (_, id) in asked_in_both(before, after).items())
    return [Choice("activity", after.voice.say("choose_activity"), options)]


def asked_in_both(before: Source, after: Source) -> dict[str, tuple[str, str]]:
    """The activities that both archives show a mean of: `{activity: (its id before, its id after)}`.

    Of an archive with several days, the last that asked it counts. What the team shares stands before self-ratings.
    The very same answers on both sides (an archive that was saved again after another day) do not count.
    """
    first, last = _latest(before), _latest(after)
    both = [id for id in last if id in first and _figures(before, first[id], after, last[id])]
    both.sort(key=lambda id: after.about(last[id]) == "self")
    return {id: (first[id], last[id]) for id in both}


def what_changed_between(before: Source, after: Source, *, activity: str | None = None) -> Told:
    """Two archives that asked the same, laid beside each other.

    The table is that of `beside`. Imports are compared by their exact sums, rooms by what they published.

    Args:
        activity: one of `asked_in_both`; None, or another: the first of them.

    Raises:
        Refused: if they have nothing in common, are one archive twice or nearly so, or only one of them is a rehearsal.
    """
    voice = after.voice
    names = {"before": before.name, "after": after.name}
    if before.rehearsal != after.rehearsal:
        raise Refused(voice.say("changed_mixed", **names))
    both = asked_in_both(before, after)
    if not both or before.content == after.content:
        raise Refused(voice.say("changed_twice" if _copied(before, after) else "changed_nothing", **names))
    if all_but_a_few(before, after):
        raise Refused(voice.say("changed_few", **names, k=after.threshold))
    ids = both.get(activity) or next(iter(both.values()))
    tallies = [source.counted(id) for source, id in zip((before, after), ids, strict=True)]
    people = [voice.plural("people", tally.n) for tally in tallies]
    said = [voice.say("changed_sides", **names, people_before=people[0], people_after=people[1])]
    if len(before.waves) > 1 or len(after.waves) > 1:
        said.append(voice.say("changed_last_day"))
    said += [voice.say("changed_who"), *([voice.say("changed_self")] if after.about(ids[1]) == "self" else [])]
    return beside(after, ids[1], *tallies, _figures(before, ids[0], after, ids[1]), said)


def beside(source: Source, activity: str, before, after, ids: Sequence[str], said: Sequence[str]) -> Told:
    """Two tallies of one activity, exact or published, as an answer.

    The table has a row for each figure: `before` and `after` with the ends of their intervals, `difference` in points,
    Hedges' `g` (after − before) with `g_low` and `g_high`, and `moved`: `rose`, `fell`, or empty where chance may have
    done it (5 % over all figures together). The two are taken as two groups of different people.

    Args:
        source: the archive in whose words figures are named; `activity` is its id there.
        ids: figures that both show.
        said: what is to be said of the two, after the finding.
    """
    import pandas as pd

    voice = source.voice
    moves = moved(before, after, ids)
    rows = [_row(source, activity, before, after, id, moves.get(id) or "") for id in ids]
    lines = [
        lined(voice, row, "figure", "g", ends="g", places=1, sure=bool(row["moved"]))
        for row in rows
        if row["g"] is not None
    ]
    finding = _finding(voice, rows)
    drawing = dots(lines, (-SHOWN, SHOWN), [(0, voice.say("mark_no_change"))]) if lines else None
    exact = all(isinstance(tally, Tally) for tally in (before, after))
    how = voice.say("change_how_exact" if exact else "change_how")
    table = pd.DataFrame(rows).drop(columns="role")
    numbers = dict.fromkeys(("g", "g_low", "g_high"), 2)
    return Told(voice, finding, table, (*said, how), drawing, spoken(finding, lines), source.direction, numbers)


def _latest(source: Source) -> dict[str, str]:
    """Each activity without its day, and its id on the last day that shows it."""
    found = {}
    for id in sorted(source.tallies, key=lambda id: parted(id)[1]):
        found[parted(id)[0]] = id
    return {parted(id)[0]: found[parted(id)[0]] for id in source.tallies}


def all_but_a_few(before: Source, after: Source) -> bool:
    """Whether two archives with rows hold the same answers but for those of fewer people than the threshold.

    A survey that was saved again after a late answer is such a pair: the difference of the two would be that answer. So
    is one saved after more late answers, of which only a few count in some figure. What was asked in one alone does
    not tell two people apart.
    """
    if not (before.rows and after.rows):
        return False
    answers = [source.archive.answers for source in (before, after)]
    asked = sorted(set(answers[0]) & set(answers[1]))
    rows = [_hashed(one[asked]).value_counts() for one in answers]
    apart = rows[1].sub(rows[0], fill_value=0)
    added, gone = apart.clip(lower=0).sum(), -apart.clip(upper=0).sum()
    if 0 < max(added, gone) < after.threshold:
        return True
    return min(added, gone) == 0 and any(0 < more < after.threshold for more in _more_behind(before, after))


def _more_behind(before: Source, after: Source) -> list[int]:
    """By how many people the figures of both archives differ."""
    first, last = before.archive.tally.figures, after.archive.tally.figures
    return [abs(last[id].n - first[id].n) for id in first.keys() & last.keys()]


def _hashed(answers):
    """A number for each person that is the same for the same answers."""
    import pandas as pd
    from pandas.api.types import is_numeric_dtype

    plain = {key: answers[key].astype(float if is_numeric_dtype(answers[key]) else str) for key in answers}
    return pd.util.hash_pandas_object(pd.DataFrame(plain), index=False)


def _copied(before: Source, after: Source) -> bool:
    """Whether something of both is the very same."""
    first, last = _latest(before), _latest(after)
    both = first.keys() & last.keys()
    return any(before.tallies[first[id]].figures == after.tallies[last[id]].figures for id in both)


def _figures(before: Source, first: str, after: Source, last: str) -> list[str]:
    """The means that both show, worked out from as many questions; none where other things were asked."""
    mine, theirs = before.tallies[first], after.tallies[last]
    if (mine.instrument, mine.version) != (theirs.instrument, theirs.version) or mine.figures == theirs.figures:
        return []
    means, others = after.means(last), before.means(first)
    return [id for id, figure in means.items() if id in others and others[id].items == figure.items]


def _row(source: Source, activity: str, before, after, id: str, moves: str) -> dict:
    old, new = before.estimate(id), after.estimate(id)
    (first, step), (second, other) = moments_of(before, id), moments_of(after, id)
    g = hedges_g_from_moments(second, first, step=max(step, other))
    return {
        "figure": source.figure_name(activity, id),
        "before": old.value, "before_low": old.low, "before_high": old.high, "n_before": old.n,
        "after": new.value, "after_low": new.low, "after_high": new.high, "n_after": new.n,
        "difference": new.value - old.value,
        "g": g.value, "g_low": g.low, "g_high": g.high, "moved": moves, "role": source.role(activity, id),
    }  # fmt: skip


def _finding(voice, rows: list[dict]) -> str:
    said = [
        voice.say(key, figures=voice.series(names))
        for key, way in (("change_rose", ROSE), ("change_fell", FELL))
        if (names := [row["figure"] for row in rows if row["moved"] == way])
    ]
    return " ".join(said) or voice.plural("change_none", len(rows))
