"""What a room will do: its agenda, the activities that this agenda takes from one or more instruments, and what was
added to them in the room."""

from collections.abc import Collection
from functools import cached_property, lru_cache

import msgspec

from ..instrument import Activity, Instrument, Refused, load_instrument
from ..instrument.block import Option
from ..instrument.load import find
from ..instrument.messages import preferred
from ..questionnaire.document import document
from ..views import registry
from . import agenda as agendas
from . import asked
from .agenda import Agenda
from .extras import Extras, Text, extras_of

DEFAULT_INSTRUMENT = "mindset"
DEFAULT_AGENDA = "60-minutes"


class Choice(msgspec.Struct, frozen=True):
    """What was chosen when the room was made; it never changes after that."""

    instrument: str | None = None
    agenda: str | None = None
    form: str | None = None
    languages: tuple[str, ...] = ("en",)


class Plan:
    """A choice, worked out in one language, with what was added in the room.

    Raises:
        Refused: if an activity is in no instrument or in two, or cannot be held in a room.
    """

    def __init__(self, choice: Choice, language: str, extras: Extras = Extras()):
        self.choice, self.language, self.extras = choice, language, extras
        self.agenda, instruments = _taken(choice, language)
        self.form = choice.form or self.agenda.form
        if not extras.texts:
            silent = {a.id for each in instruments for a in each.activities if a.asks_for_texts}
            silent |= {a.id for each in instruments for a in each.activities if silent & set(a.walls)}
            self.agenda = self.agenda.without(silent)
            instruments = [_without(each, silent) for each in instruments]
        self.instruments = [_with_walls(each, extras) for each in instruments]
        if extras.asked:
            self.instruments.append(asked.instrument_of(extras.asked, language, self.form))
        self.by_activity: dict[str, tuple[Activity, Instrument]] = {
            activity.id: (activity, instrument) for instrument in self.instruments for activity in instrument.activities
        }

    @cached_property
    def activities(self) -> list[str]:
        """The agenda's in the order in which it opens them, then those made on the spot."""
        return [*self.agenda.activities, *(each.id for each in self.extras.asked)]

    def activity(self, id: str) -> Activity:
        return self.by_activity[id][0]

    def instrument(self, activity: str) -> Instrument:
        return self.by_activity[activity][1]

    @cached_property
    def document(self) -> dict:
        """What phones, seats and screens are handed, with the activities in the agenda's order."""
        made = document(self.instruments, language=self.language)
        place = {id: index for index, id in enumerate(self.activities)}
        return {
            **made,
            "edition": self.extras.edition,
            "activities": sorted(made["activities"], key=lambda activity: place[activity["id"]]),
            "walls": {wall.activity: msgspec.to_builtins(list(wall.texts)) for wall in self.extras.walls},
        }

    def wall(self, activity: str) -> tuple[Text, ...] | None:
        """What people may choose from in an activity that takes its options from walls: None while nobody has
        decided what stands there."""
        walls = [self.extras.wall(source) for source in self.activity(activity).walls]
        return None if None in walls else tuple(text for wall in walls for text in wall)

    def has_view(self, view: str) -> bool:
        try:
            registry.find(view, self.document)
        except registry.NoSuchView:
            return False
        return True

    @cached_property
    def pictures(self) -> list[str]:
        """The views to walk through: the kit's own, and the plain one of what they leave out."""
        there = registry.offered(self.document)
        own = [id for id in there if id in registry.VIEWS]
        seen = {activity for id in own for activity in self.view_needs(id)}
        return [*own, *(id for id in there if id not in own and id not in seen)]

    def view_needs(self, view: str, revealed: Collection[str] = ()) -> tuple[str, ...]:
        """The activities whose tallies a view takes, given what is revealed; all must be before it can be shown."""
        return registry.needs(view, self.document, revealed)

    def default_view(self, activity: str) -> str:
        """The view that shows an activity when none is named: the kit's own where there is one."""
        takes = {(activity,), self.activity(activity).walls or (activity,)}
        own = (id for id in registry.VIEWS if self.has_view(id) and registry.find(id, self.document)[0].needs in takes)
        return next(own, activity)


def make_plan(choice: Choice, language: str | None = None, extras: Extras = Extras()) -> Plan:
    """The plan of a choice in one of its languages: the first of those asked for (`es-MX,es,en`) that it has, else
    its own first."""
    return _made(choice, preferred(choice.languages, (language or "").split(",")), extras)


def plan_of(row, language: str | None = None) -> Plan:
    """The plan of a room by its row."""
    return make_plan(msgspec.convert(row.options["choice"], Choice), language, extras_of(row))


@lru_cache(maxsize=96)
def _made(choice: Choice, language: str, extras: Extras) -> Plan:
    return Plan(choice, language, extras)


def check_plan(choice: Choice) -> Plan:
    """The plan of a choice that may be new, whole in each of its languages, with views that there are.

    Raises:
        Refused: naming file and line.
    """
    for language in choice.languages:
        plan = make_plan(choice, language)
        for view in dict.fromkeys(moment.view for moment in plan.agenda.moments if moment.view):
            if not plan.has_view(view):
                there = ", ".join(registry.offered(plan.document))
                at = plan.agenda.at(f"view {view}")
                raise Refused(f"{at}: there is no view `{view}` here; there are: {there}.")
    return make_plan(choice)


@lru_cache(maxsize=64)
def _taken(choice: Choice, language: str) -> tuple[Agenda, list[Instrument]]:
    """The agenda, and of each instrument the part that it uses."""
    agenda = _agenda(choice, language)
    names = list(agenda.instruments)
    if choice.instrument and choice.agenda:
        names = list(dict.fromkeys([choice.instrument, *names]))
    form = choice.form or agenda.form
    whole = [_instrument(name, language, form, agenda) for name in names]
    owners = {id: _owner(id, whole, agenda) for id in agenda.activities}
    instruments = [_part(each, [id for id, owner in owners.items() if owner is each], agenda) for each in whole]
    opened: set[str] = set()
    for id in agenda.activities:
        activity = owners[id].activity(id)
        if not agendas.fits_a_room(activity):
            raise Refused(f"{agenda.at(id)}: `{id}` is not pooled, so a room cannot open it. Make it a step of talk.")
        if missing := [wall for wall in activity.walls if wall not in opened]:
            raise Refused(
                f"{agenda.at(id)}: `{id}` picks from the wall of `{missing[0]}`, which no moment opens before. "
                "Add an `answer` moment for it."
            )
        opened.add(id)
    return agenda, instruments


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


def _part(instrument: Instrument, ids: list[str], agenda: Agenda) -> Instrument:
    """The part of an instrument that the agenda uses."""
    for id in ids:
        try:
            instrument.only({id: agenda.parts[id]})
        except Refused as error:
            raise Refused(f"{agenda.at(id)}: {error}") from None
    return instrument.only({id: agenda.parts[id] for id in ids})


def _without(instrument: Instrument, ids: set[str]) -> Instrument:
    kept = tuple(activity for activity in instrument.activities if activity.id not in ids)
    return msgspec.structs.replace(instrument, activities=kept)


def _with_walls(instrument: Instrument, extras: Extras) -> Instrument:
    """The instrument with what stands on walls as the options of those who pick from them."""
    if not extras.walls or not any(activity.walls for activity in instrument.activities):
        return instrument
    activities = (_picking(activity, extras) if activity.walls else activity for activity in instrument.activities)
    return msgspec.structs.replace(instrument, activities=tuple(activities))


def _picking(activity: Activity, extras: Extras) -> Activity:
    blocks = (
        msgspec.structs.replace(block, items=tuple(_offering(item, extras) for item in block.items))
        for block in activity.blocks
    )
    return msgspec.structs.replace(activity, blocks=tuple(blocks))


def _offering(item, extras: Extras):
    texts = extras.wall(item.wall) if item.wall else None
    return item if texts is None else msgspec.structs.replace(item, options=tuple(Option(t.id, t.text) for t in texts))
