"""What was counted when a gift came and has no label yet: the donor's page and the counters share it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet, Sum

from fabrique.equip.enums import BY_QUANTITY, COMPUTERS, DeviceKind


@dataclass(frozen=True, slots=True)
class Unlabelled:
    """``waiting``: things that will get a label; ``by_number``: keyboards, mice, chargers, which never do."""

    waiting: int
    by_number: int


def group_of(kind: str) -> str:
    """The kinds that are told together: a laptop counted in haste may be entered as an all-in-one."""
    return DeviceKind.LAPTOP if kind in COMPUTERS else kind


def missing(counted: Mapping[str, int], entered: Mapping[str, int]) -> Counter[str]:
    """By group of kinds, how many of one gift were counted and not entered; never below zero."""
    left = Counter[str]()
    for kind, number in counted.items():
        left[group_of(kind)] += number
    for kind, number in entered.items():
        left[group_of(kind)] -= number
    return +left


def unlabelled(lines: QuerySet[Any], devices: QuerySet[Any]) -> Unlabelled:
    """Of the gifts of these lines, gift by gift: what one has too many is not another's. Two queries."""
    counted: dict[Any, dict[str, int]] = {}
    rows = lines.filter(counted__gt=0).order_by().values_list("donation", "kind")
    for gift, kind, number in rows.annotate(n=Sum("counted")):
        counted.setdefault(gift, {})[kind] = number
    entered: dict[Any, dict[str, int]] = {}
    known = devices.filter(lot__donation__isnull=False).order_by().values_list("lot__donation", "kind")
    for gift, kind, number in known.annotate(n=Count("pk")):
        entered.setdefault(gift, {})[kind] = number
    total = Counter[str]()
    for gift, numbers in counted.items():
        total += missing(numbers, entered.get(gift, {}))
    by_number = sum(number for kind, number in total.items() if kind in BY_QUANTITY)
    return Unlabelled(total.total() - by_number, by_number)
