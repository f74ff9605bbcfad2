"""The questionnaire as a widget: one comm model however many items, answers in Python from the first tap.

`Hosted` is what Questionnaire and Seat share: the module's text, one document, and a line to the kernel.
"""

import asyncio
import contextlib
import weakref
from collections.abc import Awaitable, Iterable
from pathlib import Path

import anywidget
import traitlets

from .. import questionnaire
from ..instrument import Instrument, load_instrument
from ..instrument.load import find, read_structure
from ..instrument.messages import spoken_languages
from ..instrument.raw import Form
from ..room.receipts import put
from .journal import Journal
from .language import messages, own
from .preference import NOTE

_HERE = Path(__file__).parent


def hosting(*parts: str) -> str:
    """The texts of modules that import nothing, and the notebook as their host, as one ES module."""
    return "\n".join((*parts, (_HERE / "host.js").read_text("utf-8")))


class Hosted(anywidget.AnyWidget):
    """A widget that hosts the questionnaire module. Subclasses answer `load`, take `save`, and what else they offer.

    `document` is the one document that the module is handed ({}: a field for an address instead).
    """

    _esm = hosting(questionnaire.module())
    _css = f"{questionnaire.style()}\n{(_HERE / 'host.css').read_text('utf-8')}"

    document = traitlets.Dict().tag(sync=True)
    options = traitlets.Dict().tag(sync=True)
    words = traitlets.Dict().tag(sync=True)
    entry = traitlets.Dict().tag(sync=True)
    choices = traitlets.List().tag(sync=True)

    def __init__(self, **traits):
        super().__init__(**traits)
        self._tasks: set[asyncio.Task] = set()
        self.on_msg(lambda _, message, __: self._heard(message))

    def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        super().close()

    def _heard(self, message: dict) -> None:
        """One message of the page: what it asks for is answered under its id."""
        handler = getattr(self, f"_on_{message.pop('what', '')}", None)
        if handler is None:
            return
        id = message.pop("id", None)
        answer = handler(**message)
        if asyncio.iscoroutine(answer):
            self._spawn(self._answer_later(id, answer))
        elif id is not None:
            self.send({"id": id, "answer": answer})

    async def _answer_later(self, id: str | None, answer: Awaitable) -> None:
        said = await answer
        if id is not None:
            self.send({"id": id, "answer": said})

    def _spawn(self, work: Awaitable) -> asyncio.Task:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


class Questionnaire(Hosted):
    """An instrument's activities, answered alone on this machine.

    Args:
        instrument: an `Instrument`, or its name.
        activities: ids of some of its activities (None: all).
        journal: where the answers are kept, a `Journal` or a person's name; `False` keeps them nowhere.
        language: of an instrument that is given by its name (None: the person's own, and the page offers the others);
            an `Instrument` speaks the language that it was loaded in.

    `answers` is `{activity: {key: value}}`; `profile` is the own profile, or None until there is enough for one.
    Both may be observed. `unkept` is a sentence while the disk does not take what is answered. Raises Refused for an
    activity that there is none of.
    """

    answers = traitlets.Dict()
    profile = traitlets.Any(allow_none=True)
    unkept = traitlets.Unicode().tag(sync=True)

    def __init__(
        self,
        instrument: Instrument | str = "mindset",
        activities: Iterable[str] | str | None = None,
        journal: Journal | str | bool | None = None,
        language: str | None = None,
        form: Form = "full",
    ):
        self.journal = None if journal is False else _journal(journal)
        self._wanted = [activities] if isinstance(activities, str) else activities and list(activities)
        self._form, self._name = form, instrument if isinstance(instrument, str) else None
        offered = _languages(instrument) if self._name else []
        language = language or own(self.journal, offered)
        self.instrument = self._part(load_instrument(instrument, language, form) if self._name else instrument)
        kept = tuple(map(self._kept_as, self._wanted or ()))
        what = (self.instrument.id, kept, self.journal and self.journal.person)
        take_over(self, ("questionnaire", *what))
        super().__init__(document=questionnaire.document(self.instrument, language=self.instrument.language))
        self.options = {"mode": "alone", "device": "computer", "languages": offered}
        self._rest: dict = {}
        self.answers = self._kept()

    def _kept_as(self, id: str) -> str:
        """Under which name the journal keeps the answers to an activity."""
        return id

    def _part(self, instrument: Instrument) -> Instrument:
        return instrument if self._wanted is None else instrument.only(dict.fromkeys(self._wanted))

    def _ask_again(self) -> None:
        """The same answers under other words, or in another form."""
        self.document = questionnaire.document(self.instrument, language=self.instrument.language)
        self.answers = self._kept()
        self.profile = self._profile()

    def _on_language(self, language: str) -> None:
        """Chosen on the page: kept for every page of this person."""
        if self.journal is not None:
            self.journal.note(NOTE, language)
        self.instrument = self._part(load_instrument(self._name, language, self._form))
        self._ask_again()

    def forget(self) -> None:
        """Remove the answers to these activities, here and in the journal."""
        self._on_forget()
        self.send({"again": True})

    @traitlets.observe("answers")
    def _answered(self, _change) -> None:
        self.profile = self._profile()

    def _profile(self):
        from ..measure.profile import profile as profile_of

        for activity in self.instrument.activities:
            if activity.profile and (given := self.answers.get(activity.id)):
                found = profile_of(given, self.instrument, activity.id)
                return found if found.leans or found.dimensions else None
        return None

    def _kept(self) -> dict:
        """What the journal (or this page alone) holds of these activities; keys that they do not have (any more)
        stay out."""
        kept, keys = self.answers if self.journal is None else self.journal.answers, self.instrument.keys
        place = (lambda id: id) if self.journal is None else self._kept_as
        fitting = {id: {k: v for k, v in kept.get(place(id), {}).items() if k in keys[id]} for id in keys}
        return {id: answers for id, answers in fitting.items() if answers}

    def _on_load(self) -> dict:
        return {"state": {**self._rest, "answers": self.answers}}

    def _on_forget(self) -> None:
        for activity in self.instrument.activities:
            self._keep(activity.id, {})
        self._rest, self.answers = {}, {}

    def _on_save(self, changes: list) -> None:
        # The disk is right: the same questions may be open elsewhere, and what was forgotten there stays forgotten.
        before = self.answers if self.unkept else self._kept()
        answers = {id: dict(given) for id, given in before.items()}
        touched = set()
        for path, *value in changes:
            if path[0] != "answers":
                put(self._rest, path, *value)
            elif len(path) == 1:
                touched |= set(answers) | set(value[0] if value else {})
                answers = dict(value[0]) if value else {}
            else:
                put(answers, path[1:], *value)
                touched.add(path[1])
        for id in touched & self.instrument.keys.keys():
            self._keep(id, answers.get(id, {}))
        if touched:
            self.answers = {id: given for id, given in answers.items() if given}

    def _keep(self, id: str, given: dict) -> None:
        if self.journal is None:
            return
        keys = self.instrument.activity(id).keys
        # Answers to the full form outlive a look at the short one.
        kept = self.journal.answers.get(self._kept_as(id), {})
        others = {key: value for key, value in kept.items() if key not in keys}
        try:
            self.journal.keep(self._kept_as(id), others | given)
            self.unkept = ""
        except OSError:
            self.unkept = messages("study", self.instrument.language)["not_kept"]


_SHOWN: dict[tuple, weakref.ref] = {}


def take_over(widget: Hosted, what: tuple) -> None:
    """A page that runs again (a reload, *Run all*) shows its widget anew: the one before is closed."""
    before = _SHOWN.get(what, lambda: None)()
    if before is not None:
        with contextlib.suppress(Exception):
            before.close()
    _SHOWN[what] = weakref.ref(widget)


def _journal(journal: Journal | str | bool | None) -> Journal:
    return journal if isinstance(journal, Journal) else Journal(journal) if isinstance(journal, str) else Journal()


def _languages(name: str) -> list[str]:
    """The languages in which an instrument can be asked here."""
    return [each for each in read_structure(find(name))[0].languages if each in spoken_languages()]
