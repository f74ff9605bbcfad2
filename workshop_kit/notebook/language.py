"""Which language a person's own notebooks speak.

What `WORKSHOP_LANGUAGE` says, else what was chosen here before (a note of the journal), else that of the machine, if
the kit speaks it; else English.
"""

from collections.abc import Iterable

from ..instrument.messages import direction_of, preferred, spoken_languages, voice
from . import preference
from .journal import Journal


def wanted(journal: Journal | None = None) -> list[str]:
    """The languages that this person would like, the most wanted first."""
    return preference.wanted((journal or Journal()).notes.get(preference.NOTE))


def own(journal: Journal | None = None, offered: Iterable[str] = ()) -> str:
    """The language of this person's notebooks, out of those offered (none named: all that the kit speaks)."""
    spoken = spoken_languages()
    return preferred([each for each in offered if each in spoken] or spoken, wanted(journal))


def messages(section: str, language: str) -> dict:
    """What a widget says: the section and what is common to all, with the page's `language` and `direction`."""
    language = preferred(spoken_languages(), [language])
    return {**voice(language, section).texts, "language": language, "direction": direction_of(language)}
