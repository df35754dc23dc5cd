"""What a donor finds on the page of their gift: each part of the chain enlists its own section."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from fabrique.core.ui.registry import Registry
from fabrique.equip.models import Donation


@dataclass(frozen=True, slots=True)
class DonorSection:
    """``context`` gives what ``template`` shows of a gift, None to show nothing; it names no beneficiary."""

    template: str
    context: Callable[[Donation], Mapping[str, Any] | None]
    order: int = 100


donor_sections: Registry[DonorSection] = Registry()


def sections_of(donation: Donation) -> list[tuple[str, Mapping[str, Any]]]:
    """The (template, context) pairs to show of a gift, in order."""
    found = ((section.template, section.context(donation)) for section in donor_sections)
    return [(template, context) for template, context in found if context is not None]
