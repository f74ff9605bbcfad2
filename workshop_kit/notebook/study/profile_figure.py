"""One person's own picture, drawn: leans with their bands, facets with theirs, and both times side by side.

HTML and not a plotly figure: it turns with a phone and reads aloud, for every number stands there as a word too.
"""

import html
from collections.abc import Iterable
from math import sqrt

from ...instrument import Instrument
from ...instrument.messages import Voice
from ...measure.profile import SURE, Profile
from .page import paragraph


def leans_figure(found: Profile, known: Instrument, words: Voice) -> str:
    """Both leans, each on a line from the second dimension to the first, with its band (1.64 SE)."""
    first, second = known.dimensions[:2]
    reach = max(40, *(abs(one.lean) + one.band + 5 for one in found.leans.values()))
    more = {one.id: words.say("more", dimension=words.in_sentence(one.name)) for one in (first, second)}
    rows = []
    for lens in known.lenses:
        if lean := found.leans.get(lens.id):
            at = [50 + 50 * value / reach for value in (lean.lean - lean.band, lean.lean, lean.lean + lean.band)]
            call = more.get(lean.call) or words.say("call_close")
            rail = _rail([("dot", at[1])], (at[0], at[2]), middle=50)
            rows.append(_row(lens.name, f"<b>{html.escape(call)}</b>", rail, lean.call))
    ends = (
        f"<p class='wk-ends'><span class={second.id}>← <bdi>{html.escape(second.name)}</bdi></span>"
        f"<span class={first.id}><bdi>{html.escape(first.name)}</bdi> →</span></p>"
    )
    return _figure(words, "leans", "figure_note", [*rows, ends])


def facets_figure(found: Profile, known: Instrument, words: Voice) -> str:
    """Each facet under each lens, 0 to 100, give or take 1.64 · assumed SE · √(facets of its dimension)."""
    rows = []
    for dimension in known.dimensions:
        band = SURE * known.assumed.se * sqrt(len(dimension.facets))
        for id in dimension.facets:
            scores = {lens.name: found.facets.get(f"{id}.{lens.id}") for lens in known.lenses}
            drawn = [
                _row(
                    lens, _numbers(f"{words.number(score)} ± {words.number(band)}"), _scored(score, band), dimension.id
                )
                for lens, score in scores.items()
                if score is not None
            ]
            if drawn:
                name = html.escape(known.facet(id).name)
                rows.append(f"<div class='wk-facet'><h4 class={dimension.id}>{name}</h4>{''.join(drawn)}</div>")
    return _figure(words, "facets", "figure_note_facets", rows)


def change_figure(found: Iterable, known: Instrument, words: Voice) -> str:
    """Each dimension under each lens at both times, with its heading and a note."""
    return _headed(words, "change", "figure_note_change", change_rows(found, known, words))


def change_rows(found: Iterable, known: Instrument, words: Voice) -> str:
    """Each dimension under each lens at both times: hollow then, full now, with the noise around the earlier one."""
    rows = []
    for one in found:
        dimension = next(each for each in known.dimensions if each.id == one.dimension)
        name = words.say("back_said", dimension=known.lens(one.lens).name, said=words.in_sentence(dimension.name))
        numbers = f"{words.say('then')} {words.number(one.before)} · {words.say('now')} {words.number(one.after)}"
        marks = [("ring", one.before), ("dot", one.after)]
        rail = _rail(marks, (one.before - one.needed, one.before + one.needed))
        call = words.say("within_noise" if one.call == "close" else "beyond_noise")
        rows.append(_row(name, f"{html.escape(numbers)} · {html.escape(call)}", rail, dimension.id))
    looks = zip("○●", ("then", "now"), strict=True)
    key = "".join(f"<span>{look} {html.escape(words.say(name))}</span>" for look, name in looks)
    return _drawn("change", [*rows, f"<p class='wk-ends'>{key}</p>"])


def _numbers(text: str) -> str:
    """Numbers keep their order in a line that is written from right to left."""
    return f"<bdi dir='ltr'>{html.escape(text)}</bdi>"


def _scored(score: float, band: float) -> str:
    return _rail([("dot", score)], (score - band, score + band))


def _figure(words: Voice, name: str, note: str, rows: list[str]) -> str:
    return _headed(words, name, note, _drawn(name, rows))


def _headed(words: Voice, name: str, note: str, drawn: str) -> str:
    return f"<h3>{html.escape(words.say(f'figure_{name}'))}</h3>{drawn}{paragraph(words.say(note), 'quiet')}"


def _drawn(name: str, rows: list[str]) -> str:
    return f"<div class='wk-figure wk-figure-{name}'>{''.join(rows)}</div>"


def _row(name: str, said: str, rail: str, tone: str) -> str:
    """A line of a figure; `said` is HTML."""
    return f"<div class='wk-figure-row {tone}'><p><span>{html.escape(name)}</span><span>{said}</span></p>{rail}</div>"


def _rail(marks: list[tuple[str, float]], band: tuple[float, float], middle: float | None = None) -> str:
    """A line from 0 to 100 with what stands on it. It never turns round: numbers rise to the right everywhere."""
    low, high = (min(100, max(0, end)) for end in band)
    line = "" if middle is None else f"<i class='wk-rail-middle' style='left:{middle:.1f}%'></i>"
    dots = "".join(f"<i class='wk-rail-{look}' style='left:{min(100, max(0, at)):.1f}%'></i>" for look, at in marks)
    span = f"<i class='wk-rail-band' style='left:{low:.1f}%;width:{high - low:.1f}%'></i>"
    return f"<div class='wk-rail' aria-hidden='true'>{line}{span}{dots}</div>"
