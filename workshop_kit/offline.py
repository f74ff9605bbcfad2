"""`workshop offline`: what a room would ask, as one file to be mailed or carried on a stick."""

from pathlib import Path

from . import home
from .instrument import Refused
from .questionnaire.offline import single_file
from .room.plan import Choice, make_plan

# They ask about the day itself, so beforehand they make no sense.
OF_THE_DAY = ("check_in", "closing", "action")


def write(output: Path, *, agenda: str | None, instrument: str | None, form: str | None, language: str) -> str:
    """Write the questionnaire of a room with these options (as `workshop live` takes them); returns a sentence.

    Raises:
        Refused: if the options make no room, or nothing of it can be answered beforehand.
    """
    choice = Choice(instrument=instrument, agenda=agenda, form=form, languages=(language,))
    document = make_plan(choice, language).document
    activities = [activity for activity in document["activities"] if _beforehand(activity)]
    if not activities:
        raise Refused("Nothing here can be answered before the workshop. Choose another --agenda or --instrument.")
    asked = {activity["instrument"] for activity in activities}
    words = {id: words for id, words in document["words"].items() if id in asked}
    text = single_file({**document, "activities": activities, "words": words})
    home.write_atomically(output, text, mode=0o644)
    titles = ", ".join(activity["title"] for activity in activities)
    return f"{output}: {titles}. {len(text.encode()) // 1024} KB; it needs no network."


def _beforehand(activity: dict) -> bool:
    """Whether all of it can be asked without the group: a choice from its wall cannot."""
    choices = [admits["values"] for admits in activity["keys"].values() if admits["kind"] != "text"]
    return activity["id"] not in OF_THE_DAY and bool(activity["keys"]) and all(choices)
