"""What a learner takes along: profile and plan as one page, and an entry for the calendar in six weeks.

    journal → Paper (plain texts) → page (HTML that needs nothing, for one sheet of A4), reminder (RFC 5545)

The phone's page has the same looks (`questionnaire/mine.js`). Whoever makes files of this decides where they lie.
"""

import unicodedata
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path

from ...instrument import Instrument, load_instrument
from ...instrument.messages import Voice, direction_of, preferred, spoken_languages, voice
from ...measure.profile import SURE, Profile
from ...measure.profile import profile as profile_of
from ..journal import Journal
from ..language import own
from .looks import ACTIVITY
from .picture import pulls_named
from .planning import HELP, MIX, NOTE, PROMISE, PURPOSE, STEPS

SIX_WEEKS = timedelta(weeks=6)
AT = time(9, 0)
ALONE = "{text}"
OWN = ("definition", "corrections", "try")  # notes of one text each


@dataclass(frozen=True)
class Said:
    """A sentence of the kit, and what the learner wrote for its braces: "When {when}, …", {"when": "a plan slips"}."""

    sentence: str
    texts: dict[str, str] = field(default_factory=dict)

    @property
    def plain(self) -> str:
        return self.sentence.format(**self.texts)


@dataclass(frozen=True)
class Entry:
    """A label, and under it what the learner wrote: one sentence, or a list of steps."""

    label: str
    said: Said | None = None
    steps: tuple[str, ...] = ()

    @property
    def texts(self) -> tuple[str, ...]:
        return (self.said.plain,) if self.said else self.steps


@dataclass(frozen=True)
class Picture:
    """The profile in words: leans, what follows them, pulls; facets only in the full form."""

    on_these: str
    leans: tuple[str, ...]
    notes: tuple[str, ...]
    facets: tuple[str, ...]


@dataclass(frozen=True)
class Paper:
    """All that stands on the page. What the learner has not filled in is not there."""

    voice: Voice
    day: date
    picture: Picture | None
    own: tuple[Entry, ...]
    plan: tuple[Entry, ...]

    @property
    def empty(self) -> bool:
        return self.picture is None and not self.own and not self.plan

    def date(self, day: date) -> str:
        """A day as the language writes it."""
        from babel.dates import format_date

        return format_date(day, "long", locale=self.voice.language)


def paper(journal: Journal, today: date | None = None) -> Paper:
    """The page's contents, out of the journal, in its owner's language and under the labels of the notebooks."""
    language = preferred(spoken_languages(), [own(journal)])
    spoken, study, notes = voice(language, "profile", "mine", "keeping"), voice(language, "study"), journal.notes
    mine = (Entry(spoken.say(f"paper_{name}"), _said(notes.get(name))) for name in OWN)
    return Paper(
        voice=spoken,
        day=today or date.today(),
        picture=_picture(journal, study),
        own=tuple(entry for entry in mine if entry.said),
        plan=tuple(entry for entry in _plan(study, _texts(notes.get(NOTE))) if entry.texts),
    )


def _plan(study: Voice, texts: dict[str, str]) -> Iterator[Entry]:
    def one(name: str) -> Entry:
        return Entry(study.say(f"plan_{name}").rstrip("… "), _said(texts.get(name)))

    yield Entry(study.say("plan_purpose_title"), _sentence(study, "purpose", PURPOSE, texts))
    yield Entry(study.say("plan_steps_title"), steps=tuple(texts[step] for step in STEPS if step in texts))
    yield from map(one, MIX)
    yield Entry(study.say("plan_promise_title"), _sentence(study, "promise", PROMISE, texts))
    yield from map(one, HELP)


def _said(text: object) -> Said | None:
    texts = _texts({"text": text})
    return Said(ALONE, texts) if texts else None


def _sentence(study: Voice, name: str, parts: tuple[str, ...], texts: dict[str, str]) -> Said | None:
    """The sentence of these parts; "…" for one that is not there, nothing where none is."""
    if not any(part in texts for part in parts):
        return None
    filled = {part: texts.get(part, "").rstrip(".…") or "…" for part in parts}
    return Said(study.texts[f"plan_{name}_sentence"], filled)


def _texts(found: object) -> dict[str, str]:
    """Texts on one line each; what is empty, or no text, is left out."""
    items = found.items() if isinstance(found, dict) else ()
    lines = {name: " ".join(_printable(text).split()) for name, text in items if isinstance(text, str)}
    return {name: text for name, text in lines.items() if text}


def _printable(text: str) -> str:
    return "".join(" " if unicodedata.category(letter) in ("Cc", "Cs") else letter for letter in text)


# The profile


def _picture(journal: Journal, study: Voice) -> Picture | None:
    found, instrument, form = _own_profile(journal, study.language)
    if found is None:
        return None
    names = {one.id: study.in_sentence(one.name) for one in instrument.dimensions}
    leans = [
        study.say(f"close_{lens}" if lean.call == "close" else f"lean_{lens}", dimension=names.get(lean.call, ""))
        for lens, lean in found.leans.items()
    ]
    close = [study.say("close_text")] if any(lean.call == "close" for lean in found.leans.values()) else []
    pulls = pulls_named(found, instrument, study)
    drawn = study.say("pulls", facets=pulls) if pulls else study.say("pulls_none")
    profile = voice(study.language, "profile")
    facets = tuple(_facets(found, instrument, profile)) if form == "full" else ()
    return Picture(profile.say("on_these"), tuple(leans), (*close, drawn), facets)


def _own_profile(journal: Journal, language: str) -> tuple[Profile | None, Instrument, str]:
    """In the full form where that is answered, else in the short one; None where it is too little for a lean."""
    kept = journal.answers.get(ACTIVITY, {})
    for form in ("full", "short"):
        instrument = load_instrument("mindset", language, form)
        keys = instrument.activity(ACTIVITY).keys
        found = profile_of({key: value for key, value in kept.items() if key in keys}, instrument, ACTIVITY)
        if found.leans:
            return found, instrument, form
    return None, instrument, form


def _facets(found: Profile, instrument: Instrument, spoken: Voice) -> Iterator[str]:
    for side in instrument.dimensions:
        band = spoken.number(SURE * instrument.assumed.se * len(side.facets) ** 0.5)
        for id in side.facets:
            scores = {lens.name: found.facets.get(f"{id}.{lens.id}") for lens in instrument.lenses}
            given = [
                f"{name} {spoken.say('facet_value', n=spoken.number(score), band=band)}".replace(" ", "\xa0")
                for name, score in scores.items()
                if score is not None
            ]
            if given:
                yield " · ".join((instrument.facet(id).name, *given))


# The page


def page(found: Paper) -> str:
    """One HTML file that needs nothing and asks nobody; it prints on one sheet of A4."""
    direction = direction_of(found.voice.language)
    again = found.voice.say("paper_again", day=found.date(found.day + SIX_WEEKS)) if found.plan else ""
    return _template().render(paper=found, size=size_of(found), direction=direction, again=again, say=found.voice.say)


@cache
def _template():
    import jinja2

    around = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=jinja2.StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    around.filters["marked"] = _marked
    return around.get_template("taking.html.j2")


def _marked(said: Said):
    """What the learner wrote, each piece in its own direction; bold where it stands in a sentence of the kit."""
    from markupsafe import Markup, escape

    piece = Markup("<bdi>{}</bdi>") if said.sentence == ALONE else Markup("<bdi><strong>{}</strong></bdi>")
    pieces = {name: piece.format(text) for name, text in said.texts.items()}
    return Markup(escape(said.sentence)).format(**pieces)


# How large the letters may be, so that all of it stands on one sheet. The page has no script that could measure, and
# fonts differ from machine to machine: the estimate is on the safe side.

SHEET = 762.0  # points of height within the margins of A4
WIDTH = 493.0  # and of width
GAP = 26.0  # between two columns
SIZES = [10.5 - step / 4 for step in range(19)]  # points, down to 6
LINE = 1.35  # height of a line, in letters


def size_of(found: Paper) -> float:
    """Points of the letters: the largest of `SIZES` with which everything fits, else the smallest."""
    return next((size for size in SIZES if _height(found, size) <= SHEET), SIZES[-1])


def _height(found: Paper, size: float) -> float:
    wide, column = WIDTH / size, (WIDTH - GAP) / 2 / size  # in letters
    head = 2 * LINE + 2 * LINE + 1.5
    picture = _picture_height(found.picture, wide, column) if found.picture else 0
    entries = [*found.own, *found.plan]
    parts = sum(_entry_height(entry, column) for entry in entries) / 2 + 2 * LINE if entries else 0
    headings = 3.5 * ((found.picture is not None) + bool(found.own) + bool(found.plan))
    return (head + picture + parts + headings) * size


def _picture_height(picture: Picture, wide: float, column: float) -> float:
    lines = _lines(" ".join(picture.leans), wide / 1.2) * 1.2 + sum(_lines(note, wide) for note in picture.notes)
    facets = sum(_lines(one, column / 0.85 - 2) for one in picture.facets) / 2 + 1 if picture.facets else 0
    return (lines + 1 + facets * 0.85) * LINE + 0.4 * (3 + len(picture.notes))


def _entry_height(entry: Entry, column: float) -> float:
    return (0.9 + sum(_lines(text, column - (1.5 if entry.steps else 0)) for text in entry.texts)) * LINE + 0.7


def _lines(text: str, width: float) -> int:
    """Lines that a text takes, `width` letters wide, broken between words, and within one that is wider than a line."""
    lines, used = 1, 0.0
    for word in text.split():
        wide = sum(map(_letter, word))
        if used and used + 0.4 + wide > width:
            lines, used = lines + 1, 0.0
        used += wide + (0.4 if used else 0)
        lines, used = lines + int(used // width), used % width
    return lines


def _letter(letter: str) -> float:
    """How wide a letter is beside its height, in a bold font that runs wide."""
    if unicodedata.combining(letter):
        return 0
    if letter in "MWmw@%—…":
        return 1.12
    if unicodedata.east_asian_width(letter) in "WF":
        return 1.0
    if letter in "iljtfrI.,;:'’!|()[] ":
        return 0.42
    return 0.78 if letter.isupper() else 0.66


# The reminder


def reminder(found: Paper, now: datetime | None = None) -> bytes:
    """An entry for the calendar, six weeks from now at nine where its owner then is, with an alarm (RFC 5545)."""
    from icalendar import Alarm, Calendar, Event

    now = now or datetime.now(UTC)
    title = found.voice.say("second_look")
    entry, alarm, calendar = Event(), Alarm(), Calendar()
    calendar.add("prodid", f"-//workshop-kit//second look//{found.voice.language.upper()}")
    calendar.add("version", "2.0")
    for name, value in {
        "uid": uuid.uuid4().hex, "dtstamp": now.astimezone(UTC).replace(microsecond=0),
        "dtstart": datetime.combine(found.day + SIX_WEEKS, AT), "duration": timedelta(minutes=15), "summary": title,
        "description": _what_to_look_at(found), "class": "PRIVATE", "transp": "TRANSPARENT",
    }.items():  # fmt: skip
        entry.add(name, value)
    for name, value in {"action": "DISPLAY", "trigger": timedelta(0), "description": title}.items():
        alarm.add(name, value)
    entry.add_component(alarm)
    calendar.add_component(entry)
    return calendar.to_ical()


def _what_to_look_at(found: Paper) -> str:
    """What was set out to do, a line for each part, and how to come back to the notebooks."""
    lines = [f"{entry.label}: {' · '.join(entry.texts)}" for entry in found.plan]
    return "\n".join([*lines, found.voice.say("reminder_text")])
