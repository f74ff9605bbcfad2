"""The agenda: steps of a workshop, each with its moments and its talk track.

A structure and a file of words a language, like an instrument. All moments of all steps are one flat list; a
room's `step` is its place in that list, counted from 1, and 0 is the lobby.
"""

from functools import cached_property
from pathlib import Path
from typing import Literal

import msgspec

from .. import home
from ..instrument import Instrument, Refused, located
from ..instrument.block import Frozen
from ..instrument.days import on_day, parted
from ..instrument.raw import Form, Strict
from ..views import registry

Doing = Literal["answer", "profile", "reveal", "talk"]

SMALL_BELOW = 20
LARGE_ABOVE = 24
TABLE = 5  # people at a table of a large room


class Part(Strict):
    """An activity, or some of its items."""

    id: str
    items: list[str] | None = None


class RawMoment(Strict):
    do: Doing
    activities: list[Part] = []
    view: str | None = None


class Minutes(Strict):
    answer: float = 0
    look: float = 0
    talk: float = 0

    @property
    def all(self) -> float:
        return self.answer + self.look + self.talk


class RawStep(Strict):
    id: str
    minutes: Minutes
    moments: list[RawMoment]


class RawAgenda(Strict):
    id: str
    instruments: list[str]
    steps: list[RawStep]
    minutes: float
    form: Form = "short"
    languages: list[str] = []
    ahead: list[str] = []
    tables: bool = False
    again: bool = False


class Track(Strict):
    """What the facilitator says, asks and watches out for; what is left out stays as in the step itself."""

    say: str | None = None
    ask: list[str] | None = None
    watch: str | None = None
    drop: str | None = None
    question: str | None = None


class StepWords(Track):
    title: str = ""
    small: Track | None = None
    large: Track | None = None
    too_few: Track | None = None
    paper: Track | None = None


class AgendaWords(Strict):
    language: str
    title: str
    steps: dict[str, StepWords]
    status: Literal["draft", "reviewed"] = "draft"


class Moment(Frozen):
    """One press of *Next*; `step` is the index of the step that it belongs to."""

    do: Doing
    activities: tuple[str, ...]
    view: str | None
    step: int


class Step(Frozen):
    id: str
    minutes: Minutes
    words: StepWords

    def track(self, seats: int | None, texts: bool = True) -> dict:
        """The talk track for a room of this many; `texts` off takes the step to paper, where it asks for some."""
        variant = None
        if not texts and self.words.paper:
            variant = self.words.paper
        elif seats is not None and seats < SMALL_BELOW:
            variant = self.words.small
        elif seats is not None and seats > LARGE_ABOVE:
            variant = self.words.large
        names = ("say", "ask", "watch", "drop", "question")
        own = {name: getattr(self.words, name) for name in names}
        changed = {name: value for name in names if variant and (value := getattr(variant, name)) is not None}
        return {**own, **changed, "ask": changed.get("ask", own["ask"]) or []}


class Agenda(Frozen):
    """A workshop's steps, in one language; `parts` says which items of an activity it uses (None: all), `ahead` what
    people can answer before the day, where a room goes at their own pace (empty: everything), `tables` whether a large
    room talks at tables, `again` whether it looks back on an earlier day."""

    id: str
    title: str
    minutes: float
    form: Form
    instruments: tuple[str, ...]
    steps: tuple[Step, ...]
    moments: tuple[Moment, ...]
    parts: dict[str, list[str] | None]
    places: dict[str, str] = {}
    ahead: tuple[str, ...] = ()
    tables: bool = False
    again: bool = False
    languages: tuple[str, ...] = ()

    def at(self, name: str) -> str:
        """File and line where an activity, a view or an instrument is first named."""
        return self.places.get(" ".join(parted(word)[0] for word in name.split()), f"agenda `{self.id}`")

    def without(self, ids: set[str]) -> "Agenda":
        """The same agenda without these activities; a moment that was about nothing else goes."""
        kept = []
        for moment in self.moments:
            left = tuple(id for id in moment.activities if id not in ids)
            if left == moment.activities:
                kept.append(moment)
            elif left:
                kept.append(msgspec.structs.replace(moment, activities=left, view=None))
        return msgspec.structs.replace(self, moments=tuple(kept))

    def tables_for(self, seats: int | None) -> int | None:
        """How many tables a large room talks at: a chair for everybody, and five at most at each. None: it has none."""
        large = self.tables and seats is not None and seats > LARGE_ABOVE
        return -(-seats // TABLE) if large else None

    def on_day(self, day: int) -> "Agenda":
        """The same agenda with the steps, activities and views of that day's names."""
        return msgspec.structs.replace(
            self,
            steps=tuple(msgspec.structs.replace(step, id=on_day(step.id, day)) for step in self.steps),
            moments=tuple(
                msgspec.structs.replace(
                    moment,
                    activities=tuple(on_day(id, day) for id in moment.activities),
                    view=moment.view and registry.id_on_day(moment.view, day),
                )
                for moment in self.moments
            ),
            parts={on_day(id, day): items for id, items in self.parts.items()},
            ahead=tuple(on_day(id, day) for id in self.ahead),
        )

    @cached_property
    def activities(self) -> list[str]:
        """In the order in which they are first opened."""
        return list(dict.fromkeys(a for m in self.moments if m.do == "answer" for a in m.activities))


def load_agenda(name: str | Path, language: str = "en") -> Agenda:
    """Load an agenda by its name (a folder of `data/agendas/`) or a path (a folder, or its `agenda.yaml`).

    Where it has no words in `language`, it speaks its own first language.

    Raises:
        Refused: with file, line, what is wrong and what to do.
    """
    file = find(name)
    source = located.read(file)
    raw = source.to(RawAgenda)
    words_source = located.read(_words_file(file, raw.languages, language))
    words = words_source.to(AgendaWords)
    if problems := [
        *_problems(raw, source),
        *_language_problems(raw, source, file),
        *_word_problems(raw, words, words_source),
    ]:
        raise Refused("\n".join(problems))
    moments, parts = [], {}
    for index, step in enumerate(raw.steps):
        for moment in step.moments:
            moments.append(Moment(moment.do, tuple(part.id for part in moment.activities), moment.view, index))
            for part in moment.activities:
                if moment.do == "answer":
                    parts[part.id] = part.items
    return Agenda(
        id=raw.id,
        title=words.title,
        minutes=raw.minutes,
        form=raw.form,
        instruments=tuple(raw.instruments),
        steps=tuple(Step(step.id, step.minutes, words.steps[step.id]) for step in raw.steps),
        moments=tuple(moments),
        parts=parts,
        places=dict(reversed(list(_places(raw, source)))),
        ahead=tuple(raw.ahead),
        tables=raw.tables,
        again=raw.again,
        languages=tuple(raw.languages) or (words.language,),
    )


def _words_file(file: Path, languages: list[str], language: str) -> Path:
    """The words in this language; else those of the first language that the agenda lists (or of English)."""
    own = file.with_name(f"{language}.yaml")
    return own if own.is_file() else file.with_name(f"{(languages or ['en'])[0]}.yaml")


def _places(raw: RawAgenda, source):
    """What is named and where, in the file's order."""
    for index, step in enumerate(raw.steps):
        for row, moment in enumerate(step.moments):
            way = ("steps", index, "moments", row)
            yield from ((part.id, source.at(*way, "activities", k)) for k, part in enumerate(moment.activities))
            if moment.view:
                yield f"view {moment.view}", source.at(*way, "view")
    yield from ((name, source.at("instruments", place)) for place, name in enumerate(raw.instruments))


def find(name: str | Path) -> Path:
    """The `agenda.yaml` of a name or a path.

    Raises:
        Refused: if there is none; names those that there are.
    """
    shipped = home.data() / "agendas"
    for candidate in (shipped / str(name) / "agenda.yaml", Path(name) / "agenda.yaml", Path(name)):
        if candidate.is_file():
            return candidate.resolve()
    known = ", ".join(sorted(folder.name for folder in shipped.iterdir() if (folder / "agenda.yaml").exists()))
    raise Refused(f"no agenda `{name}`: the kit has {known or 'none'}; or give the path of an agenda.yaml.")


def plain(instrument: Instrument, language: str = "en") -> Agenda:
    """An agenda for any instrument: each activity that a room can hold is opened, revealed and talked about."""
    source = located.read(_words_file(home.data() / "agendas" / "plain" / "agenda.yaml", [], language))
    words = source.to(StepWords)
    steps, moments = [], []
    for index, activity in enumerate(a for a in instrument.activities if fits_a_room(a)):
        steps.append(Step(activity.id, Minutes(2, 1, 5), msgspec.structs.replace(words, title=activity.title)))
        ids = (activity.id,)
        moments += [Moment("answer", ids, None, index), Moment("reveal", ids, activity.id, index)]
        moments.append(Moment("talk", (), None, index))
    if not steps:
        raise Refused(f"{instrument.id} has no activity that a room can hold: none of them is pooled.")
    parts = dict.fromkeys(step.id for step in steps)
    return Agenda(
        "plain",
        instrument.title,
        8 * len(steps),
        instrument.form,
        (instrument.id,),
        tuple(steps),
        tuple(moments),
        parts,
    )


def fits_a_room(activity) -> bool:
    """Whether a room can open it: what is never pooled stays with its owner."""
    return activity.pooled


def balance_warnings(agenda: Agenda) -> list[str]:
    """Where the plan leaves too little time to talk, or shows too many pictures."""
    planned = sum(step.minutes.all for step in agenda.steps) or 1
    answering = sum(step.minutes.answer for step in agenda.steps) / planned
    talking = sum(step.minutes.talk for step in agenda.steps) / planned
    pictures = {m.view.split(".")[0] for m in agenda.moments if m.do == "reveal" and m.view}
    pictures -= {"balance_map", "facet_profile", "circle", "check_in", "closing", "action", "role"}
    found = []
    if answering > 0.30:
        found.append(f"{agenda.id}: answering takes {answering:.0%} of the time; keep it under 30 %.")
    if talking < 0.40:
        found.append(f"{agenda.id}: talk takes {talking:.0%} of the time; give it at least 40 %.")
    if len(pictures) > 4 * max(1, planned / 60):
        found.append(
            f"{agenda.id}: {len(pictures)} views in {planned:.0f} minutes; four an hour is what a group can take."
        )
    return found


def _problems(raw: RawAgenda, source):
    seen: set[str] = set()
    opened: set[str] = set()
    if not raw.steps:
        yield f"{source.at('steps')}: there is no step. Add at least one."
    for index, step in enumerate(raw.steps):
        if step.id in seen:
            yield f"{source.at('steps', index)}: step `{step.id}` stands here twice. Give one another id."
        seen.add(step.id)
        for row, moment in enumerate(step.moments):
            at = source.at("steps", index, "moments", row)
            ids = [part.id for part in moment.activities]
            if moment.do == "answer":
                opened.update(ids)
            if moment.do in ("answer", "reveal", "profile") and not ids:
                yield f"{at}: `{moment.do}` names no activity. Add `activities:`."
            if moment.do in ("reveal", "profile") and (early := [id for id in ids if id not in opened]):
                yield f"{at}: `{early[0]}` is shown before any moment opens it. Add an `answer` moment first."
    for row, id in enumerate(raw.ahead):
        if id not in opened:
            yield f"{source.at('ahead', row)}: no moment opens `{id}`. Add an `answer` moment, or remove it here."
    yield from _minutes_problems(raw, source)


def _language_problems(raw: RawAgenda, source, file: Path):
    for row, language in enumerate(raw.languages):
        if not file.with_name(f"{language}.yaml").is_file():
            at = source.at("languages", row)
            yield f"{at}: there is no `{language}.yaml` beside this file. Add it, or take `{language}` out."


def _minutes_problems(raw: RawAgenda, source):
    planned = sum(step.minutes.all for step in raw.steps)
    if abs(planned - raw.minutes) > 0.01:
        at = source.at("minutes")
        yield f"{at}: the steps take {planned:g} minutes, the agenda says {raw.minutes:g}. Make them agree."


def _word_problems(raw: RawAgenda, words: AgendaWords, source):
    ids = [step.id for step in raw.steps]
    yield from (f"{source.at('steps')}: step `{id}` has no words. Add it." for id in ids if id not in words.steps)
    yield from (
        f"{source.at('steps', id)}: step `{id}` is not in agenda.yaml. Add it there, or remove it here."
        for id in words.steps
        if id not in ids
    )
