"""The own picture: what pulls, which way one leans, and how sure that is. Words first, then a figure."""

import html

from ...instrument import Instrument
from ...instrument.messages import Voice, voice
from ...measure.profile import Profile
from ..language import messages
from .asking import assessment
from .following import follow
from .page import Read, page, paragraph
from .profile_figure import facets_figure, leans_figure


def profile() -> Read:
    """The own picture in words and drawn; it follows the self-assessment above it."""
    source, shown = assessment(), Read("profile")

    def draw() -> None:
        known = source.instrument
        drawn = figures(source.profile, known, source.form)
        shown.value = page(in_words(source.profile, known) + drawn, known.language)

    follow("profile", draw)
    return shown


def in_words(found: Profile | None, instrument: Instrument) -> str:
    """Both leans, the pulls and the question that ends every profile."""
    spoken = voice(instrument.language, "study")
    if found is None or not found.leans:
        return paragraph(spoken.say("profile_wait"), "quiet")
    on_these = messages("profile", instrument.language)["on_these"]
    lines = [paragraph(on_these, "quiet"), *(lean_line(lens, found, instrument, spoken) for lens in found.leans)]
    if any(lean.call == "close" for lean in found.leans.values()):
        lines.append(paragraph(spoken.say("close_text"), "quiet"))
    facets = pulls_named(found, instrument, spoken)
    lines.append(paragraph(spoken.say("pulls", facets=facets) if facets else spoken.say("pulls_none")))
    lines.append(f"<p><b>{html.escape(spoken.say('fit'))}</b></p>")
    return "".join(lines)


def lean_line(lens: str, found: Profile, instrument: Instrument, spoken: Voice) -> str:
    """One lean as a sentence, with the dimension in its colour, or "too close to call"."""
    names = {one.id: one.name for one in instrument.dimensions}
    call = found.leans[lens].call
    key = f"close_{lens}" if call == "close" else f"lean_{lens}"
    sentence = html.escape(spoken.texts.get(key, "").format(dimension="{}"))
    name = html.escape(spoken.in_sentence(names.get(call, "")))
    return f"<p class='big'>{sentence.replace('{}', f'<b class={call}>{name}</b>')}</p>"


def pulls_named(found: Profile, instrument: Instrument, spoken: Voice) -> str:
    """The facets that stand out, in no order that means anything."""
    return spoken.series(sorted(instrument.facet(id.partition(".")[0]).name for id in found.pulls))


def figures(found: Profile | None, instrument: Instrument, form: str) -> str:
    """The leans; in the full form the facets too."""
    if found is None or not found.leans:
        return ""
    spoken = voice(instrument.language, "study")
    facets = facets_figure(found, instrument, spoken) if form == "full" and found.facets else ""
    return leans_figure(found, instrument, spoken) + facets
