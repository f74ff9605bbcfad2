"""A workshop kit on the leadership and the management mindset.

The names below are the kit's face. Each loads on first use, so that importing the kit costs nothing:

    import workshop_kit as wk
    instrument = wk.load_instrument("mindset")
    wk.Questionnaire(instrument)
"""

from importlib import import_module

__version__ = "0.1.0"

_WHERE = {
    "load_instrument": "instrument",
    "Refused": "instrument",
    "score": "measure.scoring",
    "Tally": "pool.tally",
    "Room": "room.client",
    "Questionnaire": "notebook.widgets",
    "Seat": "notebook.seat",
    "Console": "notebook.console",
}
_MODULES = {"measure": "measure", "figures": "views.figures"}

__all__ = [*_WHERE, *_MODULES]


def __getattr__(name: str):
    if name in _WHERE:
        return getattr(import_module(f".{_WHERE[name]}", __name__), name)
    if name in _MODULES:
        return import_module(f".{_MODULES[name]}", __name__)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__():
    return sorted([*globals(), *__all__])
