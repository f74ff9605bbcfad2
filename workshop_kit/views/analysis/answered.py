"""Who answered: how many stand behind each activity, how many do not, and with rows what is missing and what hints."""

from ...instrument import Refused
from ...measure.flags import response_flags
from .chart import Line, bars, spoken
from .source import Source
from .told import Told


def who_answered(source: Source) -> Told:
    """How many people stand behind what was shown.

    The table has a row for each activity: `n`, `seats` (missing where nobody counted them), `not_shared`, and `fewest`:
    how many stand behind its thinnest figure. With rows it has a row for each question: `answered`, `missing`, `share`.
    """
    import pandas as pd

    if not source.shown:
        return nothing(source)
    if source.rows:
        return _of_rows(source)
    table = pd.DataFrame([_row(source, id) for id in source.tallies])
    table["seats"] = table["seats"].astype("Int64")
    table["not_shared"] = table["not_shared"].astype("Int64")
    least, most = table["n"].min(), table["n"].max()
    seats = int(table["seats"].max()) if table["seats"].notna().any() else None
    voice = source.voice
    key = "answered_even" if least == most else "answered_between"
    people = voice.say("heads_of", n=most, seats=seats) if seats else voice.plural("people", most)
    said = [voice.say("answered_kept" if seats else "answered_no_seats")]
    thin = int((table["fewest"] < table["n"]).sum())
    said += [voice.plural("answered_thin", thin)] if thin else []
    said += [voice.plural("answered_groups", len(source.groups))] if source.groups else []
    lines = [
        Line(row.activity, row.n, label=voice.say("heads_of", n=row.n, seats=row.seats) if row.seats else str(row.n))
        for row in table.fillna(0).itertuples()
    ]
    finding = voice.say(key, people=people, least=least)
    return Told(
        voice, finding, table, tuple(said), bars(lines, seats or most), spoken(finding, lines), source.direction
    )


def _row(source: Source, id: str) -> dict:
    tally = source.tallies[id]
    behind = [figure.n for figure in tally.figures.values()]
    return {
        "activity": source.activity_name(id),
        "n": tally.n,
        "seats": tally.seats,
        "not_shared": None if tally.seats is None else max(tally.seats - tally.n, 0),
        "fewest": min(behind, default=tally.n),
    }


def _of_rows(source: Source) -> Told:
    import pandas as pd

    voice, manifest, answers = source.voice, source.manifest, source.archive.answers
    asked = {
        item["id"]: item["text"] for block in source.activity(manifest.activity)["blocks"] for item in block["items"]
    }
    there = answers.notna().sum()
    table = pd.DataFrame(
        {
            "key": there.index,
            "question": [asked.get(key.partition(".")[0], key) for key in there.index],
            "answered": there.to_numpy(),
            "missing": (len(answers) - there).to_numpy(),
            "share": (there / len(answers)).to_numpy(),
        }
    )
    gaps = 1 - there.sum() / max(answers.size, 1)
    finding = voice.say("rows_answered", people=voice.plural("people", manifest.n), gaps=voice.number(100 * gaps, 1))
    said = [
        voice.plural("rows_kept_out", manifest.kept_out) if manifest.kept_out else voice.say("rows_kept_out_none"),
        *([voice.plural("rows_empty", manifest.empty)] if manifest.empty else []),
        *_in_groups(source),
        *_flags(source),
    ]
    lines = [
        Line(row.question, row.answered, label=voice.say("heads_of", n=row.answered, seats=len(answers)))
        for row in table.itertuples()
    ]
    figure = bars(lines, len(answers))
    return Told(
        voice, finding, table, tuple(said), figure, spoken(finding, lines), source.direction, decimals={"share": 3}
    )


def _in_groups(source: Source) -> list[str]:
    named = len(source.manifest.groups)
    if not named:
        return []
    shown = len(source.groups)
    return [source.voice.say("rows_groups" if shown < named else "rows_groups_all", named=named, shown=shown)]


def _flags(source: Source) -> list[str]:
    """How many people gave one answer for a long stretch: a hint, never a reason to leave them out."""
    try:
        flags = response_flags(source.archive.answers, source.archive.instrument, source.manifest.activity)
    except Refused:
        return []  # too few ratings in a row to say anything
    long = [name for name in flags if name.partition(".")[0] == "long_string"]
    straight = [name for name in flags if name.partition(".")[0] in ("straight", "same_throughout")]
    counts = {"long": flags[long].any(axis=1).sum(), "straight": flags[straight].any(axis=1).sum()}
    few = source.voice.say("rows_few", k=source.threshold)
    return [source.voice.say("rows_flags", **{name: n if n >= source.threshold else few for name, n in counts.items()})]


def nothing(source: Source) -> Told:
    """The answer where too few people answered for any."""
    import pandas as pd

    return Told(
        source.voice, source.voice.say("too_few", k=source.threshold), pd.DataFrame(), direction=source.direction
    )
