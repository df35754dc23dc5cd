"""``fabrique observe``: the commands that work on files alone, and those that need the instance."""

from __future__ import annotations

from fabrique.observe.standalone import observe

commands = [observe]
