"""``fabrique observe access``: who reaches how much of what, from two files."""

from fabrique.observe.standalone.access.command import command

__all__ = ["command"]
