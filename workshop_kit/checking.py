"""`workshop check`: is an instrument or an agenda whole, in every language that it lists?"""

from collections.abc import Iterator
from pathlib import Path

from .instrument import Refused, load_instrument
from .instrument.languages import languages_of
from .room import agenda as agendas


def check(name: str) -> Iterator[str]:
    """Lines about an instrument or an agenda, by its name or path; raises `Refused` with what is wrong."""
    if _is_agenda(name):
        yield from _check_agenda(name)
    else:
        yield from _check_instrument(name)


def _is_agenda(name: str) -> bool:
    path = Path(name)
    if path.is_file():
        return path.name == "agenda.yaml" or any(
            line.startswith("steps:") for line in path.read_text("utf-8", errors="replace").splitlines()
        )
    try:
        agendas.find(name)
    except Refused:
        return False
    return True


def _check_agenda(name: str) -> Iterator[str]:
    from .room.plan import Choice, check_agenda

    agenda = agendas.load_agenda(name)
    # every activity is in one instrument, and a room can hold it; the words of each language fit the steps
    check_agenda(Choice(agenda=name, languages=agenda.languages))
    yield (
        f"{agenda.id}: fine in {', '.join(agenda.languages)}. {len(agenda.steps)} steps, {agenda.minutes:g} minutes."
    )
    yield from (f"warning: {line}" for line in agendas.balance_warnings(agenda))


def _check_instrument(name: str) -> Iterator[str]:
    found = languages_of(name)
    if found.problems:
        raise Refused("\n".join(found.problems))
    instrument = load_instrument(name, next(iter(found.statuses)))
    keys = sum(len(keys) for keys in instrument.keys.values())
    yield f"{instrument.id} {instrument.version}: fine in {', '.join(found.statuses)}."
    yield f"{len(instrument.activities)} activities, {keys} answers in the full form."
    yield f"Status: {', '.join(f'{language} {status}' for language, status in found.statuses.items())}."
    for language, problems in found.waiting.items():
        yield f"note: {language}.yaml is here, and `languages:` does not list it."
        yield from (f"note: {line}" for line in problems or [f"{language}.yaml is whole; it can be listed."])
