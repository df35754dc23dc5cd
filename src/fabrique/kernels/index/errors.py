"""What the library refuses, in plain French."""

from __future__ import annotations


class Refusal(ValueError):
    """A definition, or data under a definition, that gives no index: the message says why and what to do."""
