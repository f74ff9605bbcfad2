"""What a room will do: its agenda, and the activities that this agenda takes from one or more instruments."""

from functools import cached_property, lru_cache

import msgspec

from ..instrument import Activity, Instrument, Refused, load_instrument
from ..instrument.load import find
from ..instrument.messages import preferred
from ..questionnaire.document import document
from ..views import registry
from . import agenda as agendas
from .agenda import Agenda

DEFAULT_INSTRUMENT = "mindset"
DEFAULT_AGENDA = "60-minutes"


class Choice(msgspec.Struct, frozen=True):
    """What was chosen when the room was made; it never changes after that."""

    instrument: str | None = None
    agenda: str | None = None
    form: str | None = None
    languages: tuple[str, ...] = ("en",)


class Plan:
    """A choice, worked out in one language.

    Raises:
        Refused: if an activity is in no instrument or in two, or cannot be held in a room.
    """

    def __init__(self, choice: Choice, language: str):
        self.choice, self.language = choice, language
        self.agenda = _agenda(choice, language)
        self.form = choice.form or self.agenda.form
        names = list(self.agenda.instruments)
        if choice.instrument and choice.agenda:
            names = list(dict.fromkeys([choice.instrument, *names]))
        whole = [_instrument(name, language, self.form, self.agenda) for name in names]
        owners = {id: _owner(id, whole, self.agenda) for id in self.agenda.activities}
        self.instruments = [
            _taken(instrument, [id for id, owner in owners.items() if owner is instrument], self.agenda)
            for instrument in whole
        ]
        self.by_activity: dict[str, tuple[Activity, Instrument]] = {
            activity.id: (activity, instrument) for instrument in self.instruments for activity in instrument.activities
        }
        for id in self.agenda.activities:
            if not agendas.fits_a_room(self.by_activity[id][0]):
                raise Refused(
                    f"{self.agenda.at(id)}: `{id}` holds texts or is not pooled, so a room cannot open it. "
                    "Make it a step of talk."
                )
        for view in dict.fromkeys(moment.view for moment in self.agenda.moments if moment.view):
            if not self.has_view(view):
                there = ", ".join(registry.offered(self.document))
                raise Refused(f"{self.agenda.at(f'view {view}')}: there is no view `{view}` here; there are: {there}.")

    @property
    def activities(self) -> list[str]:
        return self.agenda.activities

    def activity(self, id: str) -> Activity:
        return self.by_activity[id][0]

    def instrument(self, activity: str) -> Instrument:
        return self.by_activity[activity][1]

    @cached_property
    def document(self) -> dict:
        """What phones, seats and screens are handed, with the activities in the agenda's order."""
        made = document(self.instruments, language=self.language)
        place = {id: index for index, id in enumerate(self.activities)}
        return {**made, "activities": sorted(made["activities"], key=lambda activity: place[activity["id"]])}

    def has_view(self, view: str) -> bool:
        try:
            registry.find(view, self.document)
        except registry.NoSuchView:
            return False
        return True

    def view_needs(self, view: str) -> tuple[str, ...]:
        """The activities that must be revealed before a view can be shown."""
        return registry.needs(view, self.document)

    def default_view(self, activity: str) -> str:
        """The view that shows an activity when none is named: the kit's own where there is one."""
        own = (id for id, view in registry.VIEWS.items() if view.needs == (activity,) and self.has_view(id))
        return next(own, activity)


def make_plan(choice: Choice, language: str | None = None) -> Plan:
    """The plan of a choice in one of its languages: the first of those asked for (`es-MX,es,en`) that it has, else
    its own first."""
    return _made(choice, preferred(choice.languages, (language or "").split(",")))


@lru_cache(maxsize=64)
def _made(choice: Choice, language: str) -> Plan:
    return Plan(choice, language)


def _agenda(choice: Choice, language: str) -> Agenda:
    if choice.agenda:
        return agendas.load_agenda(choice.agenda, language)
    if (choice.instrument or DEFAULT_INSTRUMENT) == DEFAULT_INSTRUMENT:
        return agendas.load_agenda(DEFAULT_AGENDA, language)
    instrument = load_instrument(choice.instrument, language, choice.form or "full")
    # what was named by a path is found again by that path, not by its id
    return msgspec.structs.replace(agendas.plain(instrument, language), instruments=(choice.instrument,))


def _instrument(name: str, language: str, form: str, agenda: Agenda) -> Instrument:
    try:
        find(name)
    except Refused as error:
        raise Refused(f"{agenda.at(name)}: {error}") from None
    return load_instrument(name, language, form)


def _owner(id: str, instruments: list[Instrument], agenda: Agenda) -> Instrument:
    owners = [i for i in instruments if any(activity.id == id for activity in i.activities)]
    at = agenda.at(id)
    if len(owners) > 1:
        raise Refused(f"{at}: activity `{id}` is in {owners[0].id} and in {owners[1].id}. Rename one of the two.")
    if not owners:
        there = ", ".join(i.id for i in instruments)
        raise Refused(f"{at}: activity `{id}` is in none of {there}. Correct it, or add its instrument.")
    return owners[0]


def _taken(instrument: Instrument, ids: list[str], agenda: Agenda) -> Instrument:
    """The part of an instrument that the agenda uses."""
    for id in ids:
        try:
            instrument.only({id: agenda.parts[id]})
        except Refused as error:
            raise Refused(f"{agenda.at(id)}: {error}") from None
    return instrument.only({id: agenda.parts[id] for id in ids})
