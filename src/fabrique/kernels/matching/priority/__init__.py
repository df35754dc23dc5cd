"""Sharing out devices between people who are in a strict order.

Nobody waits for a device that went to somebody ranked lower (``serve``); among the ways to do so, the devices
fit as well as they can in all (``best_fit``). Everything is done between classes: devices that are alike,
requests that ask for the same. A table of ten thousand devices by twenty thousand requests is never written.
"""

from fabrique.kernels.matching.priority.model import NONE, Ints, Limit, Outcome, Problem, Shared
from fabrique.kernels.matching.priority.share import share

__all__ = ["NONE", "Ints", "Limit", "Outcome", "Problem", "Shared", "share"]
