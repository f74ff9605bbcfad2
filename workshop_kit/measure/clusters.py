"""How sure a weighted line is where some of its points belong together, such as several of one team."""

from collections.abc import Hashable, Sequence
from typing import NamedTuple

import numpy as np


class Robust(NamedTuple):
    """The standard error of the last coefficient, and the degrees of freedom of t that go with it."""

    error: float
    free: float


def robust_error(
    design: np.ndarray, left: np.ndarray, variances: np.ndarray, clusters: Sequence[Hashable]
) -> Robust | None:
    """The cluster-robust standard error, corrected for few clusters (CR2), with Satterthwaite's degrees of freedom.

    Points of one cluster may go together in any way; clusters are independent. The line is the weighted one, with
    weights 1 / variances, and the correction takes these variances for the truth.

    Args:
        design: points × coefficients.
        left: what the line leaves of each point.
        variances: of each point, above 0.
        clusters: which points belong together.

    Returns:
        None where it cannot be told: a cluster stands where no other does, so that the line goes through it.

    Sources: Bell & McCaffrey (2002), *Survey Methodology* 28, 169 (CR2); Tipton (2015), *Psychological Methods* 20, 375
    (for meta-regression, and the degrees of freedom).
    """
    weights = 1 / variances
    inverse = np.linalg.inv(design.T * weights @ design)
    onto = inverse @ (design.T * weights)  # coefficients × points
    resid = np.eye(len(left)) - design @ onto
    expected = resid * variances @ resid.T
    names = list(dict.fromkeys(clusters))
    square, rows = 0.0, []
    for name in names:
        own = np.array([each == name for each in clusters])
        scale = np.sqrt(variances[own])
        values, vectors = np.linalg.eigh(scale[:, None] * expected[np.ix_(own, own)] * scale)
        along = (onto[-1, own] * scale) @ vectors
        there = values > 1e-10 * variances[own].max() ** 2
        if np.abs(along[~there]).max(initial=0) > 1e-6 * np.abs(along).max():
            return None  # the line goes through what only this cluster tells
        part = (along[there] * values[there] ** -0.5) @ vectors[:, there].T * scale
        square += float(part @ left[own]) ** 2
        rows.append(part @ resid[own])
    shares = np.array(rows) * variances @ np.array(rows).T
    return Robust(float(np.sqrt(square)), float(np.trace(shares) ** 2 / (shares**2).sum()))
