"""``fabrique observe tours``: the days of an itinerant van, from a file of possible stops."""

from fabrique.observe.standalone.tours.command import command

__all__ = ["command"]
