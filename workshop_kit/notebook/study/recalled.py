"""What the learner wrote or found on another page, shown again."""

import html
from collections.abc import Callable

from ...instrument.messages import Voice
from ...measure.profile import Profile
from ...measure.profile import profile as profile_of
from .following import follow
from .looks import ACTIVITY
from .page import Read, instrument, journal, page, paragraph, quote, spoken
from .picture import lean_line, pulls_named


def definition_again() -> Read:
    """The own definition, as it stands in the journal now."""
    return _shown("definition again", lambda voice: recall(voice, "definition", "definition_none"))


def so_far() -> Read:
    """What the pages before have brought: leans and pulls, what the learner corrected, the definition, what to try."""
    return _shown("so far", _so_far)


def recall(voice: Voice, note: str, otherwise: str = "") -> str:
    """A note under its heading; where there is none, the sentence `otherwise`, or nothing."""
    text = journal().notes.get(note)
    if isinstance(text, str) and text.strip():
        return f"<p class='quiet'>{html.escape(voice.say(f'{note}_again'))}</p>{quote(text)}"
    return paragraph(voice.say(otherwise), "quiet") if otherwise else ""


def own_profile(activity: str = ACTIVITY) -> Profile | None:
    """The profile of what the journal holds, in the form that was chosen if that is answered; None for too little."""
    mine = journal()
    kept, chosen = mine.answers.get(activity, {}), mine.notes.get("form", "short")
    forms = sorted(("short", "full"), key=lambda form: form != chosen)
    found = [profile_of(_fitting(kept, form), instrument(form), ACTIVITY) for form in forms]
    return next((one for one in found if one.leans), None)


def _fitting(kept: dict, form: str) -> dict:
    keys = instrument(form).activity(ACTIVITY).keys
    return {key: value for key, value in kept.items() if key in keys}


def _so_far(voice: Voice) -> str:
    found = own_profile()
    if found is None:
        leans = paragraph(voice.say("so_far_none"), "quiet")
    else:
        known = instrument()
        facets = pulls_named(found, known, voice)
        leans = "".join(lean_line(lens, found, known, voice) for lens in found.leans)
        leans += paragraph(voice.say("pulls", facets=facets) if facets else voice.say("pulls_none"))
    return leans + "".join(recall(voice, note) for note in ("corrections", "definition", "try"))


def _shown(name: str, write: Callable[[Voice], str]) -> Read:
    shown = Read(name)

    def draw() -> None:
        voice = spoken()
        shown.value = page(write(voice), voice.language)

    follow(name, draw)
    return shown
