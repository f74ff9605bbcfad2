"""The codebook of an instrument: every variable that its answers and scores have, as a table or as a page."""

from .variables import Variable, variables
from .writing import write

__all__ = ["Variable", "variables", "write"]
