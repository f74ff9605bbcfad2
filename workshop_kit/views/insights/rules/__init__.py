"""All rules: functions of one shape, `Team → list[Found]`, each under its id. Empty where it has nothing to say."""

from . import bring, guess, month, moves, seeing, situations, sorting
from .rule import RULES

__all__ = ["RULES", "bring", "guess", "month", "moves", "seeing", "situations", "sorting"]
