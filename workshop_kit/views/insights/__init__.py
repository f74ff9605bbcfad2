"""What to say and ask about *this* team: from published tallies to at most five findings, each with its questions.

- `rules/`   one file a topic, one function a rule: `team → list[Found]`. A new rule is one such function, its plan in
             `data/insights/insights.yaml` and its words in each language beside it
- `team`     what a rule may look at, all of it under *no luck at the top*
- `script`   the words, and how long each part of an exercise takes
- `telling`  the face: `insights`, `open_round`, and `told`, the two together as JSON
"""

from .insight import Exercise, Insight, OpenRound
from .telling import AT_MOST, insights, open_round, told

__all__ = ["AT_MOST", "Exercise", "Insight", "OpenRound", "insights", "open_round", "told"]
