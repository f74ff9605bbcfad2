"""What is asked: instruments are loaded and validated here, and answers checked against them."""

from .block import Block, Item
from .errors import Refused
from .kinds import KINDS, CountSpec, MeanSpec, faults
from .load import load_instrument
from .model import Activity, Instrument

__all__ = [
    "KINDS",
    "Activity",
    "Block",
    "CountSpec",
    "Instrument",
    "Item",
    "MeanSpec",
    "Refused",
    "faults",
    "load_instrument",
]
