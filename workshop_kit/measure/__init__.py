"""What answers mean: scores, intervals, reliability, agreement, and what may be said about an order.

`import workshop_kit.measure` costs nothing; each name below loads its module when it is first used.

- `estimate`     a number with its interval, and the finite-population interval of a team (`team_interval`)
- `reasons`      why a coefficient is missing, by names that views translate
- `describe`     how many chose what, means and spreads
- `scoring`      answers of many people → a frame of scores, 0 to 100 (`score`, `lean`, `from_ideal`)
- `ratings`      how answers are read: as small whole numbers, checked, some thousand people at a time
- `flags`        for the analyst: hints at answers given without reading (`response_flags`)
- `profile`      answers of one person → their own profile (`profile`)
- `covariation`  from rows to the sums that the next three need, and that a tally holds
- `reliability`  alpha, stratified alpha, Spearman–Brown
- `omega`        McDonald's omega total
- `items`        item–rest and inter-item correlations
- `change`       standard error of measurement, reliable change
- `agreement`    r_wg, r_wg(j), average deviation: one group on what it shares
- `polarity`     van der Eijk's A: together, anywhere, or in two camps
- `variance`     ICC(1) and ICC(2): how much lies between groups
- `bootstrap`    the interval of a mean without a model
- `effect`       Hedges' g: how far two groups are apart
- `teams`        groups compared by their means and spreads alone, rounding counted in
- `shrinking`    many teams: their common mean, and each one's best guess
- `trend`        many teams: whether what they have moves with time
- `clusters`     how sure a line is where some of its points are of one team
- `tables`       for the analyst: the reliability of every scale, by language
- `order`        no luck at the top: what may be called highest, lowest or split (`places`, `places_in`, `splits`)

What ends in `_from_products`, `_from_sums` or `_from_counts` gives the same from sums alone, without rows.
"""

from importlib import import_module

_NAMES = {
    "estimate": ("Estimate", "team_interval", "difference_interval"),
    "describe": ("distribution", "distribution_from_counts", "mean_interval", "moments", "moments_from_sums"),
    "scoring": ("score", "lean", "from_ideal"),
    "flags": ("response_flags",),
    "covariation": ("sums_of",),
    "reliability": (
        "cronbach_alpha",
        "alpha_from_products",
        "stratified_alpha",
        "spearman_brown",
        "spearman_brown_from_products",
    ),
    "omega": ("omega_total", "omega_from_products"),
    "items": (
        "item_rest_correlations",
        "item_rest_from_products",
        "item_rest_intervals",
        "mean_inter_item_correlation",
        "mean_inter_item_from_products",
    ),
    "change": ("standard_error_of_measurement", "smallest_reliable_change", "reliable_change"),
    "agreement": (
        "r_wg",
        "r_wg_from_counts",
        "r_wg_j",
        "r_wg_j_from_products",
        "average_deviation",
        "average_deviation_from_counts",
    ),
    "polarity": ("agreement_a", "agreement_a_from_counts"),
    "variance": ("icc",),
    "bootstrap": ("bootstrap_mean",),
    "effect": ("hedges_g",),
    "tables": ("reliability_table",),
    "order": ("places", "places_in", "splits"),
}
_HOMES = {name: module for module, names in _NAMES.items() for name in names}

__all__ = list(_HOMES)


def __getattr__(name: str):
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__():
    return sorted([*globals(), *_HOMES])
