"""``fabrique observe site``: where to open, from two files, with how far from the best the plan can be."""

from fabrique.observe.standalone.site.command import command

__all__ = ["command"]
