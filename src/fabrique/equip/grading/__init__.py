"""Grades by rules kept as data: a file for each version, a small engine, and a reason for each point."""

from fabrique.equip.grading.comparing import Change, Replay, replay
from fabrique.equip.grading.engine import Outcome, grade, number, outcome, plural
from fabrique.equip.grading.loading import RulesError, find, read_rules, shipped
from fabrique.equip.grading.model import Configuration, DriveSize, Grading, Point, Rules

__all__ = [
    "Change",
    "Configuration",
    "DriveSize",
    "Grading",
    "Outcome",
    "Point",
    "Replay",
    "Rules",
    "RulesError",
    "find",
    "grade",
    "number",
    "outcome",
    "plural",
    "read_rules",
    "replay",
    "shipped",
]
