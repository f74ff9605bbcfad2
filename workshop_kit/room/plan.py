"""What a room will do: its agenda, the activities that this agenda takes from one or more instruments, and what was
added to them in the room."""

from collections.abc import Collection
from functools import cached_property, lru_cache

import msgspec

from ..instrument import Activity, Instrument, Refused, load_instrument
from ..instrument.block import TEAM_ACTION, Option
from ..instrument.days import again, on_day, parted
from ..instrument.load import find
from ..instrument.messages import preferred
from ..questionnaire.document import document
from ..views import registry
from . import agenda as agendas
from . import asked
from .agenda import Agenda
from .extras import Day, Extras, Text, extras_of
from .problems import Problem

DEFAULT_INSTRUMENT = "mindset"
DEFAULT_AGENDA = "60-minutes"
AGENDA_AGAIN = "another-day"
AGENDA_OF_INSTRUMENT = ""  # the one that any instrument has by itself


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
        days = [_day(choice, language, extras, day) for day in range(1, extras.wave + 1)]
        self.agenda = days[-1][0]  # the present day's
        self.form = choice.form or self.agenda.form
        self.instruments = [_with_walls(each, extras) for _, instruments in days for each in instruments]
        if extras.asked:
            self.instruments.append(asked.instrument_of(extras.asked, language, self.form))
        self.by_activity: dict[str, tuple[Activity, Instrument]] = {
            activity.id: (activity, instrument) for instrument in self.instruments for activity in instrument.activities
        }
        self._by_day = [agenda.activities for agenda, _ in days]

    @cached_property
    def activities(self) -> list[str]:
        """Those of each day's agenda in the order in which it opens them, then those made on the spot."""
        return [*(id for ids in self._by_day for id in ids), *(each.id for each in self.extras.asked)]

    @cached_property
    def today(self) -> list[str]:
        """Those of the present day: what was asked on an earlier one is never opened again."""
        return [id for id in self.activities if self.wave_of(id) == self.extras.wave]

    def wave_of(self, activity: str) -> int:
        """The day that an activity belongs to."""
        return self._waves[activity]

    @cached_property
    def _waves(self) -> dict[str, int]:
        asked = {id: day for day, ids in enumerate(self._by_day, start=1) for id in ids}
        return asked | {each.id: each.wave for each in self.extras.asked}

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
            "wave": self.extras.wave,
            "earlier": self.extras.earlier,
            "activities": [
                {**each, "wave": self.wave_of(each["id"])}
                for each in sorted(made["activities"], key=lambda activity: place[activity["id"]])
            ],
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
        own = [id for id in there if parted(id)[0] in registry.VIEWS]
        seen = {activity for id in own for activity in self.view_needs(id)}
        return [*own, *(id for id in there if id not in own and id not in seen)]

    def view_needs(self, view: str, revealed: Collection[str] = ()) -> tuple[str, ...]:
        """The activities whose tallies a view takes, given what is revealed; all must be before it can be shown."""
        return registry.needs(view, self.document, revealed)

    def default_view(self, activity: str) -> str:
        """The view that shows an activity when none is named: the kit's own where there is one."""
        takes = {(activity,), self.activity(activity).walls or (activity,)}
        named = (on_day(id, parted(activity)[1]) for id in registry.VIEWS)
        own = (id for id in named if self.has_view(id) and registry.find(id, self.document)[0].needs in takes)
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
        if plan.agenda.again:
            raise Refused(
                f"agenda `{plan.agenda.id}` looks back on an earlier day: begin a room with another one first."
            )
        _check_views(plan)
    return make_plan(choice)


def check_agenda(choice: Choice) -> None:
    """Whether rooms can follow an agenda: on their first day, or on another where it looks back on one.

    Raises:
        Refused: naming file and line.
    """
    if not make_plan(choice).agenda.again:
        check_plan(choice)
        return
    for language in choice.languages:
        _check_views(make_plan(choice, language, Extras(days=(Day(choice.agenda),))))


def _check_views(plan: Plan) -> None:
    for view in dict.fromkeys(moment.view for moment in plan.agenda.moments if moment.view):
        if not plan.has_view(view):
            there = ", ".join(registry.offered(plan.document))
            at = plan.agenda.at(f"view {view}")
            raise Refused(f"{at}: there is no view `{view}` here; there are: {there}.")


def _day(choice: Choice, language: str, extras: Extras, day: int) -> tuple[Agenda, list[Instrument]]:
    """One day's agenda and instruments, under that day's names."""
    if day > 1:
        choice = msgspec.structs.replace(choice, agenda=extras.days[day - 2].agenda or None)
    agenda, instruments = _taken(choice, language)
    gone = set() if extras.texts else _silent(instruments)
    instruments = [_without(each, gone) for each in instruments]
    if extras.actions.get(day - 1) is None:
        instruments = [_recalling_nothing(each) for each in instruments]
        gone |= set(agenda.activities) - {a.id for each in instruments for a in each.activities}
    agenda = agenda.without(gone)
    return (agenda, instruments) if day == 1 else (agenda.on_day(day), [again(each, day) for each in instruments])


def _silent(instruments: list[Instrument]) -> set[str]:
    """What a room without texts does not ask: texts, and what picks from them."""
    silent = {a.id for each in instruments for a in each.activities if a.asks_for_texts}
    return silent | {a.id for each in instruments for a in each.activities if silent & set(a.walls)}


def _recalling_nothing(instrument: Instrument) -> Instrument:
    """Without the items about the action of an earlier day, where there was none."""
    parts = {
        activity.id: [i.id for block in activity.blocks for i in block.items if i.recalls != TEAM_ACTION]
        for activity in instrument.activities
    }
    return instrument.only({id: items for id, items in parts.items() if items})


def agenda_again(plan: Plan) -> str:
    """The agenda of another day: the one that looks back, where the room has asked what that asks again."""
    month = plan.by_activity.get("our_month")
    if month and month[1].id == DEFAULT_INSTRUMENT:
        return AGENDA_AGAIN
    return plan.choice.agenda or AGENDA_OF_INSTRUMENT


def check_day(plan: Plan, day: Day) -> None:
    """Whether a day can follow in this room, in each of its languages.

    Raises:
        Problem: `invalid-options`, with what is wrong.
    """
    extras = msgspec.structs.replace(plan.extras, days=(*plan.extras.days, day))
    try:
        for language in plan.choice.languages:
            _check_views(make_plan(plan.choice, language, extras))
    except Refused as error:
        raise Problem(422, "invalid-options", str(error)) from None


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
