"""Measures of areas: what a value is, how it is carried to another level or year, what a file gets wrong."""

from fabrique.kernels.indicators.aggregate import aggregate
from fabrique.kernels.indicators.carrying import Carried
from fabrique.kernels.indicators.model import Floats, Kind, Measure, Panel, Series, Status, Statuses, series
from fabrique.kernels.indicators.passage import Step, carry_over

__all__ = [
    "Carried",
    "Floats",
    "Kind",
    "Measure",
    "Panel",
    "Series",
    "Status",
    "Statuses",
    "Step",
    "aggregate",
    "carry_over",
    "series",
]
