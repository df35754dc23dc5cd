"""Measures of areas: what a value is, how it is carried to another level or year, what a file gets wrong."""

from fabrique.kernels.indicators.model import Floats, Kind, Measure, Panel, Series, Status, Statuses, series

__all__ = ["Floats", "Kind", "Measure", "Panel", "Series", "Status", "Statuses", "series"]
