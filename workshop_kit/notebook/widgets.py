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
from ..room.receipts import put
from .journal import Journal

_HERE = Path(__file__).parent


class Hosted(anywidget.AnyWidget):
    """A widget that hosts the questionnaire module. Subclasses answer `load`, take `save`, and what else they offer.

    `document` is the one document that the module is handed ({}: a field for an address instead).
    """

    _esm = f"{questionnaire.module()}\n{(_HERE / 'host.js').read_text('utf-8')}"
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

    `answers` is `{activity: {key: value}}`; `profile` is the own profile, or None until there is enough for one.
    Both may be observed. Raises Refused for an activity that there is none of.
    """

    answers = traitlets.Dict()
    profile = traitlets.Any(allow_none=True)

    def __init__(
        self,
        instrument: Instrument | str = "mindset",
        activities: Iterable[str] | str | None = None,
        journal: Journal | str | bool | None = None,
        language: str = "en",
    ):
        if isinstance(instrument, str):
            instrument = load_instrument(instrument, language=language)
        wanted = [activities] if isinstance(activities, str) else activities
        self.instrument = instrument if wanted is None else instrument.only(dict.fromkeys(wanted))
        self.journal = None if journal is False else _journal(journal)
        take_over(self, ("questionnaire", instrument.id, tuple(wanted or ()), self.journal and self.journal.person))
        super().__init__(document=questionnaire.document(self.instrument, language=self.instrument.language))
        self.options = {"mode": "alone", "device": "computer"}
        self._rest: dict = {}
        self.answers = self._kept()

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
        """What the journal holds of these activities; keys that they do not have (any more) stay out."""
        if self.journal is None:
            return {}
        kept, keys = self.journal.answers, self.instrument.keys
        fitting = {id: {k: v for k, v in kept.get(id, {}).items() if k in keys[id]} for id in keys}
        return {id: answers for id, answers in fitting.items() if answers}

    def _on_load(self) -> dict:
        return {"state": {**self._rest, "answers": self.answers}}

    def _on_forget(self) -> None:
        for activity in self.instrument.activities:
            self._keep(activity.id, {})
        self._rest, self.answers = {}, {}

    def _on_save(self, changes: list) -> None:
        answers = {id: dict(given) for id, given in self.answers.items()}
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
        others = {key: value for key, value in self.journal.answers.get(id, {}).items() if key not in keys}
        self.journal.keep(id, others | given)


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


def messages(section: str, language: str = "en") -> dict:
    """A section of the kit's messages; English where the language has none of its own."""
    spoken = questionnaire.messages_in(language).get(section)
    return spoken or questionnaire.messages_in("en").get(section, {})
