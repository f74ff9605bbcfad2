"""Why a coefficient of a scale is missing, in plain English, each reason by a name.

Whoever prints `Estimate.reason` reads the sentence; a view, whose readers may speak any language, says it by its name,
under `reason_NAME` in the messages. A reason that only programs meet needs no name and is a plain string.
"""

from enum import StrEnum


class Reason(StrEnum):
    """Of a scale that enough people answered. A member is its sentence: `str(reason)`, `"total" in reason`."""

    SAME_TOTAL = "everybody has the same total, so nothing can be told apart"
    SAME_ANSWER = "everybody gave the same answer to an item, so it goes together with nothing"
    NO_REST = "an item on which all agree goes together with nothing"
    MORE_ITEMS = "omega needs more people who answered every item than there are items"
    NO_FACTOR = "the items have no common factor; is one of them not turned round?"
    OPPOSED = "the two items point in different directions; is one of them turned round?"
