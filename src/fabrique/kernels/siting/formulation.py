"""Maximal coverage as a programme: the m sites first, then the k classes."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_matrix, eye, hstack

from fabrique.kernels.siting.model import Floats
from fabrique.kernels.siting.programme import Programme
from fabrique.kernels.siting.reach import Classes
from fabrique.kernels.siting.rules import SiteRows


def programme_of(found: Classes, rows: SiteRows) -> Programme:
    """The programme of maximal coverage: the m sites, then the k classes."""
    count, size = found.sites.shape
    covers = hstack([found.sites.T, -eye(size)], format="csr")
    wide = csr_matrix(np.hstack([rows.matrix, np.zeros((len(rows.matrix), size))]))
    programme = Programme(
        worth=np.concatenate([np.zeros(count), found.people]),
        matrix=covers,
        lower=np.zeros(size),
        upper=np.full(size, np.inf),
        least=np.concatenate([rows.least, np.zeros(size)]),
        most=np.concatenate([rows.most, np.ones(size)]),
        whole=count,
    )
    return programme.and_rows(wide, rows.lower, rows.upper)


def values_of(found: Classes, chosen: list[int]) -> Floats:
    """A choice as values of the programme."""
    values = np.zeros(sum(found.sites.shape))
    values[chosen] = 1.0
    values[found.sites.shape[0] :] = np.asarray(found.sites[chosen].sum(axis=0)).ravel() > 0
    return values
