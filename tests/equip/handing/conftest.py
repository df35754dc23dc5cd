"""A territory with the four invented communes."""

from tests.territory.conftest import own_process, territory

__all__ = ["own_process", "territory"]
