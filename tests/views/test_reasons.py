"""A coefficient that is missing is said to be, with its reason, in the language of whoever reads it."""

import numpy as np
import pandas as pd
import pytest
from imported import ITEMS, archive_of

from workshop_kit.instrument.messages import spoken_languages, voice
from workshop_kit.measure.covariation import sums_of
from workshop_kit.measure.items import item_rest_intervals
from workshop_kit.measure.reasons import Reason
from workshop_kit.pool.figures import Products
from workshop_kit.views.analysis.items import how_items_go_together
from workshop_kit.views.analysis.scales import can_the_scales_be_trusted, coefficients, why
from workshop_kit.views.analysis.source import Source

PEOPLE = 40


def alike(items, seed=1):
    """Answers of people who say the same to every item."""
    return np.repeat(np.random.default_rng(seed).integers(1, 6, (PEOPLE, 1)), items, axis=1)


def anyhow(items, seed=1):
    return np.random.default_rng(seed).integers(1, 6, (PEOPLE, items))


def turned(ratings):
    """The last half of the items turned round."""
    half = ratings.shape[1] // 2
    return np.hstack([ratings[:, :half], 6 - ratings[:, half:]])


def agreed(ratings):
    """The first item answered alike by all."""
    return np.hstack([np.full((PEOPLE, 1), 4), ratings[:, 1:]])


ODD = {
    "all the same": np.full((PEOPLE, 11), 3),
    "all the same, two items": np.full((PEOPLE, 2), 3),
    "one item agreed on": agreed(anyhow(11)),
    "one of two agreed on": agreed(anyhow(2)),
    "half turned round": turned(alike(4)),
    "one of two turned round": turned(alike(2)),
    "against each other": np.hstack([anyhow(2), 6 - anyhow(2), anyhow(2, seed=2)]),
    "more items than people": anyhow(PEOPLE + 1),
}


def products_of(ratings):
    n, sums, products = sums_of(ratings)
    return Products(n, [int(one) for one in sums], [[int(one) for one in row] for row in products])


@pytest.mark.parametrize("language", spoken_languages())
def test_every_reason_is_said_in_every_language_in_words_of_its_own(language):
    said = {reason: why(voice(language, "analysis"), reason) for reason in Reason}
    assert all(said.values()) and len(set(said.values())) == len(Reason)
    assert language == "en" or set(said.values()).isdisjoint(why(voice("en", "analysis"), one) for one in Reason)


def test_every_reason_that_a_scale_can_have_is_one_that_is_translated():
    met = set()
    for name, ratings in ODD.items():
        scale = products_of(ratings)
        missing = coefficients(scale, tried=len(scale.sums))["why"]
        rests = [one.reason for one in item_rest_intervals(*sums_of(ratings)) if one.value is None]
        assert all(isinstance(reason, Reason) for reason in [*missing.values(), *rests]), name
        met |= {*missing.values(), *rests}
    assert met == set(Reason), "each of them is met"


def test_a_reason_reads_as_plain_english():
    assert (
        str(Reason.SAME_TOTAL) == f"{Reason.SAME_TOTAL}" == "everybody has the same total, so nothing can be told apart"
    )


def test_where_everybody_answers_alike_no_interval_is_spoken_of_and_the_reason_is(tmp_path):
    frame = pd.DataFrame(ODD["all the same"], columns=ITEMS)
    source = Source(archive_of(frame, tmp_path, "leadership-climate", "climate", "alike"))
    scales, items = can_the_scales_be_trusted(source), how_items_go_together(source)
    assert scales.finding == source.voice.say("scales_no_alpha", n=1, total=1)
    assert why(source.voice, Reason.SAME_TOTAL) in scales.sentence and ": ." not in scales.sentence
    assert why(source.voice, Reason.SAME_ANSWER) in scales.sentence, "of omega"
    assert why(source.voice, Reason.NO_REST) in items.sentence and "11" in items.sentence
