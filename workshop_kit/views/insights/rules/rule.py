"""How a rule comes into being: `@rule` puts a function into `RULES` under its own name."""

from collections.abc import Callable

from ..insight import Found
from ..team import Team

Rule = Callable[[Team], list[Found]]

RULES: dict[str, Rule] = {}

NAMED = 2  # facets that one sentence names at most


def rule(function: Rule) -> Rule:
    """Register a rule; its plan and its words stand in `data/insights/` under the function's name."""
    RULES[function.__name__] = function
    return function
