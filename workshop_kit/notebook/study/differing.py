"""Where the learner put a statement elsewhere than the kit did, each with the kit's reason. No count, no grade."""

import html

from ...instrument import Instrument
from ...instrument.messages import Voice
from .following import follow
from .page import Read, instrument, journal, page, paragraph, spoken

ACTIVITY = "sorting"


def where_we_differ() -> Read:
    """The statements that the learner sorted in another way, and why the kit has them where it has them."""
    shown = Read("where we differ")

    def draw() -> None:
        voice, known = spoken(), instrument()
        shown.value = page(_written(voice, known), voice.language)

    follow("where we differ", draw)
    return shown


def _written(voice: Voice, known: Instrument) -> str:
    (block,) = known.activity(ACTIVITY).blocks
    chosen = journal().answers.get(ACTIVITY, {})
    if any(item.id not in chosen for item in block.items):
        return paragraph(voice.say("differ_wait"), "quiet")
    names = {bin.id: voice.in_sentence(bin.name) for bin in block.bins}
    differing = [item for item in block.items if chosen[item.id] != item.bin]
    if not differing:
        return f"<p class='big'>{html.escape(voice.say('differ_none'))}</p>"
    rows = [
        f"<li><p><b>{html.escape(item.text)}</b></p>"
        f"{paragraph(voice.say('differ_line', mine=names[chosen[item.id]], ours=names[item.bin]))}"
        f"{paragraph(item.why or '', 'quiet')}</li>"
        for item in differing
    ]
    head = f"<p class='big'>{html.escape(voice.say('differ_some'))}</p>{paragraph(voice.say('differ_help'), 'quiet')}"
    return f"{head}<ol class='wk-choices-made'>{''.join(rows)}</ol>"
