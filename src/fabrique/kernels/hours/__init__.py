"""Opening hours: read as territories write them, answered as residents ask."""

from fabrique.kernels.hours.bank_holidays import BANK_ZONES, bank_holidays
from fabrique.kernels.hours.calendar import Calendar
from fabrique.kernels.hours.describe import describe
from fabrique.kernels.hours.model import Parsed
from fabrique.kernels.hours.parse import parse, parse_week
from fabrique.kernels.hours.rhythm import Passage, cycle_hours
from fabrique.kernels.hours.schedule import DayHours, Schedule, Status
from fabrique.kernels.hours.school_holidays import SCHOOL_ZONES, SchoolHoliday, school_holidays

__all__ = [
    "BANK_ZONES",
    "SCHOOL_ZONES",
    "Calendar",
    "DayHours",
    "Parsed",
    "Passage",
    "Schedule",
    "SchoolHoliday",
    "Status",
    "bank_holidays",
    "cycle_hours",
    "describe",
    "parse",
    "parse_week",
    "school_holidays",
]
