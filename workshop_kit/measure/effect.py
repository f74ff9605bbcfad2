"""How far apart two groups of different people are, in units of their spread: Hedges' g."""

from math import sqrt

from .describe import moments
from .estimate import LEVEL, Estimate, t_quantile, unknown


def hedges_g(a, b, *, level: float = LEVEL) -> Estimate:
    """Hedges' g of two groups of different people: (mean of a − mean of b) / pooled sd, corrected for small samples.

    The correction is 1 − 3 / (4(n₁ + n₂) − 9). Never for two measurements of the same people.

    Args:
        a, b: one number a person; missing ones (NaN, None) do not count.

    Returns:
        Estimate over n₁ + n₂ people, with an interval from √((n₁ + n₂)/(n₁n₂) + g²/(2(n₁ + n₂))) and t with
        n₁ + n₂ − 2; value None with a reason where a group has fewer than two people, or nobody differs within groups.

    Sources: Hedges (1981), *Journal of Educational Statistics* 6, 107; Hedges & Olkin (1985), *Statistical Methods for
    Meta-Analysis*, ch. 5. Both the same as Python's pingouin.
    """
    first, second = moments(a), moments(b)
    n = first.n + second.n
    if min(first.n, second.n) < 2:
        return unknown("each group needs two people", n)
    pooled = sqrt(((first.n - 1) * first.sd**2 + (second.n - 1) * second.sd**2) / (n - 2))
    if pooled <= 1e-12 * max(abs(first.mean), abs(second.mean), 1e-300):
        return unknown("nobody differs within the groups, so there is no unit to measure in", n)
    g = (first.mean - second.mean) / pooled * (1 - 3 / (4 * n - 9))
    half = t_quantile(n - 2, 0.5 + level / 2) * sqrt(n / (first.n * second.n) + g * g / (2 * n))
    return Estimate(g, g - half, g + half, n)
