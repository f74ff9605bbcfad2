"""The module's profile is Python's profile: what a phone tells its owner, an analyst would find too."""

import random

import pytest
from alone import open_module
from chromium import chromium

from workshop_kit import questionnaire
from workshop_kit.instrument import load_instrument
from workshop_kit.measure.profile import profile

PEOPLE = 60


@pytest.fixture(scope="module")
def page():
    with chromium() as browser:
        yield open_module(browser)


@pytest.mark.parametrize("form", ["short", "full"])
def test_module_and_python_give_the_same_numbers(page, form):
    instrument = load_instrument("mindset", form=form)
    people = [_answers(instrument, random.Random(seed)) for seed in range(PEOPLE)]
    theirs = page.evaluate(
        "([document, people]) => people.map((one) => profileOf(document, 'self', one))",
        [questionnaire.document(instrument), people],
    )
    calls = set()
    for answers, found in zip(people, theirs, strict=True):
        expected = _plain(profile(answers, instrument, "self"))
        assert _rounded(found) == _rounded(expected), answers
        calls |= {lean["call"] for lean in found["leans"].values()}
    assert calls == {"leadership", "management", "close"}, "the random people cover every call"


def _answers(instrument, draw: random.Random) -> dict:
    """One random person: leaning either way, with gaps and things that are not part of their work."""
    activity = instrument.activity("self")
    leadership = set(instrument.dimensions[0].facets)
    facet_of = {item.id: item.facet for block in activity.blocks for item in block.items}
    lean, gaps = draw.choice([-2, -1, 0, 1, 2]), draw.choice([0, 0.05, 0.3])
    favourite = draw.choice(sorted(facet_of.values()))
    answers = {}
    for key in activity.keys:
        if draw.random() < gaps:
            if draw.random() < 0.5:
                answers[key] = None
            continue
        facet = facet_of[key.split(".")[0]]
        shift = lean if facet in leadership else -lean
        value = 3 + round(shift / 2 + draw.gauss(0, 0.7)) + (2 if facet == favourite else 0)
        answers[key] = min(5, max(1, value))
    return answers


def _plain(found) -> dict:
    import msgspec

    return msgspec.to_builtins(found)


def _rounded(found: dict) -> dict:
    def number(value):
        return round(value, 9) + 0.0 if isinstance(value, float | int) else value

    leans = {id: {name: number(value) for name, value in lean.items()} for id, lean in found["leans"].items()}
    scores = {part: {id: number(value) for id, value in found[part].items()} for part in ("facets", "dimensions")}
    return scores | {"leans": leans, "pulls": sorted(found["pulls"])}
