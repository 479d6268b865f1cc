"""How well chains have mixed: autocorrelation time, effective sample size and split R-hat.

Source: Vehtari, Gelman, Simpson, Carpenter and Buerkner, Rank-normalization, folding, and
localization: an improved R-hat for assessing convergence of MCMC, Bayesian Analysis 16, 2021.
Chains are arrays (C, R, Q): chains, records, quantities.
"""

from __future__ import annotations

from statistics import NormalDist

import numpy as np

from detente.shapes import Floats

FEWEST = 16
"""With fewer points than this nothing can be said of their mixing."""


def autocorrelation_time(chains: Floats) -> Floats:
    """Return, per quantity (Q), how many records are worth one independent point.

    One plus twice the sum of the autocorrelations, cut off by Geyer's initial monotone sequence;
    disagreement between chains counts as autocorrelation (equations 10 to 13).
    """
    _, records, _ = chains.shape
    within, total = _variances(chains)
    covariance = _autocovariance(chains)
    with np.errstate(invalid="ignore", divide="ignore"):
        rho = 1.0 - (within - covariance * records / (records - 1)) / total
    rho[0] = 1.0
    pairs = rho[0 : records - records % 2 : 2] + rho[1::2][: records // 2]
    pairs = np.where(np.isfinite(pairs), pairs, 0.0)
    ended = np.logical_or.accumulate(pairs <= 0.0, axis=0)
    falling = np.minimum.accumulate(np.where(ended, 0.0, pairs), axis=0)
    tau = 2.0 * falling.sum(axis=0) - 1.0
    return np.asarray(np.where(total > 0.0, np.maximum(tau, 1.0), 1.0))


def effective_size(points: Floats) -> float:
    """Return the smallest effective sample size over the columns of draws (D, U).

    The draws, in their order, are read as four chains, split and rank-normalised; a column that
    never changes is left out. With fewer than 16 draws it is their number.
    """
    chains = _split(points)
    if chains.size == 0:
        return float(len(points))
    time = autocorrelation_time(_normalised(chains))
    return float(len(points) / time.max())


def largest_rhat(points: Floats) -> float:
    """Return the largest split R-hat over the columns of draws (D, U); NaN for under 16 draws.

    The larger of that of the ranks and that of the ranks of distances from the median.
    """
    chains = _split(points)
    if chains.size == 0:
        return float("nan") if len(points) < FEWEST else 1.0
    folded = np.abs(chains - np.median(chains, axis=(0, 1)))
    return float(max(_rhat(_normalised(chains)).max(), _rhat(_normalised(folded)).max()))


def _split(points: Floats) -> Floats:
    """Read draws as eight half-chains (8, D // 8, Q) of the columns that change."""
    if len(points) < FEWEST or points.shape[1] == 0:
        return np.zeros((8, 0, 0))
    changing = points[:, np.ptp(points, axis=0) > 0.0]
    records = len(points) // 8
    return changing[: 8 * records].reshape(8, records, -1)


def _normalised(chains: Floats) -> Floats:
    """Replace values by the normal quantiles of their ranks among all chains (equation 14)."""
    count = chains.shape[0] * chains.shape[1]
    normal = NormalDist()
    quantile = np.array([normal.inv_cdf((r + 0.625) / (count + 0.25)) for r in range(count)])
    flat = chains.reshape(count, -1)
    ranks = np.argsort(np.argsort(flat, axis=0, kind="stable"), axis=0, kind="stable")
    return quantile[ranks].reshape(chains.shape)


def _variances(chains: Floats) -> tuple[Floats, Floats]:
    """Return the variance within chains and of all together (equations 1 to 3)."""
    records = chains.shape[1]
    within = chains.var(axis=1, ddof=1).mean(axis=0)
    between = chains.mean(axis=1).var(axis=0, ddof=1)
    return within, (records - 1) / records * within + between


def _rhat(chains: Floats) -> Floats:
    within, total = _variances(chains)
    return np.sqrt(total / within)


def _autocovariance(chains: Floats) -> Floats:
    """Return the autocovariance at every lag, averaged over chains (R, Q)."""
    records = chains.shape[1]
    centred = chains - chains.mean(axis=1, keepdims=True)
    spectrum = np.fft.rfft(centred, n=2 * records, axis=1)
    covariance = np.fft.irfft(np.abs(spectrum) ** 2, axis=1)[:, :records] / records
    return np.asarray(covariance.mean(axis=0))
