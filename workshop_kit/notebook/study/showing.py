"""Between telling and showing: where one's choices in the scenes stand, and what each gains and costs."""

import html
from dataclasses import dataclass
from math import sqrt
from statistics import fmean, stdev

from ...instrument import Instrument
from ...instrument.block import Item, Option
from ...instrument.messages import Voice
from ...measure.estimate import t_quantile
from .following import follow
from .page import Read, instrument, journal, page, paragraph, spoken

ACTIVITY = "situations"
FEWEST = 4  # scenes; half of them, as in a room
LEVEL = 0.95  # one side of a band of one person: 90 %


@dataclass(frozen=True)
class Place:
    """Where one person's choices stand, 0 (telling) to 100 (showing), give or take `band`.

    `middle` is where a person stands on average who takes any option of each scene; `call` is "tell", "show" or
    "close": a lean is named only where the band is clear of both the middle of the line and that one.
    """

    mean: float
    band: float
    middle: float
    scenes: int

    @property
    def call(self) -> str:
        if self.mean - self.band > max(50, self.middle):
            return "show"
        return "tell" if self.mean + self.band < min(50, self.middle) else "close"


def place_of(chosen: dict[str, str], scenes: tuple[Item, ...], assumed_se: float) -> Place | None:
    """Where these choices stand; None under `FEWEST` scenes.

    Args:
        chosen: {scene: option}.
        assumed_se: the least standard error of the mean, in points of 100.
    """
    places = [option.place for scene in scenes if (option := _option(scene, chosen.get(scene.id)))]
    if len(places) < FEWEST:
        return None
    error = max(stdev(places) / sqrt(len(places)), assumed_se)
    there = [scene for scene in scenes if scene.id in chosen]
    middle = fmean(fmean(option.place for option in scene.options) for scene in there)
    return Place(fmean(places), t_quantile(len(places) - 1, LEVEL) * error, middle, len(places))


def telling() -> Read:
    """Where the learner stands between telling and showing, and each choice with its price."""
    shown = Read("telling")

    def draw() -> None:
        voice, known = spoken("views", "phone"), instrument()
        shown.value = page(_written(voice, known), voice.language)

    follow("telling", draw)
    return shown


def _written(voice: Voice, known: Instrument) -> str:
    (block,) = known.activity(ACTIVITY).blocks
    chosen = journal().answers.get(ACTIVITY, {})
    place = place_of(chosen, block.items, known.assumed.se)
    if place is None:
        return paragraph(voice.say("tell_wait", n=FEWEST), "quiet")
    numbers = {name: voice.number(getattr(place, name)) for name in ("mean", "band", "middle")}
    head = [
        f"<p class='big'>{html.escape(voice.say(f'tell_{place.call}'))}</p>",
        paragraph(voice.say("tell_close_text")) if place.call == "close" else "",
        _line(voice, place),
        paragraph(voice.say("tell_range", **numbers), "quiet"),
    ]
    return "".join([*head, f"<h3>{html.escape(voice.say('tell_choices'))}</h3>", _choices(voice, block.items, chosen)])


def _line(voice: Voice, place: Place) -> str:
    """The line from telling to showing, with the band on it: what the sentence below says in numbers."""
    low, high = max(0, place.mean - place.band), min(100, place.mean + place.band)
    return (
        f"<div class='wk-line' aria-hidden='true'><span>{html.escape(voice.say('tell_end'))}</span>"
        f"<div class='wk-rail'><i class='wk-rail-middle' style='left:50%'></i>"
        f"<i class='wk-rail-band' style='left:{low:.1f}%;width:{high - low:.1f}%'></i>"
        f"<i class='wk-rail-dot' style='left:{place.mean:.1f}%'></i></div>"
        f"<span>{html.escape(voice.say('show_end'))}</span></div>"
    )


def _choices(voice: Voice, scenes: tuple[Item, ...], chosen: dict[str, str]) -> str:
    rows = [_choice(voice, scene, option) for scene in scenes if (option := _option(scene, chosen.get(scene.id)))]
    return f"<ol class='wk-choices-made'>{''.join(rows)}</ol>"


def _choice(voice: Voice, scene: Item, option: Option) -> str:
    kinds = {0: "orders", 25: "explains", 50: "asks", 75: "alongside", 100: "first"}
    name = voice.texts.get(f"place_{kinds.get(option.place)}", "")
    price = [voice.say(side, text=text) for side, text in (("gains", option.gains), ("costs", option.costs)) if text]
    return (
        f"<li><p class='quiet'>{html.escape(scene.text)}</p><p><b>{html.escape(option.text)}</b>"
        f" <span class='wk-tag'>{html.escape(name)}</span></p>{''.join(paragraph(text) for text in price)}</li>"
    )


def _option(scene: Item, id: str | None) -> Option | None:
    return next((option for option in scene.options if option.id == id), None)
