"""What a need is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Need:
    """A need as residents say it.

    ``goal`` ends the sentence « lieux pour … »; ``tag`` names it in two or three words; ``phrases`` are the
    ways to say it. A place answers when it has one of ``services`` (national schema), ``thematics``
    (data.inclusion), ``typologies`` or ``programmes``, or when its own words hold one of ``mentions``.
    """

    code: str
    goal: str
    tag: str
    phrases: tuple[str, ...]
    mentions: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    thematics: tuple[str, ...] = ()
    typologies: tuple[str, ...] = ()
    programmes: tuple[str, ...] = ()

    def sure_options(self) -> tuple[str, ...]:
        """The options that speak of this very need, rather than of help of that sort."""
        return tuple(key for key in self.options() if key.startswith(("type:", "dispositif:")))

    def options(self) -> tuple[str, ...]:
        """The filter options that answer it, as keys of a place's ``facets`` (see record.py)."""
        named = (
            ("service", self.services), ("thematique", self.thematics),
            ("type", self.typologies), ("dispositif", self.programmes),
        )  # fmt: skip
        return tuple(f"{group}:{code}" for group, codes in named for code in codes)
