"""What answers mean: scores, intervals, reliability, and what may be said about an order.

`import workshop_kit.measure` costs nothing; each name below loads its module when it is first used.

- `estimate`     a number with its interval (`Estimate`, `team_interval`)
- `scoring`      answers of many people → a frame of scores, 0 to 100 (`score`)
- `profile`      answers of one person → their own profile (`profile`)
- `reliability`  Cronbach's alpha with Feldt's interval (`cronbach_alpha`)
- `order`        no luck at the top: what may be called highest, lowest or split (`places`, `splits`)
"""

from importlib import import_module

_HOMES = {
    "Estimate": "estimate",
    "team_interval": "estimate",
    "score": "scoring",
    "lean": "scoring",
    "alpha_from_products": "reliability",
    "cronbach_alpha": "reliability",
    "places": "order",
    "splits": "order",
}

__all__ = list(_HOMES)


def __getattr__(name: str):
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__():
    return sorted([*globals(), *_HOMES])
